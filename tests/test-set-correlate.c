/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-set-correlate.c - phase-correlate: shifts that were planted in sums of
 * waves, which can be shifted by any distance, are found
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "test-set-measuring.h"

static const double pi = 3.14159265358979323846;

enum { SIDE = 48, WAVES = 400 };

/* Waves below 0.4 cycles per pixel; `whole` ones repeat at the edges. */
static fftpipe_image *waves(double dx, double dy, bool whole)
{
	fftpipe_image *picture = picture_noise(SIDE, SIDE, 1, 1);
	uint32_t state = 12345;
	double random[3];

	fill(picture, 0);
	for (int n = 0; n < WAVES; n++) {
		for (int i = 0; i < 3; i++) {
			state = state * 1664525u + 1013904223u;
			random[i] = (state >> 8) / 16777216.0 - 0.5;
		}
		for (int i = 0; i < 2; i++) {
			random[i] *= 0.8;
			if (whole)
				random[i] = rint(random[i] * SIDE) / SIDE;
		}
		for (uint32_t i = 0; i < SIDE * SIDE; i++)
			fftpipe_row(picture, 0, i / SIDE)[i % SIDE] +=
				(float)cos(2 * pi *
					   (random[0] * (i % SIDE - dx) +
					    random[1] * (i / SIDE - dy) +
					    random[2]));
	}
	return picture;
}

static const double shifts[][2] = {
	{ 0, 0 },        { 0.5, -0.5 },   { 3.21, -4.37 },
	{ -0.13, 0.08 }, { 10.49, 7.51 }, { -2.75, 0.25 },
};

static void planted_shifts_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2 * sizeof shifts / sizeof *shifts; i++) {
		const double *shift = shifts[i / 2];
		bool whole = i % 2;
		fftpipe_image *picture = waves(shift[0], shift[1], whole);
		fftpipe_image *reference = waves(0, 0, whole), *out;
		fftpipe_image *f = spectrum_of(picture);
		fftpipe_image *g = spectrum_of(reference);
		double off[2], limit = whole ? 0.01 : 0.05;
		char *end;

		out = make_two("phase-correlate", whole ? "window=none" : NULL,
			       f, g);
		off[0] = strtod(image_entry(out, "shift"), &end) - shift[0];
		off[1] = strtod(end, NULL) - shift[1];
		assert_true(fabs(off[0]) < limit && fabs(off[1]) < limit);
		assert_true(!whole || number(out, "peak") > 0.99);
		image_destroy(out);
		image_destroy(f);
		image_destroy(g);
		image_destroy(picture);
		image_destroy(reference);
	}
}

/* Noise turned around by whole pixels: one sample is 1, all others are 0. */
static void whole_shifts_make_one_peak(void **state)
{
	(void)state;
	for (size_t i = 4; i < SHAPES; i++) {
		uint32_t w = shapes[i].width, h = shapes[i].height, n;
		fftpipe_image *b = picture_noise(w, h, shapes[i].channels, 7);
		fftpipe_image *a = image_copy(b), *f, *g, *out;
		double rest = -1.0 / (w * h - 1);

		for (n = 0; n < w * h * b->channels; n++)
			fftpipe_row(a, n / w / h,
				    (n / w + 2) % h)[(n + 3) % w] =
				at(b, n / w / h, n % w, n / w % h);
		f = spectrum_of(a);
		g = spectrum_of(b);
		out = make_two("phase-correlate", "window=none", f, g);
		assert_string_equal(image_entry(out, "shift"), "3 2");
		assert_int_equal(out->channels, 1);
		assert_true(out->lo == 0 && out->hi == 0);
		for (n = 0; n < w * h; n++)
			assert_near((double)at(out, 0, n % w, n / w),
				    n == (h / 2 + 2) * w + w / 2 + 3 ? 1 : rest,
				    1e-3);
		image_destroy(out);
		image_destroy(f);
		image_destroy(g);
		image_destroy(a);
		image_destroy(b);
	}
}

/* Noise turned around, down or across, is told as shifted so, and no other. */
static void assert_shift(uint32_t w, uint32_t h, uint32_t dx, uint32_t dy,
			 const char *values)
{
	fftpipe_image *b = picture_noise(w, h, 1, 7);
	fftpipe_image *a = image_copy(b), *f, *g, *out;
	double x, y;
	char *end;

	for (uint32_t n = 0; n < w * h; n++)
		fftpipe_row(a, 0, (n / w + dy) % h)[(n + dx) % w] =
			at(b, 0, n % w, n / w);
	f = spectrum_of(a);
	g = spectrum_of(b);
	out = make_two("phase-correlate", values, f, g);
	x = strtod(image_entry(out, "shift"), &end);
	y = strtod(end, NULL);
	/* Eight pixels of noise under a window are not enough. */
	assert_true(dx ? w < 16 || fabs(x - dx) < 0.05 : x == 0);
	assert_true(dy ? h < 16 || fabs(y - dy) < 0.05 : y == 0);
	image_destroy(out);
	image_destroy(f);
	image_destroy(g);
	image_destroy(a);
	image_destroy(b);
}

static void flat_directions_have_no_shift(void **state)
{
	static const uint32_t lengths[] = { 8, 16, 33, 37 };

	(void)state;
	for (size_t i = 0; i < 4; i++)
		for (uint32_t side = 1; side <= 2; side++) {
			assert_shift(side, lengths[i], 0, 3, "window=hann");
			assert_shift(side, lengths[i], 0, 3, "window=none");
			assert_shift(lengths[i], side, 3, 0, "window=hann");
			assert_shift(lengths[i], side, 3, 0, "window=none");
		}
	/* A cutoff that leaves no wave across the short side. */
	assert_shift(4, 64, 0, 3, "window=none cutoff=0.2");
	assert_shift(64, 4, 3, 0, "window=none cutoff=0.2");
}

static void pictures_without_structure_have_no_shift(void **state)
{
	(void)state;
	for (size_t i = 0; i < SHAPES; i++) {
		fftpipe_image *f =
			image_create(FFTPIPE_SPECTRUM, shapes[i].width,
				     shapes[i].height, shapes[i].channels);
		fftpipe_image *out;

		fill(f, 0);
		for (uint32_t c = 0; c < f->channels; c++)
			for (uint32_t y = 0; y < f->height; y++)
				memset(fftpipe_row(f, c, y), 0,
				       (f->width / 2 + 1) * 8);
		fftpipe_row(f, 0, 0)[0] = 100;
		out = make_two("phase-correlate", NULL, f, f);
		assert_string_equal(image_entry(out, "shift"), "0 0");
		assert_string_equal(image_entry(out, "peak"), "0");
		image_destroy(out);
		image_destroy(f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(planted_shifts_are_found),
		cmocka_unit_test(whole_shifts_make_one_peak),
		cmocka_unit_test(flat_directions_have_no_shift),
		cmocka_unit_test(pictures_without_structure_have_no_shift),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
