# SPDX-License-Identifier: GPL-3.0-or-later
# tests/s3.mk - tests of the S3 client and of fftpipe-s3

if CLOUD
UNIT_TESTS += \
	tests/test-s3-container \
	tests/test-s3-credentials \
	tests/test-s3-facts \
	tests/test-s3-list \
	tests/test-s3-names \
	tests/test-s3-region \
	tests/test-s3-retry \
	tests/test-s3-signing
CLI_TESTS += \
	tests/cli-curl.sh \
	tests/cli-s3-faults.sh \
	tests/cli-s3-moto.sh \
	tests/cli-s3-swift.sh \
	tests/cli-s3-tls.sh
check_PROGRAMS += tests/s3-send
endif
EXTRA_DIST += tests/cli-curl.sh tests/cli-s3-faults.sh tests/cli-s3-moto.sh \
	tests/cli-s3-swift.sh tests/cli-s3-tls.sh tests/s3-lib.sh \
	tests/tls-door

tests_s3_send_SOURCES = tests/s3-send.c
tests_s3_send_CPPFLAGS = $(S3_TEST_CPPFLAGS)
tests_s3_send_LDADD = $(S3_LIBS) libcore.a $(CORE_LIBS)

S3_TEST_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/runners/s3 $(CURL_CFLAGS)
S3_TEST_LDADD = $(S3_LIBS) libcore.a $(CORE_LIBS) $(CMOCKA_LIBS)
s3_server = tests/s3-server.c tests/s3-server.h

tests_test_s3_container_SOURCES = tests/test-s3-container.c $(s3_server)
tests_test_s3_container_CPPFLAGS = $(S3_TEST_CPPFLAGS)
tests_test_s3_container_LDADD = $(S3_TEST_LDADD)
tests_test_s3_credentials_SOURCES = tests/test-s3-credentials.c $(s3_server)
tests_test_s3_credentials_CPPFLAGS = $(S3_TEST_CPPFLAGS)
tests_test_s3_credentials_LDADD = $(S3_TEST_LDADD)
tests_test_s3_facts_SOURCES = tests/test-s3-facts.c
tests_test_s3_facts_CPPFLAGS = $(S3_TEST_CPPFLAGS)
tests_test_s3_facts_LDADD = $(S3_TEST_LDADD)
tests_test_s3_list_SOURCES = tests/test-s3-list.c $(s3_server)
tests_test_s3_list_CPPFLAGS = $(S3_TEST_CPPFLAGS)
tests_test_s3_list_LDADD = $(S3_TEST_LDADD)
tests_test_s3_names_SOURCES = tests/test-s3-names.c
tests_test_s3_names_CPPFLAGS = $(S3_TEST_CPPFLAGS)
tests_test_s3_names_LDADD = $(S3_TEST_LDADD)
tests_test_s3_region_SOURCES = tests/test-s3-region.c \
	tests/s3-talk.c tests/s3-talk.h $(s3_server)
tests_test_s3_region_CPPFLAGS = $(S3_TEST_CPPFLAGS)
tests_test_s3_region_LDADD = $(S3_TEST_LDADD)
tests_test_s3_retry_SOURCES = tests/test-s3-retry.c \
	tests/s3-talk.c tests/s3-talk.h $(s3_server)
tests_test_s3_retry_CPPFLAGS = $(S3_TEST_CPPFLAGS)
tests_test_s3_retry_LDADD = $(S3_TEST_LDADD)
tests_test_s3_signing_SOURCES = tests/test-s3-signing.c \
	tests/s3-signature.c tests/s3-signature.h $(s3_server)
tests_test_s3_signing_CPPFLAGS = $(S3_TEST_CPPFLAGS)
tests_test_s3_signing_LDADD = $(S3_TEST_LDADD)
