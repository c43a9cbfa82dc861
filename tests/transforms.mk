# SPDX-License-Identifier: GPL-3.0-or-later
# tests/transforms.mk - tests of the transforms and of fftpipe/math.h
#
# The transforms are loaded from FFTPIPE_PLUGIN_PATH, or .libs.

transform_harness = tests/harness.c tests/harness-picture.c tests/harness.h
transform_libs = $(CMOCKA_LIBS) -lpthread -lm

UNIT_TESTS += \
	tests/test-math \
	tests/test-transforms-fft \
	tests/test-transforms-reconstruct \
	tests/test-transforms-spectrum

# With the flags of plugins, so that its loops are vectorized as theirs are.
tests_test_math_SOURCES = tests/test-math.c
tests_test_math_CFLAGS = $(HOT_CFLAGS) $(COMMON_CFLAGS) $(PIE_CFLAGS) \
	$(CMOCKA_CFLAGS)
tests_test_math_LDADD = $(transform_libs)

tests_test_transforms_fft_SOURCES = \
	tests/test-transforms-fft.c $(transform_harness)
tests_test_transforms_fft_LDADD = $(transform_libs)

tests_test_transforms_reconstruct_SOURCES = \
	tests/test-transforms-reconstruct.c $(transform_harness)
tests_test_transforms_reconstruct_LDADD = $(transform_libs)

tests_test_transforms_spectrum_SOURCES = \
	tests/test-transforms-spectrum.c $(transform_harness)
tests_test_transforms_spectrum_LDADD = $(transform_libs)
