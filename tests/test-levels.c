/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-levels.c - values to levels and back, mirrored pairs
 */
#include "levels.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "codec-common.h"

#define PI 3.14159265358979323846

static const struct levels plain8 = { .depth = 8, .lo = 0, .hi = 255 };
static const struct levels even = {
	.depth = 8, .lo = 0, .hi = 255, .fifths = true, .symmetry = FFTPIPE_EVEN
};
static const struct levels odd = { .depth = 8,
				   .lo = -PI,
				   .hi = PI,
				   .circular = true,
				   .fifths = true,
				   .symmetry = FFTPIPE_ODD };

static unsigned at(const struct levels *levels, float value)
{
	return levels_at(levels, value, 0, 0, 1, 1);
}

/* Write an image, and read what was written into another of the same shape. */
static void pass(const struct levels *levels, const fftpipe_image *from,
		 fftpipe_image *to, struct levels_count *count)
{
	const size_t bytes = levels->depth / 8;
	uint8_t *row = malloc(from->width * bytes);
	struct pool *pool = pool_create(2);

	assert_non_null(row);
	assert_non_null(pool);
	for (uint32_t c = 0; c < from->channels; c++)
		for (uint32_t y = 0; y < from->height; y++) {
			levels_write(levels, fftpipe_row(from, c, y), y,
				     from->width, from->height, row, NULL, 1,
				     count);
			for (uint32_t x = 0; x < from->width; x++)
				fftpipe_row(to, c, y)[x] =
					bytes == 1 ? row[x]
						   : (float)(row[2 * x] << 8 |
							     row[2 * x + 1]);
		}
	assert_int_equal(levels_read(levels, to, pool), FFTPIPE_OK);
	pool_destroy(pool);
	free(row);
}

static void nearest_level_is_taken(void **state)
{
	static const struct {
		float value;
		unsigned level;
	} cases[] = { { 0, 0 },        { 0.4f, 0 },       { 0.6f, 1 },
		      { 254.6f, 255 }, { 255, 255 },      { 1000, 255 },
		      { -7, 0 },       { INFINITY, 255 }, { NAN, 0 } };

	(void)state;
	for (size_t i = 0; i < FFTPIPE_COUNT(cases); i++)
		assert_int_equal(at(&plain8, cases[i].value), cases[i].level);
}

static void sixteen_bits_are_stored_high_byte_first(void **state)
{
	const struct levels levels = { .depth = 16, .lo = 0, .hi = 65535 };
	const float row[] = { 0, 258, 65535 };
	struct levels_count count = { 0, 0, 0 };
	uint8_t bytes[18] = { 0 };

	(void)state;
	levels_write(&levels, row, 0, 3, 1, bytes, NULL, 3, &count);
	assert_int_equal(bytes[6], 1);
	assert_int_equal(bytes[7], 2);
	assert_int_equal(bytes[12], 255);
	assert_int_equal(bytes[13], 255);
	assert_int_equal(count.below + count.above + count.not_finite, 0);
}

static void every_16_bit_value_comes_back(void **state)
{
	const struct levels levels = { .depth = 16, .lo = 0, .hi = 65535 };
	fftpipe_image *image = common_image(256, 256, 1);
	struct levels_count count = { 0, 0, 0 };

	(void)state;
	assert_non_null(image);
	for (uint32_t y = 0; y < 256; y++)
		for (uint32_t x = 0; x < 256; x++)
			fftpipe_row(image, 0, y)[x] = (float)(y * 256 + x);
	pass(&levels, image, image, &count);
	for (uint32_t y = 0; y < 256; y++)
		for (uint32_t x = 0; x < 256; x++)
			assert_true(fftpipe_row(image, 0, y)[x] ==
				    (float)(y * 256 + x));
	common_image_destroy(image);
}

static void truncation_reaches_the_last_level(void **state)
{
	(void)state;
	for (int i = 0; i < 20000; i++) {
		float lo = (float)common_random() / 1e9f;
		float hi = lo + (float)common_random() / 1e9f + 0.001f;
		struct levels levels = {
			.depth = 8, .lo = lo, .hi = hi, .round_down = true
		};
		float inside = lo + (hi - lo) * 0.7f;

		assert_int_equal(at(&levels, lo), 0);
		assert_int_equal(at(&levels, hi), 255);
		assert_int_equal(at(&levels, inside),
				 (int)((inside - (double)lo) /
				       ((double)hi - lo) * 255));
	}
}

