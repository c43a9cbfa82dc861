# SPDX-License-Identifier: GPL-3.0-or-later
# tests/package.mk - what is built, as those see it who pack, install and audit

CLI_TESTS += \
	tests/cli-analyzer.sh \
	tests/cli-debian.sh \
	tests/cli-hardening.sh \
	tests/cli-image.sh \
	tests/cli-license.sh \
	tests/cli-reproducible.sh \
	tests/cli-threads.sh

EXTRA_DIST += \
	tests/analysis/gcc-12 \
	tests/analysis/helgrind
