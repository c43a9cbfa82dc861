/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-csv.c - images of one row as lines of numbers
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
#include <unistd.h>

#include "tiff-common.h"
#include "tiff-told.h"

static struct sheet sheet_of(const fftpipe_image *image)
{
	struct sheet sheet = common_sheet(image, 32);

	sheet.format = FORMAT_CSV;
	return sheet;
}

static void becomes(fftpipe_image *image, const char *columns,
		    const char *wanted)
{
	struct sheet sheet = sheet_of(image);
	int fd = common_file();
	uint8_t *bytes;
	size_t length;

	sheet.columns = columns;
	assert_int_equal(common_encode(fd, &sheet, image, 1, &outcome),
			 FFTPIPE_OK);
	length = common_file_bytes(fd, &bytes);
	bytes[length] = '\0';
	assert_string_equal((const char *)bytes, wanted);
	free(bytes);
	close(fd);
	common_image_destroy(image);
}

static void a_line_for_each_sample_a_column_for_each_channel(void **state)
{
	fftpipe_image *image = common_image(2, 1, 2);

	(void)state;
	fftpipe_row(image, 0, 0)[0] = 1;
	fftpipe_row(image, 0, 0)[1] = 2.5f;
	fftpipe_row(image, 1, 0)[0] = -3;
	fftpipe_row(image, 1, 0)[1] = 0;
	becomes(image, "radius,power", "radius,power\n1,-3\n2.5,0\n");
}

static void numbers_are_the_shortest_that_read_back(void **state)
{
	fftpipe_image *image = common_image(5, 1, 1);
	float *row = fftpipe_row(image, 0, 0);

	(void)state;
	row[0] = 0.1f;
	row[1] = 1.0f / 3;
	row[2] = 16777216;
	row[3] = 1e-30f;
	row[4] = 3.4028235e38f;
	becomes(image, NULL,
		"0.1\n0.33333334\n16777216\n1e-30\n3.4028235e+38\n");
}

static void numbers_read_back_exactly(void **state)
{
	fftpipe_image *image = common_image(2000, 1, 1);
	struct sheet sheet = sheet_of(image);
	int fd = common_file();
	uint8_t *bytes;
	char *at, *end;
	size_t length;

	(void)state;
	for (uint32_t x = 0; x < 2000; x++)
		fftpipe_row(image, 0, 0)[x] =
			ldexpf((float)(common_random() >> 8),
			       (int)(common_random() % 200) - 100);
	assert_int_equal(common_encode(fd, &sheet, image, 1, &outcome),
			 FFTPIPE_OK);
	length = common_file_bytes(fd, &bytes);
	bytes[length] = '\0';
	at = (char *)bytes;
	for (uint32_t x = 0; x < 2000; x++, at = end + 1) {
		float value = strtof(at, &end);

		assert_int_equal(*end, '\n');
		assert_memory_equal(&value, &fftpipe_row(image, 0, 0)[x],
				    sizeof value);
	}
	free(bytes);
	close(fd);
	common_image_destroy(image);
}

static void what_is_no_number_is_named(void **state)
{
	fftpipe_image *image = common_image(3, 1, 1);
	float *row = fftpipe_row(image, 0, 0);

	(void)state;
	row[0] = NAN;
	row[1] = INFINITY;
	row[2] = -INFINITY;
	becomes(image, "a\nb", "a b\nnan\ninf\n-inf\n");
}

static void several_rows_are_refused_with_the_reason(void **state)
{
	fftpipe_image *image = common_image(3, 2, 1);
	struct sheet sheet = sheet_of(image);

	(void)state;
	assert_int_equal(sheet_check(&sheet, &outcome), FFTPIPE_EDATA);
	assert_non_null(strstr(outcome.reason, "one row"));
	assert_non_null(strstr(outcome.reason, "has 2"));
	common_image_destroy(image);
}

static void levels_and_spectra_are_refused(void **state)
{
	fftpipe_image *image = common_image(3, 1, 1);
	struct sheet sheet = sheet_of(image);

	(void)state;
	sheet.depth = 8;
	assert_int_equal(sheet_check(&sheet, &outcome), FFTPIPE_EDATA);
	sheet.depth = DEPTH_COMPLEX;
	sheet.shape.kind = FFTPIPE_SPECTRUM;
	assert_int_equal(sheet_check(&sheet, &outcome), FFTPIPE_EDATA);
	common_image_destroy(image);
}

static void says_why_it_cannot_write(void **state)
{
	fftpipe_image *image = common_image(3, 1, 1);
	struct sheet sheet = sheet_of(image);
	int fd = open("/dev/full", O_RDWR);

	(void)state;
	if (fd < 0)
		skip();
	memset(fftpipe_row(image, 0, 0), 0, 3 * sizeof(float));
	assert_int_equal(common_encode(fd, &sheet, image, 1, &outcome),
			 FFTPIPE_EDATA);
	assert_non_null(strstr(outcome.reason, "No space left"));
	close(fd);
	common_image_destroy(image);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, before, after)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_line_for_each_sample_a_column_for_each_channel),
		TEST(numbers_are_the_shortest_that_read_back),
		TEST(numbers_read_back_exactly),
		TEST(what_is_no_number_is_named),
		TEST(several_rows_are_refused_with_the_reason),
		TEST(levels_and_spectra_are_refused),
		TEST(says_why_it_cannot_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