static void what_is_clipped_is_counted(void **state)
{
	const float row[] = { -0.3f, -0.7f, 3,         255.4f,  255.6f,
			      1e30f, NAN,   -INFINITY, INFINITY };
	struct levels_count count = { 0, 0, 0 };
	uint8_t level[9];

	(void)state;
	levels_write(&plain8, row, 0, 9, 1, level, NULL, 1, &count);
	assert_int_equal(count.below, 1);
	assert_int_equal(count.above, 2);
	assert_int_equal(count.not_finite, 3);
	assert_int_equal(level[5], 255);
	assert_int_equal(level[6], 0);
}

/* A narrow range far from 0 is beyond what floats can tell by subtraction. */
static void a_range_far_from_zero_keeps_its_levels(void **state)
{
	const struct levels levels = { .depth = 8,
				       .lo = 1000000,
				       .hi = 1000255 };

	(void)state;
	for (int i = 0; i < 256; i++)
		assert_int_equal(at(&levels, 1000000.0f + (float)i), i);
}

/* So tiny that levels for each unit are beyond what a float can be. */
static void a_tiny_range_keeps_its_levels(void **state)
{
	static const float spans[] = { 1e-30f, 1e-37f, 1e-40f };

	(void)state;
	for (size_t i = 0; i < FFTPIPE_COUNT(spans); i++) {
		const double hi = (double)spans[i];
		const struct levels levels = { .depth = 8, .lo = 0, .hi = hi };
		fftpipe_image *image = common_image(256, 1, 1);
		struct levels_count count = { 0, 0, 0 };
		float *row;

		assert_non_null(image);
		row = fftpipe_row(image, 0, 0);
		for (unsigned k = 0; k < 256; k++) {
			row[k] = (float)(hi * k / 255);
			assert_int_equal(at(&levels, row[k]), k);
		}
		pass(&levels, image, image, &count);
		assert_int_equal(count.below + count.above, 0);
		for (unsigned k = 0; k < 256; k++)
			assert_int_equal(at(&levels, row[k]), k);
		common_image_destroy(image);
	}
}

static void angles_wrap(void **state)
{
	const struct levels narrow = { .depth = 8, .circular = true };
	const struct levels wide = { .depth = 16, .circular = true };

	(void)state;
	assert_int_equal(at(&narrow, (float)PI), 0);
	assert_int_equal(at(&narrow, (float)-PI), 0);
	assert_int_equal(at(&narrow, 0), 128);
	assert_int_equal(at(&narrow, (float)(PI / 2)), 192);
	assert_int_equal(at(&narrow, (float)(PI * 2.5)), 192);
	assert_int_equal(at(&narrow, (float)(-PI * 99.5)), 192);
	assert_int_equal(at(&narrow, NAN), 0);
	assert_int_equal(at(&wide, (float)PI), 0);
	assert_int_equal(at(&wide, (float)-PI), 0);
	assert_int_equal(at(&wide, 0), 32768);
	assert_int_equal(at(&wide, (float)(PI / 2)), 49152);
}

/* -pi and pi are one value: pi. */
static void level_0_of_a_circle_reads_as_pi(void **state)
{
	const struct levels levels = { .depth = 8, .circular = true };
	fftpipe_image *image = common_image(2, 1, 1);
	struct levels_count count = { 0, 0, 0 };

	(void)state;
	assert_non_null(image);
	image->data[0] = (float)-PI;
	image->data[1] = 0;
	pass(&levels, image, image, &count);
	assert_true(image->data[0] == (float)PI);
	assert_true(image->data[1] == 0);
	assert_int_equal(count.below + count.above, 0);
	common_image_destroy(image);
}

static void what_is_below_the_floor_is_nothing(void **state)
{
	struct levels levels = {
		.depth = 8, .lo = 4, .hi = 4 + 255 * 0.5, .floor = true
	};
	fftpipe_image *image = common_image(4, 1, 1);
	struct levels_count count = { 0, 0, 0 };

	(void)state;
	assert_non_null(image);
	image->data[0] = 0;
	image->data[1] = 4.2f;
	image->data[2] = 4.5f;
	image->data[3] = 131.5f;
	pass(&levels, image, image, &count);
	assert_true(image->data[0] == 0);
	assert_true(image->data[1] == 0);
	assert_true(image->data[2] == 4.5f);
	assert_true(image->data[3] == 131.5f);
	assert_int_equal(count.below, 0);
	common_image_destroy(image);
}

/* ---- mirrored pairs ------------------------------------------------------ */

