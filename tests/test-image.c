/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-image.c - sizes and layouts of images
 */
#include "image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static fftpipe_image shape(uint32_t width, uint32_t height, uint32_t channels)
{
	return (fftpipe_image){ .kind = FFTPIPE_IMAGE,
				.width = width,
				.height = height,
				.channels = channels };
}

static void multiplies_only_what_fits(void **state)
{
	size_t product = 7;

	(void)state;
	assert_true(size_multiply(6, 7, &product));
	assert_int_equal(product, 42);
	assert_true(size_multiply(0, SIZE_MAX, &product));
	assert_int_equal(product, 0);
	assert_true(size_multiply(SIZE_MAX, 1, &product));
	assert_false(size_multiply(SIZE_MAX / 2 + 1, 2, &product));
	assert_int_equal(product, SIZE_MAX);
}

static void rows_are_an_odd_number_of_lines(void **state)
{
	(void)state;
	for (uint32_t width = 1; width < 5000; width += 13) {
		fftpipe_image image = shape(width, 3, 2);
		size_t nbytes = 0;

		assert_true(image_layout(&image, &nbytes));
		assert_int_equal(image.stride % 32, 16);
		assert_true(image.stride >= 2 * (width / 2 + 1));
		assert_int_equal(image.plane, 3 * image.stride);
		assert_int_equal(nbytes, 6 * 4 * image.stride);
	}
}

/* A width of 2^31 once wrapped to a row of 0 bytes. */
static void refuses_a_picture_that_wraps(void **state)
{
	fftpipe_image image = shape(1u << 31, 1u << 31, 3);
	size_t nbytes = 7;

	(void)state;
	assert_false(image_layout(&image, &nbytes));
	assert_int_equal(nbytes, 7);
	assert_int_equal(image.stride, 0);
	assert_int_equal(image.plane, 0);

	image = shape(1u << 31, 1, 1);
	assert_true(image_layout(&image, &nbytes));
	assert_true(nbytes >= (size_t)4 << 31);

	image = shape(UINT32_MAX, UINT32_MAX, UINT32_MAX);
	assert_false(image_layout(&image, &nbytes));
}

static void refuses_a_side_of_nothing(void **state)
{
	fftpipe_image image = shape(0, 1, 1);
	size_t nbytes = 7;

	(void)state;
	assert_false(image_layout(&image, &nbytes));
	image = shape(1, 0, 1);
	assert_false(image_layout(&image, &nbytes));
	image = shape(1, 1, 0);
	assert_false(image_layout(&image, &nbytes));
	assert_int_equal(nbytes, 7);
}

static void allocates_on_lines(void **state)
{
	fftpipe_image image = shape(5, 4, 3);
	size_t nbytes;

	(void)state;
	assert_true(image_layout(&image, &nbytes));
	assert_true(image_allocate(&image, nbytes));
	for (uint32_t c = 0; c < 3; c++)
		for (uint32_t y = 0; y < 4; y++)
			assert_int_equal((uintptr_t)fftpipe_row(&image, c, y) %
						 64,
					 0);
	image_free(&image);
	assert_null(image.data);
	image_free(&image);
	image_free(NULL);
}

/* So much that a plan counting what was asked for would promise too little. */
static void large_buffers_are_whole_pages(void **state)
{
	const size_t page = 1 << 21;

	(void)state;
#ifdef FFTPIPE_SANITIZED
	skip();
#endif
	assert_int_equal(buffer_bytes(page / 4 - 1), page / 4 - 1);
	assert_int_equal(buffer_bytes(page / 4), page);
	assert_int_equal(buffer_bytes(page), page);
	assert_int_equal(buffer_bytes(page + 1), 2 * page);
	assert_int_equal(buffer_bytes(SIZE_MAX), SIZE_MAX);
}

static void counts_the_floats_of_a_row(void **state)
{
	fftpipe_image image = shape(5, 1, 1);

	(void)state;
	assert_int_equal(image_row_floats(&image), 5);
	image.kind = FFTPIPE_SPECTRUM;
	assert_int_equal(image_row_floats(&image), 6);
	image.width = 6;
	assert_int_equal(image_row_floats(&image), 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(multiplies_only_what_fits),
		cmocka_unit_test(rows_are_an_odd_number_of_lines),
		cmocka_unit_test(refuses_a_picture_that_wraps),
		cmocka_unit_test(refuses_a_side_of_nothing),
		cmocka_unit_test(allocates_on_lines),
		cmocka_unit_test(large_buffers_are_whole_pages),
		cmocka_unit_test(counts_the_floats_of_a_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
