/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-tiff-write.c - TIFF files that are written, and read back
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image.h"
#include "meta.h"
#include "tiff-common.h"
#include "tiff-told.h"

static struct sheet sheet_of(const fftpipe_image *image, unsigned depth)
{
	struct sheet sheet = common_sheet(image, depth);

	sheet.format = FORMAT_TIFF;
	return sheet;
}

static void comes_back(fftpipe_image *image, unsigned depth, bool small)
{
	struct sheet sheet = sheet_of(image, depth);
	fftpipe_image *back;

	sheet.small = small;
	back = tiff_common_there_and_back(&sheet, image, 7, &outcome);
	assert_true(common_same(image, back));
	assert_int_equal(back->color, image->color);
	assert_int_equal(outcome.n_notes, 0);
	common_image_destroy(back);
	common_image_destroy(image);
}

static void levels_of_8_and_16_bits_come_back(void **state)
{
	(void)state;
	for (uint32_t channels = 1; channels <= 5; channels += 2)
		for (int small = 0; small < 2; small++) {
			comes_back(common_noise(37, 23, channels, 8), 8, small);
			comes_back(common_noise(37, 23, channels, 16), 16,
				   small);
		}
	comes_back(common_noise(1, 1, 1, 8), 8, false);
	comes_back(common_noise(1, 40, 3, 16), 16, true);
}

static fftpipe_image *floats(uint32_t width, uint32_t height, uint32_t channels)
{
	fftpipe_image *image = common_noise(width, height, channels, 16);

	for (uint32_t c = 0; c < channels; c++)
		for (uint32_t y = 0; y < height; y++)
			for (uint32_t x = 0; x < width; x++)
				fftpipe_row(image, c, y)[x] *= -1.37e-5f;
	return image;
}

static void floats_come_back_bit_for_bit(void **state)
{
	(void)state;
	comes_back(floats(31, 20, 1), 32, false);
	comes_back(floats(31, 20, 3), 32, true);
	comes_back(floats(1, 1, 2), 32, true);
}

static void numbers_that_are_none_pass_in_floats(void **state)
{
	fftpipe_image *image = floats(8, 3, 1);

	(void)state;
	fftpipe_row(image, 0, 0)[1] = NAN;
	fftpipe_row(image, 0, 1)[2] = INFINITY;
	fftpipe_row(image, 0, 2)[3] = -INFINITY;
	comes_back(image, 32, true);
}

static void three_gray_channels_do_not_become_colors(void **state)
{
	fftpipe_image *image = common_noise(9, 9, 3, 8);

	(void)state;
	image->color = FFTPIPE_GRAY;
	comes_back(image, 8, false);
}

/* ---- spectra ------------------------------------------------------------- */

static fftpipe_image *half_spectrum(uint32_t width, uint32_t channels)
{
	const fftpipe_image shape = { .struct_size = sizeof shape,
				      .kind = FFTPIPE_SPECTRUM,
				      .width = width,
				      .height = 5,
				      .channels = channels,
				      .color = channels == 3 ? FFTPIPE_RGB
							     : FFTPIPE_GRAY };
	fftpipe_image *image = tiff_common_image(&shape);

	assert_non_null(image);
	for (uint32_t c = 0; c < channels; c++)
		for (uint32_t y = 0; y < shape.height; y++)
			for (size_t i = 0; i < image_row_floats(image); i++)
				fftpipe_row(image, c, y)[i] =
					(float)(common_random() % 1000) -
					499.5f;
	return image;
}

static char *text_of(const fftpipe_image *image)
{
	struct embedded embedded;
	char *text;

	assert_true(embedded_init(&embedded));
	embedded.width = image->width;
	embedded.height = image->height;
	embedded.color = image->color;
	embedded.origin.known = true;
	embedded.origin.depth = 8;
	embedded.origin.width = image->width;
	embedded.origin.height = image->height;
	embedded.origin.hi = 255;
	text = embedded_print(&embedded);
	assert_non_null(text);
	embedded_finish(&embedded);
	return text;
}

