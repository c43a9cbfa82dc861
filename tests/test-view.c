/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-view.c - what reports show of an image: its small picture, where its
 * power is
 */
#include "view.h"

#include "image.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static fftpipe_image make(uint32_t kind, uint32_t width, uint32_t height)
{
	fftpipe_image image = { .struct_size = sizeof image,
				.kind = kind,
				.width = width,
				.height = height,
				.channels = 1,
				.color = FFTPIPE_DATA };
	size_t nbytes;

	assert_true(image_layout(&image, &nbytes));
	assert_true(image_allocate(&image, nbytes));
	memset(image.data, 0, nbytes);
	return image;
}

/* Set F at (u, v) of the stored half. */
static void put(fftpipe_image *spectrum, uint32_t u, uint32_t v, float value)
{
	spectrum->data[v * spectrum->stride + 2 * u] = value;
}

static void a_gratings_frequency_is_its_strongest(void **state)
{
	fftpipe_image spectrum = make(FFTPIPE_SPECTRUM, 64, 48);
	struct view_peak peaks[VIEW_PEAKS];

	(void)state;
	put(&spectrum, 0, 0, 1e6F); /* the mean does not count */
	put(&spectrum, 8, 45, 30);  /* 3 rows up: a negative frequency */
	put(&spectrum, 1, 0, 10);
	assert_int_equal(view_peaks(&spectrum, peaks), 2);
	assert_float_equal(peaks[0].x, 8.0 / 64, 1e-6);
	assert_float_equal(peaks[0].y, -3.0 / 48, 1e-6);
	assert_float_equal(peaks[0].power, 0.9, 1e-6);
	assert_float_equal(peaks[1].x, 1.0 / 64, 1e-6);
	image_free(&spectrum);
}

static void both_halves_of_the_first_column_are_one_peak(void **state)
{
	fftpipe_image spectrum = make(FFTPIPE_SPECTRUM, 16, 16);
	struct view_peak peaks[VIEW_PEAKS];

	(void)state;
	put(&spectrum, 0, 4, 5);
	put(&spectrum, 0, 12, 5);
	assert_int_equal(view_peaks(&spectrum, peaks), 1);
	assert_float_equal(peaks[0].y, 0.25, 1e-6);
	assert_float_equal(peaks[0].power, 1, 1e-6);
	image_free(&spectrum);
}

static void at_most_so_many_peaks_the_strongest_first(void **state)
{
	fftpipe_image spectrum = make(FFTPIPE_SPECTRUM, 128, 64);
	struct view_peak peaks[VIEW_PEAKS];

	(void)state;
	for (uint32_t i = 0; i < 2 * VIEW_PEAKS; i++)
		put(&spectrum, 3 + 4 * i, 10, (float)(1 + i));
	assert_int_equal(view_peaks(&spectrum, peaks), VIEW_PEAKS);
	for (size_t i = 1; i < VIEW_PEAKS; i++)
		assert_true(peaks[i - 1].power > peaks[i].power);
	assert_float_equal(peaks[0].x, (3 + 4.0 * (2 * VIEW_PEAKS - 1)) / 128,
			   1e-6);
	image_free(&spectrum);
}

static void rings_hold_mean_power_up_to_half_a_cycle(void **state)
{
	fftpipe_image spectrum = make(FFTPIPE_SPECTRUM, 64, 64);
	struct view_ring rings[VIEW_RINGS];
	double power = 0;

	(void)state;
	for (uint32_t v = 0; v < 64; v++)
		for (uint32_t u = 0; u <= 32; u++)
			put(&spectrum, u, v, 3);
	spectrum.data[2] = NAN; /* what is no number has no power */
	view_radial(&spectrum, rings);
	for (size_t i = 5; i < VIEW_RINGS; i++)
		if (rings[i].count)
			assert_float_equal(rings[i].power, 9, 1e-9);
	for (size_t i = 0; i < VIEW_RINGS; i++)
		power += rings[i].power * (double)rings[i].count;
	assert_true(isfinite(power));
	assert_true(rings[VIEW_RINGS - 1].count > 0);
	image_free(&spectrum);
}

