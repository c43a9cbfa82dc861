# SPDX-License-Identifier: GPL-3.0-or-later
# tests/config.mk - from the words of a pipeline file to the names of its jobs

UNIT_TESTS += \
	tests/test-companions \
	tests/test-config \
	tests/test-glob \
	tests/test-inputs \
	tests/test-inputs-place \
	tests/test-memory \
	tests/test-message \
	tests/test-outputs \
	tests/test-param \
	tests/test-pipeline \
	tests/test-pipelines \
	tests/test-template

INPUTS_RUN = tests/inputs-run.c tests/inputs-run.h

tests_test_companions_SOURCES = tests/test-companions.c $(INPUTS_RUN)
tests_test_config_SOURCES = tests/test-config.c
tests_test_glob_SOURCES = tests/test-glob.c $(INPUTS_RUN)
tests_test_inputs_place_SOURCES = tests/test-inputs-place.c $(INPUTS_RUN)
tests_test_inputs_SOURCES = tests/test-inputs.c $(INPUTS_RUN)
tests_test_memory_SOURCES = tests/test-memory.c
tests_test_message_SOURCES = tests/test-message.c
tests_test_outputs_SOURCES = tests/test-outputs.c $(INPUTS_RUN)
tests_test_param_SOURCES = tests/test-param.c
tests_test_pipeline_SOURCES = tests/test-pipeline.c
tests_test_pipelines_SOURCES = tests/test-pipelines.c
tests_test_template_SOURCES = tests/test-template.c

# The allocations of the core go through the test, which lets one fail.
tests_test_memory_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc

# Each file in tests/pipelines with the message beside it.
EXTRA_DIST += tests/pipelines
