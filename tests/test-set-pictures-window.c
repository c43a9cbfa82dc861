/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-set-pictures-window.c - window
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "test-set-pictures.h"

static const double pi = 3.14159265358979323846;

static const struct {
	uint32_t width, height;
} shapes[] = { { 1, 1 },   { 1, 6 },   { 9, 1 },   { 2, 2 },  { 3, 5 },
	       { 16, 16 }, { 17, 31 }, { 30, 19 }, { 101, 4 } };

/* The integral over half a turn of exp(x cos a), by the trapezoid rule. */
static double bessel_by_integral(double x)
{
	enum { STEPS = 200 };
	double sum = 0.5 * (exp(x) + exp(-x));

	for (int i = 1; i < STEPS; i++)
		sum += exp(x * cos(pi * i / STEPS));
	return sum / STEPS;
}

/* As textbooks have them: sample k of a period of n, k not a whole number. */
static double textbook(const char *type, double parameter, double k, double n)
{
	double turn = 2 * pi * k / n, fall = parameter * n / 2, t;

	if (!strcmp(type, "hann"))
		return pow(sin(pi * k / n), 2);
	if (!strcmp(type, "hamming"))
		return 0.54 - 0.46 * cos(turn);
	if (!strcmp(type, "blackman"))
		return 0.42 - 0.5 * cos(turn) + 0.08 * cos(2 * turn);
	if (!strcmp(type, "kaiser")) {
		t = 2 * k / n - 1;
		return bessel_by_integral(parameter *
					  sqrt(fmax(1 - t * t, 0))) /
		       bessel_by_integral(parameter);
	}
	k = k > n / 2 ? n - k : k;
	return k >= fall ? 1 : 0.5 * (1 - cos(pi * k / fall));
}

static double side_weight(const char *type, double parameter, uint32_t k,
			  uint32_t n)
{
	return n == 1 ? 1 : textbook(type, parameter, k, n);
}

/* By the squared distance, in sides, from the middle. */
static double radial_weight(const char *type, double parameter,
			    const fftpipe_image *image, uint32_t x, uint32_t y)
{
	double w = image->width, h = image->height;
	double u = w > 1 ? (2 * (double)x - w) / (2 * w) : 0;
	double v = h > 1 ? (2 * (double)y - h) / (2 * h) : 0;
	double r = hypot(u, v);

	/* Rounding decides what lies on the very edge. */
	if (fabs(r - 0.5) < 1e-12)
		return NAN;
	return r > 0.5 ? 0 : textbook(type, parameter, r + 0.5, 1);
}

static const struct {
	const char *type, *words;
	double parameter;
} windows[] = {
	{ "hann", "", 0 },
	{ "hamming", "", 0 },
	{ "blackman", "", 0 },
	{ "tukey", "alpha=0.5", 0.5 },
	{ "tukey", "alpha=0.13", 0.13 },
	{ "tukey", "alpha=1", 1 },
	{ "kaiser", "beta=8.6", 8.6 },
	{ "kaiser", "beta=0", 0 },
	{ "kaiser", "beta=100", 100 },
};

static void weights_are_those_of_the_textbooks(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
		for (size_t k = 0; k < sizeof windows / sizeof *windows; k++) {
			uint32_t w = shapes[i].width, h = shapes[i].height;
			const char *type = windows[k].type;
			double p = windows[k].parameter;
			fftpipe_image *ones = picture_noise(w, h, 2, 1), *out;
			char words[80];

			fill(ones, 1);
			snprintf(words, sizeof words, "type=%s %s", type,
				 windows[k].words);
			out = make("window", words, ones);
			for (uint32_t n = 0; n < 2 * w * h; n++) {
				uint32_t x = n % w, y = n / w % h;
				double want = side_weight(type, p, x, w) *
					      side_weight(type, p, y, h);
				float got = at(out, n / w / h, x, y);

				assert_true(fabs(want - (double)got) < 1e-7);
				assert_true(got >= 0 && got <= 1);
			}
			image_destroy(out);
			image_destroy(ones);
		}
}

