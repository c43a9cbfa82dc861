/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-set-frc.c - frc against its definition, and what it and phase-correlate
 * have in common
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "test-set-measuring.h"

static double naive_frc(fftpipe_image *const pair[2], uint32_t ring, double *n)
{
	uint32_t w = pair[0]->width, h = pair[0]->height;
	double cross = 0, ff = 0, gg = 0;

	*n = 0;
	for (uint32_t c = 0; c < pair[0]->channels; c++) {
		struct complex_double *f = picture_dft(pair[0], c);
		struct complex_double *g = picture_dft(pair[1], c);

		for (uint32_t i = 0; i < w * h; i++) {
			double r =
				hypot(sign(i % w, w) / w, sign(i / w, h) / h);

			if (lround(r * (w > h ? w : h)) != (long)ring)
				continue;
			cross += f[i].re * g[i].re + f[i].im * g[i].im;
			ff += f[i].re * f[i].re + f[i].im * f[i].im;
			gg += g[i].re * g[i].re + g[i].im * g[i].im;
			*n += !c;
		}
		free(f);
		free(g);
	}
	return cross / sqrt(ff * gg);
}

static void check_fall(const fftpipe_image *out, const char *key, bool half)
{
	const char *text = image_entry(out, key);
	double before = 0;

	for (uint32_t i = 1; i < out->width; i++) {
		double over = (double)at(out, 1, i, 0) -
			      (half ? (double)at(out, 2, i, 0) : 1.0 / 7);
		double from = (double)at(out, 0, i - 1, 0);
		double to = (double)at(out, 0, i, 0);

		if (over < 0 && i > 1) {
			assert_near(strtod(text, NULL),
				    1 / (from + (to - from) * before /
							(before - over)),
				    1e-4);
			return;
		}
		if (over < 0)
			break;
		before = over;
		if (i == out->width - 1) {
			assert_string_equal(text, "2");
			return;
		}
	}
	assert_string_equal(text, "none");
}

static void correlations_agree_with_their_definition(void **state)
{
	(void)state;
	for (size_t i = 0; i < SHAPES; i++) {
		fftpipe_image *pair[2], *f, *g, *out;

		make_pair(shapes[i].width, shapes[i].height, shapes[i].channels,
			  pair);
		f = spectrum_of(pair[0]);
		g = spectrum_of(pair[1]);
		out = make_two("frc", NULL, f, g);
		assert_int_equal(out->channels, 3);
		for (uint32_t x = 0; x < out->width; x++) {
			double n, root, value = naive_frc(pair, x, &n);

			root = sqrt(n);
			assert_near((double)at(out, 1, x, 0), value, 1e-5);
			assert_near((double)at(out, 2, x, 0),
				    (0.2071 + 1.9102 / root) /
					    (1.2071 + 0.9102 / root),
				    1e-6);
		}
		check_fall(out, "resolution-1-7", false);
		check_fall(out, "resolution-half-bit", true);
		image_destroy(out);
		image_destroy(f);
		image_destroy(g);
		image_destroy(pair[0]);
		image_destroy(pair[1]);
	}
}

/* Equal up to a frequency, noise above: that frequency is the resolution. */
static void a_planted_resolution_is_found(void **state)
{
	fftpipe_image *pair[2], *f, *g, *out;

	(void)state;
	make_pair(64, 64, 1, pair);
	image_set_entry(pair[0], "pixel-size", "0.5 0.5 nm");
	f = spectrum_of(pair[0]);
	g = spectrum_of(pair[1]);
	for (uint32_t i = 0; i < 64 * 33; i++) {
		float *to = fftpipe_row(g, 0, i / 33) + 2 * (i % 33);

		if (hypot(sign(i / 33, 64), i % 33) < 16.5)
			memcpy(to, fftpipe_row(f, 0, i / 33) + 2 * (i % 33), 8);
		else
			to[0] = to[1] = 0;
	}
	out = make_two("frc", NULL, f, g);
	assert_true(fabs(number(out, "resolution-1-7") - 64 / 16.5) < 0.1);
	assert_true(fabs(number(out, "resolution-half-bit") - 64 / 16.5) < 0.1);
	assert_near(number(out, "resolution-1-7-unit"),
		    number(out, "resolution-1-7") / 2, 1e-4);
	assert_non_null(
		strstr(image_entry(out, "resolution-half-bit-unit"), " nm"));
	assert_string_equal(image_entry(out, "columns"),
			    "frequency (cycles per nm),correlation,half-bit");
	assert_near((double)at(out, 0, 32, 0), 1, 1e-6);
	image_destroy(out);
	image_destroy(f);
	image_destroy(g);
	image_destroy(pair[0]);
	image_destroy(pair[1]);
}

/* ===========================================================================
 * What both have in common
 * ======================================================================== */

static void what_does_not_fit_is_refused(void **state)
{
	static const char *const ids[] = { "frc", "phase-correlate" };
	fftpipe_image *a = picture_noise(9, 8, 1, 1), *f = spectrum_of(a);
	fftpipe_image *b = picture_noise(10, 8, 3, 1), *g = spectrum_of(b);
	fftpipe_image *strange = image_copy(f);

	(void)state;
	fftpipe_row(strange, 0, 7)[2] = NAN;
	fftpipe_row(strange, 0, 3)[5] = INFINITY;
	for (size_t i = 0; i < 2; i++) {
		refuse_two(ids[i], NULL, g, f, FFTPIPE_EDATA,
			   "the picture has 10 x 8 pixels and 3 channels, the "
			   "reference 9 x 8 and 1; both must be alike");
		refuse_two(ids[i], NULL, f, strange, FFTPIPE_EDATA,
			   "in the spectrum of the reference, 2 bins are "
			   "infinite or not numbers, the first at kx = 2, "
			   "ky = 3 of channel 1");
	}
	image_destroy(strange);
	image_destroy(f);
	image_destroy(g);
	image_destroy(a);
	image_destroy(b);
}

static void threads_make_no_difference(void **state)
{
	static const char *const ids[] = { "frc", "phase-correlate" };
	fftpipe_image *pair[2], *f, *g;

	(void)state;
	make_pair(37, 43, 2, pair);
	f = spectrum_of(pair[0]);
	g = spectrum_of(pair[1]);
	for (size_t i = 0; i < 2; i++) {
		struct stage stage = { .id = ids[i], .in = { f, g } };
		fftpipe_image *one = make_two(ids[i], NULL, f, g);
		struct harness harness;
		fftpipe_image *more;

		harness_init(&harness, 5);
		more = stage_make(&harness, &stage);
		assert_true(image_equal(one, more));
		image_destroy(one);
		image_destroy(more);
		for (int left = 0; left < 40; left += 9) {
			harness_init(&harness, 1);
			harness.progress_left = left;
			assert_int_equal(stage_run(&harness, &stage, &more),
					 FFTPIPE_ECANCELED);
		}
	}
	image_destroy(f);
	image_destroy(g);
	image_destroy(pair[0]);
	image_destroy(pair[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(correlations_agree_with_their_definition),
		cmocka_unit_test(a_planted_resolution_is_found),
		cmocka_unit_test(what_does_not_fit_is_refused),
		cmocka_unit_test(threads_make_no_difference),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
