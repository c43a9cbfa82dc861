# SPDX-License-Identifier: GPL-3.0-or-later
# tests/cloud.mk - Terraform, and a rehearsal of the cloud on one machine

CLI_TESTS += \
	tests/cli-cloud.sh \
	tests/cli-rehearsal.sh \
	tests/cli-terraform.sh
EXTRA_DIST += tests/lib-cloud.sh tests/lib-rehearsal.sh

# Minutes of waiting for a cloud that is not one: apart from make check.
.PHONY: check-cloud
check-cloud: all
	$(AM_V_at)FFTPIPE_LONG=1 FFTPIPE_REHEARSE="$${FFTPIPE_REHEARSE-s3}" \
		$(MAKE) $(AM_MAKEFLAGS) check-TESTS \
		TESTS='tests/cli-terraform.sh tests/cli-rehearsal.sh' \
		TEST_SUITE_LOG=test-suite-cloud.log
