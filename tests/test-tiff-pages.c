/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-tiff-pages.c - pages, limits and spectra of TIFF files, and what goes
 * along
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <tiffio.h>
#include <unistd.h>

#include "meta.h"
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

static int status_of(int fd, const struct decode_options *options)
{
	fftpipe_image *image;
	int status;

	outcome_clear(&outcome);
	status = tiff_common_decode(fd, options, &image, &outcome);
	common_image_destroy(image);
	return status;
}

/* ---- pages --------------------------------------------------------------- */

static int file_of_pages(unsigned n)
{
	static const uint8_t values[] = { 11, 22, 33, 44 };
	struct page pages[4];

	for (unsigned i = 0; i < n; i++)
		pages[i] = tiff_common_page(1, 1, 8, &values[i], 1);
	/* A thumbnail of the second, behind it */
	if (n == 4)
		pages[2].subfile = FILETYPE_REDUCEDIMAGE;
	return tiff_common_file("w", pages, n);
}

static void pages_are_counted_without_thumbnails(void **state)
{
	struct decode_options options = { .page = 3, .limits = &common_limits };
	fftpipe_image *image;
	int fd = file_of_pages(4);

	(void)state;
	assert_int_equal(tiff_common_decode(fd, &options, &image, &outcome), 0);
	holds(image, (const float[]){ 44 }, 1);
	options.page = 4;
	tiff_common_refused(fd, &options, "there is no page 4: the file has 3");
}

static void the_only_page_serves_as_any(void **state)
{
	struct decode_options options = { .page = 7,
					  .one_page_serves = true,
					  .limits = &common_limits };
	int fd = file_of_pages(1);

	(void)state;
	assert_int_equal(status_of(fd, &options), FFTPIPE_OK);
	close(fd);
	tiff_common_refused(file_of_pages(2), &options,
			    "there is no page 7: the file has 2");
}

/* Where the number of the next directory is, and which that is. */
static uint32_t next_directory(int fd, off_t *at, uint32_t directory)
{
	uint16_t count;
	uint32_t next;

	assert_int_equal(pread(fd, &count, 2, (off_t)directory), 2);
	*at = (off_t)directory + 2 + 12 * (off_t)count;
	assert_int_equal(pread(fd, &next, 4, *at), 4);
	return next;
}

static void a_chain_that_loops_ends(void **state)
{
	const struct decode_options second = { .page = 2,
					       .limits = &common_limits };
	int fd = file_of_pages(3);
	uint32_t first, next;
	off_t at;

	(void)state;
	assert_int_equal(pread(fd, &first, 4, 4), 4);
	next = next_directory(fd, &at, first);
	next_directory(fd, &at, next);
	assert_int_equal(pwrite(fd, &first, 4, at), 4);
	assert_int_equal(status_of(fd, &second), FFTPIPE_OK);
	next_directory(fd, &at, first);
	assert_int_equal(pwrite(fd, &first, 4, at), 4);
	assert_int_equal(status_of(fd, &common_plainly), FFTPIPE_OK);
	tiff_common_refused(fd, &second, "the file has 1");
}

/* The most significant byte first. */
static void put(uint8_t *to, uint32_t value, unsigned nbytes)
{
	for (; nbytes; nbytes--, value >>= 8)
		to[nbytes - 1] = (uint8_t)value;
}

/* 14 directories of 1000 entries, each 8 bytes behind the one before. */
static void directories_that_overlap_are_refused(void **state)
{
	enum { DIRECTORIES = 14, ENTRIES = 1000, APART = 8 };
	static uint8_t bytes[8 + DIRECTORIES * APART + 12 * ENTRIES + 6];
	int fd = common_file();

	(void)state;
	bytes[0] = bytes[1] = 'M';
	put(bytes + 2, 42, 2);
	put(bytes + 4, 8, 4);
	for (uint32_t i = 0; i < DIRECTORIES; i++) {
		uint8_t *directory = bytes + 8 + i * APART;

		put(directory, ENTRIES, 2);
		put(directory + 2 + 12 * ENTRIES, 8 + (i + 1) * APART, 4);
	}
	assert_int_equal(pwrite(fd, bytes, sizeof bytes, 0), sizeof bytes);
	tiff_common_refused(fd, &common_plainly,
			    "not a valid TIFF: its directories overlap");
}

