/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-reflection.c - the lower half of a symmetric image's levels, which come
 * with the upper half's: the same bytes as if each row had been seen
 */
#include "reflection.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "codec-common.h"

#define PI 3.14159265358979323846

static const struct levels even = {
	.depth = 8, .lo = 0, .hi = 255, .fifths = true, .symmetry = FFTPIPE_EVEN
};
static const struct levels floored = { .depth = 8,
				       .lo = 1,
				       .hi = 9,
				       .floor = true,
				       .fifths = true,
				       .symmetry = FFTPIPE_EVEN };
static const struct levels odd = { .depth = 8,
				   .lo = -PI,
				   .hi = PI,
				   .circular = true,
				   .fifths = true,
				   .symmetry = FFTPIPE_ODD };

static const struct levels even16 = {
	.depth = 16, .lo = -3, .hi = 70000, .symmetry = FFTPIPE_EVEN
};
static const struct levels truncated = { .depth = 8,
					 .lo = -1,
					 .hi = 3,
					 .round_down = true,
					 .symmetry = FFTPIPE_EVEN };
static const struct levels odd16 = { .depth = 16,
				     .lo = -PI,
				     .hi = PI,
				     .circular = true,
				     .symmetry = FFTPIPE_ODD };

/* Values of the whole range, its ends, outside of it, and none. */
static float some_value(const struct levels *levels)
{
	const unsigned kind = common_random() % 16;
	const float part = (float)(common_random() % 100001) / 1e5f;

	switch (kind) {
	case 0:
		return (float)levels->lo;
	case 1:
		return (float)levels->hi;
	case 2:
		return NAN;
	case 3:
		return (float)(levels->hi * 3);
	default:
		return (float)(levels->lo +
			       (levels->hi - levels->lo) * (double)part);
	}
}

/* As the phase is: half a turn is its own opposite. */
static float mirrored_value(const struct levels *levels, float value)
{
	if (levels->symmetry == FFTPIPE_EVEN || value == (float)PI)
		return value;
	return 0 - value;
}

static void fill_symmetric(const struct levels *levels, fftpipe_image *image)
{
	for (uint32_t c = 0; c < image->channels; c++)
		for (uint32_t y = 0; y < image->height; y++)
			for (uint32_t x = 0; x < image->width; x++) {
				uint32_t to_y = levels_mirror(y, image->height);
				uint32_t to_x = levels_mirror(x, image->width);
				float value = some_value(levels);

				if (y == to_y && x == to_x &&
				    levels->symmetry == FFTPIPE_ODD)
					value = 0;
				fftpipe_row(image, c, y)[x] = value;
				fftpipe_row(image, c, to_y)[to_x] =
					mirrored_value(levels, value);
			}
}

static void check_rows(const struct levels *levels, uint32_t width,
		       uint32_t height, uint32_t channels)
{
	fftpipe_image *image = common_image(width, height, channels);
	struct reflection reflection = { 0 };
	struct sheet alone = { .depth = levels->depth,
			       .levels = *levels,
			       .shape = *image };
	struct sheet both = alone;
	struct levels_count count = { 0, 0, 0 }, seen = { 0, 0, 0 };
	uint8_t row[6 * 700], other[6 * 700];
	const size_t n = (size_t)width * channels * levels->depth / 8;

	fill_symmetric(levels, image);
	assert_true(levels_mirrored(levels));
	assert_true(reflection_begin(&reflection, image, levels->depth));
	assert_true(reflection_bytes(image, levels->depth) ==
		    (height - 1) / 2 * (n + sizeof count));
	both.reflection = &reflection;
	for (uint32_t y = 0; y < height; y++) {
		bool below = y > levels_mirror(y, height);

		assert_int_equal(reflection_has(&reflection, y), below);
		sheet_row_levels(&alone, image, y, row, &count);
		sheet_row_levels(&both, below ? NULL : image, y, other, &seen);
		assert_memory_equal(row, other, n);
		assert_memory_equal(&count, &seen, sizeof count);
	}
	reflection_finish(&reflection);
	common_image_destroy(image);
}

