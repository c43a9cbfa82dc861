# SPDX-License-Identifier: GPL-3.0-or-later
# tests/local.mk - how tests run, and which there are

TEST_EXTENSIONS = .sh
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) \
	$(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(LOG_DRIVER)
SH_LOG_COMPILER = $(SHELL)
LOG_COMPILER = $(SHELL) $(top_srcdir)/tests/unit.sh

# In every test: no user's settings, the programs and plugins of this build.
AM_TESTS_ENVIRONMENT = \
	CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT; \
	LC_ALL=C; export LC_ALL; \
	CC='$(CC)'; export CC; \
	CXX='$(CXX)'; export CXX; \
	NM='$(NM)'; export NM; \
	PKG_CONFIG='$(PKG_CONFIG)'; export PKG_CONFIG; \
	SANITIZERS='$(SANITIZERS)'; export SANITIZERS; \
	HARDENING='$(HARDENING)'; export HARDENING; \
	HARDEN_CFLAGS='$(HARDEN_CFLAGS)'; export HARDEN_CFLAGS; \
	top_srcdir='$(abs_top_srcdir)'; export top_srcdir; \
	top_builddir='$(abs_top_builddir)'; export top_builddir; \
	FFTPIPE='$(abs_top_builddir)/fftpipe$(EXEEXT)'; export FFTPIPE; \
	FFTPIPE_DATADIR='$(abs_top_srcdir)'; export FFTPIPE_DATADIR; \
	FFTPIPE_PLUGIN_PATH='$(abs_top_builddir)/.libs'; export FFTPIPE_PLUGIN_PATH; \
	FFTPIPE_TEST_PLUGINDIR='$(abs_top_builddir)/tests/plugins/.libs'; export FFTPIPE_TEST_PLUGINDIR; \
	FFTPIPE_TEST_PLUGINS='$(plugin_LTLIBRARIES)'; export FFTPIPE_TEST_PLUGINS; \
	FFTPIPE_TEST_PROGRAMS='$(bin_PROGRAMS) $(pkglibexec_PROGRAMS)'; export FFTPIPE_TEST_PROGRAMS; \
	FFTPIPE_SHARED='$(abs_top_srcdir)/../shared'; export FFTPIPE_SHARED; \
	ASAN_OPTIONS="$${ASAN_OPTIONS-detect_leaks=1}"; export ASAN_OPTIONS; \
	UBSAN_OPTIONS="$${UBSAN_OPTIONS-print_stacktrace=1}"; export UBSAN_OPTIONS;

# Plugins for tests, each wrong in one way: not installed.
TEST_PLUGIN_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere

EXTRA_DIST += tests/unit.sh tests/lib.sh tests/list-files.sh

# ---------------------------------------------------------------------------
# The program as its user sees it

CLI_TESTS += \
	tests/cli-exports.sh \
	tests/cli-format.sh \
	tests/cli-header.sh \
	tests/cli-help.sh \
	tests/cli-install.sh \
	tests/cli-readme.sh \
	tests/cli-sample.sh

TESTS += $(CLI_TESTS)
EXTRA_DIST += $(CLI_TESTS)

# ---------------------------------------------------------------------------
# The plugin interface

EXTRA_DIST += tests/abi/header.c tests/abi/header.cpp tests/abi/plugin-1.0.h

check_PROGRAMS += tests/abi/layout
TESTS += tests/abi/layout
tests_abi_layout_SOURCES = tests/abi/layout.c
tests_abi_layout_LDADD =

# ---------------------------------------------------------------------------
# Units

include tests/cli.mk
include tests/cloud.mk
include tests/bench.mk
include tests/codec.mk
include tests/config.mk
include tests/fuzz.mk
include tests/core.mk
include tests/package.mk
include tests/faults.mk
include tests/lambda.mk
include tests/plugins/local.mk
include tests/plugins/sins.mk
include tests/kit.mk
include tests/verify.mk
include tests/transforms.mk
include tests/set-filters.mk
include tests/set-pictures.mk
include tests/set-measuring.mk
include tests/s3.mk
include tests/tiff.mk
include tests/ui.mk

if UNIT
check_PROGRAMS += $(UNIT_TESTS)
TESTS += $(UNIT_TESTS)
endif
