/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-tiff-threads.c - TIFF pages that several threads read
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>
#include <unistd.h>

#include "tiff-common.h"

enum { WIDTH = 1024, HEIGHT = 800, THREADS = 4 };

/* A page as read: samples, and what else the decoder tells. */
struct reading {
	int status;
	fftpipe_image *image;
	struct outcome outcome;
	double mean;
	uint64_t memory;
};

static void read_by(struct reading *reading, int fd, unsigned threads)
{
	const struct decode_options options = { .page = 1,
						.limits = &common_limits,
						.threads = threads };
	struct pool *pool = pool_create(THREADS);
	struct decoder *decoder;

	assert_non_null(pool);
	assert_true(outcome_init(&reading->outcome));
	assert_int_equal(decoder_open(&decoder, fd, &options,
				      &reading->outcome),
			 FFTPIPE_OK);
	reading->memory = decoder->memory;
	reading->image = tiff_common_image(&decoder->shape);
	assert_non_null(reading->image);
	reading->status =
		decoder_read(decoder, reading->image, pool, &reading->outcome);
	reading->mean = decoder->mean;
	decoder_close(decoder);
	pool_destroy(pool);
}

static void forget(struct reading *reading)
{
	common_image_destroy(reading->image);
	outcome_finish(&reading->outcome);
}

/* Read by one and by several: memory tells that it was several. */
static void read_twice(struct reading *one, struct reading *several, int fd)
{
	read_by(one, fd, 1);
	read_by(several, fd, THREADS);
	assert_true(several->memory >= 3 * one->memory);
	assert_int_equal(one->status, several->status);
}

/* Noise that compresses a little. */
static uint8_t *samples(size_t nbytes)
{
	uint8_t *bytes = malloc(nbytes);

	assert_non_null(bytes);
	for (size_t i = 0; i < nbytes; i++)
		bytes[i] = (uint8_t)(common_random() & 0x3f);
	return bytes;
}

static void give_the_same(const struct page *page, const char *mode)
{
	struct reading one, several;
	int fd = tiff_common_file(mode, page, 1);

	read_twice(&one, &several, fd);
	assert_int_equal(one.status, FFTPIPE_OK);
	assert_true(common_same(one.image, several.image));
	assert_memory_equal(&one.mean, &several.mean, sizeof one.mean);
	assert_int_equal(one.outcome.n_notes, several.outcome.n_notes);
	forget(&one);
	forget(&several);
	close(fd);
}

static void strips_of_all_kinds_are_read(void **state)
{
	static const uint16_t compressions[] = { COMPRESSION_NONE,
						 COMPRESSION_LZW,
						 COMPRESSION_PACKBITS,
						 COMPRESSION_ADOBE_DEFLATE };
	uint8_t *bytes = samples((size_t)WIDTH * HEIGHT * 2);
	struct page page =
		tiff_common_page(WIDTH, HEIGHT, 16, bytes, (size_t)WIDTH * 32);

	(void)state;
	page.strip = 16;
	for (size_t i = 0; i < sizeof compressions / sizeof *compressions;
	     i++) {
		page.compression = compressions[i];
		give_the_same(&page, i % 2 ? "wb" : "wl");
	}
	page.orientation = ORIENTATION_RIGHTTOP;
	give_the_same(&page, "wl");
	free(bytes);
}

/* The sum of floats depends on the order in which they are added. */
static void floats_have_the_same_mean(void **state)
{
	float *values = calloc((size_t)WIDTH * HEIGHT, sizeof *values);
	struct page page = tiff_common_page(WIDTH, HEIGHT, 32, values,
					    sizeof *values * WIDTH * 8);

	(void)state;
	assert_non_null(values);
	for (size_t i = 0; i < (size_t)WIDTH * HEIGHT; i++)
		values[i] = (float)(1 / (1. + common_random() % 100000));
	page.format = SAMPLEFORMAT_IEEEFP;
	page.strip = 8;
	give_the_same(&page, "w");
	free(values);
}

static void planes_and_tiles_are_read(void **state)
{
	uint8_t *bytes = samples((size_t)WIDTH * HEIGHT * 3);
	struct page page =
		tiff_common_page(WIDTH, HEIGHT, 8, bytes, (size_t)WIDTH * 50);

	(void)state;
	page.samples = 3;
	page.photometric = PHOTOMETRIC_RGB;
	page.planar = PLANARCONFIG_SEPARATE;
	page.compression = COMPRESSION_LZW;
	page.strip = 50;
	give_the_same(&page, "w");
	page.photometric = PHOTOMETRIC_SEPARATED;
	page.samples = 4;
	page.data = samples((size_t)WIDTH * HEIGHT * 4);
	give_the_same(&page, "w");
	free((void *)(uintptr_t)page.data);
	page = tiff_common_page(WIDTH, HEIGHT, 8, bytes, (size_t)32 * 32);
	page.tile = 32;
	page.compression = COMPRESSION_ADOBE_DEFLATE;
	give_the_same(&page, "w");
	free(bytes);
}

