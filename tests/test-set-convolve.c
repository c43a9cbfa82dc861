/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-set-convolve.c - convolve and wiener
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness.h"

static const double pi = 3.14159265358979323846;

static const char *const boundaries[] = { "periodic", "zero", "reflect",
					  "replicate" };

static const struct {
	uint32_t width, height, channels, kernel_width, kernel_height,
		kernel_channels;
} cases[] = {
	{ 1, 1, 1, 1, 1, 1 },    { 1, 1, 1, 3, 3, 1 },   { 1, 7, 1, 2, 3, 1 },
	{ 8, 1, 1, 3, 1, 1 },    { 5, 4, 1, 4, 5, 1 },   { 13, 11, 3, 3, 4, 3 },
	{ 16, 16, 2, 5, 5, 1 },  { 6, 5, 1, 17, 13, 1 }, { 31, 17, 1, 2, 2, 1 },
	{ 101, 3, 1, 40, 1, 1 },
};

static fftpipe_image *make(const char *id, const char *settings,
			   fftpipe_image *first, fftpipe_image *second,
			   unsigned int threads)
{
	struct stage stage = { .id = id,
			       .settings = settings,
			       .in = { first, second } };
	struct harness harness;

	harness_init(&harness, threads);
	return stage_make(&harness, &stage);
}

static double sample(const fftpipe_image *image, uint32_t c, int64_t x,
		     int64_t y)
{
	return (double)fftpipe_row(image, c, (uint32_t)y)[x];
}

/* One step at a time to where a sample outside comes from; -1: nowhere. */
static int64_t inside(int64_t t, int64_t n, size_t boundary)
{
	while (t < 0 || t >= n)
		switch (boundary) {
		case 0:
			t += t < 0 ? n : -n;
			break;
		case 1:
			return -1;
		case 2:
			if (n == 1)
				return 0;
			t = t < 0 ? -t : 2 * (n - 1) - t;
			break;
		default:
			t += t < 0 ? 1 : -1;
		}
	return t;
}

/* The sum as it is written. */
static double direct(const fftpipe_image *picture, const fftpipe_image *kernel,
		     uint32_t c, int64_t x, int64_t y, size_t boundary)
{
	int64_t w = kernel->width, h = kernel->height;
	uint32_t of = kernel->channels == 1 ? 0 : c;
	double sum = 0;

	for (int64_t j = 0; j < h; j++)
		for (int64_t i = 0; i < w; i++) {
			int64_t u =
				inside(x - i + w / 2, picture->width, boundary);
			int64_t v = inside(y - j + h / 2, picture->height,
					   boundary);

			if (u >= 0 && v >= 0)
				sum += sample(kernel, of, i, j) *
				       sample(picture, c, u, v);
		}
	return sum;
}

static double kernel_sum(const fftpipe_image *kernel, uint32_t c)
{
	uint32_t of = kernel->channels == 1 ? 0 : c;
	double sum = 0;

	for (uint32_t y = 0; y < kernel->height; y++)
		for (uint32_t x = 0; x < kernel->width; x++)
			sum += sample(kernel, of, x, y);
	return sum;
}

static void convolution_is_the_sum(void **state)
{
	(void)state;
	for (size_t k = 0; k < 8 * sizeof cases / sizeof *cases; k++) {
		size_t i = k / 8, boundary = k % 4;
		bool normalize = k / 4 % 2;
		fftpipe_image *picture =
			picture_noise(cases[i].width, cases[i].height,
				      cases[i].channels, 1);
		fftpipe_image *kernel = picture_noise(cases[i].kernel_width,
						      cases[i].kernel_height,
						      cases[i].kernel_channels,
						      2),
			      *out;
		char settings[64];

		snprintf(settings, sizeof settings, "boundary=%s normalize=%s",
			 boundaries[boundary], normalize ? "yes" : "no");
		out = make("convolve", settings, picture, kernel, 2);
		assert_int_equal(out->kind, FFTPIPE_IMAGE);
		assert_true(out->hi == (normalize ? 255 : 0) && out->lo == 0);
		for (uint32_t c = 0; c < picture->channels; c++)
			for (uint32_t y = 0; y < picture->height; y++)
				for (uint32_t x = 0; x < picture->width; x++) {
					double sum = kernel_sum(kernel, c);
					double want = direct(picture, kernel, c,
							     x, y, boundary);

					if (normalize)
						want /= sum;
					assert_true(
						fabs(sample(out, c, x, y) -
						     want) <
						1e-6 * 255 *
							(normalize ? 1 : sum));
				}
		image_destroy(out);
		image_destroy(kernel);
		image_destroy(picture);
	}
}

