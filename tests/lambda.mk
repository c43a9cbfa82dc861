# SPDX-License-Identifier: GPL-3.0-or-later
# tests/lambda.mk - tests of fftpipe-lambda, with a Runtime API of our own and,
# where it is there, a local cloud

CLOUD_TESTS = \
	tests/lambda-events.sh \
	tests/lambda-faults.sh \
	tests/lambda-harm.sh \
	tests/lambda-queue.sh \
	tests/lambda-refusals.sh \
	tests/lambda-runtime.sh \
	tests/lambda-s3.sh

TESTS += $(CLOUD_TESTS)
EXTRA_DIST += $(CLOUD_TESTS) \
	tests/lambda/events \
	tests/lambda/cloud.py \
	tests/lambda/expected \
	tests/lambda/expected-shared \
	tests/lambda/faulty \
	tests/lambda/lib.sh \
	tests/lambda/runtime-mock

if CLOUD
UNIT_TESTS += tests/test-lambda-event tests/test-wire
endif
tests_test_lambda_event_SOURCES = tests/test-lambda-event.c
tests_test_lambda_event_CPPFLAGS = $(LAMBDA_CPPFLAGS)
tests_test_lambda_event_LDADD = liblambda.a $(S3_LIBS) libcore.a $(CORE_LIBS) \
	$(CMOCKA_LIBS)
tests_test_wire_SOURCES = tests/test-wire.c $(s3_server)
tests_test_wire_CPPFLAGS = $(LAMBDA_CPPFLAGS)
tests_test_wire_LDADD = liblambda.a $(S3_LIBS) libcore.a $(CORE_LIBS) \
	$(CMOCKA_LIBS)
