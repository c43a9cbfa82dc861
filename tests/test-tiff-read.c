/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-tiff-read.c - what TIFF files of every kind become
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>
#include <unistd.h>

#include "tiff-common.h"
#include "tiff-told.h"

static fftpipe_image *read_page(const struct page *page, const char *mode)
{
	int fd = tiff_common_file(mode, page, 1);
	fftpipe_image *image = tiff_common_read(fd, &outcome);

	close(fd);
	return image;
}

/* The first row of the first channel is these values; destroys the image. */
static void holds(fftpipe_image *image, const float *values, size_t n)
{
	assert_memory_equal(fftpipe_row(image, 0, 0), values,
			    n * sizeof *values);
	common_image_destroy(image);
}

/* ---- types --------------------------------------------------------------- */

static void pack(uint8_t *to, unsigned bits, const uint64_t *samples, size_t n)
{
	size_t at = 0;

	for (size_t i = 0; i < n; i++)
		for (unsigned k = bits; k-- > 0; at++)
			if (samples[i] >> k & 1)
				to[at / 8] |= (uint8_t)(0x80 >> at % 8);
}

static void unsigned_samples_of_any_number_of_bits_are_read(void **state)
{
	(void)state;
	for (unsigned bits = 1; bits <= 32; bits++) {
		const uint64_t most = ((uint64_t)1 << bits) - 1;
		const uint64_t samples[] = { 0, most, most / 2, 1, most };
		const double scale = bits < 8 ? 255 / (double)most : 1;
		uint8_t bytes[64] = { 0 };
		struct page page = tiff_common_page(5, 1, (uint16_t)bits, bytes,
						    (5 * bits + 7) / 8);
		fftpipe_image *image;

		/* Whole bytes are in the order of the file. */
		pack(bytes, bits, samples, 5);
		if (bits == 16 || bits == 24 || bits == 32)
			for (size_t i = 0; i < 5; i++)
				for (unsigned k = 0; k < bits / 8; k++)
					bytes[i * bits / 8 + k] =
						(uint8_t)(samples[i] >> 8 * k);
		image = read_page(&page, "wl");
		for (size_t i = 0; i < 5; i++)
			assert_float_equal(fftpipe_row(image, 0, 0)[i],
					   (float)((double)samples[i] * scale),
					   0);
		if (bits < 32)
			assert_float_equal(image->hi, bits < 8 ? 255 : most, 0);
		else
			assert_true(image->lo >= image->hi);
		common_image_destroy(image);
		assert_int_equal(outcome.n_notes != 0, bits > 24);
		outcome_clear(&outcome);
	}
}

static void signed_samples_are_read(void **state)
{
	static const int8_t i8[] = { -128, -1, 127 };
	static const int16_t i16[] = { -32768, -1, 32767 };
	static const int64_t i64[] = { INT64_MIN, -1, 1024 };
	struct page page = tiff_common_page(3, 1, 8, i8, sizeof i8);

	(void)state;
	page.format = SAMPLEFORMAT_INT;
	holds(read_page(&page, "w"), (const float[]){ -128, -1, 127 }, 3);
	page.bits = 16;
	page.data = i16;
	page.nbytes = sizeof i16;
	holds(read_page(&page, "wb"), (const float[]){ -32768, -1, 32767 }, 3);
	page.bits = 64;
	page.data = i64;
	page.nbytes = sizeof i64;
	holds(read_page(&page, "w8b"), (const float[]){ -0x1p63f, -1, 1024 },
	      3);
	assert_int_equal(outcome.n_notes, 0);
}