/* A point gives the kernel: neither mirrored nor moved. */
/* normalize makes up for it, however small the weights are. */
static void weights_may_be_next_to_nothing(void **state)
{
	fftpipe_image *picture = picture_noise(40, 30, 1, 3);
	fftpipe_image *kernel = picture_noise(3, 3, 1, 4), *usual, *small;

	(void)state;
	picture->color = FFTPIPE_ANGLE;
	usual = make("convolve", NULL, picture, kernel, 1);
	assert_int_equal(usual->color, FFTPIPE_DATA);
	for (uint32_t k = 0; k < 9; k++)
		fftpipe_row(kernel, 0, k / 3)[k % 3] *= 0x1p-118f;
	small = make("convolve", NULL, picture, kernel, 1);
	for (uint32_t k = 0; k < 1200; k++)
		assert_true(fabs(sample(usual, 0, k % 40, k / 40) -
				 sample(small, 0, k % 40, k / 40)) < 1e-2);
	image_destroy(small);
	image_destroy(usual);
	image_destroy(kernel);
	image_destroy(picture);
}

static void a_point_becomes_the_kernel(void **state)
{
	fftpipe_image *picture = picture_noise(20, 15, 1, 1);
	fftpipe_image *kernel = picture_noise(5, 4, 1, 2), *out;

	(void)state;
	for (uint32_t y = 0; y < 15; y++)
		memset(fftpipe_row(picture, 0, y), 0, 20 * sizeof(float));
	fftpipe_row(picture, 0, 7)[9] = 1;
	out = make("convolve", "normalize=no", picture, kernel, 1);
	for (uint32_t y = 0; y < 15; y++)
		for (uint32_t x = 0; x < 20; x++) {
			bool in = x >= 7 && x < 12 && y >= 5 && y < 9;
			double want = in ? sample(kernel, 0, x - 7, y - 5) : 0;

			assert_true(fabs(sample(out, 0, x, y) - want) < 1e-4);
		}
	image_destroy(out);
	image_destroy(kernel);
	image_destroy(picture);
}

static void threads_and_sharing_make_no_difference(void **state)
{
	fftpipe_image *picture = picture_noise(83, 61, 3, 1);
	fftpipe_image *kernel = picture_noise(7, 9, 1, 2);
	fftpipe_image *one = make("convolve", NULL, picture, kernel, 1);
	fftpipe_image *four = make("convolve", NULL, picture, kernel, 4);
	struct stage stage = { .id = "convolve",
			       .in = { picture, kernel },
			       .in_place = true };
	struct harness harness;
	fftpipe_image *shared;

	(void)state;
	harness_init(&harness, 3);
	shared = stage_make(&harness, &stage);
	assert_true(image_equal(one, four));
	assert_true(image_equal(one, shared));
	image_destroy(shared);
	image_destroy(four);
	image_destroy(one);
	image_destroy(kernel);
	image_destroy(picture);
}

static void assert_refused(const char *id, fftpipe_image *first,
			   fftpipe_image *second, const char *why)
{
	struct stage stage = { .id = id, .in = { first, second } };
	struct harness harness;
	fftpipe_image *out;

	harness_init(&harness, 1);
	assert_int_equal(stage_run(&harness, &stage, &out), FFTPIPE_EDATA);
	if (!strstr(harness.failure, why))
		fail_msg("\"%s\" is not in \"%s\"", why, harness.failure);
}