static void the_mirror_goes_through_the_center(void **state)
{
	(void)state;
	for (uint32_t n = 1; n < 12; n++)
		for (uint32_t i = 0; i < n; i++)
			assert_int_equal(levels_mirror(i, n),
					 (2 * (n / 2) + n - i) % n);
}

/* How far two levels are apart on a circle of 256. */
static int apart(int a, int b)
{
	int d = (a - b) & 255;

	return d < 128 ? d : 256 - d;
}

/*
 * The pair (0, 1) and (0, 2) of a column of 3: writes value and mirror, says
 * their levels and what reading gives.
 */
static void pair(const struct levels *levels, float value, unsigned level[2],
		 float back[2])
{
	fftpipe_image *image = common_image(1, 3, 1);
	struct pool *pool = pool_create(1);
	float mirror = levels->symmetry == FFTPIPE_ODD ? -value : value;

	assert_non_null(image);
	assert_non_null(pool);
	level[0] = levels_at(levels, value, 0, 0, 1, 3);
	level[1] = levels_at(levels, mirror, 0, 2, 1, 3);
	*fftpipe_row(image, 0, 0) = (float)level[0];
	*fftpipe_row(image, 0, 1) = 0;
	*fftpipe_row(image, 0, 2) = (float)level[1];
	levels_read(levels, image, pool);
	back[0] = *fftpipe_row(image, 0, 0);
	back[1] = *fftpipe_row(image, 0, 2);
	pool_destroy(pool);
	common_image_destroy(image);
}

static void even_pairs_carry_fifths(void **state)
{
	unsigned level[2];
	float back[2];

	(void)state;
	for (int t = 0; t <= 1275; t++) {
		float value = (float)t / 5;
		/* Just inside the ends there is no code. */
		float loss = t == 1 || t == 1274 ? 0.2f : 0;

		pair(&even, value, level, back);
		assert_true(abs((int)level[0] - (int)at(&plain8, value)) <= 1);
		assert_true(abs((int)level[1] - (int)at(&plain8, value)) <= 1);
		assert_true(fabsf(back[0] - value) <= loss + 1e-5f);
		assert_true(back[0] == back[1]);
	}
}

static void pairs_with_a_floor_keep_off_level_0(void **state)
{
	struct levels levels = even;
	unsigned level[2];
	float back[2];

	(void)state;
	levels.floor = true;
	for (int t = 0; t <= 1275; t++) {
		float value = (float)t / 5;

		pair(&levels, value, level, back);
		assert_true(abs((int)level[0] - (int)at(&plain8, value)) <= 1);
		assert_true(abs((int)level[1] - (int)at(&plain8, value)) <= 1);
		assert_int_equal(!level[0], t < 3);
		assert_int_equal(!level[1], t < 3);
		if (t < 3)
			assert_true(back[0] == 0 && back[1] == 0);
		else if (t >= 7 && t != 1274)
			assert_true(fabsf(back[0] - value) < 1e-5f);
		else
			assert_true(fabsf(back[0] - value) < 0.41f);
		assert_true(back[0] == back[1]);
	}
}

static void odd_pairs_carry_fifths_around_the_circle(void **state)
{
	const struct levels plain = { .depth = 8, .circular = true };
	unsigned level[2];
	float back[2];

	(void)state;
	for (int t = 0; t <= 1280; t++) {
		float value = (float)(t * 2 * PI / 1280 - PI);
		int expected = (int)at(&plain, value);
		int mirrored = (int)at(&plain, -value);

		pair(&odd, value, level, back);
		assert_true(apart((int)level[0], expected) <= 1);
		assert_true(apart((int)level[1], mirrored) <= 1);
		assert_true(fabs(remainder((double)back[0] - (double)value,
					   2 * PI)) < 1e-6);
		if (t == 0 || t == 1280)
			assert_true(back[0] == (float)PI &&
				    back[1] == (float)PI);
		else
			assert_true(back[1] == -back[0]);
	}
}

