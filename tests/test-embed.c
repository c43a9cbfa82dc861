/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-embed.c - the text inside a file: written, read back, and hostile
 */
#include "embed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec-common.h"

#define PI 3.14159265358979323846

static void fill(struct embedded *text)
{
	assert_true(embedded_init(text));
	text->meaning = MEANING_DATA;
	text->color = FFTPIPE_DATA;
	text->symmetry = FFTPIPE_EVEN;
	text->width = 640;
	text->height = 480;
	text->has_levels = true;
	text->levels = (struct levels){ .depth = 8,
					.lo = 0.1,
					.hi = 15.25,
					.floor = true,
					.fifths = true,
					.symmetry = FFTPIPE_EVEN };
	text->has_magnitude_range = true;
	text->mag_min = 0.1;
	text->mag_max = 15.25;
	text->origin = (struct origin){ .known = true,
					.depth = 8,
					.width = 640,
					.height = 480,
					.mean = 127.3,
					.lo = 0,
					.hi = 255 };
	memset(text->origin.sha256, 'a', 64);
	memset(text->pipeline, '7', 64);
	meta_set(text->versions, "fftpipe", "0.1.0");
	meta_set(text->versions, "fft2d", "1.0.0");
	meta_set(text->meta, "pixel-size", "1 1 \xc2\xb5m");
}

static void keys_come_in_a_fixed_order(void **state)
{
	struct embedded text;
	char *printed;

	(void)state;
	fill(&text);
	text.levels.lo = text.mag_min = 0.5;
	text.origin.mean = 100.25;
	memset(text.origin.sha256, 0, 65);
	memset(text.pipeline, 0, 65);
	printed = embedded_print(&text);
	assert_non_null(printed);
	assert_string_equal(
		printed,
		"{\"fftpipe\": 1, \"meaning\": \"data\", \"symmetry\": "
		"\"even\", \"size\": [640, 480], \"color\": \"data\", "
		"\"range\": [0.5, 15.25], \"coding\": {\"depth\": 8, "
		"\"circular\": false, \"floor\": true, \"fifths\": true, "
		"\"rounding\": \"nearest\"}, \"mag_min\": 0.5, \"mag_max\": "
		"15.25, \"source\": {\"depth\": 8, \"float\": false, \"size\": "
		"[640, 480], \"range\": [0.0, 255.0], \"mean\": 100.25}, "
		"\"versions\": {\"fftpipe\": \"0.1.0\", \"fft2d\": \"1.0.0\"}, "
		"\"meta\": {\"pixel-size\": \"1 1 \\u00B5m\"}}");
	free(printed);
	embedded_finish(&text);
}

static void what_is_printed_is_read(void **state)
{
	struct embedded text, back;
	char *printed, *again;

	(void)state;
	fill(&text);
	printed = embedded_print(&text);
	assert_non_null(printed);
	assert_true(embedded_parse(&back, printed, strlen(printed)));
	again = embedded_print(&back);
	assert_string_equal(printed, again);
	assert_true(back.levels.lo == 0.1 && back.levels.hi == 15.25);
	assert_int_equal(back.levels.symmetry, FFTPIPE_EVEN);
	assert_true(back.origin.mean == 127.3);
	assert_string_equal(meta_get(back.meta, "pixel-size"), "1 1 \xc2\xb5m");
	free(printed);
	free(again);
	embedded_finish(&text);
	embedded_finish(&back);
}

static void an_angle_needs_no_range(void **state)
{
	struct embedded text, back;
	char *printed;

	(void)state;
	assert_true(embedded_init(&text));
	text.meaning = MEANING_ANGLE;
	text.color = FFTPIPE_ANGLE;
	text.symmetry = FFTPIPE_ODD;
	text.width = text.height = 1;
	text.has_levels = true;
	text.levels = (struct levels){ .depth = 16, .circular = true };
	text.origin.known = true;
	text.origin.depth = 32;
	text.origin.width = text.origin.height = 1;
	text.origin.mean = NAN;
	text.origin.hi = INFINITY;
	printed = embedded_print(&text);
	assert_non_null(printed);
	assert_null(strstr(printed, "range"));
	assert_null(strstr(printed, "mean\""));
	assert_true(embedded_parse(&back, printed, strlen(printed)));
	assert_true(back.levels.circular && back.levels.lo == -PI);
	free(printed);
	embedded_finish(&text);
	embedded_finish(&back);
}