static void floats_of_all_sizes_are_read(void **state)
{
	static const uint16_t f16[] = { 0x3c00, 0xc000, 0x0001, 0x7c00 };
	static const uint8_t f24[] = { 0, 0, 0x3f, 0, 0x80, 0xc0,
				       0, 0, 0x7f, 1, 0,    0 };
	static const float f32[] = { 1.5f, -0.0f, 1e-40f, 3e38f };
	static const double f64[] = { 1.5, 0.5, -2, 1024 };
	struct page page = tiff_common_page(4, 1, 16, f16, sizeof f16);

	(void)state;
	page.format = SAMPLEFORMAT_IEEEFP;
	holds(read_page(&page, "w"),
	      (const float[]){ 1, -2, 0x1p-24f, INFINITY }, 4);
	page.bits = 24;
	page.data = f24;
	page.nbytes = sizeof f24;
	holds(read_page(&page, "wl"),
	      (const float[]){ 1, -3, INFINITY, 0x1p-78f }, 4);
	page.bits = 32;
	page.data = f32;
	page.nbytes = sizeof f32;
	holds(read_page(&page, "wb"), f32, 4);
	page.bits = 64;
	page.data = f64;
	page.nbytes = sizeof f64;
	holds(read_page(&page, "w"), (const float[]){ 1.5f, 0.5f, -2, 1024 },
	      4);
	assert_int_equal(outcome.n_notes, 0);
}

static void rounding_is_told_where_it_loses(void **state)
{
	static const double f64[] = { 0.1, (double)NAN, 1 };
	static const uint32_t u32[] = { 16777217, 0, 1 };
	struct page page = tiff_common_page(3, 1, 64, f64, sizeof f64);

	(void)state;
	page.format = SAMPLEFORMAT_IEEEFP;
	common_image_destroy(read_page(&page, "w"));
	assert_true(common_noted(&outcome, "64 bits were rounded"));
	outcome_clear(&outcome);
	page.data = f64 + 1;
	page.width = 2;
	page.nbytes = 2 * sizeof *f64;
	common_image_destroy(read_page(&page, "w"));
	assert_int_equal(outcome.n_notes, 0);
	page = tiff_common_page(3, 1, 32, u32, sizeof u32);
	common_image_destroy(read_page(&page, "w"));
	assert_true(common_noted(&outcome, "32 bits were rounded"));
}

static void what_becomes_infinite_is_counted(void **state)
{
	static const double f64[] = { 1e39, -4e38, (double)INFINITY,
				      3.4028234663852886e38 };
	struct page page = tiff_common_page(4, 1, 64, f64, sizeof f64);

	(void)state;
	page.format = SAMPLEFORMAT_IEEEFP;
	common_image_destroy(read_page(&page, "w"));
	assert_true(common_noted(&outcome,
				 "2 samples beyond 3.4e38 became infinite"));
	outcome_clear(&outcome);
	page.data = f64 + 2;
	page.width = 2;
	page.nbytes = 2 * sizeof *f64;
	common_image_destroy(read_page(&page, "w"));
	assert_int_equal(outcome.n_notes, 0);
}

/* ---- layouts ------------------------------------------------------------- */

static void every_orientation_is_applied(void **state)
{
	static const uint8_t stored[] = { 1, 2, 3, 4, 5, 6 };
	/* Rows of the picture, for orientations 1 to 8 */
	static const uint8_t turned[][6] = {
		{ 1, 2, 3, 4, 5, 6 }, { 3, 2, 1, 6, 5, 4 },
		{ 6, 5, 4, 3, 2, 1 }, { 4, 5, 6, 1, 2, 3 },
		{ 1, 4, 2, 5, 3, 6 }, { 4, 1, 5, 2, 6, 3 },
		{ 6, 3, 5, 2, 4, 1 }, { 3, 6, 2, 5, 1, 4 }
	};
	struct page page = tiff_common_page(3, 2, 8, stored, sizeof stored);

	(void)state;
	for (uint16_t k = 1; k <= 8; k++) {
		fftpipe_image *image;

		page.orientation = k;
		image = read_page(&page, "w");
		assert_int_equal(image->width, k > 4 ? 2 : 3);
		for (uint32_t i = 0; i < 6; i++)
			assert_int_equal(
				fftpipe_row(image, 0,
					    i / image->width)[i % image->width],
				turned[k - 1][i]);
		common_image_destroy(image);
	}
}