static void kernels_that_do_not_fit_are_refused(void **state)
{
	fftpipe_image *picture = picture_noise(8, 8, 3, 1);
	fftpipe_image *spectrum = make("fft2d", NULL, picture, NULL, 1);
	fftpipe_image *two = picture_noise(3, 3, 2, 1);
	fftpipe_image *zero = picture_noise(2, 1, 1, 1);
	fftpipe_image *hole = picture_noise(3, 3, 1, 1);

	(void)state;
	fftpipe_row(zero, 0, 0)[0] = -1;
	fftpipe_row(zero, 0, 0)[1] = 1;
	fftpipe_row(hole, 0, 1)[2] = NAN;
	fftpipe_row(hole, 0, 2)[0] = INFINITY;
	assert_refused("convolve", picture, two, "the kernel has 2 channels");
	assert_refused("wiener", spectrum, two, "the kernel has 2 channels");
	assert_refused("convolve", picture, zero, "sum to 0");
	assert_refused("wiener", spectrum, zero, "sum to 0");
	assert_refused("convolve", picture, hole,
		       "samples of the kernel that are no finite numbers: 2, "
		       "the first at x = 2, y = 1 of channel 1");
	assert_refused("wiener", spectrum, hole, "x = 2, y = 1 of channel 1");
	fftpipe_row(picture, 2, 5)[6] = NAN;
	assert_refused("convolve", picture, two, "the kernel has 2 channels");
	fftpipe_row(hole, 0, 1)[2] = fftpipe_row(hole, 0, 2)[0] = 1;
	assert_refused("convolve", picture, hole,
		       "samples of the picture that are no finite numbers: 1, "
		       "the first at x = 6, y = 5 of channel 3");
	image_destroy(hole);
	image_destroy(zero);
	image_destroy(two);
	image_destroy(spectrum);
	image_destroy(picture);
}

/* ===========================================================================
 * Wiener
 * ======================================================================== */

static double frequency(uint32_t k, uint32_t n)
{
	return (k <= n / 2 ? (double)k : (double)k - n) / n;
}

static void a_gaussian_is_undone_by_the_formula(void **state)
{
	fftpipe_image *picture = picture_noise(23, 18, 2, 1);
	fftpipe_image *spectrum = make("fft2d", NULL, picture, NULL, 1);
	fftpipe_image *out =
		make("wiener", "sigma=1.5 noise=0.02", spectrum, NULL, 1);

	(void)state;
	for (uint32_t k = 0; k < 23 * 18; k++) {
		double fx = frequency(k % 23, 23), fy = frequency(k / 23, 18);
		double h = exp(-2 * pi * pi * 2.25 * (fx * fx + fy * fy));
		double gain = k ? h / (h * h + 0.02) : 1;
		struct complex_double a =
			spectrum_at(spectrum, 1, k % 23, k / 23);
		struct complex_double b = spectrum_at(out, 1, k % 23, k / 23);

		assert_true(hypot(b.re - gain * a.re, b.im - gain * a.im) <
			    1e-6 * gain * hypot(a.re, a.im));
	}
	image_destroy(out);
	image_destroy(spectrum);
	image_destroy(picture);
}

/* The kernel's transform by its definition. */
static struct complex_double kernel_at(const fftpipe_image *kernel, double fx,
				       double fy)
{
	struct complex_double sum = { 0, 0 };

	for (int y = 0; y < (int)kernel->height; y++)
		for (int x = 0; x < (int)kernel->width; x++) {
			double turn = fx * (x - (int)kernel->width / 2) +
				      fy * (y - (int)kernel->height / 2);

			sum.re += sample(kernel, 0, x, y) * cos(2 * pi * turn);
			sum.im -= sample(kernel, 0, x, y) * sin(2 * pi * turn);
		}
	return sum;
}

