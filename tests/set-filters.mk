# SPDX-License-Identifier: GPL-3.0-or-later
# tests/set-filters.mk - tests of the filters on spectra, and of convolution
#
# The transforms are loaded from FFTPIPE_PLUGIN_PATH, or .libs; ranges are
# checked as the host does it, with the core's own code.

UNIT_TESTS += \
	tests/test-set-convolve \
	tests/test-set-filters \
	tests/test-set-filters-auto \
	tests/test-set-filters-multiply \
	tests/test-set-filters-refused

tests_test_set_convolve_SOURCES = \
	tests/test-set-convolve.c $(transform_harness)
tests_test_set_convolve_LDADD = $(transform_libs)

tests_test_set_filters_SOURCES = tests/test-set-filters.c $(transform_harness)
tests_test_set_filters_LDADD = $(transform_libs)

# With pictures from files, read with nothing of the core.
tests_test_set_filters_auto_SOURCES = \
	tests/test-set-filters-auto.c \
	tests/picture-file.c tests/picture-file.h $(transform_harness)
tests_test_set_filters_auto_CPPFLAGS = $(AM_CPPFLAGS) $(PNG_CFLAGS)
tests_test_set_filters_auto_LDADD = $(PNG_LIBS) $(transform_libs)

tests_test_set_filters_multiply_SOURCES = \
	tests/test-set-filters-multiply.c $(transform_harness)
tests_test_set_filters_multiply_LDADD = $(transform_libs)

tests_test_set_filters_refused_SOURCES = \
	tests/test-set-filters-refused.c $(transform_harness)
tests_test_set_filters_refused_LDADD = $(LDADD) $(transform_libs)
