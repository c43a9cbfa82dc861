/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-tiff-cie.c - L*a*b* and logarithms of light in TIFF files
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

static fftpipe_image *read_as(const struct page *page, bool gray)
{
	const struct decode_options options = { .gray = gray,
						.page = 1,
						.limits = &common_limits };
	int fd = tiff_common_file("w", page, 1);
	fftpipe_image *image;

	if (tiff_common_decode(fd, &options, &image, &outcome))
		fail_msg("%s", outcome.reason);
	close(fd);
	return image;
}

/* The first row's pixel x is near that color. */
static void shows(const fftpipe_image *image, uint32_t x, double red,
		  double green, double blue, double tolerance)
{
	const double color[] = { red, green, blue };

	assert_int_equal(image->color, FFTPIPE_RGB);
	assert_int_equal(image->channels, 3);
	for (uint32_t c = 0; c < 3; c++)
		assert_float_equal(fftpipe_row(image, c, 0)[x], color[c],
				   tolerance);
}

/* ---- L*a*b* ------------------------------------------------------------- */

/* sRGB's white, a gray of 119, black, red, and what sRGB cannot show. */
static const uint8_t lab[] = { 255, 0,  0,  128, 0,   0,  0,   0,   0,
			       136, 80, 67, 224, 170, 83, 128, 127, 0 };

static struct page lab_page(const void *data, uint16_t bits, size_t nbytes)
{
	struct page page = tiff_common_page(6, 1, bits, data, nbytes);

	page.samples = 3;
	page.photometric = PHOTOMETRIC_CIELAB;
	return page;
}

static void lab_of_8_bits_becomes_srgb(void **state)
{
	struct page page = lab_page(lab, 8, sizeof lab);
	fftpipe_image *image = read_as(&page, false);

	(void)state;
	assert_float_equal(image->hi, 255, 0);
	shows(image, 0, 255, 255, 255, 0);
	shows(image, 1, 119, 119, 119, 0.5);
	shows(image, 2, 0, 0, 0, 0);
	shows(image, 3, 255, 0, 0, 8); /* L 53.2, a 80.1, b 67.2 */
	shows(image, 4, 0, 255, 0, 8); /* L 87.7, a -86.2, b 83.2 */
	assert_float_equal(fftpipe_row(image, 0, 0)[5], 255, 0);
	assert_float_equal(fftpipe_row(image, 1, 0)[5], 0, 0);
	assert_non_null(strstr(outcome.notes[0].text, "sRGB cannot show"));
	common_image_destroy(image);
}

static void iccs_lab_has_its_zeros_half_way_up(void **state)
{
	uint8_t shifted[sizeof lab];
	uint16_t deep[sizeof lab];
	struct page page = lab_page(lab, 8, sizeof lab);
	fftpipe_image *signs = read_as(&page, false), *halves, *finer;

	(void)state;
	for (size_t i = 0; i < sizeof lab; i++) {
		shifted[i] = (uint8_t)(i % 3 ? lab[i] + 128 : lab[i]);
		/* 100 is 0xff00 there. */
		deep[i] = (uint16_t)(shifted[i] * 256);
	}
	page = lab_page(shifted, 8, sizeof shifted);
	page.photometric = PHOTOMETRIC_ICCLAB;
	halves = read_as(&page, false);
	page = lab_page(deep, 16, sizeof deep);
	page.photometric = PHOTOMETRIC_ICCLAB;
	finer = read_as(&page, false);
	for (uint32_t c = 0; c < 3; c++)
		for (uint32_t x = 0; x < 6; x++) {
			float sign = fftpipe_row(signs, c, 0)[x];

			assert_float_equal(fftpipe_row(halves, c, 0)[x], sign,
					   0);
			assert_float_equal(fftpipe_row(finer, c, 0)[x] / 257,
					   sign, 0.5);
		}
	common_image_destroy(signs);
	common_image_destroy(halves);
	common_image_destroy(finer);
}

static void lab_of_16_bits_is_as_fine_as_its_levels(void **state)
{
	/* L* of 65535 / 2 and a quarter of a level more */
	static const uint16_t grays[] = {
		32768, 0, 0, 65535, 0, 0, 33024, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
	};
	struct page page = lab_page(grays, 16, sizeof grays);
	fftpipe_image *image = read_as(&page, true);
	const float *row = fftpipe_row(image, 0, 0);

	(void)state;
	assert_int_equal(image->channels, 1);
	assert_float_equal(row[0], 0.46633 * 65535, 3);
	assert_float_equal(row[1], 65535, 0);
	assert_true(row[2] > row[0] && row[2] < row[0] + 300);
	assert_float_equal(row[3], 0, 0);
	common_image_destroy(image);
}

static void lab_in_planes_is_the_same(void **state)
{
	uint8_t planes[sizeof lab];
	struct page page = lab_page(lab, 8, sizeof lab);
	fftpipe_image *together = read_as(&page, false), *apart;

	(void)state;
	for (size_t i = 0; i < sizeof lab; i++)
		planes[i % 3 * 6 + i / 3] = lab[i];
	page = lab_page(planes, 8, 6);
	page.planar = PLANARCONFIG_SEPARATE;
	apart = read_as(&page, false);
	for (uint32_t c = 0; c < 3; c++)
		assert_memory_equal(fftpipe_row(together, c, 0),
				    fftpipe_row(apart, c, 0),
				    6 * sizeof(float));
	common_image_destroy(together);
	common_image_destroy(apart);
}

/* ---- logarithms of light ------------------------------------------------- */

static struct page log_page(const float *data, uint16_t samples)
{
	struct page page =
		tiff_common_page(4, 1, 32, data, samples * 4 * sizeof *data);

	page.samples = samples;
	page.format = SAMPLEFORMAT_IEEEFP;
	page.compression = COMPRESSION_SGILOG;
	page.photometric = samples == 1 ? PHOTOMETRIC_LOGL : PHOTOMETRIC_LOGLUV;
	return page;
}

static void logl_becomes_the_light_itself(void **state)
{
	static const float light[] = { 0, 0.001f, 1, 12345 };
	struct page page = log_page(light, 1);
	fftpipe_image *image = read_as(&page, false);

	(void)state;
	assert_int_equal(image->color, FFTPIPE_GRAY);
	assert_true(image->lo == image->hi);
	/* A step is a 256th of an octave. */
	for (uint32_t x = 0; x < 4; x++)
		assert_float_equal(fftpipe_row(image, 0, 0)[x], light[x],
				   light[x] * 0.003f);
	common_image_destroy(image);
}

static void logluv_becomes_linear_colors(void **state)
{
	/* White, black, red (x = 0.64, y = 0.33), and white 1000 times. */
	static const float xyz[] = { 1,       1, 1,        0,    0,    0,
				     1.9394f, 1, 0.09091f, 1000, 1000, 1000 };
	struct page page = log_page(xyz, 3);
	fftpipe_image *image = read_as(&page, false);

	(void)state;
	shows(image, 0, 1, 1, 1, 0.015);
	shows(image, 1, 0, 0, 0, 0);
	shows(image, 2, 3.903, 0, 0, 0.05);
	shows(image, 3, 1000, 1000, 1000, 15);
	common_image_destroy(image);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, before, after)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(lab_of_8_bits_becomes_srgb),
		TEST(iccs_lab_has_its_zeros_half_way_up),
		TEST(lab_of_16_bits_is_as_fine_as_its_levels),
		TEST(lab_in_planes_is_the_same),
		TEST(logl_becomes_the_light_itself),
		TEST(logluv_becomes_linear_colors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