static void tiles_and_planes_give_the_same_as_strips(void **state)
{
	static uint8_t tiles[2 * 3][16 * 16], strip[20][17][3],
		planes[3][20][17];
	struct page page = tiff_common_page(17, 20, 8, strip, sizeof strip);
	fftpipe_image *image, *other;

	(void)state;
	for (int y = 0; y < 20; y++)
		for (int x = 0; x < 17; x++)
			for (int c = 0; c < 3; c++)
				strip[y][x][c] = planes[c][y][x] =
					(uint8_t)(c * 90 + x * 3 + y * 5);
	page.samples = 3;
	page.photometric = PHOTOMETRIC_RGB;
	image = read_page(&page, "w");
	page.planar = PLANARCONFIG_SEPARATE;
	page.data = planes;
	page.nbytes = sizeof *planes;
	page.compression = COMPRESSION_LZW;
	other = read_page(&page, "w");
	assert_true(common_same(image, other));
	assert_int_equal(other->color, FFTPIPE_RGB);
	common_image_destroy(other);
	memset(tiles, 0, sizeof tiles);
	for (int y = 0; y < 20; y++)
		for (int x = 0; x < 17; x++)
			tiles[y / 16 * 2 + x / 16][y % 16 * 16 + x % 16] =
				strip[y][x][0];
	page = tiff_common_page(17, 20, 8, tiles, sizeof *tiles);
	page.tile = 16;
	other = read_page(&page, "w");
	for (uint32_t y = 0; y < 20; y++)
		assert_memory_equal(fftpipe_row(other, 0, y),
				    fftpipe_row(image, 0, y),
				    17 * sizeof(float));
	common_image_destroy(other);
	common_image_destroy(image);
}

static void colors_in_planes_become_gray_as_others_do(void **state)
{
	static const uint8_t pixels[] = { 10, 200, 30, 255, 255, 255 };
	static const uint8_t planes[] = { 10, 255, 200, 255, 30, 255 };
	const struct decode_options gray = { .gray = true,
					     .page = 1,
					     .limits = &common_limits };
	struct page page = tiff_common_page(2, 1, 8, pixels, sizeof pixels);
	fftpipe_image *image;

	(void)state;
	page.samples = 3;
	page.photometric = PHOTOMETRIC_RGB;
	for (int k = 0; k < 2; k++) {
		int fd = tiff_common_file("w", &page, 1);

		assert_int_equal(tiff_common_decode(fd, &gray, &image,
						    &outcome),
				 0);
		assert_int_equal(image->channels, 1);
		holds(image, (const float[]){ 124, 255 }, 2);
		close(fd);
		page.planar = PLANARCONFIG_SEPARATE;
		page.data = planes;
		page.nbytes = 2;
	}
}

/* ---- colors -------------------------------------------------------------- */

static void white_at_zero_is_turned_over(void **state)
{
	static const uint8_t u8[] = { 0, 255, 10 };
	struct page page = tiff_common_page(3, 1, 8, u8, sizeof u8);

	(void)state;
	page.photometric = PHOTOMETRIC_MINISWHITE;
	holds(read_page(&page, "w"), (const float[]){ 255, 0, 245 }, 3);
	page.format = SAMPLEFORMAT_INT;
	tiff_common_refused(tiff_common_file("w", &page, 1), &common_plainly,
			    "not supported");
}

static void palettes_of_8_bits_are_told_from_those_of_16(void **state)
{
	uint16_t palette[3 * 4] = { 0,   257,  514, 65535, 0, 0,
				    771, 1028, 0,   0,     0, 257 };
	static const uint8_t indices[] = { 0x1b }; /* 0, 1, 2, 3 */
	struct page page = tiff_common_page(4, 1, 2, indices, sizeof indices);
	fftpipe_image *image;

	(void)state;
	page.photometric = PHOTOMETRIC_PALETTE;
	page.palette = palette;
	image = read_page(&page, "w");
	assert_int_equal(image->color, FFTPIPE_RGB);
	assert_float_equal(image->hi, 255, 0);
	holds(image, (const float[]){ 0, 1, 2, 255 }, 4);
	palette[1] = 258;
	image = read_page(&page, "w");
	assert_float_equal(image->hi, 65535, 0);
	holds(image, (const float[]){ 0, 258, 514, 65535 }, 4);
}

