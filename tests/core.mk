# SPDX-License-Identifier: GPL-3.0-or-later
# tests/core.mk - tests of plugins found, plans made, jobs run and kept apart

UNIT_TESTS += \
	tests/test-batch \
	tests/test-batch-run \
	tests/test-bind \
	tests/test-channel \
	tests/test-job \
	tests/test-job-memory \
	tests/test-job-plugins \
	tests/test-json-watch \
	tests/test-module \
	tests/test-module-path \
	tests/test-plan \
	tests/test-plan-memory \
	tests/test-pool \
	tests/test-store \
	tests/test-store-output \
	tests/test-stream \
	tests/test-stream-failures \
	tests/test-worker \
	tests/test-worker-life

core_common = tests/core-common.c tests/core-common.h $(codec_common)
core_modules = tests/module-common.c tests/module-common.h \
	$(core_common) $(INPUTS_RUN)
core_shift = tests/shift.c tests/shift.h $(core_common)
core_store = tests/store-common.c tests/store-common.h $(INPUTS_RUN)
core_works = tests/works.c tests/works.h $(core_common) $(INPUTS_RUN)

tests_test_batch_SOURCES = tests/test-batch.c $(core_works)
tests_test_batch_run_SOURCES = tests/test-batch-run.c $(core_works)
tests_test_bind_SOURCES = tests/test-bind.c $(core_common)
tests_test_channel_SOURCES = tests/test-channel.c
tests_test_job_SOURCES = tests/test-job.c $(core_common)
tests_test_job_memory_SOURCES = tests/test-job-memory.c $(core_works)
tests_test_job_plugins_SOURCES = tests/test-job-plugins.c $(core_common)
tests_test_json_watch_SOURCES = tests/test-json-watch.c
tests_test_module_SOURCES = tests/test-module.c $(core_modules)
tests_test_module_path_SOURCES = tests/test-module-path.c $(core_modules)
tests_test_plan_SOURCES = tests/test-plan.c $(core_common)
tests_test_plan_memory_SOURCES = tests/test-plan-memory.c $(core_common)
tests_test_pool_SOURCES = tests/test-pool.c
tests_test_store_SOURCES = tests/test-store.c $(core_store)
tests_test_store_output_SOURCES = tests/test-store-output.c $(core_store)
tests_test_stream_SOURCES = tests/test-stream.c $(core_common)
tests_test_stream_failures_SOURCES = tests/test-stream-failures.c $(core_common)
tests_test_worker_SOURCES = tests/test-worker.c $(core_shift)
tests_test_worker_life_SOURCES = tests/test-worker-life.c $(core_shift)

# The allocations of the core go through the test, which lets one fail.
tests_test_job_memory_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=posix_memalign
tests_test_json_watch_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=malloc
