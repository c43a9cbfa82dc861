/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-set-pictures-normalize.c - normalize
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
	{ 1, 1, 1 }, { 1, 6, 2 }, { 9, 1, 1 },   { 2, 2, 3 },
	{ 3, 5, 1 }, { 8, 6, 1 }, { 17, 13, 3 }, { 41, 30, 1 },
};

static int compare_floats(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

/* The samples of some channels in order; to be freed. */
static float *sorted_samples(const fftpipe_image *image, uint32_t first,
			     uint32_t end, size_t *n)
{
	size_t plane = (size_t)image->width * image->height;
	float *all = malloc((end - first) * plane * sizeof *all);

	assert_non_null(all);
	*n = 0;
	for (uint32_t c = first; c < end; c++)
		for (uint32_t y = 0; y < image->height; y++)
			for (uint32_t x = 0; x < image->width; x++)
				all[(*n)++] = at(image, c, x, y);
	qsort(all, *n, sizeof *all, compare_floats);
	return all;
}

static double bounded(double value, double lo, double hi)
{
	return value < lo ? lo : value > hi ? hi : value;
}

/* lo..hi = -2..6, between the percentiles, by sorting. */
static void check_range(const fftpipe_image *picture,
			const fftpipe_image *normalized, uint32_t first,
			uint32_t end, double low, double high)
{
	size_t n, i, k;
	float *all = sorted_samples(picture, first, end, &n);
	double a, b;

	for (i = 0; 100.0 * (double)(i + 1) < low * (double)n;)
		i++;
	for (k = 0; 100.0 * (double)(k + 1) < high * (double)n;)
		k++;
	a = (double)all[i];
	b = (double)all[k];
	for (uint32_t c = first; c < end; c++)
		for (uint32_t y = 0; y < picture->height; y++)
			for (uint32_t x = 0; x < picture->width; x++) {
				double t = (double)at(picture, c, x, y) - a;
				double got = (double)at(normalized, c, x, y);

				t = b > a ? t / (b - a) : 0;
				assert_true(fabs(-2 + 8 * bounded(t, 0, 1) -
						 got) < 1e-6);
			}
	free(all);
}

static void normalize_puts_percentiles_where_they_belong(void **state)
{
	static const double percents[][2] = {
		{ 0, 100 }, { 1, 99 }, { 7, 50 }, { 25, 100 }, { 99.5, 99.9 }
	};

	(void)state;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes * 10; i++) {
		fftpipe_image *picture =
			picture_noise(shapes[i / 10].width,
				      shapes[i / 10].height,
				      shapes[i / 10].channels, (unsigned)i);
		bool each = i % 2;
		const double *p = percents[i / 2 % 5];
		uint32_t step = each ? 1 : picture->channels;
		fftpipe_image *out;
		char settings[120];

		for (uint32_t y = 0; y < picture->height; y++)
			fftpipe_row(picture, 0, y)[0] -= 1000.25f;
		snprintf(settings, sizeof settings,
			 "lo=-2 hi=6 low-percent=%g high-percent=%g "
			 "each-channel=%s",
			 p[0], p[1], each ? "yes" : "no");
		out = make("normalize", settings, picture);
		assert_true(out->lo == -2 && out->hi == 6);
		for (uint32_t c = 0; c < picture->channels; c += step)
			check_range(picture, out, c, c + step, p[0], p[1]);
		image_destroy(out);
		image_destroy(picture);
	}
}

/* 0.07 percent of 10000 are 7, though the product is a little more. */
static void ranks_are_not_rounded_up_by_chance(void **state)
{
	fftpipe_image *picture = picture_noise(100, 100, 1, 1), *out;

	(void)state;
	for (uint32_t i = 0; i < 10000; i++)
		fftpipe_row(picture, 0, i / 100)[i % 100] = (float)(i + 1);
	out = make("normalize", "low-percent=0.07", picture);
	assert_true(at(out, 0, 6, 0) == 0);
	assert_true(at(out, 0, 7, 0) > 0);
	image_destroy(out);
	image_destroy(picture);
	refuse("normalize", "lo=1 hi=1.00000001",
	       picture = picture_noise(4, 4, 1, 1), FFTPIPE_EPARAM,
	       "hi must be larger than lo");
	image_destroy(picture);
}

static void normalize_gives_zero_mean_and_unit_deviation(void **state)
{
	fftpipe_image *picture = picture_noise(50, 31, 2, 3), *out;

	(void)state;
	/* 50, 31 and a channel that is elsewhere entirely. */
	for (uint32_t y = 0; y < 31; y++)
		for (uint32_t x = 0; x < 50; x++)
			fftpipe_row(picture, 1, y)[x] += 100000;
	out = make("normalize", "to=deviation each-channel=yes", picture);
	assert_true(out->lo == 0 && out->hi == 0);
	assert_int_equal(out->color, FFTPIPE_GRAY);
	for (uint32_t c = 0; c < 2; c++) {
		double sum = 0, squares = 0, n = 50 * 31;

		for (uint32_t i = 0; i < 50 * 31; i++) {
			double value = (double)at(out, c, i % 50, i / 50);

			sum += value;
			squares += value * value;
		}
		assert_true(fabs(sum / n) < 1e-7);
		assert_true(fabs(squares / n - 1) < 1e-6);
	}
	image_destroy(out);
	image_destroy(picture);
}

