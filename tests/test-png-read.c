/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-png-read.c - PNG files of other programs, odd ones and damaged ones
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <math.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "codec-common.h"

struct foreign {
	int color_type, depth, interlace;
	bool transparency;
};

/* Samples count up from 0, interleaved, wrapping at 251. */
static int foreign_file(const struct foreign *foreign, uint32_t width,
			uint32_t height)
{
	char name[] = "/tmp/fftpipe-test-XXXXXX";
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL,
						  NULL, NULL);
	png_infop info = png_create_info_struct(png);
	png_color palette[4] = {
		{ 10, 10, 10 }, { 255, 0, 0 }, { 0, 255, 0 }, { 0, 0, 255 }
	};
	png_byte opaque[1] = { 7 };
	png_color_16 gray = { .gray = 1 };
	size_t row;
	uint8_t *pixels;
	png_bytep rows[64];
	int fd = mkstemp(name);
	FILE *file = fopen(name, "wb");

	assert_true(fd >= 0 && file && height <= 64);
	unlink(name);
	png_init_io(png, file);
	png_set_IHDR(png, info, width, height, foreign->depth,
		     foreign->color_type, foreign->interlace, 0, 0);
	if (foreign->color_type == PNG_COLOR_TYPE_PALETTE)
		png_set_PLTE(png, info, palette, 4);
	if (foreign->transparency)
		png_set_tRNS(png, info, opaque, 1, &gray);
	row = png_get_rowbytes(png, info);
	pixels = malloc(row * height);
	assert_non_null(pixels);
	for (size_t i = 0; i < row * height; i++)
		pixels[i] = (uint8_t)(foreign->depth < 8 ? i * 57 : i % 251);
	for (uint32_t y = 0; y < height; y++)
		rows[y] = pixels + y * row;
	png_write_info(png, info);
	png_write_image(png, rows);
	png_write_end(png, NULL);
	png_destroy_write_struct(&png, &info);
	fclose(file);
	free(pixels);
	return fd;
}

static void alpha_is_dropped_with_a_warning(void **state)
{
	const struct foreign kinds[] = {
		{ PNG_COLOR_TYPE_GA, 8, 0, false },
		{ PNG_COLOR_TYPE_RGBA, 8, 0, false },
		{ PNG_COLOR_TYPE_GRAY, 8, 0, true },
		{ PNG_COLOR_TYPE_RGBA, 16, 1, false },
	};

	(void)state;
	for (size_t i = 0; i < FFTPIPE_COUNT(kinds); i++) {
		int fd = foreign_file(&kinds[i], 5, 3);
		const unsigned step =
			kinds[i].color_type & 4
				? (kinds[i].color_type & 2 ? 4 : 2)
				: 1;
		struct outcome outcome;
		fftpipe_image *image;

		assert_true(outcome_init(&outcome));
		assert_int_equal(common_decode(fd, &common_plainly, &image,
					       &outcome),
				 FFTPIPE_OK);
		assert_true(common_noted(&outcome, "alpha channel dropped"));
		assert_int_equal(image->channels,
				 kinds[i].color_type & 2 ? 3 : 1);
		if (kinds[i].depth == 8)
			assert_true(image->data[2] == (float)(2 * step));
		else /* high byte 2 * 8, low byte 2 * 8 + 1 */
			assert_true(image->data[2] == 16 * 256 + 17);
		close(fd);
		common_image_destroy(image);
		outcome_finish(&outcome);
	}
}

