/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * harness-picture.c - pictures for tests, and what is true of their spectra
 */
#include "harness.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const double pi = 3.14159265358979323846;

bool image_equal(const fftpipe_image *a, const fftpipe_image *b)
{
	size_t samples = a->kind == FFTPIPE_SPECTRUM
				 ? 2 * ((size_t)a->width / 2 + 1)
				 : a->width;

	for (uint32_t c = 0; c < a->channels; c++)
		for (uint32_t y = 0; y < a->height; y++)
			if (memcmp(fftpipe_row(a, c, y), fftpipe_row(b, c, y),
				   samples * sizeof(float)))
				return false;
	return true;
}

fftpipe_image *picture_noise(uint32_t width, uint32_t height, uint32_t channels,
			     unsigned int seed)
{
	fftpipe_image *image =
		image_create(FFTPIPE_IMAGE, width, height, channels);
	uint32_t state = seed * 2654435761u + 1;

	image->hi = 255;
	for (uint32_t c = 0; c < channels; c++)
		for (uint32_t y = 0; y < height; y++)
			for (uint32_t x = 0; x < width; x++) {
				state = state * 1664525u + 1013904223u;
				fftpipe_row(image, c, y)[x] =
					(float)(state >> 24);
			}
	return image;
}

static struct complex_double direct_bin(const fftpipe_image *picture,
					uint32_t channel, uint32_t kx,
					uint32_t ky)
{
	uint64_t w = picture->width, h = picture->height;
	struct complex_double sum = { 0, 0 };

	for (uint64_t y = 0; y < h; y++)
		for (uint64_t x = 0; x < w; x++) {
			double value = (double)fftpipe_row(picture, channel,
							   (uint32_t)y)[x];
			double turn = (double)(kx * x % w) / (double)w +
				      (double)(ky * y % h) / (double)h;

			sum.re += value * cos(2 * pi * turn);
			sum.im -= value * sin(2 * pi * turn);
		}
	return sum;
}

struct complex_double *picture_dft(const fftpipe_image *picture,
				   uint32_t channel)
{
	size_t w = picture->width, h = picture->height;
	struct complex_double *plane = malloc(w * h * sizeof *plane);

	assert_non_null(plane);
	for (size_t ky = 0; ky < h; ky++)
		for (size_t kx = 0; kx < w; kx++)
			plane[ky * w + kx] =
				direct_bin(picture, channel, (uint32_t)kx,
					   (uint32_t)ky);
	return plane;
}

struct complex_double spectrum_at(const fftpipe_image *spectrum,
				  uint32_t channel, uint32_t kx, uint32_t ky)
{
	bool held = kx <= spectrum->width / 2;
	struct complex_double bin;
	const float *pair;

	if (!held) {
		kx = fftpipe_mirror(kx, spectrum->width);
		ky = fftpipe_mirror(ky, spectrum->height);
	}
	pair = fftpipe_row(spectrum, channel, ky) + 2 * (size_t)kx;
	bin.re = (double)pair[0];
	bin.im = held ? (double)pair[1] : -(double)pair[1];
	return bin;
}

fftpipe_image *stage_make(struct harness *harness, const struct stage *stage)
{
	fftpipe_image *out;
	int status = stage_run(harness, stage, &out);

	if (status)
		fail_msg("%s: status %d: %s", stage->id, status,
			 harness->failure);
	return out;
}