static void a_kernel_is_undone_by_the_formula(void **state)
{
	static const uint32_t sides[][2] = {
		{ 12, 9 }, { 1, 1 }, { 1, 8 }, { 7, 1 }, { 3, 3 }
	};

	(void)state;
	for (size_t i = 0; i < 2 * sizeof sides / sizeof *sides; i++) {
		uint32_t w = sides[i / 2][0], h = sides[i / 2][1];
		bool normalize = i % 2;
		fftpipe_image *picture = picture_noise(w, h, 3, 1);
		fftpipe_image *kernel = picture_noise(4, 5, 1, 3);
		fftpipe_image *spectrum = make("fft2d", NULL, picture, NULL, 1);
		double sum = normalize ? kernel_sum(kernel, 0) : 1;
		fftpipe_image *out;

		spectrum->hi = 255;
		out = make("wiener",
			   normalize ? "noise=0.1" : "noise=9 normalize=no",
			   spectrum, kernel, 2);
		assert_true(out->hi == (normalize ? 255 : 0));
		for (uint32_t k = 0; k < w * h; k++) {
			struct complex_double f =
				kernel_at(kernel, frequency(k % w, w),
					  frequency(k / w, h));
			double noise = normalize ? (k ? 0.1 : 0) : 9;
			struct complex_double a =
				spectrum_at(spectrum, 2, k % w, k / w);
			struct complex_double b =
				spectrum_at(out, 2, k % w, k / w);
			double power;

			f.re /= sum;
			f.im /= sum;
			power = f.re * f.re + f.im * f.im + noise;
			/* conj(f) a / power */
			assert_true(fabs(b.re -
					 (f.re * a.re + f.im * a.im) / power) <
				    2e-5 * hypot(a.re, a.im) + 1e-9);
			assert_true(fabs(b.im -
					 (f.re * a.im - f.im * a.re) / power) <
				    2e-5 * hypot(a.re, a.im) + 1e-9);
		}
		image_destroy(out);
		image_destroy(spectrum);
		image_destroy(kernel);
		image_destroy(picture);
	}
}

static void a_blur_around_the_edges_is_undone(void **state)
{
	fftpipe_image *picture = picture_noise(40, 30, 1, 1);
	fftpipe_image *kernel = picture_noise(3, 3, 1, 1), *blurred, *spectrum,
		      *restored, *out;

	(void)state;
	for (uint32_t k = 0; k < 9; k++)
		fftpipe_row(kernel, 0, k / 3)[k % 3] = k == 4 ? 8 : 1;
	blurred = make("convolve", "boundary=periodic", picture, kernel, 1);
	spectrum = make("fft2d", NULL, blurred, NULL, 1);
	restored = make("wiener", "noise=1e-9", spectrum, kernel, 1);
	out = make("ifft2d", NULL, restored, NULL, 1);
	for (uint32_t k = 0; k < 40 * 30; k++)
		assert_true(fabs(sample(out, 0, k % 40, k / 40) -
				 sample(picture, 0, k % 40, k / 40)) < 0.01);
	image_destroy(out);
	image_destroy(restored);
	image_destroy(spectrum);
	image_destroy(blurred);
	image_destroy(kernel);
	image_destroy(picture);
}

static void bands_make_no_difference_to_wiener(void **state)
{
	fftpipe_image *picture = picture_noise(33, 21, 2, 1);
	fftpipe_image *kernel = picture_noise(5, 5, 2, 2);
	fftpipe_image *spectrum = make("fft2d", NULL, picture, NULL, 1);

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct stage stage = { .id = "wiener",
				       .in = { spectrum, i ? kernel : NULL },
				       .rows_per_band = 4,
				       .in_place = true };
		fftpipe_image *whole =
			make("wiener", NULL, spectrum, i ? kernel : NULL, 1);
		struct harness harness;
		fftpipe_image *bands;

		harness_init(&harness, 3);
		bands = stage_make(&harness, &stage);
		assert_true(image_equal(whole, bands));
		image_destroy(bands);
		image_destroy(whole);
	}
	image_destroy(spectrum);
	image_destroy(kernel);
	image_destroy(picture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(convolution_is_the_sum),
		cmocka_unit_test(weights_may_be_next_to_nothing),
		cmocka_unit_test(a_point_becomes_the_kernel),
		cmocka_unit_test(threads_and_sharing_make_no_difference),
		cmocka_unit_test(kernels_that_do_not_fit_are_refused),
		cmocka_unit_test(a_gaussian_is_undone_by_the_formula),
		cmocka_unit_test(a_kernel_is_undone_by_the_formula),
		cmocka_unit_test(a_blur_around_the_edges_is_undone),
		cmocka_unit_test(bands_make_no_difference_to_wiener),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
