/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-meaning.c - what the values of a file stand for, read from its text or
 * elsewhere
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "codec-common.h"

static void a_range_maps_the_levels(void **state)
{
	struct decode_options options = common_plainly;
	fftpipe_image *image = common_noise(6, 6, 1, 8), *back;
	struct sheet sheet = common_sheet(image, 8);
	struct outcome outcome;

	(void)state;
	image->data[0] = 51;
	options.has_range = true;
	options.lo = -1;
	options.hi = 4;
	assert_true(outcome_init(&outcome));
	back = common_there_and_back(&sheet, image, 6, &options, &outcome);
	assert_true(back->data[0] == 0 && back->lo == -1 && back->hi == 4);
	assert_int_equal(back->color, FFTPIPE_GRAY);
	common_image_destroy(back);

	options.beside = "{\"mag_min\": 1, \"mag_max\": 6}";
	options.beside_length = strlen(options.beside);
	back = common_there_and_back(&sheet, image, 6, &options, &outcome);
	assert_true(back->data[0] == 2 && back->hi == 6);
	assert_int_equal(back->color, FFTPIPE_DATA);
	common_image_destroy(back);
	assert_int_equal(outcome.n_notes, 0);

	options.beside = "[]";
	options.beside_length = 2;
	back = common_there_and_back(&sheet, image, 6, &options, &outcome);
	assert_true(back->data[0] == 0 && back->hi == 4);
	assert_true(common_noted(&outcome, "does not say mag_min and mag_max"));
	common_image_destroy(back);
	outcome_clear(&outcome);

	options.beside = "{\"mag_min\": 5, \"mag_max\": 1}";
	options.beside_length = strlen(options.beside);
	back = common_there_and_back(&sheet, image, 6, &options, &outcome);
	assert_true(back->data[0] == 0 && back->hi == 4);
	assert_true(common_noted(&outcome, "has mag_min, 5, above mag_max, 1"));
	assert_false(common_noted(&outcome, "does not say"));
	common_image_destroy(back);
	common_image_destroy(image);
	outcome_finish(&outcome);
}

/* An even image of 6 x 4 in fifths, with its text. */
static char *even_sheet(fftpipe_image *image, struct sheet *sheet)
{
	struct embedded text;
	char *printed;

	for (uint32_t y = 0; y < 4; y++)
		for (uint32_t x = 0; x < 6; x++)
			fftpipe_row(image, 0, y)[x] = 7.5f;
	fftpipe_row(image, 0, 1)[2] = 3.1f;
	fftpipe_row(image, 0, 3)[4] = 3.1f;
	sheet->shape.color = FFTPIPE_DATA;
	sheet->levels = (struct levels){ .depth = 8,
					 .lo = 0,
					 .hi = 25.5,
					 .fifths = true,
					 .symmetry = FFTPIPE_EVEN };
	assert_true(embedded_init(&text));
	text.meaning = MEANING_DATA;
	text.color = FFTPIPE_DATA;
	text.symmetry = FFTPIPE_EVEN;
	text.width = 6;
	text.height = 4;
	text.has_levels = true;
	text.levels = sheet->levels;
	meta_set(text.meta, "exact", "2 1 0 3.1234;0 0 0 7.5");
	meta_set(text.meta, "note", "kept");
	printed = embedded_print(&text);
	assert_non_null(printed);
	embedded_finish(&text);
	return printed;
}

static void values_come_back_with_their_meaning(void **state)
{
	fftpipe_image *image = common_image(6, 4, 1), *back;
	struct sheet sheet = common_sheet(image, 8);
	struct decode_options gray = common_plainly;
	struct outcome outcome;
	char *text = even_sheet(image, &sheet);

	(void)state;
	gray.gray = true;
	fftpipe_row(image, 0, 1)[2] = 3.1234f;
	fftpipe_row(image, 0, 3)[4] = 3.1234f;
	sheet.text = text;
	sheet.pixel_size = "0.5 0.25 mm";
	assert_true(outcome_init(&outcome));
	back = common_there_and_back(&sheet, image, 3, &gray, &outcome);
	assert_true(common_same(image, back));
	assert_int_equal(back->color, FFTPIPE_DATA);
	assert_int_equal(back->symmetry, FFTPIPE_EVEN);
	assert_true(back->lo == 0 && back->hi == 25.5);
	assert_string_equal(meta_get(back->meta, "note"), "kept");
	assert_string_equal(meta_get(back->meta, "pixel-size"),
			    "0.0005 0.00025 m");
	assert_int_equal(outcome.n_notes, 0);
	common_image_destroy(image);
	common_image_destroy(back);
	outcome_finish(&outcome);
	free(text);
}

/* Somebody cropped the file: values stay, what is bound to places goes. */
static void a_cropped_file_keeps_its_values(void **state)
{
	fftpipe_image *image = common_image(6, 4, 1), *back;
	struct sheet sheet = common_sheet(image, 8);
	struct outcome outcome;
	char *text = even_sheet(image, &sheet);

	(void)state;
	sheet.text = text;
	image->height = sheet.shape.height = 3;
	assert_true(outcome_init(&outcome));
	back = common_there_and_back(&sheet, image, 3, &common_plainly,
				     &outcome);
	assert_int_equal(back->symmetry, FFTPIPE_ASYMMETRIC);
	assert_int_equal(back->color, FFTPIPE_DATA);
	assert_true(fabsf(fftpipe_row(back, 0, 1)[2] - 3.1f) < 0.11f);
	assert_null(meta_get(back->meta, "exact"));
	assert_true(common_noted(&outcome, "cropped or resized"));
	common_image_destroy(image);
	common_image_destroy(back);
	outcome_finish(&outcome);
	free(text);
}

/* Saved by an editor as 16 bits, text and all. */
static void a_file_of_another_depth_keeps_its_values(void **state)
{
	fftpipe_image *image = common_image(6, 4, 1), *back;
	struct sheet sheet = common_sheet(image, 8);
	struct outcome outcome;
	char *text = even_sheet(image, &sheet);

	(void)state;
	sheet.depth = 16;
	sheet.levels = (struct levels){ .depth = 16, .lo = 0, .hi = 25.5 };
	sheet.text = text;
	assert_true(outcome_init(&outcome));
	back = common_there_and_back(&sheet, image, 3, &common_plainly,
				     &outcome);
	assert_true(fabsf(fftpipe_row(back, 0, 1)[2] - 3.1f) < 0.001f);
	assert_true(fabsf(fftpipe_row(back, 0, 0)[2] - 7.5f) < 0.001f);
	common_image_destroy(image);
	common_image_destroy(back);
	outcome_finish(&outcome);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_range_maps_the_levels),
		cmocka_unit_test(values_come_back_with_their_meaning),
		cmocka_unit_test(a_cropped_file_keeps_its_values),
		cmocka_unit_test(a_file_of_another_depth_keeps_its_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
