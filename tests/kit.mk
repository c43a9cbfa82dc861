# SPDX-License-Identifier: GPL-3.0-or-later
# tests/kit.mk - what plugin authors and readers of the docs rely on

CLI_TESTS += \
	tests/cli-abi.sh \
	tests/cli-docs.sh \
	tests/cli-jobs.sh \
	tests/cli-python.sh

EXTRA_DIST += \
	tests/abi/abidw.c \
	tests/abi/negative-1-0.c \
	tests/abi/negative-1-0.x86_64.txt \
	tests/abi/plugin-1.0.abi
