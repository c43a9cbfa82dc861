/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-transforms-fft.c - fft2d and ifft2d against the definition
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "harness.h"

static const struct {
	uint32_t width, height, channels;
} shapes[] = {
	{ 1, 1, 1 },  { 1, 7, 1 },   { 8, 1, 1 },   { 2, 2, 1 },   { 2, 3, 1 },
	{ 3, 2, 1 },  { 5, 5, 1 },   { 16, 16, 1 }, { 17, 31, 1 }, { 37, 2, 1 },
	{ 2, 37, 1 }, { 13, 20, 3 }, { 34, 9, 2 },  { 1, 64, 2 },  { 47, 1, 1 },
};

/* Errors of float grow with the root of the number of samples. */
static double tolerance(const fftpipe_image *picture)
{
	return 255 * 1e-6 * sqrt((double)picture->width * picture->height) +
	       1e-12;
}

static void check_spectrum(const fftpipe_image *picture,
			   const fftpipe_image *spectrum)
{
	for (uint32_t c = 0; c < picture->channels; c++) {
		struct complex_double *want = picture_dft(picture, c);

		for (uint32_t y = 0; y < picture->height; y++)
			for (uint32_t x = 0; x < picture->width; x++) {
				size_t i = (size_t)y * picture->width + x;
				struct complex_double got =
					spectrum_at(spectrum, c, x, y);

				/* The zero frequency is a float, rounded. */
				double most = tolerance(picture) +
					      (i ? 0 : 6e-8 * fabs(want[i].re));

				assert_true(fabs(got.re - want[i].re) <= most);
				assert_true(fabs(got.im - want[i].im) <= most);
			}
		free(want);
	}
}

static void gives_what_the_definition_gives(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		fftpipe_image *picture =
			picture_noise(shapes[i].width, shapes[i].height,
				      shapes[i].channels, (unsigned)i);
		struct stage stage = { .id = "fft2d", .in = { picture, NULL } };

		for (int n = 0; n < 4; n++) {
			struct harness harness;
			fftpipe_image *spectrum;

			harness_init(&harness, n & 1 ? 3 : 1);
			if (n & 2)
				harness.extensions[0] = "fftpipe.measured/1";
			stage.in_place = n & 1;
			spectrum = stage_make(&harness, &stage);
			assert_int_equal(spectrum->kind, FFTPIPE_SPECTRUM);
			assert_int_equal(spectrum->width, shapes[i].width);
			check_spectrum(picture, spectrum);
			image_destroy(spectrum);
		}
		image_destroy(picture);
	}
}

static void comes_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		struct harness harness;
		fftpipe_image *picture =
			picture_noise(shapes[i].width, shapes[i].height,
				      shapes[i].channels, (unsigned)i);
		struct stage there = { .id = "fft2d", .in = { picture, NULL } };
		struct stage back = { .id = "ifft2d" };
		fftpipe_image *spectrum, *again;

		harness_init(&harness, 2);
		back.in[0] = spectrum = stage_make(&harness, &there);
		back.in_place = i % 2;
		again = stage_make(&harness, &back);
		assert_int_equal(again->kind, FFTPIPE_IMAGE);
		assert_true(again->lo == picture->lo);
		assert_true(again->hi == picture->hi);
		for (uint32_t c = 0; c < picture->channels; c++)
			for (uint32_t y = 0; y < picture->height; y++)
				for (uint32_t x = 0; x < picture->width; x++)
					assert_true(
						fabsf(fftpipe_row(again, c,
								  y)[x] -
						      fftpipe_row(picture, c,
								  y)[x]) <
						2e-4f);
		image_destroy(again);
		image_destroy(spectrum);
		image_destroy(picture);
	}
}

static void does_not_depend_on_threads_or_memory(void **state)
{
	fftpipe_image *picture = picture_noise(150, 93, 2, 5);
	struct stage stage = { .id = "fft2d", .in = { picture, NULL } };
	struct harness one, many;
	fftpipe_image *first, *other;

	(void)state;
	harness_init(&one, 1);
	harness_init(&many, 5);
	one.extensions[0] = many.extensions[0] = "fftpipe.measured/1";
	first = stage_make(&one, &stage);
	other = stage_make(&many, &stage);
	assert_true(image_equal(first, other));
	image_destroy(other);
	stage.in_place = true;
	other = stage_make(&many, &stage);
	assert_true(image_equal(first, other));
	image_destroy(other);
	image_destroy(first);
	image_destroy(picture);
}

