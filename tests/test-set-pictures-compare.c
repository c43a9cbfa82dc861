/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-set-pictures-compare.c - compare
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "test-set-pictures.h"

static const struct {
	uint32_t width, height, channels;
} shapes[] = {
	{ 1, 1, 1 },   { 1, 6, 1 },   { 9, 1, 2 },   { 2, 2, 3 },
	{ 11, 11, 1 }, { 10, 12, 1 }, { 31, 17, 3 }, { 40, 23, 1 },
};

static double number(const fftpipe_image *image, const char *key)
{
	const char *text = image_entry(image, key);
	char *end;
	double value;

	assert_non_null(text);
	value = strtod(text, &end);
	assert_true(end != text && !*end);
	return value;
}

/* A picture that differs from the truth by some noise. */
static fftpipe_image *spoiled(const fftpipe_image *truth, float strength)
{
	fftpipe_image *noise =
		picture_noise(truth->width, truth->height, truth->channels, 99);

	for (uint32_t c = 0; c < truth->channels; c++)
		for (uint32_t y = 0; y < truth->height; y++)
			for (uint32_t x = 0; x < truth->width; x++) {
				float *sample = fftpipe_row(noise, c, y) + x;

				*sample = at(truth, c, x, y) +
					  strength * (*sample - 100);
			}
	return noise;
}

static double naive_psnr(const fftpipe_image *a, const fftpipe_image *b,
			 double peak, double *largest)
{
	double squares = 0, n = 0;

	*largest = 0;
	for (uint32_t c = 0; c < a->channels; c++)
		for (uint32_t y = 0; y < a->height; y++)
			for (uint32_t x = 0; x < a->width; x++) {
				double off = (double)at(a, c, x, y) -
					     (double)at(b, c, x, y);

				squares += off * off;
				*largest = fmax(*largest, fabs(off));
				n++;
			}
	return 20 * log10(peak / sqrt(squares / n));
}

/* Under one window, by two passes: means first, then what is off them. */
static double naive_window(const fftpipe_image *a, const fftpipe_image *b,
			   uint32_t c, uint32_t x0, uint32_t y0, double peak)
{
	uint32_t w = a->width < 11 ? a->width : 11;
	uint32_t h = a->height < 11 ? a->height : 11;
	double c1 = pow(0.01 * peak, 2), c2 = pow(0.03 * peak, 2);
	double sum = 0, ma = 0, mb = 0, aa = 0, bb = 0, ab = 0;

	for (int pass = 0; pass < 3; pass++)
		for (uint32_t i = 0; i < w * h; i++) {
			uint32_t column = i % w, row = i / w;
			double u = column - (w - 1) / 2.0;
			double v = row - (h - 1) / 2.0;
			double g = exp(-(u * u + v * v) / 4.5);
			double p = (double)at(a, c, x0 + column, y0 + row);
			double q = (double)at(b, c, x0 + column, y0 + row);

			if (pass == 0) {
				sum += g;
			} else if (pass == 1) {
				ma += g / sum * p;
				mb += g / sum * q;
			} else {
				aa += g / sum * (p - ma) * (p - ma);
				bb += g / sum * (q - mb) * (q - mb);
				ab += g / sum * (p - ma) * (q - mb);
			}
		}
	return (2 * ma * mb + c1) * (2 * ab + c2) /
	       ((ma * ma + mb * mb + c1) * (aa + bb + c2));
}

static double naive_ssim(const fftpipe_image *a, const fftpipe_image *b,
			 double peak)
{
	uint32_t nx = a->width < 11 ? 1 : a->width - 10;
	uint32_t ny = a->height < 11 ? 1 : a->height - 10;
	double sum = 0;

	for (uint32_t c = 0; c < a->channels; c++)
		for (uint32_t i = 0; i < nx * ny; i++)
			sum += naive_window(a, b, c, i % nx, i / nx, peak);
	return sum / nx / ny / a->channels;
}

static void figures_agree_with_their_definitions(void **state)
{
	(void)state;
	for (size_t i = 0; i < 3 * sizeof shapes / sizeof *shapes; i++) {
		static const float strengths[] = { 0.01f, 0.3f, -2 };
		fftpipe_image *truth =
			picture_noise(shapes[i / 3].width, shapes[i / 3].height,
				      shapes[i / 3].channels, (unsigned)i);
		fftpipe_image *picture = spoiled(truth, strengths[i % 3]);
		fftpipe_image *out = make_two("compare", NULL, picture, truth);
		double largest;
		double psnr = naive_psnr(picture, truth, 255, &largest);

		assert_true(fabs(number(out, "psnr") - psnr) < 1e-6);
		assert_true(fabs(number(out, "ssim") -
				 naive_ssim(picture, truth, 255)) < 1e-8);
		assert_true(fabs(number(out, "largest-difference") - largest) <
			    1e-5);
		image_destroy(out);
		image_destroy(picture);
		image_destroy(truth);
	}
}

