# SPDX-License-Identifier: GPL-3.0-or-later
# tests/verify.mk - fftpipe verify, on our plugins and on those that break rules

CLI_TESTS += tests/cli-verify.sh