/* Who has the file open again must let libjpeg make the same colors. */
static void colors_of_jpeg_are_the_same(void **state)
{
	/* Tiles end below the picture. */
	uint8_t *bytes = samples((size_t)WIDTH * (HEIGHT + 64) * 3);
	struct page page = tiff_common_page(WIDTH, HEIGHT, 8, bytes,
					    (size_t)WIDTH * 16 * 3);

	(void)state;
	page.samples = 3;
	page.photometric = PHOTOMETRIC_YCBCR;
	page.compression = COMPRESSION_JPEG;
	page.strip = 16;
	page.coarser_x = page.coarser_y = 1;
	give_the_same(&page, "w");
	page.coarser_x = page.coarser_y = 2;
	page.nbytes /= 2;
	give_the_same(&page, "w");
	page.coarser_x = page.coarser_y = 1;
	page.tile = 64;
	page.nbytes = (size_t)64 * 64 * 3;
	give_the_same(&page, "w");
	free(bytes);
}

/* Doubles that are no floats: whoever reads them first says so. */
static void rounding_is_told_once(void **state)
{
	double *values = calloc((size_t)WIDTH * HEIGHT, sizeof *values);
	struct page page = tiff_common_page(WIDTH, HEIGHT, 64, values,
					    sizeof *values * WIDTH * 8);
	struct reading one, several;
	int fd;

	(void)state;
	assert_non_null(values);
	for (size_t i = 0; i < (size_t)WIDTH * HEIGHT; i++)
		values[i] = i == 300000 ? 0.1 : 0.5;
	page.format = SAMPLEFORMAT_IEEEFP;
	page.strip = 8;
	fd = tiff_common_file("w", &page, 1);
	read_twice(&one, &several, fd);
	assert_int_equal(one.outcome.n_notes, 1);
	assert_int_equal(several.outcome.n_notes, 1);
	forget(&one);
	forget(&several);
	close(fd);
	for (size_t i = 0; i < (size_t)WIDTH * HEIGHT; i += 1000)
		values[i] = 1e39;
	fd = tiff_common_file("w", &page, 1);
	read_twice(&one, &several, fd);
	for (size_t i = 0; i < one.outcome.n_notes; i++)
		assert_string_equal(one.outcome.notes[i].text,
				    several.outcome.notes[i].text);
	assert_int_equal(several.outcome.n_notes, 2);
	forget(&one);
	forget(&several);
	close(fd);
	free(values);
}

/* Of several damaged strips the first is named, whoever met which. */
static void damage_is_told_as_by_one(void **state)
{
	static const uint8_t rubbish[64];
	uint8_t *bytes = samples((size_t)WIDTH * HEIGHT);
	struct page page =
		tiff_common_page(WIDTH, HEIGHT, 8, bytes, (size_t)WIDTH * 16);
	struct reading one, several;
	off_t end;
	int fd;

	(void)state;
	page.strip = 16;
	page.compression = COMPRESSION_ADOBE_DEFLATE;
	fd = tiff_common_file("w", &page, 1);
	end = lseek(fd, 0, SEEK_END);
	for (off_t at = end / 4; at < end / 4 * 3; at += end / 8)
		assert_int_equal(pwrite(fd, rubbish, sizeof rubbish, at),
				 sizeof rubbish);
	read_twice(&one, &several, fd);
	assert_int_equal(one.status, FFTPIPE_EDATA);
	assert_string_equal(one.outcome.reason, several.outcome.reason);
	forget(&one);
	forget(&several);
	close(fd);
	free(bytes);
}

static void one_reads_where_the_caller_wants_that(void **state)
{
	uint8_t *bytes = samples((size_t)WIDTH * HEIGHT);
	struct page page =
		tiff_common_page(WIDTH, HEIGHT, 8, bytes, (size_t)WIDTH * 16);
	const struct decode_options options = { .page = 1,
						.limits = &common_limits,
						.threads = THREADS };
	struct outcome outcome;
	struct decoder *decoder;
	struct reading one;
	fftpipe_image *image;
	int fd;

	(void)state;
	page.strip = 16;
	fd = tiff_common_file("w", &page, 1);
	read_by(&one, fd, 1);
	assert_true(outcome_init(&outcome));
	assert_int_equal(decoder_open(&decoder, fd, &options, &outcome), 0);
	assert_int_equal(decoder->least, one.memory);
	decoder->alone = true;
	image = tiff_common_image(&decoder->shape);
	/* Without a pool there is no other thread. */
	assert_int_equal(decoder_read(decoder, image, NULL, &outcome), 0);
	assert_true(common_same(one.image, image));
	decoder_close(decoder);
	common_image_destroy(image);
	outcome_finish(&outcome);
	forget(&one);
	close(fd);
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strips_of_all_kinds_are_read),
		cmocka_unit_test(floats_have_the_same_mean),
		cmocka_unit_test(planes_and_tiles_are_read),
		cmocka_unit_test(colors_of_jpeg_are_the_same),
		cmocka_unit_test(rounding_is_told_once),
		cmocka_unit_test(damage_is_told_as_by_one),
		cmocka_unit_test(one_reads_where_the_caller_wants_that),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
