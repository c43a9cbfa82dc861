# SPDX-License-Identifier: GPL-3.0-or-later
# tests/set-measuring.mk - tests of what is measured in spectra
#
# The transforms are loaded from FFTPIPE_PLUGIN_PATH, or .libs.

UNIT_TESTS += tests/test-set-measuring

tests_test_set_measuring_SOURCES = \
	tests/test-set-measuring.c $(set_pictures_common)
tests_test_set_measuring_LDADD = $(transform_libs)