static void a_bare_pair_is_enough(void **state)
{
	static const char text[] =
		"{\n  \"mag_min\": 0,\n  \"mag_max\": 17.5, \"note\": [1]\n}\n";
	struct embedded back;

	(void)state;
	assert_true(embedded_parse(&back, text, strlen(text)));
	assert_true(back.has_magnitude_range && !back.has_levels);
	assert_true(back.mag_min == 0 && back.mag_max == 17.5);
	assert_int_equal(back.meaning, MEANING_DATA);
	assert_false(back.origin.known);
	embedded_finish(&back);
}

#define START                                      \
	"{\"fftpipe\": 1, \"meaning\": \"data\", " \
	"\"symmetry\": \"even\", \"color\": \"data\", "
#define CODING                                                               \
	"\"coding\": {\"depth\": 8, \"circular\": false, \"floor\": false, " \
	"\"fifths\": false, \"rounding\": \"nearest\"}"
#define SIZE "\"size\": [4, 4]"

static const char *const hostile[] = {
	"",
	"{}",
	"[]",
	"null",
	"fftpipe",
	"{\"mag_min\": 0}",
	"{\"mag_min\": 0, \"mag_max\": \"1\"}",
	"{\"mag_min\": 2, \"mag_max\": 1}",
	"{\"mag_min\": NaN, \"mag_max\": 1}",
	"{\"mag_min\": 0, \"mag_max\": Infinity}",
	"{\"mag_min\": 0, \"mag_max\": 1e999}",
	"{\"mag_min\": 0, \"mag_max\": 1e200}",
	"{\"mag_min\": 0, \"mag_min\": 1, \"mag_max\": 2}",
	"{\"mag_min\": 0, \"mag_max\": 1} x",
	"{\"fftpipe\": 2, \"mag_min\": 0, \"mag_max\": 1}",
	"{\"fftpipe\": \"1\", \"mag_min\": 0, \"mag_max\": 1}",
	"{\"fftpipe\": 1}",
	START "\"size\": [4]}",
	START "\"size\": [4, 0]}",
	START "\"size\": [4, -1]}",
	START "\"size\": [4, 4294967296]}",
	START "\"size\": [4, 99999999999999999999]}",
	START "\"size\": [4, 1.5]}",
	START SIZE ", " CODING "}",
	START SIZE ", " CODING ", \"range\": [1, 1]}",
	START SIZE ", " CODING ", \"range\": [1, 0]}",
	START SIZE ", " CODING ", \"range\": [0, 1e300]}",
	START SIZE ", " CODING ", \"range\": [0, 1, 2]}",
	START SIZE ", " CODING ", \"range\": [0, 1], \"mag_min\": 3}",
	START SIZE ", \"coding\": 7, \"range\": [0, 1]}",
	START SIZE ", \"coding\": {\"depth\": 9}, \"range\": [0, 1]}",
	START SIZE ", \"meta\": {\"a b\": \"c\"}}",
	START SIZE ", \"meta\": {\"a\": 1}}",
	START SIZE ", \"meta\": [1]}",
	START SIZE ", \"meta\": {\"a\": \"\\u0000\"}}",
	START SIZE ", \"versions\": \"x\"}",
	START SIZE ", \"pipeline\": \"abc\"}",
	START SIZE ", \"source\": {\"depth\": 0}}",
	START SIZE ", \"source\": {\"depth\": 8, \"float\": 1, " SIZE "}}",
	START SIZE ", \"source\": {\"depth\": 8, \"float\": false, " SIZE
		   ", \"range\": [2, 1]}}",
	START SIZE ", \"source\": {\"depth\": 8, \"float\": false, " SIZE
		   ", \"mean\": \"x\"}}",
	START SIZE ", \"meaning\": \"angle\"}",
	"{\"fftpipe\": 1, \"meaning\": \"angle\", \"symmetry\": \"odd\", "
	"\"color\": \"data\", " SIZE "}",
	"{\"fftpipe\": 1, \"meaning\": \"data\", \"symmetry\": \"odd\", "
	"\"color\": \"data\", " SIZE ", \"range\": [0, 1], \"coding\": "
	"{\"depth\": 8, \"circular\": false, \"floor\": false, \"fifths\": "
	"true, \"rounding\": \"nearest\"}}",
	"{\"fftpipe\": 1, \"meaning\": \"data\", \"symmetry\": \"even\", "
	"\"color\": \"data\", " SIZE ", \"coding\": "
	"{\"depth\": 8, \"circular\": true, \"floor\": false, \"fifths\": "
	"false, \"rounding\": \"nearest\"}}",
};

