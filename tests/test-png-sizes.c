/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-png-sizes.c - how large PNG files come out beside libpng's at level 6
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "codec-common.h"
#include "plan.h"

enum { WIDTH = 700, HEIGHT = 600 };

/* ---- what is drawn ------------------------------------------------------- */

struct scene {
	float (*at)(uint32_t x, uint32_t y, uint32_t c);
	uint32_t channels;
	unsigned depth;
	uint32_t color; /* 0: as it comes */
};

static float noise(unsigned most)
{
	float sum = 0;

	for (unsigned i = 0; i < 4; i++)
		sum += (float)(common_random() % (most + 1)) - (float)most / 2;
	return sum / 2;
}

/* Smooth, with a sensor's noise. */
static float photograph(uint32_t x, uint32_t y, uint32_t c)
{
	return 128 + 70 * sinf((float)x / 90 + (float)c) * cosf((float)y / 70) +
	       noise(6);
}

/* So smooth that most differences are none. */
static float moonlit(uint32_t x, uint32_t y, uint32_t c)
{
	(void)c;
	return 90 + 40 * sinf((float)(x + y) / 300) + noise(1);
}

static float deep(uint32_t x, uint32_t y, uint32_t c)
{
	return 256 * photograph(x, y, c) + (float)(common_random() % 256);
}

static float flat(uint32_t x, uint32_t y, uint32_t c)
{
	(void)x, (void)y;
	return (float)(77 + 50 * c);
}

/* Letters of 7 x 11 bits on a window with a frame. */
static float screenshot(uint32_t x, uint32_t y, uint32_t c)
{
	const uint32_t column = x / 8, line = y / 14;
	const uint32_t letter = (column * column + 3 * line) % 29;
	const uint32_t bits = (letter + 1) * 2654435761u >> (y % 14);

	if (x < 40 || y < 56 || x > 660 || y > 560)
		return (float)(46 + 6 * c);
	if (y < 80)
		return (float)(94 + 35 * c);
	return x % 8 < 7 && y % 14 < 11 && bits >> x % 8 & 1
		       ? (float)(46 + 6 * c)
		       : (float)(236 + 3 * c);
}

/* Two levels that make a gray on an average. */
static float dithered(uint32_t x, uint32_t y, uint32_t c)
{
	return photograph(x, y, c) > (float)(common_random() % 256) ? 255 : 0;
}

static float spectrum(uint32_t x, uint32_t y, uint32_t c)
{
	const float far = hypotf((float)x - 350, (float)y - 300);

	(void)c;
	return 230 - 20 * logf(1 + far) + noise(40);
}

static float angle(uint32_t x, uint32_t y, uint32_t c)
{
	(void)x, (void)y, (void)c;
	return (float)(common_random() % 256);
}

static fftpipe_image *draw(const struct scene *scene)
{
	const float most = scene->depth == 8 ? 255 : 65535;
	fftpipe_image *image = common_image(WIDTH, HEIGHT, scene->channels);

	assert_non_null(image);
	for (uint32_t c = 0; c < scene->channels; c++)
		for (uint32_t y = 0; y < HEIGHT; y++)
			for (uint32_t x = 0; x < WIDTH; x++) {
				float level = rintf(scene->at(x, y, c));

				fftpipe_row(image, c, y)[x] =
					fminf(fmaxf(level, 0), most);
			}
	if (scene->color)
		image->color = scene->color;
	return image;
}

/* ---- how large it becomes ------------------------------------------------ */

static void count_bytes(png_structp png, png_bytep bytes, size_t nbytes)
{
	(void)bytes;
	*(size_t *)png_get_io_ptr(png) += nbytes;
}

static void flush_nothing(png_structp png)
{
	(void)png;
}

static void pack_row(const fftpipe_image *image, uint32_t y, unsigned depth,
		     png_byte *to)
{
	for (uint32_t x = 0; x < image->width; x++)
		for (uint32_t c = 0; c < image->channels; c++) {
			unsigned level = (unsigned)fftpipe_row(image, c, y)[x];

			if (depth == 16)
				*to++ = (png_byte)(level >> 8);
			*to++ = (png_byte)level;
		}
}

/* libpng's own filters, at level 6. */
static size_t size_by_libpng(const fftpipe_image *image, unsigned depth)
{
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL,
						  NULL, NULL);
	png_infop info = png_create_info_struct(png);
	png_byte row[WIDTH * 6];
	size_t nbytes = 0;

	assert_non_null(info);
	png_set_write_fn(png, &nbytes, count_bytes, flush_nothing);
	png_set_compression_level(png, 6);
	png_set_IHDR(png, info, image->width, image->height, (int)depth,
		     image->channels == 3 ? PNG_COLOR_TYPE_RGB
					  : PNG_COLOR_TYPE_GRAY,
		     PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
		     PNG_FILTER_TYPE_DEFAULT);
	png_write_info(png, info);
	for (uint32_t y = 0; y < image->height; y++) {
		pack_row(image, y, depth, row);
		png_write_row(png, row);
	}
	png_write_end(png, info);
	png_destroy_write_struct(&png, &info);
	return nbytes;
}