static void normalize_makes_constants_lo_or_zero(void **state)
{
	static const float values[] = { 0, -3, 1e-40f, 3e38f, 0.1f };

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		fftpipe_image *picture = picture_noise(7, 5, 1, 3);
		fftpipe_image *range, *deviation;

		fill(picture, values[i]);
		range = make("normalize", "lo=0.25 hi=3", picture);
		deviation = make("normalize", "to=deviation", picture);
		for (uint32_t k = 0; k < 35; k++) {
			assert_true(at(range, 0, k % 7, k / 7) == 0.25f);
			assert_true(at(deviation, 0, k % 7, k / 7) == 0);
		}
		image_destroy(deviation);
		image_destroy(range);
		image_destroy(picture);
	}
}

static void normalize_passes_what_is_no_number(void **state)
{
	fftpipe_image *picture = picture_noise(7, 5, 1, 3), *out;

	(void)state;
	fftpipe_row(picture, 0, 0)[0] = NAN;
	fftpipe_row(picture, 0, 2)[3] = -INFINITY;
	fftpipe_row(picture, 0, 4)[6] = 1000;
	fftpipe_row(picture, 0, 4)[5] = -1000;
	for (int i = 0; i < 2; i++) {
		out = make("normalize", i ? "to=deviation" : NULL, picture);
		assert_true(isnan(at(out, 0, 0, 0)));
		assert_true(at(out, 0, 3, 2) == -INFINITY);
		assert_true(isfinite(at(out, 0, 1, 1)));
		if (!i) {
			assert_true(at(out, 0, 6, 4) == 1);
			assert_true(at(out, 0, 5, 4) == 0);
		}
		image_destroy(out);
	}
	image_destroy(picture);
}

static void normalize_reaches_its_ends_exactly(void **state)
{
	fftpipe_image *picture = picture_noise(64, 64, 1, 3);
	fftpipe_image *out = make("normalize", "lo=0.1 hi=0.7", picture);
	size_t n;
	float *all = sorted_samples(out, 0, 1, &n);

	(void)state;
	assert_true(all[0] == 0.1f && all[n - 1] == 0.7f);
	assert_true(out->lo == (double)0.1f && out->hi == (double)0.7f);
	free(all);
	image_destroy(out);
	image_destroy(picture);
}

static void normalize_drops_the_range_of_a_magnitude(void **state)
{
	fftpipe_image *picture = picture_noise(4, 4, 1, 3), *out;

	(void)state;
	image_set_entry(picture, "mag_max", "12");
	picture->color = FFTPIPE_ANGLE;
	out = make("normalize", NULL, picture);
	assert_null(image_entry(out, "mag_max"));
	assert_int_equal(out->color, FFTPIPE_DATA);
	image_destroy(out);
	image_destroy(picture);
}

static void normalize_refuses_ranges_that_are_none(void **state)
{
	fftpipe_image *picture = picture_noise(4, 4, 1, 3);

	(void)state;
	refuse("normalize", "lo=1 hi=1", picture, FFTPIPE_EPARAM,
	       "hi must be larger than lo");
	refuse("normalize", "lo=2", picture, FFTPIPE_EPARAM,
	       "hi must be larger than lo");
	refuse("normalize", "low-percent=60 high-percent=40", picture,
	       FFTPIPE_EPARAM, "high-percent must be larger than low-percent");
	image_destroy(picture);
}

static void normalize_stops_when_told(void **state)
{
	fftpipe_image *picture = picture_noise(8, 64, 1, 3), *out;
	struct stage stage = { .id = "normalize", .in = { picture, NULL } };
	struct harness harness;

	(void)state;
	harness_init(&harness, 1);
	harness.progress_left = 5;
	assert_int_equal(stage_run(&harness, &stage, &out), FFTPIPE_ECANCELED);
	image_destroy(picture);
}

static void bands_and_threads_make_no_difference(void **state)
{
	(void)state;
	assert_one_result("normalize", "low-percent=3 high-percent=90", 3,
			  true);
	assert_one_result("normalize", "to=deviation each-channel=yes", 3,
			  true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(normalize_puts_percentiles_where_they_belong),
		cmocka_unit_test(ranks_are_not_rounded_up_by_chance),
		cmocka_unit_test(normalize_gives_zero_mean_and_unit_deviation),
		cmocka_unit_test(normalize_makes_constants_lo_or_zero),
		cmocka_unit_test(normalize_passes_what_is_no_number),
		cmocka_unit_test(normalize_reaches_its_ends_exactly),
		cmocka_unit_test(normalize_drops_the_range_of_a_magnitude),
		cmocka_unit_test(normalize_refuses_ranges_that_are_none),
		cmocka_unit_test(normalize_stops_when_told),
		cmocka_unit_test(bands_and_threads_make_no_difference),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