/* d everywhere: 20 log10(255 / d); between flat pictures only means count. */
static void constant_differences_have_known_figures(void **state)
{
	fftpipe_image *truth = picture_noise(20, 15, 1, 1);
	fftpipe_image *picture = image_copy(truth), *out;
	double c1 = 2.55 * 2.55;

	(void)state;
	fill(truth, 100);
	fill(picture, 125.5f);
	out = make_two("compare", NULL, picture, truth);
	assert_true(fabs(number(out, "psnr") - 20) < 1e-7);
	assert_true(fabs(number(out, "ssim") -
			 (2 * 100 * 125.5 + c1) /
				 (100 * 100 + 125.5 * 125.5 + c1)) < 1e-8);
	assert_true(number(out, "largest-difference") == 25.5);
	assert_true(out->lo == -25.5 && out->hi == 25.5);
	image_destroy(out);
	image_destroy(picture);
	image_destroy(truth);
}

static void the_output_is_the_difference(void **state)
{
	fftpipe_image *truth = picture_noise(20, 15, 3, 1);
	fftpipe_image *picture = spoiled(truth, 0.5f), *out;

	(void)state;
	picture->color = truth->color = FFTPIPE_RGB;
	out = make_two("compare", NULL, picture, truth);
	assert_int_equal(out->color, FFTPIPE_DATA);
	assert_int_equal(out->channels, 3);
	for (uint32_t n = 0; n < 900; n++)
		assert_true(at(out, n / 300, n % 20, n / 20 % 15) ==
			    at(picture, n / 300, n % 20, n / 20 % 15) -
				    at(truth, n / 300, n % 20, n / 20 % 15));
	image_destroy(out);
	image_destroy(picture);
	image_destroy(truth);
}

static void identical_pictures_are_called_so(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		fftpipe_image *truth =
			picture_noise(shapes[i].width, shapes[i].height,
				      shapes[i].channels, (unsigned)i);
		fftpipe_image *picture = image_copy(truth);
		fftpipe_image *out =
			make_two("compare", "min-psnr=1000", picture, truth);

		assert_string_equal(image_entry(out, "psnr"), "identical");
		assert_string_equal(image_entry(out, "ssim"), "1");
		assert_string_equal(image_entry(out, "largest-difference"),
				    "0");
		assert_true(out->lo == 0 && out->hi == 0);
		image_destroy(out);
		image_destroy(picture);
		image_destroy(truth);
	}
}

static void the_peak_is_given_known_or_measured(void **state)
{
	fftpipe_image *truth = picture_noise(20, 15, 1, 1);
	fftpipe_image *picture = spoiled(truth, 0.5f), *out;
	double ten, known, measured, largest;

	(void)state;
	out = make_two("compare", "peak=10", picture, truth);
	ten = number(out, "psnr");
	image_destroy(out);
	truth->lo = -255;
	out = make_two("compare", NULL, picture, truth);
	known = number(out, "psnr");
	assert_true(fabs(number(out, "ssim") -
			 naive_ssim(picture, truth, 510)) < 1e-8);
	image_destroy(out);
	truth->hi = truth->lo;
	fftpipe_row(truth, 0, 3)[3] = -9;
	fftpipe_row(truth, 0, 4)[3] = 300;
	out = make_two("compare", NULL, picture, truth);
	measured = number(out, "psnr");
	assert_true(fabs(known - ten - 20 * log10(51)) < 1e-6);
	assert_true(fabs(naive_psnr(picture, truth, 309, &largest) - measured) <
		    1e-6);
	image_destroy(out);
	image_destroy(picture);
	image_destroy(truth);
}

static void a_low_psnr_fails_the_input(void **state)
{
	fftpipe_image *truth = picture_noise(20, 15, 1, 1);
	fftpipe_image *picture = image_copy(truth), *out;

	(void)state;
	fill(truth, 100);
	fill(picture, 125.5f);
	out = make_two("compare", "min-psnr=19.9", picture, truth);
	image_destroy(out);
	refuse_two("compare", "min-psnr=30.5", picture, truth, FFTPIPE_EDATA,
		   "the PSNR is 20.00 dB, less than min-psnr = 30.5 dB");
	image_destroy(picture);
	image_destroy(truth);
}