static void a_spectrum_is_drawn_whole_and_centered(void **state)
{
	fftpipe_image spectrum = make(FFTPIPE_SPECTRUM, 8, 6);
	struct view_picture picture;

	(void)state;
	put(&spectrum, 0, 0, 9);
	put(&spectrum, 2, 1, 9);
	assert_true(view_draw(&spectrum, 64, &picture));
	assert_int_equal(picture.width, 8);
	assert_int_equal(picture.height, 6);
	assert_int_equal(picture.bytes[3 * 8 + 4], 255); /* zero frequency */
	assert_int_equal(picture.bytes[4 * 8 + 6], 255);
	assert_int_equal(picture.bytes[2 * 8 + 2], 255); /* its mirror */
	assert_int_equal(picture.bytes[0], 0);
	free(picture.bytes);
	image_free(&spectrum);
}

static void a_large_picture_becomes_small_by_means(void **state)
{
	fftpipe_image image = make(FFTPIPE_IMAGE, 130, 65);
	struct view_picture picture;
	uint8_t *png;
	size_t length;

	(void)state;
	for (uint32_t y = 0; y < 65; y++)
		for (uint32_t x = 0; x < 130; x++)
			image.data[y * image.stride + x] = x % 2 ? 255 : 0;
	image.hi = 255;
	assert_true(view_draw(&image, 65, &picture));
	assert_int_equal(picture.step, 2);
	assert_int_equal(picture.width, 65);
	assert_int_equal(picture.height, 33); /* the last row is half of one */
	for (size_t i = 0; i < 65 * 33; i++)
		assert_in_range(picture.bytes[i], 127, 128);
	png = view_png(&picture, &length);
	assert_non_null(png);
	assert_memory_equal(png, "\x89PNG", 4);
	free(png);
	free(picture.bytes);
	image_free(&image);
}

static void single_strong_points_of_a_frequency_plane_stay(void **state)
{
	fftpipe_image image = make(FFTPIPE_IMAGE, 100, 100);
	struct view_picture picture;

	(void)state;
	image.symmetry = FFTPIPE_EVEN;
	image.data[55 * image.stride + 77] = 7;
	assert_true(view_draw(&image, 10, &picture));
	assert_int_equal(picture.bytes[5 * 10 + 7], 255);
	free(picture.bytes);
	image_free(&image);
}

static void what_is_no_number_is_drawn_black(void **state)
{
	fftpipe_image image = make(FFTPIPE_IMAGE, 4, 4);
	struct view_picture picture;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		image.data[i] = i % 2 ? NAN : INFINITY;
		image.data[image.stride + (int64_t)i] = (float)i;
	}
	assert_true(view_draw(&image, 64, &picture));
	assert_int_equal(picture.bytes[0], 0);
	assert_int_equal(picture.bytes[4 + 3], 255);
	assert_float_equal(picture.hi, 3, 0);
	free(picture.bytes);
	image_free(&image);
}

static void a_flat_picture_is_gray(void **state)
{
	fftpipe_image image = make(FFTPIPE_IMAGE, 3, 1);
	struct view_picture picture;

	(void)state;
	assert_true(view_draw(&image, 32, &picture));
	assert_int_equal(picture.bytes[1], 128);
	free(picture.bytes);
	image_free(&image);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_gratings_frequency_is_its_strongest),
		cmocka_unit_test(both_halves_of_the_first_column_are_one_peak),
		cmocka_unit_test(at_most_so_many_peaks_the_strongest_first),
		cmocka_unit_test(rings_hold_mean_power_up_to_half_a_cycle),
		cmocka_unit_test(a_spectrum_is_drawn_whole_and_centered),
		cmocka_unit_test(a_large_picture_becomes_small_by_means),
		cmocka_unit_test(
			single_strong_points_of_a_frequency_plane_stay),
		cmocka_unit_test(what_is_no_number_is_drawn_black),
		cmocka_unit_test(a_flat_picture_is_gray),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