/* Nothing but the zero frequency, not even rounding noise. */
static void makes_a_constant_picture_one_bin(void **state)
{
	fftpipe_image *picture = picture_noise(37, 29, 1, 1), *spectrum;
	struct stage stage = { .id = "fft2d", .in = { picture, NULL } };
	struct harness harness;

	(void)state;
	for (uint32_t y = 0; y < 29; y++)
		for (uint32_t x = 0; x < 37; x++)
			fftpipe_row(picture, 0, y)[x] = 77.3f;
	harness_init(&harness, 2);
	spectrum = stage_make(&harness, &stage);
	for (uint32_t y = 0; y < 29; y++)
		for (uint32_t x = 0; x < 37; x++) {
			struct complex_double bin =
				spectrum_at(spectrum, 0, x, y);
			double want = x || y ? 0 : (double)77.3f * 29 * 37;

			assert_true(fabs(bin.re - want) <= 1e-7 * want);
			assert_true(bin.im == 0);
		}
	image_destroy(spectrum);
	image_destroy(picture);
}

static void makes_an_impulse_flat(void **state)
{
	fftpipe_image *picture = picture_noise(24, 10, 1, 1), *spectrum;
	struct stage stage = { .id = "fft2d", .in = { picture, NULL } };
	struct harness harness;

	(void)state;
	for (uint32_t y = 0; y < 10; y++)
		for (uint32_t x = 0; x < 24; x++)
			fftpipe_row(picture, 0, y)[x] = x || y ? 0 : 100;
	harness_init(&harness, 1);
	spectrum = stage_make(&harness, &stage);
	for (uint32_t y = 0; y < 10; y++)
		for (uint32_t x = 0; x < 24; x++) {
			struct complex_double bin =
				spectrum_at(spectrum, 0, x, y);

			assert_true(fabs(bin.re - 100) < 1e-4);
			assert_true(fabs(bin.im) < 1e-4);
		}
	image_destroy(spectrum);
	image_destroy(picture);
}

static void takes_the_smallest_bins_again(void **state)
{
	fftpipe_image *picture = picture_noise(64, 48, 1, 9);
	struct stage stage = { .id = "fft2d", .in = { picture, NULL } };
	struct complex_double *want = picture_dft(picture, 0);
	size_t smallest = 1;
	struct harness harness;
	struct complex_double got;
	fftpipe_image *spectrum;

	(void)state;
	for (size_t i = 2; i < (size_t)64 * 48; i++)
		if (hypot(want[i].re, want[i].im) <
		    hypot(want[smallest].re, want[smallest].im))
			smallest = i;
	harness_init(&harness, 2);
	harness.extensions[0] = "fftpipe.measured/1";
	stage.in_place = true;
	spectrum = stage_make(&harness, &stage);
	got = spectrum_at(spectrum, 0, (uint32_t)(smallest % 64),
			  (uint32_t)(smallest / 64));
	assert_true(
		hypot(got.re - want[smallest].re, got.im - want[smallest].im) <
		1e-7 * hypot(want[smallest].re, want[smallest].im) + 1e-9);
	assert_true(harness.reserved > 64 * 48 * sizeof(float));
	free(want);
	image_destroy(spectrum);
	image_destroy(picture);
}

static uint64_t reserved_for(uint32_t width, uint32_t height, unsigned threads)
{
	fftpipe_image *picture = picture_noise(width, height, 1, 3);
	struct stage stage = { .id = "fft2d", .in = { picture, NULL } };
	struct harness harness;

	harness_init(&harness, threads);
	image_destroy(stage_make(&harness, &stage));
	image_destroy(picture);
	return harness.reserved;
}

/* A picture of one column has one, and no work for a second thread. */
static void reserves_what_the_shape_needs(void **state)
{
	const uint64_t pixels = 4096, number = 2 * sizeof(float);

	(void)state;
	assert_in_range(reserved_for(1, pixels, 1), 3 * pixels * number,
			4 * pixels * number);
	assert_int_equal(reserved_for(1, pixels, 3),
			 reserved_for(1, pixels, 1));
	assert_in_range(reserved_for(pixels, 1, 1), pixels / 2 * number,
			pixels * number);
	assert_int_equal(reserved_for(pixels, 1, 3),
			 reserved_for(pixels, 1, 1));
	assert_int_equal(reserved_for(16, 16, 3), reserved_for(16, 16, 2));
}