static void half_comes_back(uint32_t width, uint32_t channels, bool small)
{
	fftpipe_image *image = half_spectrum(width, channels), *back;
	struct sheet sheet = sheet_of(image, DEPTH_COMPLEX);
	char *text = text_of(image);

	sheet.text = text;
	sheet.small = small;
	back = tiff_common_there_and_back(&sheet, image, 2, &outcome);
	assert_int_equal(back->kind, FFTPIPE_SPECTRUM);
	assert_int_equal(back->width, width);
	assert_int_equal(back->channels, channels);
	assert_int_equal(back->color, image->color);
	assert_true(back->hi > 254 && back->hi < 256);
	for (uint32_t c = 0; c < channels; c++)
		for (uint32_t y = 0; y < image->height; y++)
			assert_memory_equal(fftpipe_row(image, c, y),
					    fftpipe_row(back, c, y),
					    image_row_floats(image) *
						    sizeof(float));
	free(text);
	common_image_destroy(image);
	common_image_destroy(back);
}

static void half_a_spectrum_comes_back_as_one(void **state)
{
	(void)state;
	for (uint32_t width = 1; width < 9; width++)
		half_comes_back(width, width % 2 ? 1 : 3, width % 3);
}

/* ---- what goes along ----------------------------------------------------- */

static void pixel_size_and_text_go_along(void **state)
{
	fftpipe_image *image = floats(4, 4, 1), *back;
	struct sheet sheet = sheet_of(image, 32);
	char *text = text_of(image);

	(void)state;
	sheet.text = text;
	sheet.pixel_size = "2.5e-07 5e-07 m";
	back = tiff_common_there_and_back(&sheet, image, 4, &outcome);
	assert_string_equal(meta_get(back->meta, "pixel-size"),
			    "2.5e-07 5e-07 m");
	sheet.pixel_size = "1 2 1";
	common_image_destroy(back);
	back = tiff_common_there_and_back(&sheet, image, 4, &outcome);
	assert_string_equal(meta_get(back->meta, "pixel-size"), "1 2 1");
	common_image_destroy(back);
	common_image_destroy(image);
	free(text);
}

static void a_pixel_size_in_unknown_units_is_left_out(void **state)
{
	fftpipe_image *image = floats(4, 4, 1), *back;
	struct sheet sheet = sheet_of(image, 32);

	(void)state;
	sheet.pixel_size = "1 1 parsec";
	back = tiff_common_there_and_back(&sheet, image, 4, &outcome);
	assert_null(meta_get(back->meta, "pixel-size"));
	common_image_destroy(back);
	common_image_destroy(image);
}

/* ---- bytes --------------------------------------------------------------- */

static size_t bytes_of(const struct sheet *sheet, const fftpipe_image *image,
		       uint8_t **bytes)
{
	int fd = common_file();
	size_t length;

	assert_int_equal(common_encode(fd, sheet, image, 8, &outcome),
			 FFTPIPE_OK);
	length = common_file_bytes(fd, bytes);
	close(fd);
	return length;
}

static void the_same_samples_make_the_same_file(void **state)
{
	fftpipe_image *image = common_noise(64, 64, 1, 8);
	struct sheet sheet = sheet_of(image, 8);
	uint8_t *first, *second;
	size_t length = bytes_of(&sheet, image, &first);

	(void)state;
	assert_int_equal(bytes_of(&sheet, image, &second), length);
	assert_memory_equal(first, second, length);
	assert_memory_equal(first, "II*", 4);
	free(first);
	free(second);
	common_image_destroy(image);
}

/* A row that comes again where speed no longer looks for it. */
static void compress_small_makes_it_smaller(void **state)
{
	const uint32_t width = 6000;
	fftpipe_image *image = common_image(width, 8, 1);
	uint8_t *fast, *small;

	(void)state;
	for (uint32_t y = 0; y < 7; y++)
		for (uint32_t x = 0; x < width; x++)
			fftpipe_row(image, 0, y)[x] =
				(float)(common_random() % 200);
	memcpy(fftpipe_row(image, 0, 7), fftpipe_row(image, 0, 6),
	       width * sizeof(float));
	for (unsigned depth = 8; depth <= 32; depth *= 2) {
		struct sheet sheet = sheet_of(image, depth);
		size_t length = bytes_of(&sheet, image, &fast);

		sheet.small = true;
		assert_true(bytes_of(&sheet, image, &small) < length);
		free(fast);
		free(small);
	}
	common_image_destroy(image);
}