/* libtiff takes no such directory either: the chain breaks before it. */
static void a_directory_has_65535_entries_at_most(void **state)
{
	const struct decode_options second = { .page = 2,
					       .limits = &common_limits };
	static const uint8_t pixel[1];
	const uint64_t too_many = 65536;
	struct page page = tiff_common_page(1, 1, 8, pixel, 1);
	int fd = tiff_common_file("w8", &page, 1);
	uint64_t directory, count, end;
	struct stat info;

	(void)state;
	assert_int_equal(fstat(fd, &info), 0);
	end = (uint64_t)info.st_size;
	assert_int_equal(pread(fd, &directory, 8, 8), 8);
	assert_int_equal(pread(fd, &count, 8, (off_t)directory), 8);
	assert_int_equal(pwrite(fd, &end, 8,
				(off_t)(directory + 8 + 20 * count)),
			 8);
	assert_int_equal(pwrite(fd, &too_many, 8, info.st_size), 8);
	assert_int_equal(ftruncate(fd, info.st_size + 16 + 20 * 65536), 0);
	assert_int_equal(status_of(fd, &common_plainly), FFTPIPE_OK);
	tiff_common_refused(fd, &second, "the file has 1");
}

/* Point the only strip somewhere else; the file is this machine's order. */
static void move_strip(int fd, uint32_t to)
{
	uint32_t first;
	uint16_t count, tag;

	assert_int_equal(pread(fd, &first, 4, 4), 4);
	assert_int_equal(pread(fd, &count, 2, (off_t)first), 2);
	for (uint16_t i = 0; i < count; i++) {
		off_t entry = (off_t)first + 2 + 12 * (off_t)i;

		assert_int_equal(pread(fd, &tag, 2, entry), 2);
		if (tag == TIFFTAG_STRIPOFFSETS)
			assert_int_equal(pwrite(fd, &to, 4, entry + 8), 4);
	}
}

/* A stack as ImageJ writes beyond 4 GB: one directory, pictures in a row. */
static void imagej_stacks_with_one_directory_are_pages(void **state)
{
	static const uint8_t pictures[] = { 1, 2, 3, 4, 5, 6 };
	struct page page = tiff_common_page(2, 1, 8, pictures, 2);
	struct decode_options options = { .page = 3, .limits = &common_limits };
	fftpipe_image *image;
	struct stat info;
	int fd;

	(void)state;
	page.description = "ImageJ=1.53\nimages=3\nunit=micron\n";
	page.x_resolution = 2;
	page.y_resolution = 4;
	page.unit = RESUNIT_NONE;
	fd = tiff_common_file("w", &page, 1);
	assert_int_equal(fstat(fd, &info), 0);
	assert_int_equal(pwrite(fd, pictures, sizeof pictures, info.st_size),
			 sizeof pictures);
	move_strip(fd, (uint32_t)info.st_size);
	assert_int_equal(tiff_common_decode(fd, &options, &image, &outcome), 0);
	assert_string_equal(meta_get(image->meta, "pixel-size"),
			    "5e-07 2.5e-07 m");
	holds(image, (const float[]){ 5, 6 }, 2);
	options.page = 4;
	assert_int_equal(status_of(fd, &options), FFTPIPE_EDATA);
	/* Too short for three pictures: what the text says is not believed. */
	assert_int_equal(ftruncate(fd, info.st_size + 4), 0);
	options.page = 2;
	tiff_common_refused(fd, &options, "the file has 1");
}

/* ---- limits and damage --------------------------------------------------- */