static void hostile_texts_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < FFTPIPE_COUNT(hostile); i++) {
		struct embedded back;

		if (embedded_parse(&back, hostile[i], strlen(hostile[i])))
			fail_msg("taken: %s", hostile[i]);
		assert_false(back.has_levels || back.has_magnitude_range ||
			     back.origin.known);
		assert_int_equal(back.meta->count, 0);
		embedded_finish(&back);
	}
}

static void every_cut_of_a_text_is_refused(void **state)
{
	struct embedded text, back;
	char *printed;

	(void)state;
	fill(&text);
	printed = embedded_print(&text);
	assert_non_null(printed);
	for (size_t length = 0; length < strlen(printed); length++) {
		assert_false(embedded_parse(&back, printed, length));
		embedded_finish(&back);
	}
	free(printed);
	embedded_finish(&text);
}

static void a_huge_text_is_refused(void **state)
{
	const size_t length = 4u << 20;
	char *text = malloc(length);
	struct embedded back;

	(void)state;
	assert_non_null(text);
	memset(text, '[', length);
	assert_false(embedded_parse(&back, text, length));
	embedded_finish(&back);
	assert_false(embedded_parse(&back, text, 1 << 20));
	embedded_finish(&back);
	free(text);
}

/* ---- exact samples ------------------------------------------------------- */

/* An image of levels as levels_write would have made it from `value`. */
static fftpipe_image *levels_of(const struct embedded *text, float value)
{
	fftpipe_image *image = common_image(4, 4, 1);

	assert_non_null(image);
	image->color = text->color;
	for (uint32_t y = 0; y < 4; y++)
		for (uint32_t x = 0; x < 4; x++)
			fftpipe_row(image, 0, y)[x] =
				(float)levels_at(&text->levels, value, x, y, 4,
						 4);
	return image;
}

static void start(struct embedded *text, const char *exact)
{
	assert_true(embedded_init(text));
	text->width = text->height = 4;
	text->has_levels = true;
	text->levels = (struct levels){ .depth = 8, .lo = 0, .hi = 255 };
	text->color = FFTPIPE_DATA;
	assert_int_equal(meta_set(text->meta, "exact", exact), FFTPIPE_OK);
}

/* Restore into zeros: what is there afterwards was restored. */
static void restore(const struct embedded *text, fftpipe_image *image)
{
	struct exact_samples *exact = exact_find(text, image);

	assert_non_null(exact);
	for (uint32_t y = 0; y < 4; y++)
		memset(fftpipe_row(image, 0, y), 0, 4 * sizeof(float));
	exact_restore(exact, image);
	exact_destroy(exact);
}

static void exact_samples_come_back(void **state)
{
	struct embedded text;
	fftpipe_image *image;

	(void)state;
	start(&text, "1 0 0 7.25;2 3 0 7.125");
	image = levels_of(&text, 7.2f);
	restore(&text, image);
	assert_true(fftpipe_row(image, 0, 0)[1] == 7.25f);
	assert_true(fftpipe_row(image, 0, 3)[2] == 7.125f);
	assert_true(fftpipe_row(image, 0, 0)[3] == 0);
	common_image_destroy(image);

	text.symmetry = text.levels.symmetry = FFTPIPE_EVEN;
	text.levels.fifths = true;
	image = levels_of(&text, 7.2f);
	restore(&text, image);
	assert_true(fftpipe_row(image, 0, 0)[1] == 7.25f);
	assert_true(fftpipe_row(image, 0, 0)[3] == 7.25f);
	common_image_destroy(image);
	embedded_finish(&text);
}

