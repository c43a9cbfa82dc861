/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-png-fast.c - the fast way to read PNG gives what libpng was given, or
 * gives up
 */
#include "png-fast.h"
#include "png-unfilter.h"

#include <png.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "deflate.h"
#include "store.h"

/* A picture, the file that libpng made of it, and what came back. */
struct sample {
	uint32_t width, height, rows_taken;
	int depth, type;
	size_t chunk; /* bytes of pixels in each, compressed */
	size_t row_bytes;
	uint8_t *rows, *back;
	int fd;
};

static uint32_t random_state;

/* Marsaglia's xorshift, 2003: the same pictures each time. */
static uint32_t random_bits(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 17;
	random_state ^= random_state << 5;
	return random_state;
}

static unsigned channels_of(int type)
{
	switch (type) {
	case PNG_COLOR_TYPE_GRAY:
		return 1;
	case PNG_COLOR_TYPE_GRAY_ALPHA:
		return 2;
	case PNG_COLOR_TYPE_RGB:
		return 3;
	default:
		return 4;
	}
}

static void write_bytes(png_structp png, png_bytep bytes, size_t n)
{
	int fd = *(int *)png_get_io_ptr(png);

	assert_int_equal(write(fd, bytes, n), n);
}

static void write_sample(struct sample *sample)
{
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL,
						  NULL, NULL);
	png_infop info = png_create_info_struct(png);

	png_set_write_fn(png, &sample->fd, write_bytes, NULL);
	png_set_IHDR(png, info, sample->width, sample->height, sample->depth,
		     sample->type, PNG_INTERLACE_NONE,
		     PNG_COMPRESSION_TYPE_BASE, PNG_FILTER_TYPE_BASE);
	png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_ALL_FILTERS);
	png_set_compression_buffer_size(png, sample->chunk);
	png_write_info(png, info);
	for (uint32_t y = 0; y < sample->height; y++)
		png_write_row(png, sample->rows + y * sample->row_bytes);
	png_write_end(png, info);
	png_destroy_write_struct(&png, &info);
}

/* Half smooth, half noise, so that every filter is somewhere the best. */
static void sample_make_chunked(struct sample *sample, uint32_t width,
				uint32_t height, int depth, int type,
				size_t chunk)
{
	size_t n;

	*sample = (struct sample){ .width = width,
				   .height = height,
				   .depth = depth,
				   .type = type,
				   .chunk = chunk,
				   .fd = memory_file() };
	sample->row_bytes =
		(size_t)width * channels_of(type) * (unsigned)depth / 8;
	n = sample->row_bytes * height;
	sample->rows = malloc(n);
	sample->back = calloc(1, n);
	random_state = width * 31 + height + 1;
	for (size_t i = 0; i < n; i++) {
		size_t x = i % sample->row_bytes, y = i / sample->row_bytes;

		sample->rows[i] =
			(uint8_t)(x * 3 + y * 5 +
				  (y % 8 < 4 ? random_bits() % 9 : x * y / 7));
	}
	write_sample(sample);
}

/* Many chunks, so that streams cross their borders. */
static void sample_make(struct sample *sample, uint32_t width, uint32_t height,
			int depth, int type)
{
	sample_make_chunked(sample, width, height, depth, type, 100);
}

static void sample_free(struct sample *sample)
{
	free(sample->rows);
	free(sample->back);
	close(sample->fd);
}

static void take_row(void *context, uint32_t y, const uint8_t *row)
{
	struct sample *sample = context;

	memcpy(sample->back + y * sample->row_bytes, row, sample->row_bytes);
	sample->rows_taken++;
}

/* Where the first IDAT begins: behind signature and header. */
static bool read_back(struct sample *sample, unsigned threads)
{
	struct pool *pool = pool_create(threads);
	struct png_plain plain = { .fd = sample->fd,
				   .pixels = 8 + 25,
				   .height = sample->height,
				   .row_bytes = sample->row_bytes,
				   .pixel_bytes = channels_of(sample->type) *
						  (unsigned)sample->depth / 8,
				   .take_row = take_row,
				   .context = sample };
	bool fine;

	sample->rows_taken = 0;
	fine = png_fast_read(&plain, pool);
	pool_destroy(pool);
	return fine;
}

static void assert_comes_back(uint32_t width, uint32_t height, int depth,
			      int type, unsigned threads)
{
	struct sample sample;

	sample_make(&sample, width, height, depth, type);
	assert_true(read_back(&sample, threads));
	assert_int_equal(sample.rows_taken, height);
	assert_memory_equal(sample.rows, sample.back,
			    sample.row_bytes * height);
	sample_free(&sample);
}

static void skip_without_isal(void)
{
#ifndef FFTPIPE_ISAL
	print_message("# built without ISA-L: libpng reads everything\n");
	skip();
#endif
}

