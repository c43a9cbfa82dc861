# SPDX-License-Identifier: GPL-3.0-or-later
# tests/set-pictures.mk - tests of the transforms on pictures, and of the
# pipelines in pipelines/gallery
#
# The transforms are loaded from FFTPIPE_PLUGIN_PATH, or .libs.

set_pictures_common = \
	tests/test-set-pictures-common.c tests/test-set-pictures.h \
	$(transform_harness)

UNIT_TESTS += \
	tests/test-set-pictures \
	tests/test-set-pictures-color \
	tests/test-set-pictures-compare \
	tests/test-set-pictures-normalize \
	tests/test-set-pictures-params \
	tests/test-set-pictures-smooth \
	tests/test-set-pictures-window

tests_test_set_pictures_SOURCES = \
	tests/test-set-pictures.c $(set_pictures_common)
tests_test_set_pictures_LDADD = $(transform_libs)

tests_test_set_pictures_color_SOURCES = \
	tests/test-set-pictures-color.c $(set_pictures_common)
tests_test_set_pictures_color_LDADD = $(transform_libs)

tests_test_set_pictures_compare_SOURCES = \
	tests/test-set-pictures-compare.c $(set_pictures_common)
tests_test_set_pictures_compare_LDADD = $(transform_libs)

tests_test_set_pictures_normalize_SOURCES = \
	tests/test-set-pictures-normalize.c $(set_pictures_common)
tests_test_set_pictures_normalize_LDADD = $(transform_libs)

# With the core, whose words for bad values it checks.
tests_test_set_pictures_params_SOURCES = tests/test-set-pictures-params.c

tests_test_set_pictures_smooth_SOURCES = \
	tests/test-set-pictures-smooth.c $(set_pictures_common)
tests_test_set_pictures_smooth_LDADD = $(transform_libs)

tests_test_set_pictures_window_SOURCES = \
	tests/test-set-pictures-window.c $(set_pictures_common)
tests_test_set_pictures_window_LDADD = $(transform_libs)

CLI_TESTS += tests/cli-gallery.sh

EXTRA_DIST += pipelines/gallery