static void limits_are_named_with_value_and_key(void **state)
{
	static const uint8_t pixels[4096] = { 0 };
	static char text[3000];
	struct limits limits = common_limits;
	const struct decode_options options = { .page = 1, .limits = &limits };
	struct page page = tiff_common_page(64, 64, 8, pixels, sizeof pixels);

	(void)state;
	memset(text, 'x', sizeof text - 1);
	limits.pixels = 4095;
	tiff_common_refused(tiff_common_file("w", &page, 1), &options,
			    "64 x 64 samples is 4096, over the limit of 4095; "
			    "raise it with [limits] pixels");
	limits = common_limits;
	limits.memory = 4000;
	tiff_common_refused(tiff_common_file("w", &page, 1), &options,
			    "[limits] memory");
	/* Where libtiff itself gets too little. */
	limits.memory = 1;
	tiff_common_refused(tiff_common_file("w", &page, 1), &options,
			    "over the limit of 1; raise it with [limits] "
			    "memory");
	limits = common_limits;
	limits.text = 1000;
	page.description = text;
	tiff_common_refused(tiff_common_file("w", &page, 1), &options,
			    "text of 3000 bytes is over the limit of 1000");
	limits = common_limits;
	limits.profile = 99;
	page.profile = 100;
	tiff_common_refused(tiff_common_file("w", &page, 1), &options,
			    "profile of 100 bytes is over the limit of 99");
	limits = common_limits;
	limits.pages = 2;
	tiff_common_refused(file_of_pages(3), &options, "[limits] pages");
}

static void a_file_that_is_cut_short_is_refused(void **state)
{
	static const uint8_t pixels[4096] = { 0 };
	struct page page = tiff_common_page(64, 64, 8, pixels, sizeof pixels);
	int fd = tiff_common_file("w", &page, 1);

	(void)state;
	move_strip(fd, 4000);
	tiff_common_refused(fd, &common_plainly,
			    "not a valid TIFF: it ends too early");
	fd = tiff_common_file("w", &page, 1);
	assert_int_equal(ftruncate(fd, 5), 0);
	tiff_common_refused(fd, &common_plainly, "not a valid TIFF");
}

static void no_damage_does_harm(void **state)
{
	static uint8_t pixels[300];
	struct page page = tiff_common_page(10, 10, 8, pixels, sizeof pixels);
	uint8_t *bytes;
	size_t length;
	int fd;

	(void)state;
	for (size_t i = 0; i < sizeof pixels; i++)
		pixels[i] = (uint8_t)common_random();
	page.samples = 3;
	page.photometric = PHOTOMETRIC_RGB;
	page.compression = COMPRESSION_LZW;
	fd = tiff_common_file("w", &page, 1);
	length = common_file_bytes(fd, &bytes);
	for (int k = 0; k < 3000; k++) {
		off_t at = (off_t)(common_random() % length);
		uint8_t byte = (uint8_t)common_random();

		assert_int_equal(pwrite(fd, &byte, 1, at), 1);
		status_of(fd, &common_plainly);
		if (k % 4 == 3)
			assert_int_equal(pwrite(fd, bytes, length, 0), length);
	}
	free(bytes);
	close(fd);
}

/* ---- spectra ------------------------------------------------------------- */

enum { SIDE = 6 };

/* The whole spectrum of a small picture, by definition. */
static void transform(float spectrum[SIDE][SIDE][2], bool centered)
{
	const double turn = 2 * acos(-1) / SIDE;

	for (int v = 0; v < SIDE; v++)
		for (int u = 0; u < SIDE; u++) {
			double real = 0, imaginary = 0;
			int to_v = centered ? (v + SIDE / 2) % SIDE : v;
			int to_u = centered ? (u + SIDE / 2) % SIDE : u;

			for (int i = 0; i < SIDE * SIDE; i++) {
				double value = i * 37 % 50;
				double angle = -turn * (u * (i % SIDE) +
							v * (i / SIDE));

				real += value * cos(angle);
				imaginary += value * sin(angle);
			}
			spectrum[to_v][to_u][0] = (float)real;
			spectrum[to_v][to_u][1] = (float)imaginary;
		}
}