static void interlaced_files_read_like_straight_ones(void **state)
{
	static const int types[][2] = { { PNG_COLOR_TYPE_GRAY, 8 },
					{ PNG_COLOR_TYPE_GRAY, 16 },
					{ PNG_COLOR_TYPE_GRAY, 1 },
					{ PNG_COLOR_TYPE_RGB, 8 },
					{ PNG_COLOR_TYPE_RGB, 16 } };
	static const uint32_t sides[][2] = { { 1, 1 }, { 1, 20 }, { 20, 1 },
					     { 4, 4 }, { 5, 3 },  { 37, 41 } };

	(void)state;
	for (size_t i = 0; i < FFTPIPE_COUNT(types) * FFTPIPE_COUNT(sides);
	     i++) {
		const int *type = types[i % FFTPIPE_COUNT(types)];
		const uint32_t *side = sides[i / FFTPIPE_COUNT(types)];
		struct foreign foreign = { type[0], type[1], 0, false };
		fftpipe_image *images[2];
		struct outcome outcome;

		assert_true(outcome_init(&outcome));
		for (int k = 0; k < 2; k++) {
			int fd;

			foreign.interlace = k;
			fd = foreign_file(&foreign, side[0], side[1]);
			assert_int_equal(common_decode(fd, &common_plainly,
						       &images[k], &outcome),
					 FFTPIPE_OK);
			close(fd);
		}
		assert_true(common_same(images[0], images[1]));
		common_image_destroy(images[0]);
		common_image_destroy(images[1]);
		outcome_finish(&outcome);
	}
}

static void few_bits_are_spread_over_0_to_255(void **state)
{
	struct foreign foreign = { PNG_COLOR_TYPE_GRAY, 2, 0, false };
	int fd = foreign_file(&foreign, 8, 1);
	struct outcome outcome;
	fftpipe_image *image;
	/* Bytes 0 and 57: 0 0 0 0 and 0 3 2 1 */
	const float expected[] = { 0, 0, 0, 0, 0, 255, 170, 85 };

	(void)state;
	assert_true(outcome_init(&outcome));
	assert_int_equal(common_decode(fd, &common_plainly, &image, &outcome),
			 FFTPIPE_OK);
	assert_memory_equal(image->data, expected, sizeof expected);
	close(fd);
	common_image_destroy(image);
	outcome_finish(&outcome);
}

static void palettes_become_colors_or_gray(void **state)
{
	struct foreign foreign = { PNG_COLOR_TYPE_PALETTE, 2, 0, false };
	struct decode_options gray = common_plainly;
	int fd = foreign_file(&foreign, 8, 1);
	struct outcome outcome;
	fftpipe_image *image;

	(void)state;
	gray.gray = true;
	assert_true(outcome_init(&outcome));
	assert_int_equal(common_decode(fd, &common_plainly, &image, &outcome),
			 FFTPIPE_OK);
	assert_int_equal(image->channels, 3);
	assert_int_equal(image->color, FFTPIPE_RGB);
	assert_true(fftpipe_row(image, 0, 0)[7] == 255);
	assert_true(fftpipe_row(image, 1, 0)[6] == 255);
	assert_true(fftpipe_row(image, 2, 0)[5] == 255);
	assert_true(fftpipe_row(image, 2, 0)[0] == 10);
	common_image_destroy(image);
	assert_int_equal(common_decode(fd, &gray, &image, &outcome),
			 FFTPIPE_OK);
	assert_int_equal(image->channels, 1);
	assert_true(image->data[7] == 76 && image->data[6] == 150 &&
		    image->data[5] == 29 && image->data[0] == 10);
	common_image_destroy(image);
	close(fd);
	outcome_finish(&outcome);
}

static void colors_become_luma(void **state)
{
	struct decode_options gray = common_plainly;
	fftpipe_image *image = common_noise(50, 20, 3, 16), *back;
	struct sheet sheet = common_sheet(image, 16);
	struct outcome outcome;

	(void)state;
	gray.gray = true;
	assert_true(outcome_init(&outcome));
	back = common_there_and_back(&sheet, image, 20, &gray, &outcome);
	assert_int_equal(back->channels, 1);
	assert_int_equal(back->color, FFTPIPE_GRAY);
	for (uint32_t x = 0; x < 50; x++) {
		double luma = 0.299 * fftpipe_row(image, 0, 7)[x] +
			      0.587 * fftpipe_row(image, 1, 7)[x] +
			      0.114 * fftpipe_row(image, 2, 7)[x];

		assert_true(fabs(fftpipe_row(back, 0, 7)[x] - luma) < 0.51);
	}
	common_image_destroy(image);
	common_image_destroy(back);
	outcome_finish(&outcome);
}

/* ---- chunks put in by hand ----------------------------------------------- */