static void a_file_beyond_4_gb_is_a_big_one(void **state)
{
	fftpipe_image shape = { .kind = FFTPIPE_IMAGE,
				.width = 40000,
				.height = 40000,
				.channels = 1 };
	struct sheet sheet = sheet_of(&shape, 32);
	struct encoder *encoder;
	int fd = common_file();
	char start[5] = "";

	(void)state;
	assert_int_equal(encoder_open(&encoder, fd, &sheet, &outcome),
			 FFTPIPE_OK);
	encoder_destroy(encoder);
	assert_int_equal(pread(fd, start, 4, 0), 4);
	assert_memory_equal(start, "II+", 4);
	close(fd);
}

static void a_band_serves_several_formats(void **state)
{
	fftpipe_image *image = common_noise(40, 8, 1, 8);
	enum format formats[] = { FORMAT_TIFF, FORMAT_PNG, FORMAT_TIFF };
	struct band band = { 0 };

	(void)state;
	for (size_t i = 0; i < FFTPIPE_COUNT(formats); i++) {
		struct sheet sheet = common_sheet(image, 8);
		struct encoder *encoder;
		int fd = common_file();

		sheet.format = formats[i];
		assert_int_equal(encoder_open(&encoder, fd, &sheet, &outcome),
				 FFTPIPE_OK);
		assert_int_equal(encoder_band(encoder, image, 0, 8, &band),
				 FFTPIPE_OK);
		assert_int_equal(encoder_append(encoder, &band, 0, 8, &outcome),
				 FFTPIPE_OK);
		assert_int_equal(encoder_finish(encoder, &outcome), FFTPIPE_OK);
		encoder_destroy(encoder);
		close(fd);
	}
	band_finish(&band);
	common_image_destroy(image);
}

/* ---- refusals ------------------------------------------------------------ */

static void says_why_it_cannot_write(void **state)
{
	fftpipe_image *image = common_noise(64, 64, 1, 8);
	struct sheet sheet = sheet_of(image, 8);
	int fd = open("/dev/full", O_RDWR);

	(void)state;
	if (fd < 0)
		skip();
	assert_int_equal(common_encode(fd, &sheet, image, 8, &outcome),
			 FFTPIPE_EDATA);
	assert_non_null(strstr(outcome.reason, "No space left"));
	close(fd);
	common_image_destroy(image);
}

static void depth_and_kind_must_go_together(void **state)
{
	fftpipe_image *image = common_noise(4, 4, 1, 8);
	struct sheet sheet = sheet_of(image, DEPTH_COMPLEX);

	(void)state;
	assert_int_equal(sheet_check(&sheet, &outcome), FFTPIPE_EDATA);
	sheet.depth = 32;
	sheet.shape.kind = FFTPIPE_SPECTRUM;
	outcome_clear(&outcome);
	assert_int_equal(sheet_check(&sheet, &outcome), FFTPIPE_EDATA);
	sheet.shape.kind = FFTPIPE_IMAGE;
	sheet.shape.channels = 70000;
	outcome_clear(&outcome);
	assert_int_equal(sheet_check(&sheet, &outcome), FFTPIPE_EDATA);
	common_image_destroy(image);
}

static void samples_that_are_no_numbers_are_counted(void **state)
{
	fftpipe_image *image = common_noise(4, 4, 1, 8);
	struct sheet sheet = sheet_of(image, 8);
	uint8_t *bytes;

	(void)state;
	fftpipe_row(image, 0, 2)[1] = NAN;
	bytes_of(&sheet, image, &bytes);
	assert_true(common_noted(&outcome,
				 "1 sample is infinite or not a number;"));
	free(bytes);
	common_image_destroy(image);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, before, after)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(levels_of_8_and_16_bits_come_back),
		TEST(floats_come_back_bit_for_bit),
		TEST(numbers_that_are_none_pass_in_floats),
		TEST(three_gray_channels_do_not_become_colors),
		TEST(half_a_spectrum_comes_back_as_one),
		TEST(pixel_size_and_text_go_along),
		TEST(a_pixel_size_in_unknown_units_is_left_out),
		TEST(the_same_samples_make_the_same_file),
		TEST(compress_small_makes_it_smaller),
		TEST(a_file_beyond_4_gb_is_a_big_one),
		TEST(a_band_serves_several_formats),
		TEST(says_why_it_cannot_write),
		TEST(depth_and_kind_must_go_together),
		TEST(samples_that_are_no_numbers_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