/* In strips as a job makes them; what is in it is read back. */
static size_t size_by_us(const fftpipe_image *image, unsigned depth, bool small)
{
	struct sheet sheet = common_sheet(image, depth);
	const uint32_t rows = band_rows_to_save(image, FORMAT_PNG, small);
	fftpipe_image *back;
	struct outcome outcome;
	uint8_t *bytes;
	size_t nbytes;
	int fd = common_file();

	assert_true(fd >= 0 && outcome_init(&outcome));
	sheet.small = small;
	assert_int_equal(common_encode(fd, &sheet, image, rows, &outcome),
			 FFTPIPE_OK);
	assert_int_equal(common_decode(fd, &common_plainly, &back, &outcome),
			 FFTPIPE_OK);
	assert_true(common_same(image, back));
	common_image_destroy(back);
	nbytes = common_file_bytes(fd, &bytes);
	free(bytes);
	close(fd);
	outcome_finish(&outcome);
	return nbytes;
}

/* At most so many percent of libpng's. */
static void compare(const struct scene *scene, unsigned fast, unsigned small)
{
	fftpipe_image *image = draw(scene);
	const size_t theirs = size_by_libpng(image, scene->depth);
	const size_t quick = size_by_us(image, scene->depth, false);
	const size_t least = size_by_us(image, scene->depth, true);

	print_message("%u x %u bits: fast %.1f %%, small %.1f %%\n",
		      scene->channels, scene->depth,
		      100 * (double)quick / (double)theirs,
		      100 * (double)least / (double)theirs);
	assert_true(100 * quick <= fast * theirs);
	assert_true(100 * least <= small * theirs);
	assert_true(least <= quick);
	common_image_destroy(image);
}

/* ---- the tests ----------------------------------------------------------- */

static void photographs_are_as_small_as_libpngs(void **state)
{
	static const struct scene scenes[] = {
		{ photograph, 1, 8, 0 }, { photograph, 3, 8, 0 },
		{ moonlit, 1, 8, 0 },    { deep, 1, 16, 0 },
		{ deep, 3, 16, 0 },
	};

	(void)state;
	for (size_t i = 0; i < FFTPIPE_COUNT(scenes); i++)
		compare(&scenes[i], 102, 102);
}

static void flat_pictures_are_as_small_as_libpngs(void **state)
{
	static const struct scene scenes[] = {
		{ flat, 1, 8, 0 },
		{ flat, 3, 8, 0 },
		{ flat, 1, 16, 0 },
	};

	(void)state;
	for (size_t i = 0; i < FFTPIPE_COUNT(scenes); i++)
		compare(&scenes[i], 110, 102);
}

static void drawn_pictures_are_as_small_as_libpngs(void **state)
{
	static const struct scene scenes[] = {
		{ screenshot, 1, 8, 0 },
		{ screenshot, 3, 8, 0 },
		{ dithered, 1, 8, 0 },
	};

	(void)state;
	for (size_t i = 0; i < FFTPIPE_COUNT(scenes); i++)
		compare(&scenes[i], 110, 102);
}

static void spectra_are_as_small_as_libpngs(void **state)
{
	static const struct scene scenes[] = {
		{ spectrum, 1, 8, FFTPIPE_DATA },
		{ spectrum, 3, 8, FFTPIPE_DATA },
		{ angle, 1, 8, FFTPIPE_ANGLE },
	};

	(void)state;
	for (size_t i = 0; i < FFTPIPE_COUNT(scenes); i++)
		compare(&scenes[i], 102, 102);
}

/* Twelve bytes around each of a flat picture's strips would be a tenth. */
static void short_strips_share_a_chunk(void **state)
{
	const struct scene scene = { flat, 1, 8, 0 };
	fftpipe_image *image = draw(&scene);
	struct sheet sheet = common_sheet(image, 8);
	struct outcome outcome;
	uint8_t *bytes;
	size_t nbytes, chunks = 0;
	int fd = common_file();

	(void)state;
	assert_true(fd >= 0 && outcome_init(&outcome));
	assert_int_equal(common_encode(fd, &sheet, image, 10, &outcome),
			 FFTPIPE_OK);
	nbytes = common_file_bytes(fd, &bytes);
	for (size_t at = 8; at + 12 <= nbytes;) {
		chunks += !memcmp(bytes + at + 4, "IDAT", 4);
		at += 12 + (size_t)png_get_uint_32(bytes + at);
	}
	assert_int_equal(chunks, 1);
	free(bytes);
	close(fd);
	common_image_destroy(image);
	outcome_finish(&outcome);
}

#define TEST(function) cmocka_unit_test(function)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(photographs_are_as_small_as_libpngs),
		TEST(flat_pictures_are_as_small_as_libpngs),
		TEST(drawn_pictures_are_as_small_as_libpngs),
		TEST(spectra_are_as_small_as_libpngs),
		TEST(short_strips_share_a_chunk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