static void radial_weights_are_those_of_the_distance(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
		for (size_t k = 0; k < sizeof windows / sizeof *windows; k++) {
			uint32_t w = shapes[i].width, h = shapes[i].height;
			fftpipe_image *ones = picture_noise(w, h, 1, 1), *out;
			char words[80];

			fill(ones, 1);
			snprintf(words, sizeof words, "shape=radial type=%s %s",
				 windows[k].type, windows[k].words);
			out = make("window", words, ones);
			for (uint32_t n = 0; n < w * h; n++) {
				uint32_t x = n % w, y = n / w;
				double want =
					radial_weight(windows[k].type,
						      windows[k].parameter,
						      ones, x, y);
				double got = (double)at(out, 0, x, y);

				assert_true(isnan(want) ||
					    fabs(want - got) < 1e-7);
			}
			image_destroy(out);
			image_destroy(ones);
		}
}

/* Analytic: two bins of a cosine series beside the zero frequency. */
static void a_hann_window_has_three_frequencies(void **state)
{
	fftpipe_image *ones = picture_noise(24, 1, 1, 1), *out;
	struct complex_double *bins;

	(void)state;
	fill(ones, 1);
	out = make("window", NULL, ones);
	bins = picture_dft(out, 0);
	assert_true(fabs(bins[0].re - 12) < 1e-6);
	assert_true(fabs(bins[1].re + 6) < 1e-6);
	for (size_t i = 2; i < 23; i++)
		assert_true(hypot(bins[i].re, bins[i].im) < 1e-6);
	free(bins);
	image_destroy(out);
	image_destroy(ones);
}

static void pictures_are_multiplied_and_stay_pictures(void **state)
{
	fftpipe_image *picture = picture_noise(20, 10, 3, 1);
	fftpipe_image *ones = image_copy(picture), *out, *weights;

	(void)state;
	picture->color = FFTPIPE_RGB;
	fill(ones, 1);
	out = make("window", "type=hamming", picture);
	weights = make("window", "type=hamming", ones);
	assert_int_equal(out->color, FFTPIPE_RGB);
	for (uint32_t n = 0; n < 600; n++) {
		uint32_t x = n % 20, y = n / 20 % 10, c = n / 200;
		double want = (double)at(picture, c, x, y) *
			      (double)at(weights, c, x, y);

		assert_true(fabs((double)at(out, c, x, y) - want) < 1e-4);
	}
	image_destroy(weights);
	image_destroy(out);
	image_destroy(ones);
	image_destroy(picture);
}

static void ranges_take_the_zero_in(void **state)
{
	static const double ranges[][4] = { { 0, 255, 0, 255 },
					    { 10, 255, 0, 255 },
					    { -9, -3, -9, 0 },
					    { 5, 5, 5, 5 } };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		fftpipe_image *picture = picture_noise(4, 4, 1, 1), *out;

		picture->lo = ranges[i][0];
		picture->hi = ranges[i][1];
		out = make("window", NULL, picture);
		assert_true(out->lo == ranges[i][2] && out->hi == ranges[i][3]);
		image_destroy(out);
		image_destroy(picture);
	}
}

static void what_is_no_number_stays_so(void **state)
{
	fftpipe_image *picture = picture_noise(5, 5, 1, 1), *out;

	(void)state;
	picture->color = FFTPIPE_ANGLE;
	fftpipe_row(picture, 0, 2)[2] = NAN;
	fftpipe_row(picture, 0, 3)[1] = INFINITY;
	out = make("window", NULL, picture);
	assert_int_equal(out->color, FFTPIPE_DATA);
	assert_true(isnan(at(out, 0, 2, 2)));
	assert_true(isinf(at(out, 0, 1, 3)));
	assert_true(isfinite(at(out, 0, 3, 3)));
	image_destroy(out);
	image_destroy(picture);
}

static void bands_and_threads_make_no_difference(void **state)
{
	(void)state;
	assert_one_result("window", NULL, 3, true);
	assert_one_result("window", "type=kaiser shape=radial", 3, true);
	assert_one_result("window", "type=tukey alpha=0", 1, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(weights_are_those_of_the_textbooks),
		cmocka_unit_test(radial_weights_are_those_of_the_distance),
		cmocka_unit_test(a_hann_window_has_three_frequencies),
		cmocka_unit_test(pictures_are_multiplied_and_stay_pictures),
		cmocka_unit_test(ranges_take_the_zero_in),
		cmocka_unit_test(what_is_no_number_stays_so),
		cmocka_unit_test(bands_and_threads_make_no_difference),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