static void what_cannot_be_compared_is_refused(void **state)
{
	fftpipe_image *truth = picture_noise(9, 8, 1, 1);
	fftpipe_image *wide = picture_noise(10, 8, 3, 1);
	fftpipe_image *same = image_copy(truth);

	(void)state;
	refuse_two("compare", NULL, wide, truth, FFTPIPE_EDATA,
		   "the picture has 10 x 8 pixels and 3 channels, the truth 9 "
		   "x 8 and 1; both must be alike");
	fftpipe_row(same, 0, 7)[2] = NAN;
	fftpipe_row(truth, 0, 4)[5] = INFINITY;
	refuse_two("compare", NULL, same, truth, FFTPIPE_EDATA,
		   "where both pictures must have finite numbers, 2 are not, "
		   "the first at x = 5, y = 4");
	fill(same, 1);
	fill(truth, 0);
	truth->hi = truth->lo;
	refuse_two("compare", NULL, same, truth, FFTPIPE_EDATA,
		   "the truth is constant and its file names no range; say "
		   "with peak what values span");
	image_destroy(same);
	image_destroy(wide);
	image_destroy(truth);
}

/* A million away from zero, structures of a few units still count. */
static void far_from_zero_no_digits_are_lost(void **state)
{
	fftpipe_image *truth = picture_noise(30, 30, 1, 1), *picture, *out;

	(void)state;
	for (uint32_t n = 0; n < 900; n++)
		fftpipe_row(truth, 0, n / 30)[n % 30] =
			1e6f + 0.0625f * at(truth, 0, n % 30, n / 30);
	picture = spoiled(truth, 0.0625f);
	out = make_two("compare", "peak=1", picture, truth);
	assert_true(fabs(number(out, "ssim") - naive_ssim(picture, truth, 1)) <
		    1e-8);
	image_destroy(out);
	image_destroy(picture);
	image_destroy(truth);
}

static void bands_and_threads_make_no_difference(void **state)
{
	fftpipe_image *truth = picture_noise(43, 37, 3, 5);
	fftpipe_image *picture = spoiled(truth, 0.2f);
	fftpipe_image *whole = make_two("compare", NULL, picture, truth);

	(void)state;
	for (uint32_t i = 1; i < 5; i++) {
		struct stage stage = { .id = "compare",
				       .in = { picture, truth },
				       .rows_per_band = 3 * i - 2,
				       .in_place = i == 3 };
		struct harness harness;
		fftpipe_image *again;

		harness_init(&harness, i);
		again = stage_make(&harness, &stage);
		assert_true(image_equal(whole, again));
		assert_string_equal(image_entry(whole, "ssim"),
				    image_entry(again, "ssim"));
		assert_string_equal(image_entry(whole, "psnr"),
				    image_entry(again, "psnr"));
		image_destroy(again);
	}
	image_destroy(whole);
	image_destroy(picture);
	image_destroy(truth);
}

static void it_stops_when_told(void **state)
{
	fftpipe_image *truth = picture_noise(20, 30, 1, 5);
	fftpipe_image *picture = spoiled(truth, 0.2f), *out;
	struct stage stage = { .id = "compare", .in = { picture, truth } };

	(void)state;
	for (int left = 0; left < 50; left += 7) {
		struct harness harness;

		harness_init(&harness, 1);
		harness.progress_left = left;
		assert_int_equal(stage_run(&harness, &stage, &out),
				 FFTPIPE_ECANCELED);
	}
	image_destroy(picture);
	image_destroy(truth);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figures_agree_with_their_definitions),
		cmocka_unit_test(constant_differences_have_known_figures),
		cmocka_unit_test(the_output_is_the_difference),
		cmocka_unit_test(identical_pictures_are_called_so),
		cmocka_unit_test(the_peak_is_given_known_or_measured),
		cmocka_unit_test(a_low_psnr_fails_the_input),
		cmocka_unit_test(what_cannot_be_compared_is_refused),
		cmocka_unit_test(far_from_zero_no_digits_are_lost),
		cmocka_unit_test(bands_and_threads_make_no_difference),
		cmocka_unit_test(it_stops_when_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