static void rows_bring_the_levels_of_their_mirrors(void **state)
{
	static const struct levels *const all[] = {
		&even, &floored, &odd, &even16, &truncated, &odd16
	};
	static const uint32_t sides[] = { 1,   2,   3,   4,   5,   64,
					  255, 256, 257, 258, 600, 601 };

	(void)state;
	for (size_t i = 0; i < FFTPIPE_COUNT(all); i++)
		for (size_t k = 0; k < FFTPIPE_COUNT(sides); k++)
			for (uint32_t channels = 1; channels <= 3;
			     channels += 2) {
				check_rows(all[i], sides[k], 6, channels);
				check_rows(all[i], sides[k], 7, channels);
				check_rows(all[i], 3, sides[k], channels);
			}
}

/* Mirrors are placed beside others than by themselves. */
static void a_stray_angle_moves_none_of_its_neighbors(void **state)
{
	enum { WIDTH = 256, ROWS = 4000 };
	struct levels_count count = { 0, 0, 0 };
	uint8_t alone[WIDTH], beside[WIDTH];
	float row[WIDTH];

	(void)state;
	for (int k = 0; k < ROWS; k++) {
		for (int x = 0; x < WIDTH; x++)
			row[x] = (float)common_random() * 1.4e-9f - 3;
		row[0] = 3;
		levels_write(&odd, row, 1, WIDTH, 4, alone, NULL, 1, &count);
		row[0] = 4;
		levels_write(&odd, row, 1, WIDTH, 4, beside, NULL, 1, &count);
		assert_memory_equal(alone + 1, beside + 1, WIDTH - 1);
	}
}

/* Half a turn is its own negative, the ends of a line are each other's. */
static void odd_images_cut_off_or_on_a_line_bring_none(void **state)
{
	struct levels line = { .depth = 8, .lo = -PI, .hi = PI };
	struct levels cut = odd16;

	(void)state;
	assert_false(levels_mirrored(&line));
	line.symmetry = FFTPIPE_ODD;
	assert_false(levels_mirrored(&line));
	cut.round_down = true;
	assert_false(levels_mirrored(&cut));
}

static void what_lies_outside_is_counted_on_both_sides(void **state)
{
	fftpipe_image *image = common_image(4, 4, 1);
	struct reflection reflection = { 0 };
	struct sheet sheet = { .depth = 8,
			       .levels = even,
			       .shape = *image,
			       .reflection = &reflection };
	struct levels_count count = { 0, 0, 0 };
	uint8_t row[4];

	(void)state;
	assert_true(reflection_begin(&reflection, image, 8));
	for (uint32_t x = 0; x < 4; x++)
		fftpipe_row(image, 0, 1)[x] = x ? 300 : -300;
	sheet_row_levels(&sheet, image, 1, row, &count);
	assert_int_equal(count.above, 3);
	assert_int_equal(count.below, 1);
	sheet_row_levels(&sheet, NULL, 3, row, &count);
	assert_int_equal(count.above, 6);
	assert_int_equal(count.below, 2);
	assert_int_equal(row[0], 0);
	assert_int_equal(row[3], 255);
	reflection_finish(&reflection);
	common_image_destroy(image);
}

static void room_is_kept_for_what_fits(void **state)
{
	fftpipe_image *large = common_image(8, 9, 1);
	fftpipe_image *small = common_image(3, 2, 1);
	struct reflection reflection = { 0 };
	const void *memory;

	(void)state;
	assert_true(reflection_begin(&reflection, large, 16));
	memory = reflection.counts;
	assert_non_null(memory);
	assert_true(reflection_begin(&reflection, small, 8));
	assert_ptr_equal(reflection.counts, memory);
	assert_int_equal(reflection.first, 2);
	reflection_finish(&reflection);
	assert_null(reflection.counts);
	common_image_destroy(large);
	common_image_destroy(small);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_bring_the_levels_of_their_mirrors),
		cmocka_unit_test(a_stray_angle_moves_none_of_its_neighbors),
		cmocka_unit_test(odd_images_cut_off_or_on_a_line_bring_none),
		cmocka_unit_test(what_lies_outside_is_counted_on_both_sides),
		cmocka_unit_test(room_is_kept_for_what_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