/* Any value, not only fifths: at most a tenth of a level off. */
static void whole_images_are_within_a_tenth(void **state)
{
	static const uint32_t sides[][2] = { { 1, 1 }, { 1, 8 },   { 8, 1 },
					     { 7, 1 }, { 5, 5 },   { 6, 5 },
					     { 5, 6 }, { 64, 33 }, { 301, 2 } };

	(void)state;
	for (size_t i = 0; i < FFTPIPE_COUNT(sides); i++) {
		const uint32_t w = sides[i][0], h = sides[i][1];
		fftpipe_image *from = common_image(w, h, 1);
		fftpipe_image *to = common_image(w, h, 1);
		struct levels_count count = { 0, 0, 0 };

		assert_non_null(from);
		assert_non_null(to);
		for (uint32_t y = 0; y < h; y++)
			for (uint32_t x = 0; x < w; x++) {
				float value =
					1 + (float)(common_random() % 253000) /
						    1000;
				uint32_t there = levels_mirror(y, h);

				fftpipe_row(from, 0, y)[x] = value;
				fftpipe_row(from, 0,
					    there)[levels_mirror(x, w)] = value;
			}
		pass(&even, from, to, &count);
		for (uint32_t y = 0; y < h; y++)
			for (uint32_t x = 0; x < w; x++) {
				bool self = levels_mirror(y, h) == y &&
					    levels_mirror(x, w) == x;

				assert_true(fabsf(fftpipe_row(from, 0, y)[x] -
						  fftpipe_row(to, 0, y)[x]) <
					    (self ? 0.61f : 0.11f));
			}
		common_image_destroy(from);
		common_image_destroy(to);
	}
}

static void edited_pairs_are_taken_pixel_by_pixel(void **state)
{
	struct levels floored = even;
	struct pool *pool = pool_create(1);
	fftpipe_image *image = common_image(1, 3, 1);

	(void)state;
	assert_non_null(pool);
	assert_non_null(image);
	*fftpipe_row(image, 0, 0) = 100;
	*fftpipe_row(image, 0, 1) = 7;
	*fftpipe_row(image, 0, 2) = 103;
	levels_read(&even, image, pool);
	assert_true(*fftpipe_row(image, 0, 0) == 100);
	assert_true(*fftpipe_row(image, 0, 1) == 7);
	assert_true(*fftpipe_row(image, 0, 2) == 103);

	/* One of a pair of the faintest painted black. */
	floored.floor = true;
	*fftpipe_row(image, 0, 0) = 0;
	*fftpipe_row(image, 0, 2) = 2;
	levels_read(&floored, image, pool);
	assert_true(*fftpipe_row(image, 0, 0) == 0);
	assert_true(*fftpipe_row(image, 0, 2) == 2);

	*fftpipe_row(image, 0, 0) = 128;
	*fftpipe_row(image, 0, 2) = 192;
	levels_read(&odd, image, pool);
	assert_true(*fftpipe_row(image, 0, 0) == 0);
	assert_true(*fftpipe_row(image, 0, 2) == (float)(PI / 2));
	common_image_destroy(image);
	pool_destroy(pool);
}

static void one_level_is_the_level_of_the_row(void **state)
{
	enum { WIDTH = 600, HEIGHT = 4 };
	const struct levels *all[] = { &plain8, &even, &odd };
	float row[WIDTH];
	uint8_t level[WIDTH];

	(void)state;
	for (int x = 0; x < WIDTH; x++)
		row[x] = (float)common_random() / 1e9f;
	for (size_t i = 0; i < FFTPIPE_COUNT(all); i++)
		for (uint32_t y = 0; y < HEIGHT; y++) {
			struct levels_count count = { 0, 0, 0 };

			levels_write(all[i], row, y, WIDTH, HEIGHT, level, NULL,
				     1, &count);
			for (uint32_t x = 0; x < WIDTH; x++)
				assert_int_equal(level[x],
						 levels_at(all[i], row[x], x, y,
							   WIDTH, HEIGHT));
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nearest_level_is_taken),
		cmocka_unit_test(sixteen_bits_are_stored_high_byte_first),
		cmocka_unit_test(every_16_bit_value_comes_back),
		cmocka_unit_test(truncation_reaches_the_last_level),
		cmocka_unit_test(what_is_clipped_is_counted),
		cmocka_unit_test(a_range_far_from_zero_keeps_its_levels),
		cmocka_unit_test(a_tiny_range_keeps_its_levels),
		cmocka_unit_test(angles_wrap),
		cmocka_unit_test(level_0_of_a_circle_reads_as_pi),
		cmocka_unit_test(what_is_below_the_floor_is_nothing),
		cmocka_unit_test(the_mirror_goes_through_the_center),
		cmocka_unit_test(even_pairs_carry_fifths),
		cmocka_unit_test(pairs_with_a_floor_keep_off_level_0),
		cmocka_unit_test(odd_pairs_carry_fifths_around_the_circle),
		cmocka_unit_test(whole_images_are_within_a_tenth),
		cmocka_unit_test(edited_pairs_are_taken_pixel_by_pixel),
		cmocka_unit_test(one_level_is_the_level_of_the_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