static void a_whole_spectrum_from_elsewhere_is_taken(void **state)
{
	static float spectrum[SIDE][SIDE][2];
	struct page page =
		tiff_common_page(SIDE, SIDE, 64, spectrum, sizeof spectrum);
	fftpipe_image *image;

	(void)state;
	transform(spectrum, false);
	page.format = SAMPLEFORMAT_COMPLEXIEEEFP;
	image = read_page(&page, "wb");
	assert_int_equal(image->kind, FFTPIPE_SPECTRUM);
	assert_int_equal(image->width, SIDE);
	for (uint32_t y = 0; y < SIDE; y++)
		assert_memory_equal(fftpipe_row(image, 0, y), spectrum[y],
				    (SIDE / 2 + 1) * 2 * sizeof(float));
	common_image_destroy(image);
}

static void other_complex_files_are_refused_by_name(void **state)
{
	static float spectrum[SIDE][SIDE][2];
	struct page page =
		tiff_common_page(SIDE, SIDE, 64, spectrum, sizeof spectrum);

	(void)state;
	page.format = SAMPLEFORMAT_COMPLEXIEEEFP;
	transform(spectrum, true);
	tiff_common_refused(tiff_common_file("w", &page, 1), &common_plainly,
			    "in the middle is not supported");
	transform(spectrum, false);
	spectrum[4][5][1] += 10;
	tiff_common_refused(tiff_common_file("w", &page, 1), &common_plainly,
			    "not the whole spectrum of a real picture");
	page.orientation = ORIENTATION_BOTLEFT;
	tiff_common_refused(tiff_common_file("w", &page, 1), &common_plainly,
			    "turned is not supported");
}

/* ---- what goes along ----------------------------------------------------- */

static void the_pixel_size_is_kept_in_meters(void **state)
{
	static const uint8_t pixels[2] = { 0 };
	struct page page = tiff_common_page(2, 1, 8, pixels, sizeof pixels);
	fftpipe_image *image;

	(void)state;
	page.x_resolution = 254;
	page.y_resolution = 127;
	page.unit = RESUNIT_INCH;
	image = read_page(&page, "w");
	assert_string_equal(meta_get(image->meta, "pixel-size"),
			    "0.0001 0.0002 m");
	common_image_destroy(image);
	page.orientation = ORIENTATION_RIGHTTOP;
	page.unit = RESUNIT_CENTIMETER;
	page.x_resolution = 100;
	page.y_resolution = 200;
	image = read_page(&page, "w");
	assert_string_equal(meta_get(image->meta, "pixel-size"),
			    "5e-05 0.0001 m");
	common_image_destroy(image);
}

static void a_range_bounds_floats_without_changing_them(void **state)
{
	static const float values[] = { -1, 0.25f, 7 };
	const struct decode_options options = { .page = 1,
						.has_range = true,
						.lo = 0,
						.hi = 1,
						.limits = &common_limits };
	struct page page = tiff_common_page(3, 1, 32, values, sizeof values);
	fftpipe_image *image;
	int fd;

	(void)state;
	page.format = SAMPLEFORMAT_IEEEFP;
	fd = tiff_common_file("w", &page, 1);
	assert_int_equal(tiff_common_decode(fd, &options, &image, &outcome), 0);
	assert_float_equal(image->hi, 1, 0);
	holds(image, values, 3);
	close(fd);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, before, after)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(pages_are_counted_without_thumbnails),
		TEST(the_only_page_serves_as_any),
		TEST(a_chain_that_loops_ends),
		TEST(directories_that_overlap_are_refused),
		TEST(a_directory_has_65535_entries_at_most),
		TEST(imagej_stacks_with_one_directory_are_pages),
		TEST(limits_are_named_with_value_and_key),
		TEST(a_file_that_is_cut_short_is_refused),
		TEST(no_damage_does_harm),
		TEST(a_whole_spectrum_from_elsewhere_is_taken),
		TEST(other_complex_files_are_refused_by_name),
		TEST(the_pixel_size_is_kept_in_meters),
		TEST(a_range_bounds_floats_without_changing_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
