/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-set-measuring-common.c - what the tests of what is measured in spectra
 * share
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "test-set-measuring.h"

const struct shape shapes[SHAPES] = {
	{ 1, 1, 1 },   { 1, 6, 1 },   { 9, 1, 2 },   { 2, 2, 3 },
	{ 16, 16, 1 }, { 17, 13, 1 }, { 12, 31, 3 }, { 40, 23, 2 },
};

fftpipe_image *spectrum_of(const fftpipe_image *picture)
{
	uint32_t w = picture->width, h = picture->height;
	fftpipe_image *made =
		image_create(FFTPIPE_SPECTRUM, w, h, picture->channels);
	const char *size = image_entry(picture, "pixel-size");

	if (size)
		image_set_entry(made, "pixel-size", size);
	for (uint32_t c = 0; c < picture->channels; c++) {
		struct complex_double *bins = picture_dft(picture, c);

		for (uint32_t n = 0; n < h * (w / 2 + 1); n++) {
			uint32_t kx = n % (w / 2 + 1), ky = n / (w / 2 + 1);
			float *pair = fftpipe_row(made, c, ky) + 2 * kx;

			pair[0] = (float)bins[ky * w + kx].re;
			pair[1] = (float)bins[ky * w + kx].im;
		}
		free(bins);
	}
	return made;
}

double number(const fftpipe_image *image, const char *key)
{
	const char *text = image_entry(image, key);

	assert_non_null(text);
	return strtod(text, NULL);
}

void assert_near(double a, double b, double part)
{
	if (!(fabs(a - b) <= part * fmax(1, fabs(b))))
		fail_msg("%.9g is not %.9g", a, b);
}

double sign(uint32_t k, uint32_t n)
{
	return k > n / 2 ? (double)k - n : (double)k;
}

void make_pair(uint32_t w, uint32_t h, uint32_t channels,
	       fftpipe_image *pair[2])
{
	fftpipe_image *same = picture_noise(w, h, channels, 50);

	for (unsigned int i = 0; i < 2; i++) {
		pair[i] = picture_noise(w, h, channels, i);
		for (uint32_t n = 0; n < w * h * channels; n++)
			fftpipe_row(pair[i], n / w / h, n / w % h)[n % w] +=
				at(same, n / w / h, n % w, n / w % h);
	}
	image_destroy(same);
}