static void every_plain_kind_comes_back(void **state)
{
	static const int types[] = { PNG_COLOR_TYPE_GRAY,
				     PNG_COLOR_TYPE_GRAY_ALPHA,
				     PNG_COLOR_TYPE_RGB,
				     PNG_COLOR_TYPE_RGB_ALPHA };

	(void)state;
	skip_without_isal();
	for (size_t i = 0; i < 4; i++)
		for (int depth = 8; depth <= 16; depth += 8)
			for (unsigned threads = 1; threads <= 2; threads++)
				assert_comes_back(211, 157, depth, types[i],
						  threads);
}

static void edge_sizes_come_back(void **state)
{
	static const uint32_t sizes[][2] = { { 1, 1 },     { 1, 9000 },
					     { 9000, 1 },  { 2, 2 },
					     { 3, 70001 }, { 70001, 3 } };

	(void)state;
	skip_without_isal();
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (unsigned threads = 1; threads <= 3; threads++)
			assert_comes_back(sizes[i][0], sizes[i][1], 8,
					  PNG_COLOR_TYPE_GRAY, threads);
}

/* The inflater once held the last rows when its input was used up. */
static void a_few_rows_behind_a_block_come_back(void **state)
{
	(void)state;
	skip_without_isal();
	for (uint32_t height = 128; height < 640; height += 8)
		for (unsigned threads = 1; threads <= 2; threads++) {
			struct sample sample;

			sample_make_chunked(&sample, 512, height, 8,
					    PNG_COLOR_TYPE_GRAY, 8192);
			assert_true(read_back(&sample, threads));
			assert_memory_equal(sample.rows, sample.back,
					    sample.row_bytes * height);
			sample_free(&sample);
		}
}

/* Blocks have 65536 bytes: here 65 rows, or one. */
static void memory_is_for_the_blocks_there_are(void **state)
{
	const uint64_t none = png_fast_memory(999, 65) - 65 * 1000;

	(void)state;
	skip_without_isal();
	assert_int_equal(png_fast_memory(999, 1) - none, 1000);
	assert_int_equal(png_fast_memory(999, 2 * 65) - none, 2 * 65 * 1000);
	assert_int_equal(png_fast_memory(999, 7 * 65 + 1) - none,
			 8 * 65 * 1000);
	assert_int_equal(png_fast_memory(999, 99 * 65) - none, 8 * 65 * 1000);
	assert_true(png_fast_memory(10000000, 1) < 21000000);
}

static uint32_t uint32_at(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
	       (uint32_t)bytes[2] << 8 | bytes[3];
}

static void put_chunk(int fd, const uint8_t *bytes, uint32_t n)
{
	uint8_t word[4] = { (uint8_t)(n >> 24), (uint8_t)(n >> 16),
			    (uint8_t)(n >> 8), (uint8_t)n };
	uint32_t checksum =
		deflate_crc(deflate_crc(0, (const uint8_t *)"IDAT", 4), bytes,
			    n);

	assert_int_equal(write(fd, word, 4), 4);
	assert_int_equal(write(fd, "IDAT", 4), 4);
	assert_int_equal(write(fd, bytes, n), n);
	for (int i = 0; i < 4; i++)
		word[i] = (uint8_t)(checksum >> (24 - 8 * i));
	assert_int_equal(write(fd, word, 4), 4);
}

/* Flip a bit of the pixels' checksum, the chunk of which begins at `split`. */
static void damage_checksum(struct sample *sample, bool split)
{
	uint8_t bytes[1 << 14], tail[12];
	uint32_t n;

	assert_int_equal(pread(sample->fd, bytes, 8, 33), 8);
	n = uint32_at(bytes);
	assert_in_range(n, 8, sizeof bytes);
	assert_int_equal(pread(sample->fd, bytes, n, 41), n);
	assert_int_equal(pread(sample->fd, tail, 12, 41 + n + 4), 12);
	assert_int_equal(uint32_at(tail), 0); /* IEND: no other of IDAT */
	bytes[n - 1] ^= 1;
	assert_int_equal(lseek(sample->fd, 33, SEEK_SET), 33);
	put_chunk(sample->fd, bytes, split ? n - 4 : n);
	if (split)
		put_chunk(sample->fd, bytes + n - 4, 4);
	assert_int_equal(write(sample->fd, tail, 12), 12);
}

/* It refuses such a picture, unless the checksum has a chunk of its own. */
static void a_wrong_checksum_is_left_to_libpng(void **state)
{
	(void)state;
	skip_without_isal();
	for (unsigned k = 0; k < 4; k++) {
		struct sample sample;

		sample_make_chunked(&sample, 40, 30, 8, PNG_COLOR_TYPE_GRAY,
				    1 << 14);
		damage_checksum(&sample, k % 2);
		assert_false(read_back(&sample, 1 + k / 2));
		sample_free(&sample);
	}
}

static void every_cut_is_left_to_libpng(void **state)
{
	struct sample sample;
	off_t length;

	(void)state;
	sample_make(&sample, 40, 30, 8, PNG_COLOR_TYPE_GRAY);
	length = lseek(sample.fd, 0, SEEK_END);
	while (--length > 33) {
		assert_int_equal(ftruncate(sample.fd, length), 0);
		assert_false(read_back(&sample, 1));
	}
	sample_free(&sample);
}