static void put_chunk(int fd, const char *type, const void *data, size_t length)
{
	uint8_t head[8], tail[4];
	uLong crc = crc32(0, (const Bytef *)type, 4);

	if (length)
		crc = crc32(crc, data, (uInt)length);
	png_save_uint_32(head, (png_uint_32)length);
	memcpy(head + 4, type, 4);
	png_save_uint_32(tail, (png_uint_32)crc);
	assert_int_equal(write(fd, head, 8), 8);
	assert_int_equal(write(fd, data, length), length);
	assert_int_equal(write(fd, tail, 4), 4);
}

/* A gray file of 4 x 4 zeros with a chunk before and one behind the pixels. */
static int file_with(const char *type, const void *data, size_t length,
		     bool behind)
{
	fftpipe_image *image = common_image(4, 4, 1);
	struct sheet sheet = common_sheet(image, 8);
	struct outcome outcome;
	uint8_t *bytes;
	size_t nbytes, split;
	int plain = common_file(), fd = common_file();

	for (uint32_t y = 0; y < 4; y++)
		memset(fftpipe_row(image, 0, y), 0, 4 * sizeof(float));
	assert_true(outcome_init(&outcome));
	assert_int_equal(common_encode(plain, &sheet, image, 4, &outcome),
			 FFTPIPE_OK);
	nbytes = common_file_bytes(plain, &bytes);
	split = behind ? nbytes - 12 : 33;
	assert_int_equal(write(fd, bytes, split), split);
	put_chunk(fd, type, data, length);
	assert_int_equal(write(fd, bytes + split, nbytes - split),
			 nbytes - split);
	free(bytes);
	close(plain);
	common_image_destroy(image);
	outcome_finish(&outcome);
	return fd;
}

#define TEXT_OF(json) "fftpipe\0\0\0\0\0" json
static const char bare[] = TEXT_OF("{\"mag_min\": 2, \"mag_max\": 12}");

static void our_text_is_found_before_and_behind(void **state)
{
	(void)state;
	for (int behind = 0; behind < 2; behind++) {
		int fd = file_with("iTXt", bare, sizeof bare - 1, behind);
		struct outcome outcome;
		fftpipe_image *image;

		assert_true(outcome_init(&outcome));
		assert_int_equal(common_decode(fd, &common_plainly, &image,
					       &outcome),
				 FFTPIPE_OK);
		assert_int_equal(image->color, FFTPIPE_DATA);
		assert_true(image->data[0] == 2 && image->hi == 12);
		assert_string_equal(meta_get(image->meta, "mag_min"), "2");
		assert_string_equal(meta_get(image->meta, "mag_max"), "12");
		common_image_destroy(image);
		outcome_finish(&outcome);
		close(fd);
	}
}

static void texts_that_are_not_ours_are_left_alone(void **state)
{
	static const struct {
		const char *data;
		size_t length;
		bool warns;
	} texts[] = {
		{ "fftpipe\0\1\0\0\0x", 13, false }, /* compressed */
		{ "fftpipe\0\0\0", 10, false },
		{ "fftpipe\0\0\0de", 12, false },
		{ "fftpipe\0\0\0de\0x", 14, false },
		{ "other\0\0\0\0\0hello", 15, false },
		{ "", 0, false },
		{ "fftpipe\0\0\0\0\0{}", 14, true },
	};

	(void)state;
	for (size_t i = 0; i < FFTPIPE_COUNT(texts); i++) {
		int fd = file_with("iTXt", texts[i].data, texts[i].length,
				   false);
		struct outcome outcome;
		fftpipe_image *image;

		assert_true(outcome_init(&outcome));
		assert_int_equal(common_decode(fd, &common_plainly, &image,
					       &outcome),
				 FFTPIPE_OK);
		assert_int_equal(image->color, FFTPIPE_GRAY);
		assert_int_equal(common_noted(&outcome, "damaged"),
				 texts[i].warns);
		common_image_destroy(image);
		outcome_finish(&outcome);
		close(fd);
	}
}

