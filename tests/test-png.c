/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-png.c - PNG files written, and read back by us and by others
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <math.h>
#include <png.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "codec-common.h"

static void every_shape_comes_back(void **state)
{
	static const uint32_t sides[][2] = { { 1, 1 },  { 1, 9 },   { 9, 1 },
					     { 7, 5 },  { 64, 64 }, { 255, 17 },
					     { 3, 301 } };
	static const uint32_t colors[] = { FFTPIPE_GRAY, FFTPIPE_DATA,
					   FFTPIPE_ANGLE };
	struct outcome outcome;

	(void)state;
	assert_true(outcome_init(&outcome));
	for (size_t i = 0; i < FFTPIPE_COUNT(sides) * 3 * 2 * 2 * 2; i++) {
		const uint32_t *side = sides[i / 24];
		const unsigned depth = i & 1 ? 8 : 16;
		fftpipe_image *image =
			common_noise(side[0], side[1], i & 2 ? 1 : 3, depth);
		struct sheet sheet = common_sheet(image, depth);
		fftpipe_image *back;

		sheet.small = i & 4;
		sheet.shape.color = colors[i % 24 / 8];
		back = common_there_and_back(&sheet, image, 1 + i % 11,
					     &common_plainly, &outcome);
		assert_true(common_same(image, back));
		assert_int_equal(back->hi, depth == 8 ? 255 : 65535);
		assert_int_equal(outcome.n_notes, 0);
		common_image_destroy(image);
		common_image_destroy(back);
	}
	outcome_finish(&outcome);
}

/* libpng's own reader, which checks every checksum. */
static void others_read_our_files(void **state)
{
	fftpipe_image *image = common_noise(301, 203, 3, 8);
	struct sheet sheet = common_sheet(image, 8);
	png_image header = { .version = PNG_IMAGE_VERSION };
	struct outcome outcome;
	uint8_t *bytes, *pixels;
	size_t nbytes;
	int fd = common_file();

	(void)state;
	assert_true(outcome_init(&outcome));
	assert_int_equal(common_encode(fd, &sheet, image, 50, &outcome),
			 FFTPIPE_OK);
	nbytes = common_file_bytes(fd, &bytes);
	assert_true(png_image_begin_read_from_memory(&header, bytes, nbytes));
	header.format = PNG_FORMAT_RGB;
	pixels = malloc(PNG_IMAGE_SIZE(header));
	assert_non_null(pixels);
	assert_true(png_image_finish_read(&header, NULL, pixels, 0, NULL));
	assert_int_equal(header.warning_or_error, 0);
	for (uint32_t y = 0; y < 203; y++)
		for (uint32_t x = 0; x < 301; x++)
			for (uint32_t c = 0; c < 3; c++)
				assert_true(pixels[3 * (y * 301 + x) + c] ==
					    (int)fftpipe_row(image, c, y)[x]);
	free(bytes);
	free(pixels);
	close(fd);
	common_image_destroy(image);
	outcome_finish(&outcome);
}

static void pillow_reads_our_files(void **state)
{
	static const char check[] =
		"/usr/bin/python3 -c 'from PIL import Image; import sys; "
		"i = Image.open(sys.argv[1]); i.load(); "
		"sys.exit(i.getpixel((4, 2)) != 42 or "
		"\"fftpipe\" not in i.info)' ";
	char name[] = "/tmp/fftpipe-test-XXXXXX", command[512];
	fftpipe_image *image = common_noise(33, 9, 1, 8);
	struct sheet sheet = common_sheet(image, 8);
	struct outcome outcome;
	int fd = mkstemp(name);
	int result;

	(void)state;
	assert_true(fd >= 0 && outcome_init(&outcome));
	fftpipe_row(image, 0, 2)[4] = 42;
	sheet.text = "{\"fftpipe\": 9}";
	assert_int_equal(common_encode(fd, &sheet, image, 4, &outcome),
			 FFTPIPE_OK);
	close(fd);
	common_image_destroy(image);
	outcome_finish(&outcome);
	result = system("/usr/bin/python3 -c 'import PIL' 2>/dev/null");
	if (!result) {
		snprintf(command, sizeof command, "%s%s", check, name);
		result = system(command);
	} else {
		print_message("no Pillow here\n");
		result = 0;
	}
	unlink(name);
	assert_int_equal(result, 0);
}

static void pixel_sizes_without_unit_stay_ratios(void **state)
{
	static const char *const sizes[][2] = {
		{ "1 0.5 1", "1 0.5 1" }, { "1 1 um", "1e-06 1e-06 m" },
		{ "1 1 parsec", NULL },   { "0 0 m", NULL },
		{ "nan 1 m", NULL },      { "1e-300 1 m", NULL },
		{ "nonsense", NULL },
	};

	(void)state;
	for (size_t i = 0; i < FFTPIPE_COUNT(sizes); i++) {
		fftpipe_image *image = common_noise(2, 2, 1, 8), *back;
		struct sheet sheet = common_sheet(image, 8);
		struct outcome outcome;
		const char *size;

		assert_true(outcome_init(&outcome));
		sheet.pixel_size = sizes[i][0];
		back = common_there_and_back(&sheet, image, 3, &common_plainly,
					     &outcome);
		size = meta_get(back->meta, "pixel-size");
		if (sizes[i][1])
			assert_string_equal(size, sizes[i][1]);
		else
			assert_null(size);
		common_image_destroy(image);
		common_image_destroy(back);
		outcome_finish(&outcome);
	}
}