static void refuses_what_is_no_number_with_place_and_count(void **state)
{
	fftpipe_image *picture = picture_noise(12, 40, 1, 2), *out = NULL;
	struct stage stage = { .id = "fft2d", .in = { picture, NULL } };

	(void)state;
	fftpipe_row(picture, 0, 4)[3] = NAN;
	fftpipe_row(picture, 0, 4)[2] = INFINITY;
	fftpipe_row(picture, 0, 30)[0] = -INFINITY;
	for (unsigned threads = 1; threads <= 3; threads++) {
		struct harness harness;

		harness_init(&harness, threads);
		assert_int_equal(stage_run(&harness, &stage, &out),
				 FFTPIPE_EDATA);
		assert_null(out);
		assert_string_equal(
			harness.failure,
			threads == 3
				? "1 sample is infinite or not a number, "
				  "at x = 3, y = 4 of channel 1: an FFT can't "
				  "carry it"
				: "3 samples are infinite or not numbers, the "
				  "first at x = 2, y = 4 of channel 1: an FFT "
				  "can't carry them");
		if (threads == 2)
			fftpipe_row(picture, 0, 4)[2] =
				fftpipe_row(picture, 0, 30)[0] = 0;
	}
	image_destroy(picture);
}

/* A float TIFF's "no data" may be the lowest float there is. */
static void refuses_what_would_make_infinite_sums(void **state)
{
	fftpipe_image *picture = picture_noise(12, 40, 1, 2), *out = NULL;
	struct stage there = { .id = "fft2d", .in = { picture, NULL } };
	struct harness harness;

	(void)state;
	fftpipe_row(picture, 0, 4)[3] = -3.4028235e38f;
	harness_init(&harness, 2);
	assert_int_equal(stage_run(&harness, &there, &out), FFTPIPE_EDATA);
	assert_null(out);
	assert_string_equal(harness.failure,
			    "the sample at x = 3, y = 4 of channel 1 is "
			    "-3.4e+38: an FFT of 12 x 40 carries up to "
			    "8.86e+34; scale the picture first, with "
			    "normalize");
	/* All that it carries comes back. */
	fftpipe_row(picture, 0, 4)[3] = -8.8e34f;
	harness_init(&harness, 2);
	out = stage_make(&harness, &there);
	{
		struct stage back = { .id = "ifft2d", .in = { out, NULL } };
		fftpipe_image *again;

		harness_init(&harness, 2);
		again = stage_make(&harness, &back);
		assert_float_equal(fftpipe_row(again, 0, 4)[3] / 8.8e34f, -1,
				   1e-5);
		assert_float_equal(fftpipe_row(again, 0, 5)[3] / 8.8e34f, 0,
				   1e-5);
		image_destroy(again);
	}
	image_destroy(out);
	image_destroy(picture);
}

/* What was filtered on the way is no angle; nobody tells. */
static void angles_come_back_as_numbers(void **state)
{
	fftpipe_image *picture = picture_noise(8, 8, 1, 2), *out, *again;
	struct stage there = { .id = "fft2d", .in = { picture, NULL } };
	struct stage back = { .id = "ifft2d" };
	struct harness harness;

	(void)state;
	picture->color = FFTPIPE_ANGLE;
	harness_init(&harness, 1);
	back.in[0] = out = stage_make(&harness, &there);
	harness_init(&harness, 1);
	again = stage_make(&harness, &back);
	assert_int_equal(again->color, FFTPIPE_DATA);
	image_destroy(again);
	image_destroy(out);
	image_destroy(picture);
}

static void stops_when_told_to(void **state)
{
	fftpipe_image *picture = picture_noise(64, 64, 1, 2), *out;
	struct stage stage = { .id = "fft2d", .in = { picture, NULL } };

	(void)state;
	for (int calls = 0; calls < 10; calls++) {
		struct harness harness;

		harness_init(&harness, 1);
		harness.progress_left = calls;
		assert_int_equal(stage_run(&harness, &stage, &out),
				 FFTPIPE_ECANCELED);
		assert_null(out);
	}
	image_destroy(picture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_what_the_definition_gives),
		cmocka_unit_test(comes_back),
		cmocka_unit_test(does_not_depend_on_threads_or_memory),
		cmocka_unit_test(makes_a_constant_picture_one_bin),
		cmocka_unit_test(makes_an_impulse_flat),
		cmocka_unit_test(refuses_what_would_make_infinite_sums),
		cmocka_unit_test(angles_come_back_as_numbers),
		cmocka_unit_test(takes_the_smallest_bins_again),
		cmocka_unit_test(reserves_what_the_shape_needs),
		cmocka_unit_test(
			refuses_what_is_no_number_with_place_and_count),
		cmocka_unit_test(stops_when_told_to),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
