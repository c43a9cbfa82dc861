/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-set-filters-multiply.c - multiply: masks that are drawn, masks that are
 * spectra
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness.h"

static const struct {
	uint32_t width, height, channels;
} shapes[] = {
	{ 1, 1, 1 }, { 1, 8, 1 },   { 9, 1, 1 },   { 2, 2, 1 },   { 3, 4, 1 },
	{ 4, 3, 3 }, { 16, 16, 1 }, { 17, 31, 1 }, { 30, 19, 2 }, { 600, 3, 1 },
};

static fftpipe_image *make(const char *id, const char *settings,
			   fftpipe_image *first, fftpipe_image *second)
{
	struct stage stage = { .id = id,
			       .settings = settings,
			       .in = { first, second } };
	struct harness harness;

	harness_init(&harness, 2);
	return stage_make(&harness, &stage);
}

/* A spectrum is noise as well as anything is, but for what is held twice. */
static fftpipe_image *spectrum_noise(uint32_t w, uint32_t h, uint32_t channels)
{
	fftpipe_image *picture = picture_noise(w, h, channels, 5);
	fftpipe_image *spectrum = make("fft2d", NULL, picture, NULL);

	spectrum->lo = picture->lo;
	spectrum->hi = picture->hi;
	image_destroy(picture);
	return spectrum;
}

static void a_drawn_mask_is_centered_and_averaged(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		uint32_t w = shapes[i].width, h = shapes[i].height;
		uint32_t c = shapes[i].channels - 1;
		fftpipe_image *spectrum =
			spectrum_noise(w, h, shapes[i].channels);
		fftpipe_image *mask = picture_noise(w, h, 1, 9);
		fftpipe_image *out = make("multiply", NULL, spectrum, mask);

		for (uint32_t k = 0; k < w * h; k++) {
			uint32_t x = k % w, y = k / w;
			struct complex_double a =
				spectrum_at(spectrum, c, x, y);
			struct complex_double b = spectrum_at(out, c, x, y);
			/* w / 2 is where 0 is: one to the right is 1. */
			double one = (double)fftpipe_row(
				mask, 0, (y + h / 2) % h)[(x + w / 2) % w];
			double other = (double)fftpipe_row(
				mask, 0,
				(h - y + h / 2) % h)[(w - x + w / 2) % w];
			double gain = (one + other) / 2 / 255;

			assert_true(
				hypot(b.re - gain * a.re, b.im - gain * a.im) <
				1e-6 * hypot(a.re, a.im) + 1e-9);
		}
		image_destroy(out);
		image_destroy(mask);
		image_destroy(spectrum);
	}
}

static void a_spectrum_for_a_mask_convolves(void **state)
{
	fftpipe_image *a = picture_noise(9, 7, 1, 1);
	fftpipe_image *b = picture_noise(9, 7, 1, 2);
	fftpipe_image *f = make("fft2d", NULL, a, NULL);
	fftpipe_image *g = make("fft2d", NULL, b, NULL);
	fftpipe_image *product = make("multiply", NULL, f, g);
	fftpipe_image *out = make("ifft2d", NULL, product, NULL);

	(void)state;
	for (uint32_t y = 0; y < 7; y++)
		for (uint32_t x = 0; x < 9; x++) {
			double sum = 0;

			for (uint32_t k = 0; k < 63; k++)
				sum += (double)fftpipe_row(a, 0, k / 9)[k % 9] *
				       (double)fftpipe_row(
					       b, 0,
					       (y + 7 - k / 9) %
						       7)[(x + 9 - k % 9) % 9];
			assert_true(fabs((double)fftpipe_row(out, 0, y)[x] -
					 sum) < 1e-6 * sum);
		}
	image_destroy(out);
	image_destroy(product);
	image_destroy(g);
	image_destroy(f);
	image_destroy(b);
	image_destroy(a);
}

static void masks_keep_the_range_if_they_keep_the_mean(void **state)
{
	fftpipe_image *spectrum = spectrum_noise(8, 8, 1);
	fftpipe_image *mask = picture_noise(8, 8, 1, 3), *out;

	(void)state;
	fftpipe_row(mask, 0, 4)[4] = 255;
	out = make("multiply", NULL, spectrum, mask);
	assert_true(out->hi == 255);
	image_destroy(out);
	out = make("multiply", "normalize=no", spectrum, mask);
	assert_true(out->hi == 0 && out->lo == 0);
	image_destroy(out);
	image_destroy(mask);
	image_destroy(spectrum);
}

static void assert_refused(const char *id, const char *settings,
			   fftpipe_image *first, fftpipe_image *second,
			   int status, const char *why)
{
	struct stage stage = { .id = id,
			       .settings = settings,
			       .in = { first, second } };
	struct harness harness;
	fftpipe_image *out;

	harness_init(&harness, 1);
	assert_int_equal(stage_run(&harness, &stage, &out), status);
	if (!strstr(harness.failure, why))
		fail_msg("\"%s\" is not in \"%s\"", why, harness.failure);
}

static void masks_that_do_not_fit_are_refused(void **state)
{
	fftpipe_image *spectrum = spectrum_noise(8, 6, 3);
	fftpipe_image *small = picture_noise(8, 5, 1, 3);
	fftpipe_image *two = picture_noise(8, 6, 2, 3);

	(void)state;
	assert_refused("multiply", NULL, spectrum, small, FFTPIPE_EDATA,
		       "8 x 5 pixels, the spectrum's picture 8 x 6");
	assert_refused("multiply", NULL, spectrum, two, FFTPIPE_EDATA,
		       "2 channels: 1 or as many");
	image_destroy(two);
	image_destroy(small);
	image_destroy(spectrum);
}

static void bands_make_no_difference(void **state)
{
	fftpipe_image *spectrum = spectrum_noise(33, 21, 2);
	fftpipe_image *drawn = picture_noise(33, 21, 2, 2);
	fftpipe_image *other = make("fft2d", NULL, drawn, NULL);

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct stage stage = { .id = "multiply",
				       .in = { spectrum, i ? drawn : other },
				       .rows_per_band = 4 };
		fftpipe_image *whole =
			make("multiply", NULL, spectrum, i ? drawn : other);
		struct harness harness;
		fftpipe_image *bands;

		harness_init(&harness, 3);
		bands = stage_make(&harness, &stage);
		assert_true(image_equal(whole, bands));
		image_destroy(bands);
		image_destroy(whole);
	}
	image_destroy(other);
	image_destroy(drawn);
	image_destroy(spectrum);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_drawn_mask_is_centered_and_averaged),
		cmocka_unit_test(a_spectrum_for_a_mask_convolves),
		cmocka_unit_test(masks_keep_the_range_if_they_keep_the_mean),
		cmocka_unit_test(masks_that_do_not_fit_are_refused),
		cmocka_unit_test(bands_make_no_difference),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