static void profiles_are_dropped_with_a_warning(void **state)
{
	int fd = file_with("iCCP", "x\0\0junk", 7, false);
	struct outcome outcome;
	fftpipe_image *image;

	(void)state;
	assert_true(outcome_init(&outcome));
	assert_int_equal(common_decode(fd, &common_plainly, &image, &outcome),
			 FFTPIPE_OK);
	assert_true(common_noted(&outcome, "color profile dropped"));
	common_image_destroy(image);
	outcome_finish(&outcome);
	close(fd);
}

static void refused(int fd, const struct decode_options *options,
		    const char *words)
{
	struct outcome outcome;
	fftpipe_image *image;

	assert_true(outcome_init(&outcome));
	assert_int_equal(common_decode(fd, options, &image, &outcome),
			 FFTPIPE_EDATA);
	if (!strstr(outcome.reason, words))
		fail_msg("\"%s\" lacks \"%s\"", outcome.reason, words);
	outcome_finish(&outcome);
	close(fd);
}

static void limits_are_named_with_their_key(void **state)
{
	struct limits limits = common_limits;
	struct decode_options options = { .page = 1, .limits = &limits };

	(void)state;
	limits.text = limits.profile = 6;
	refused(file_with("tEXt", "Title\0A", 7, true), &options,
		"over the limit of 6; raise it with [limits] text");
	refused(file_with("iCCP", "x\0\0junk", 7, false), &options,
		"over the limit of 6; raise it with [limits] profile");
	limits.pixels = 15;
	refused(file_with("tEXt", "a", 1, false), &options,
		"picture of 4 x 4 samples is 16, over the limit of 15; raise "
		"it with [limits] pixels");
	options.limits = &common_limits;
	options.page = 2;
	refused(file_with("tEXt", "a", 1, false), &options,
		"there is no page 2");
}

static void what_is_no_png_is_refused(void **state)
{
	static const char *const files[][2] = {
		{ "", "the file is empty" },
		{ "hello, world", "neither a PNG nor a TIFF file" },
		{ "\xff\xd8\xff\xe0", "a JPEG file" },
		{ "II*", "neither" },
		{ "\x89PNG", "not a valid PNG: it ends too early" },
		{ "\x89PNG\n\n\x1a\n", "not a valid PNG" },
	};

	(void)state;
	for (size_t i = 0; i < FFTPIPE_COUNT(files); i++) {
		size_t length = strlen(files[i][0]);
		int fd = common_file();

		assert_int_equal(write(fd, files[i][0], length), length);
		refused(fd, &common_plainly, files[i][1]);
	}
	refused(open("/", O_RDONLY), &common_plainly, "cannot read: ");
}

static void every_cut_is_refused(void **state)
{
	fftpipe_image *image = common_noise(20, 20, 3, 8);
	struct sheet sheet = common_sheet(image, 8);
	struct outcome outcome;
	uint8_t *bytes;
	size_t nbytes;
	int fd = common_file();

	(void)state;
	sheet.text = bare + 12;
	assert_true(outcome_init(&outcome));
	assert_int_equal(common_encode(fd, &sheet, image, 7, &outcome),
			 FFTPIPE_OK);
	nbytes = common_file_bytes(fd, &bytes);
	for (size_t cut = 0; cut < nbytes; cut++) {
		int short_file = common_file();

		assert_int_equal(write(short_file, bytes, cut), cut);
		refused(short_file, &common_plainly, "");
	}
	free(bytes);
	close(fd);
	common_image_destroy(image);
	outcome_finish(&outcome);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alpha_is_dropped_with_a_warning),
		cmocka_unit_test(interlaced_files_read_like_straight_ones),
		cmocka_unit_test(few_bits_are_spread_over_0_to_255),
		cmocka_unit_test(palettes_become_colors_or_gray),
		cmocka_unit_test(colors_become_luma),
		cmocka_unit_test(our_text_is_found_before_and_behind),
		cmocka_unit_test(texts_that_are_not_ours_are_left_alone),
		cmocka_unit_test(profiles_are_dropped_with_a_warning),
		cmocka_unit_test(limits_are_named_with_their_key),
		cmocka_unit_test(what_is_no_png_is_refused),
		cmocka_unit_test(every_cut_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