/* ---- writing ------------------------------------------------------------- */

static void clipped_values_are_told(void **state)
{
	fftpipe_image *image = common_noise(20, 1, 1, 8), *back;
	struct sheet sheet = common_sheet(image, 8);
	struct outcome outcome;

	(void)state;
	image->data[1] = -5;
	image->data[2] = 300;
	image->data[3] = NAN;
	assert_true(outcome_init(&outcome));
	back = common_there_and_back(&sheet, image, 3, &common_plainly,
				     &outcome);
	assert_true(common_noted(&outcome,
				 "2 samples outside 0..255 were clipped"));
	assert_true(common_noted(&outcome,
				 "1 sample is infinite or not a number;"));
	assert_true(back->data[1] == 0 && back->data[2] == 255);
	assert_true(back->data[3] == 0);
	common_image_destroy(image);
	common_image_destroy(back);
	outcome_finish(&outcome);
}

static void unwritable(struct sheet sheet, const char *words)
{
	struct encoder *encoder;
	struct outcome outcome;

	assert_true(outcome_init(&outcome));
	assert_int_equal(encoder_open(&encoder, 1, &sheet, &outcome),
			 FFTPIPE_EDATA);
	assert_non_null(strstr(outcome.reason, words));
	assert_null(encoder);
	outcome_finish(&outcome);
}

static void what_a_png_cannot_hold_is_refused(void **state)
{
	fftpipe_image *image = common_noise(2, 2, 1, 8);
	struct sheet sheet = common_sheet(image, 8);

	(void)state;
	sheet.depth = 32;
	unwritable(sheet, "8 or 16 bits, not 32; save as .tif");
	sheet.depth = 64;
	unwritable(sheet, "complex");
	sheet.depth = 8;
	sheet.shape.channels = 2;
	unwritable(sheet, "1 or 3 channels, not 2; save as .tif");
	sheet.shape.channels = 1;
	sheet.shape.width = 1u << 31;
	unwritable(sheet, "more than a PNG file holds");
	common_image_destroy(image);
}

static void a_full_disk_is_told(void **state)
{
	fftpipe_image *image = common_noise(200, 200, 1, 8);
	struct sheet sheet = common_sheet(image, 8);
	struct outcome outcome;
	int fd = open("/dev/full", O_WRONLY);
	int ends[2];

	(void)state;
	assert_true(outcome_init(&outcome));
	if (fd >= 0) {
		assert_int_equal(common_encode(fd, &sheet, image, 9, &outcome),
				 FFTPIPE_EDATA);
		assert_string_equal(outcome.reason,
				    "cannot write: No space left on device");
		close(fd);
	}
	outcome_clear(&outcome);
	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(common_encode(ends[1], &sheet, image, 9, &outcome),
			 FFTPIPE_EDATA);
	assert_string_equal(outcome.reason, "cannot write: Broken pipe");
	close(ends[1]);
	common_image_destroy(image);
	outcome_finish(&outcome);
}

/* A band is used again for a file of another shape. */
static void a_band_serves_several_files(void **state)
{
	fftpipe_image *small = common_noise(5, 5, 1, 8),
		      *large = common_noise(99, 5, 3, 8);
	const struct sheet sheets[] = { common_sheet(small, 8),
					common_sheet(large, 8),
					common_sheet(small, 16) };
	const fftpipe_image *images[] = { small, large, small };
	struct band used = { 0 };
	struct outcome outcome;

	(void)state;
	assert_true(outcome_init(&outcome));
	for (size_t i = 0; i < 3; i++) {
		struct encoder *encoder;
		struct band fresh = { 0 };
		int fd = common_file();

		assert_int_equal(encoder_open(&encoder, fd, &sheets[i],
					      &outcome),
				 FFTPIPE_OK);
		encoder_band(encoder, images[i], 1, 3, &used);
		encoder_band(encoder, images[i], 1, 3, &fresh);
		assert_int_equal(used.length, fresh.length);
		assert_memory_equal(used.bytes, fresh.bytes, fresh.length);
		band_finish(&fresh);
		encoder_destroy(encoder);
		close(fd);
	}
	band_finish(&used);
	encoder_destroy(NULL);
	decoder_close(NULL);
	common_image_destroy(small);
	common_image_destroy(large);
	outcome_finish(&outcome);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_shape_comes_back),
		cmocka_unit_test(others_read_our_files),
		cmocka_unit_test(pillow_reads_our_files),
		cmocka_unit_test(pixel_sizes_without_unit_stay_ratios),
		cmocka_unit_test(clipped_values_are_told),
		cmocka_unit_test(what_a_png_cannot_hold_is_refused),
		cmocka_unit_test(a_full_disk_is_told),
		cmocka_unit_test(a_band_serves_several_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