/* A flip that goes unnoticed is in what has no say: then all rows are right. */
static void a_flipped_bit_never_changes_a_picture(void **state)
{
	struct sample sample;
	off_t length;

	(void)state;
	sample_make(&sample, 40, 30, 8, PNG_COLOR_TYPE_RGB);
	length = lseek(sample.fd, 0, SEEK_END);
	for (off_t at = 33; at < length; at++) {
		uint8_t byte, flipped;

		assert_int_equal(pread(sample.fd, &byte, 1, at), 1);
		flipped = byte ^ (uint8_t)(1u << (at % 8));
		assert_int_equal(pwrite(sample.fd, &flipped, 1, at), 1);
		if (read_back(&sample, 1 + at % 2))
			assert_memory_equal(sample.rows, sample.back,
					    sample.row_bytes * sample.height);
		assert_int_equal(pwrite(sample.fd, &byte, 1, at), 1);
	}
	sample_free(&sample);
}

static void a_filter_that_is_none_is_refused(void **state)
{
	uint8_t row[4] = { 1, 2, 3, 4 }, above[4] = { 0 };

	(void)state;
	assert_false(png_unfilter(5, row, above, 4, 1));
	assert_false(png_unfilter(255, row, above, 4, 1));
	assert_true(png_unfilter(0, row, above, 4, 1));
	assert_int_equal(row[3], 4);
}

/* The specification's own words, a byte at a time. */
static uint8_t by_the_book(unsigned type, int byte, int left, int above,
			   int corner)
{
	int estimate = left + above - corner;
	int to_left = abs(estimate - left), to_above = abs(estimate - above);
	int to_corner = abs(estimate - corner);
	int nearest = to_above <= to_corner ? above : corner;

	if (to_left <= to_above && to_left <= to_corner)
		nearest = left;
	switch (type) {
	case 1:
		return (uint8_t)(byte + left);
	case 2:
		return (uint8_t)(byte + above);
	case 3:
		return (uint8_t)(byte + (left + above) / 2);
	case 4:
		return (uint8_t)(byte + nearest);
	default:
		return (uint8_t)byte;
	}
}

static void undo_by_the_book(unsigned type, uint8_t *row, const uint8_t *above,
			     size_t n, unsigned pixel)
{
	for (size_t i = 0; i < n; i++)
		row[i] = by_the_book(type, row[i],
				     i < pixel ? 0 : row[i - pixel], above[i],
				     i < pixel ? 0 : above[i - pixel]);
}

enum { FILTERED = 4096 };

static void fill(uint8_t *bytes, size_t n, uint32_t seed)
{
	for (size_t i = 0; i < n; i++) {
		seed = seed * 1664525 + 1013904223;
		bytes[i] = (uint8_t)(seed >> 24);
	}
}

static void every_filter_is_undone_by_the_book(void **state)
{
	static const unsigned pixels[] = { 1, 2, 3, 4, 6, 8 };
	uint8_t above[FILTERED], row[FILTERED], wanted[FILTERED];

	(void)state;
	fill(above, sizeof above, 1);
	for (unsigned type = 0; type < 5; type++)
		for (size_t i = 0; i < 6; i++) {
			size_t n = sizeof row - sizeof row % pixels[i];

			fill(row, n, type);
			memcpy(wanted, row, n);
			undo_by_the_book(type, wanted, above, n, pixels[i]);
			assert_true(
				png_unfilter(type, row, above, n, pixels[i]));
			assert_memory_equal(row, wanted, n);
		}
}

static void two_rows_at_once_are_two_rows(void **state)
{
	uint8_t rows[3][FILTERED], wanted[3][FILTERED];

	(void)state;
	for (unsigned pair = 0; pair < 25; pair++) {
		unsigned type = pair / 5, below = pair % 5;

		fill(rows[0], sizeof rows, pair);
		memcpy(wanted, rows, sizeof rows);
		undo_by_the_book(type, wanted[1], wanted[0], FILTERED, 1);
		undo_by_the_book(below, wanted[2], wanted[1], FILTERED, 1);
		assert_true(png_unfilter_two(type, below, rows[1], rows[2],
					     rows[0], FILTERED));
		assert_memory_equal(rows, wanted, sizeof rows);
	}
	assert_false(png_unfilter_two(1, 5, rows[1], rows[2], rows[0], 9));
	assert_false(png_unfilter_two(5, 1, rows[1], rows[2], rows[0], 9));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_plain_kind_comes_back),
		cmocka_unit_test(edge_sizes_come_back),
		cmocka_unit_test(a_few_rows_behind_a_block_come_back),
		cmocka_unit_test(memory_is_for_the_blocks_there_are),
		cmocka_unit_test(a_wrong_checksum_is_left_to_libpng),
		cmocka_unit_test(every_cut_is_left_to_libpng),
		cmocka_unit_test(a_flipped_bit_never_changes_a_picture),
		cmocka_unit_test(a_filter_that_is_none_is_refused),
		cmocka_unit_test(every_filter_is_undone_by_the_book),
		cmocka_unit_test(two_rows_at_once_are_two_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
