/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-set-measuring.h - what the tests of what is measured in spectra share
 */
#ifndef TESTS_TEST_SET_MEASURING_H
#define TESTS_TEST_SET_MEASURING_H

#include "test-set-pictures.h"

enum { SHAPES = 8 };
extern const struct shape {
	uint32_t width, height, channels;
} shapes[SHAPES];

/* The half spectrum of a picture by its definition, with its pixel size. */
fftpipe_image *spectrum_of(const fftpipe_image *picture);

/* An entry as a number. */
double number(const fftpipe_image *image, const char *key);

void assert_near(double a, double b, double part);

/* Frequencies -n/2 < k <= n/2. */
double sign(uint32_t k, uint32_t n);

/* The same noise in both, and as much again of its own in each. */
void make_pair(uint32_t w, uint32_t h, uint32_t channels,
	       fftpipe_image *pair[2]);

#endif /* TESTS_TEST_SET_MEASURING_H */