/* Each sample of a gray list may stand in each of very many channels. */
static void a_list_is_too_long_with_many_channels(void **state)
{
	const size_t n = 8000, channels = 1000;
	char *list = malloc(n * sizeof "0 0 0 7;");
	struct exact_samples *exact;
	struct embedded text;
	fftpipe_image *image = common_image(4, 4, (uint32_t)channels);
	size_t before;

	(void)state;
	assert_non_null(list);
	*list = '\0';
	for (size_t i = 0; i < n; i++)
		memcpy(list + 8 * i, "0 0 0 7;", 9);
	list[8 * n - 1] = '\0';
	start(&text, list);
	before = mallinfo2().uordblks + mallinfo2().hblkhd;
	exact = exact_find(&text, image);
	assert_non_null(exact);
	assert_true(mallinfo2().uordblks + mallinfo2().hblkhd - before <
		    1 << 20);
	exact_destroy(exact);
	common_image_destroy(image);
	embedded_finish(&text);
	free(list);
}

static void an_odd_mirror_is_negative(void **state)
{
	struct embedded text;
	fftpipe_image *image;

	(void)state;
	start(&text, "1 0 0 0.75;0 0 0 3.1415927;1 1 0 3.1415927");
	text.color = FFTPIPE_ANGLE;
	text.symmetry = FFTPIPE_ODD;
	text.levels = (struct levels){ .depth = 8,
				       .lo = -PI,
				       .hi = PI,
				       .circular = true,
				       .fifths = true,
				       .symmetry = FFTPIPE_ODD };
	image = levels_of(&text, (float)PI);
	fftpipe_row(image, 0, 0)[1] =
		(float)levels_at(&text.levels, 0.75f, 1, 0, 4, 4);
	fftpipe_row(image, 0, 0)[3] =
		(float)levels_at(&text.levels, -0.75f, 3, 0, 4, 4);
	restore(&text, image);
	assert_true(fftpipe_row(image, 0, 0)[1] == 0.75f);
	assert_true(fftpipe_row(image, 0, 0)[3] == -0.75f);
	assert_true(fftpipe_row(image, 0, 0)[0] == (float)PI);
	assert_true(fftpipe_row(image, 0, 1)[1] == (float)PI);
	assert_true(fftpipe_row(image, 0, 3)[3] == (float)PI);
	common_image_destroy(image);
	embedded_finish(&text);
}

static void an_edited_pixel_stays_edited(void **state)
{
	struct embedded text;
	fftpipe_image *image;

	(void)state;
	start(&text, "1 0 0 7.25;2 3 0 7.125");
	image = levels_of(&text, 7.2f);
	fftpipe_row(image, 0, 0)[1] = 8;
	restore(&text, image);
	assert_true(fftpipe_row(image, 0, 0)[1] == 0);
	assert_true(fftpipe_row(image, 0, 3)[2] == 7.125f);
	common_image_destroy(image);
	embedded_finish(&text);
}

static void hostile_lists_stop_where_they_are_wrong(void **state)
{
	static const char *const lists[] = {
		"",
		";",
		"0",
		"4 0 0 7",
		"0 4 0 7",
		"0 0 1 7",
		"0 0 0",
		"0 0 0 ",
		"0 0 0 nan",
		"0 0 0 inf",
		"0 0 0 1e99",
		"-1 0 0 7",
		"0 0 0 7x",
		" 0 0 0 7",
		"0  0 0 7",
		"0 0 0 7 ;",
		"99999999999999999999999 0 0 7",
	};

	(void)state;
	for (size_t i = 0; i < FFTPIPE_COUNT(lists); i++) {
		struct embedded text;
		fftpipe_image *image;

		start(&text, lists[i]);
		image = levels_of(&text, 7);
		restore(&text, image);
		assert_true(fftpipe_row(image, 0, 0)[0] == 0);
		common_image_destroy(image);
		embedded_finish(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_come_in_a_fixed_order),
		cmocka_unit_test(what_is_printed_is_read),
		cmocka_unit_test(an_angle_needs_no_range),
		cmocka_unit_test(a_bare_pair_is_enough),
		cmocka_unit_test(hostile_texts_are_refused),
		cmocka_unit_test(every_cut_of_a_text_is_refused),
		cmocka_unit_test(a_huge_text_is_refused),
		cmocka_unit_test(exact_samples_come_back),
		cmocka_unit_test(a_list_is_too_long_with_many_channels),
		cmocka_unit_test(an_odd_mirror_is_negative),
		cmocka_unit_test(an_edited_pixel_stays_edited),
		cmocka_unit_test(hostile_lists_stop_where_they_are_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
