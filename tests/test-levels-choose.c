/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-levels-choose.c - which levels a save uses
 */
#include "levels-choose.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "codec-common.h"

static struct levels choose(fftpipe_image *image, enum save_range range,
			    unsigned depth)
{
	const struct save_options options = { .range = range,
					      .lo = -1,
					      .hi = 1 };
	struct levels levels;

	levels_choose(&levels, image, &options, depth, 3, 9);
	return levels;
}

static void automatic_ranges(void **state)
{
	const struct save_options automatic = { .range = RANGE_AUTO };
	fftpipe_image *image = common_image(1, 1, 1);
	struct levels levels;

	(void)state;
	assert_non_null(image);
	levels = choose(image, RANGE_AUTO, 8);
	assert_true(levels.lo == 0 && levels.hi == 255 && !levels.fifths);
	image->hi = 0;
	assert_true(levels_need_measure(image, &automatic, 8));
	levels = choose(image, RANGE_AUTO, 8);
	assert_true(levels.lo == 3 && levels.hi == 9);

	image->color = FFTPIPE_ANGLE;
	image->symmetry = FFTPIPE_ODD;
	assert_false(levels_need_measure(image, &automatic, 8));
	levels = choose(image, RANGE_AUTO, 8);
	assert_true(levels.circular && levels.fifths);
	levels = choose(image, RANGE_AUTO, 16);
	assert_true(levels.circular && !levels.fifths);
	levels = choose(image, RANGE_MINMAX, 8);
	assert_true(!levels.circular && !levels.fifths && levels.lo == 3);
	levels = choose(image, RANGE_GIVEN, 8);
	assert_true(!levels.circular && levels.lo == -1 && levels.hi == 1);
	common_image_destroy(image);
}

static void a_magnitude_has_a_floor(void **state)
{
	fftpipe_image *image = common_image(1, 1, 1);
	struct levels levels;

	(void)state;
	assert_non_null(image);
	image->color = FFTPIPE_DATA;
	image->symmetry = FFTPIPE_EVEN;
	image->hi = 12.7;
	meta_set(image->meta, "floor-8", "0.0");
	levels = choose(image, RANGE_AUTO, 8);
	assert_true(levels.floor && levels.fifths && levels.hi == 12.7);
	assert_true(fabs(levels.lo + 0.05) < 1e-12);
	levels = choose(image, RANGE_AUTO, 16);
	assert_true(!levels.floor && levels.lo == 0);
	levels = choose(image, RANGE_MINMAX, 8);
	assert_true(!levels.floor && levels.lo == 3);
	meta_set(image->meta, "floor-8", "nonsense");
	levels = choose(image, RANGE_AUTO, 8);
	assert_true(!levels.floor && levels.lo == 0);
	common_image_destroy(image);
}

static void flat_images_lie_on_level_0(void **state)
{
	const struct save_options options = { .range = RANGE_MINMAX };
	fftpipe_image *image = common_image(1, 1, 1);
	struct levels levels;

	(void)state;
	assert_non_null(image);
	levels_choose(&levels, image, &options, 8, 5, 5);
	assert_true(levels.lo == 5 && levels.hi > 5);
	assert_int_equal(levels_at(&levels, 5, 0, 0, 1, 1), 0);
	levels_choose(&levels, image, &options, 8, 1e30, 1e30);
	assert_true(levels.hi > levels.lo);
	levels_choose(&levels, image, &options, 8, INFINITY, -INFINITY);
	assert_true(levels.lo == 0 && levels.hi > 0);
	assert_int_equal(levels_at(&levels, NAN, 0, 0, 1, 1), 0);
	common_image_destroy(image);
}

static void a_magnitude_names_the_range_of_its_levels(void **state)
{
	const struct levels levels = { .depth = 8, .lo = -0.5, .hi = 12 };
	struct embedded text;

	(void)state;
	assert_true(embedded_init(&text));
	assert_true(levels_describe(&levels, &text));
	assert_true(text.has_levels && !text.has_magnitude_range);
	assert_null(meta_get(text.meta, "mag_min"));
	meta_set(text.meta, "mag_min", "0");
	assert_true(levels_describe(&levels, &text));
	assert_true(text.has_magnitude_range && text.mag_min == -0.5);
	assert_string_equal(meta_get(text.meta, "mag_min"), "-0.5");
	assert_string_equal(meta_get(text.meta, "mag_max"), "12");
	embedded_finish(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(automatic_ranges),
		cmocka_unit_test(a_magnitude_has_a_floor),
		cmocka_unit_test(flat_images_lie_on_level_0),
		cmocka_unit_test(a_magnitude_names_the_range_of_its_levels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
