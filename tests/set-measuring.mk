# SPDX-License-Identifier: GPL-3.0-or-later
# tests/set-measuring.mk - tests of what is measured in spectra
#
# The transforms are loaded from FFTPIPE_PLUGIN_PATH, or .libs.

set_measuring_common = \
	tests/test-set-measuring-common.c tests/test-set-measuring.h \
	$(set_pictures_common)

UNIT_TESTS += \
	tests/test-set-correlate \
	tests/test-set-frc \
	tests/test-set-power

tests_test_set_correlate_SOURCES = \
	tests/test-set-correlate.c $(set_measuring_common)
tests_test_set_correlate_LDADD = $(transform_libs)

tests_test_set_frc_SOURCES = tests/test-set-frc.c $(set_measuring_common)
tests_test_set_frc_LDADD = $(transform_libs)

tests_test_set_power_SOURCES = tests/test-set-power.c $(set_measuring_common)
tests_test_set_power_LDADD = $(transform_libs)