static void alpha_is_dropped_and_other_channels_are_kept(void **state)
{
	static const uint8_t pixel[] = { 1, 2, 3, 4, 5 };
	struct page page = tiff_common_page(1, 1, 8, pixel, sizeof pixel);
	fftpipe_image *image;

	(void)state;
	page.samples = 5;
	page.photometric = PHOTOMETRIC_RGB;
	page.n_extra = 2;
	page.extra[0] = EXTRASAMPLE_UNASSALPHA;
	image = read_page(&page, "w");
	assert_int_equal(image->channels, 4);
	assert_int_equal(image->color, FFTPIPE_GRAY);
	assert_float_equal(*fftpipe_row(image, 3, 0), 5, 0);
	assert_true(common_noted(&outcome, "alpha channel dropped"));
	common_image_destroy(image);
	page.photometric = PHOTOMETRIC_MINISBLACK;
	page.n_extra = 4;
	page.extra[0] = EXTRASAMPLE_UNSPECIFIED;
	image = read_page(&page, "w");
	assert_int_equal(image->channels, 5);
	common_image_destroy(image);
}

static void inks_become_colors(void **state)
{
	static const uint8_t inks[] = { 0, 0, 0, 0,   255, 0,   0, 0,
					0, 0, 0, 255, 255, 128, 0, 100 };
	struct page page = tiff_common_page(4, 1, 8, inks, sizeof inks);
	fftpipe_image *image;

	(void)state;
	page.samples = 4;
	page.photometric = PHOTOMETRIC_SEPARATED;
	image = read_page(&page, "w");
	assert_int_equal(image->color, FFTPIPE_RGB);
	assert_float_equal(fftpipe_row(image, 1, 0)[3], 77, 0);
	holds(image, (const float[]){ 255, 0, 0, 0 }, 4);
	assert_int_equal(outcome.n_notes, 1);
	assert_true(common_noted(&outcome,
				 "inks (CMYK) became red, green and blue by a "
				 "formula, not by a color profile"));
}

static void coarser_colors_are_spread(void **state)
{
	/* Two blocks of 2 x 2 lightnesses, each with its two colors */
	static const uint8_t blocks[] = { 10,  20,  30,  40,  128, 128,
					  100, 100, 100, 100, 128, 255 };
	struct page page = tiff_common_page(4, 2, 8, blocks, sizeof blocks);
	fftpipe_image *image;

	(void)state;
	page.samples = 3;
	page.photometric = PHOTOMETRIC_YCBCR;
	page.coarser_x = 2;
	page.coarser_y = 2;
	image = read_page(&page, "w");
	assert_int_equal(image->color, FFTPIPE_RGB);
	assert_float_equal(fftpipe_row(image, 0, 1)[1], 40, 0);
	assert_float_equal(fftpipe_row(image, 2, 1)[0], 30, 0);
	holds(image, (const float[]){ 10, 20, 255, 255 }, 4);
}

static void what_is_not_supported_is_refused_by_name(void **state)
{
	static const uint8_t pixel[16] = { 0 };
	struct page page = tiff_common_page(1, 1, 8, pixel, 3);

	(void)state;
	page.samples = 3;
	page.photometric = PHOTOMETRIC_ITULAB;
	tiff_common_refused(tiff_common_file("w", &page, 1), &common_plainly,
			    "ITU L*a*b* is not supported");
	page.photometric = PHOTOMETRIC_LOGLUV;
	tiff_common_refused(tiff_common_file("w", &page, 1), &common_plainly,
			    "LogLuv without its compression is not supported");
	page = tiff_common_page(1, 1, 48, pixel, 6);
	page.format = SAMPLEFORMAT_IEEEFP;
	tiff_common_refused(tiff_common_file("w", &page, 1), &common_plainly,
			    "floating-point samples of 48 bits are not");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, before, after)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(unsigned_samples_of_any_number_of_bits_are_read),
		TEST(signed_samples_are_read),
		TEST(floats_of_all_sizes_are_read),
		TEST(rounding_is_told_where_it_loses),
		TEST(what_becomes_infinite_is_counted),
		TEST(every_orientation_is_applied),
		TEST(tiles_and_planes_give_the_same_as_strips),
		TEST(colors_in_planes_become_gray_as_others_do),
		TEST(white_at_zero_is_turned_over),
		TEST(palettes_of_8_bits_are_told_from_those_of_16),
		TEST(alpha_is_dropped_and_other_channels_are_kept),
		TEST(inks_become_colors),
		TEST(coarser_colors_are_spread),
		TEST(what_is_not_supported_is_refused_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
