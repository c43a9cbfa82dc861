# SPDX-License-Identifier: GPL-3.0-or-later
# tests/fuzz.mk - fuzz targets: with --enable-fuzzing a fuzzer each, otherwise
# programs that try the files they are given, so that findings stay found

FUZZ_TARGETS = \
	tests/fuzz/fuzz-embedded \
	tests/fuzz/fuzz-job \
	tests/fuzz/fuzz-pipeline \
	tests/fuzz/fuzz-png \
	tests/fuzz/fuzz-template \
	tests/fuzz/fuzz-tiff

# What comes from the network.
if CLOUD
FUZZ_TARGETS += \
	tests/fuzz/fuzz-answer \
	tests/fuzz/fuzz-event
endif

check_PROGRAMS += $(FUZZ_TARGETS)
CLI_TESTS += tests/cli-fuzz.sh

check_LIBRARIES = tests/fuzz/libfuzz.a
tests_fuzz_libfuzz_a_SOURCES = \
	tests/fuzz/fuzz.c tests/fuzz/fuzz.h \
	tests/fuzz/pipelines.c tests/fuzz/pipelines.h
if !FUZZING
tests_fuzz_libfuzz_a_SOURCES += tests/fuzz/replay.c
endif

FUZZ_LDADD = tests/fuzz/libfuzz.a libcore.a $(CORE_LIBS) $(FUZZ_LIBS)
tests_fuzz_fuzz_answer_SOURCES = tests/fuzz/fuzz-answer.c
tests_fuzz_fuzz_answer_CPPFLAGS = $(LAMBDA_CPPFLAGS)
tests_fuzz_fuzz_answer_LDADD = tests/fuzz/libfuzz.a $(S3_LIBS) $(FUZZ_LDADD)
tests_fuzz_fuzz_event_SOURCES = tests/fuzz/fuzz-event.c
tests_fuzz_fuzz_event_CPPFLAGS = $(LAMBDA_CPPFLAGS)
tests_fuzz_fuzz_event_LDADD = tests/fuzz/libfuzz.a liblambda.a \
	$(S3_LIBS) $(FUZZ_LDADD)
tests_fuzz_fuzz_embedded_SOURCES = tests/fuzz/fuzz-embedded.c
tests_fuzz_fuzz_embedded_LDADD = $(FUZZ_LDADD)
tests_fuzz_fuzz_job_SOURCES = tests/fuzz/fuzz-job.c
tests_fuzz_fuzz_job_LDADD = $(FUZZ_LDADD)
tests_fuzz_fuzz_pipeline_SOURCES = tests/fuzz/fuzz-pipeline.c
tests_fuzz_fuzz_pipeline_LDADD = $(FUZZ_LDADD)
tests_fuzz_fuzz_png_SOURCES = tests/fuzz/fuzz-png.c
tests_fuzz_fuzz_png_LDADD = $(FUZZ_LDADD)
tests_fuzz_fuzz_template_SOURCES = tests/fuzz/fuzz-template.c
tests_fuzz_fuzz_template_LDADD = $(FUZZ_LDADD)
tests_fuzz_fuzz_tiff_SOURCES = tests/fuzz/fuzz-tiff.c
tests_fuzz_fuzz_tiff_LDADD = $(FUZZ_LDADD)

EXTRA_DIST += tests/fuzz/replay.c tests/fuzz/run.sh tests/fuzz/findings \
	tests/fuzz/pipeline.dict tests/fuzz/png.dict tests/fuzz/text.dict

# A build of its own with clang; FUZZ_SECONDS is for all targets together, or
# for each with fuzz-long.
FUZZ_CC = clang
FUZZ_SECONDS = 60
FUZZ_LONG_SECONDS = 1800

.PHONY: fuzz-build fuzz-smoke fuzz-long
fuzz-build:
	$(AM_V_at)dir=fuzzing; $(NESTED_CONFIGURE) CC='$(FUZZ_CC)' \
		--enable-fuzzing; } && \
	$(MAKE) $(AM_MAKEFLAGS) all $(FUZZ_TARGETS)

fuzz-smoke: fuzz-build
	$(AM_V_at)cd fuzzing && $(SHELL) $(abs_srcdir)/tests/fuzz/run.sh \
		--all $(FUZZ_SECONDS) $(FUZZ_TARGETS)

fuzz-long: fuzz-build
	$(AM_V_at)cd fuzzing && $(SHELL) $(abs_srcdir)/tests/fuzz/run.sh \
		--each $(FUZZ_LONG_SECONDS) $(FUZZ_TARGETS)
