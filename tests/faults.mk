# SPDX-License-Identifier: GPL-3.0-or-later
# tests/faults.mk - tests of what goes wrong around us, and of who is kept out

EXTRA_DIST += tests/faults/fail.c tests/lib-faults.sh \
	tests/lib-servers.sh tests/bucket-server

CLI_TESTS += \
	tests/cli-faults.sh \
	tests/cli-kills.sh \
	tests/cli-resume.sh \
	tests/cli-sandbox.sh \
	tests/cli-sins.sh \
	tests/cli-soak.sh

UNIT_TESTS += tests/test-worker-program

tests_test_worker_program_SOURCES = tests/test-worker-program.c \
	$(core_works)
EXTRA_tests_test_worker_program_DEPENDENCIES = fftpipe-worker
