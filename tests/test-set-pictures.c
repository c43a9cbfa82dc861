/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-set-pictures.c - crop and pad
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "test-set-pictures.h"

static const struct {
	uint32_t width, height, channels;
} shapes[] = {
	{ 1, 1, 1 }, { 1, 6, 2 }, { 9, 1, 1 },   { 2, 2, 3 },
	{ 3, 5, 1 }, { 8, 6, 1 }, { 17, 13, 3 }, { 41, 30, 1 },
};

/* ===========================================================================
 * crop
 * ======================================================================== */

static void crop_cuts_every_rectangle_out(void **state)
{
	fftpipe_image *picture = picture_noise(6, 5, 2, 1);

	(void)state;
	picture->color = FFTPIPE_DATA;
	image_set_entry(picture, "pixel-size", "0.1 0.1 mm");
	for (uint32_t k = 0; k < 6 * 5 * 6 * 5; k++) {
		uint32_t x = k % 6, y = k / 6 % 5;
		uint32_t w = k / 30 % 6 + 1, h = k / 180 + 1;
		char settings[80];
		fftpipe_image *part;

		if (x + w > 6 || y + h > 5)
			continue;
		snprintf(settings, sizeof settings,
			 "x=%u y=%u width=%u height=%u", x, y, w, h);
		part = make("crop", settings, picture);
		assert_int_equal(part->width, w);
		assert_int_equal(part->height, h);
		assert_int_equal(part->channels, 2);
		assert_int_equal(part->color, FFTPIPE_DATA);
		assert_true(part->lo == 0 && part->hi == 255);
		assert_string_equal(image_entry(part, "pixel-size"),
				    "0.1 0.1 mm");
		for (uint32_t i = 0; i < 2 * w * h; i++) {
			uint32_t u = i % w, v = i / w % h, c = i / w / h;

			assert_true(at(part, c, u, v) ==
				    at(picture, c, x + u, y + v));
		}
		image_destroy(part);
	}
	image_destroy(picture);
}

static void crop_goes_to_the_edges_unless_told(void **state)
{
	fftpipe_image *picture = picture_noise(9, 7, 1, 1);
	fftpipe_image *all = make("crop", NULL, picture);
	fftpipe_image *rest = make("crop", "x=4 y=6 height=1", picture);

	(void)state;
	assert_true(image_equal(all, picture));
	assert_int_equal(rest->width, 5);
	assert_int_equal(rest->height, 1);
	assert_true(at(rest, 0, 4, 0) == at(picture, 0, 8, 6));
	image_destroy(rest);
	image_destroy(all);
	image_destroy(picture);
}

static void crop_beyond_the_picture_is_refused_with_its_size(void **state)
{
	fftpipe_image *picture = picture_noise(9, 7, 1, 1);

	(void)state;
	refuse("crop", "x=4 width=6 height=2", picture, FFTPIPE_EDATA,
	       "a part of 6 x 2 pixels from x = 4, y = 0 is not all in the "
	       "picture, which has 9 x 7");
	refuse("crop", "x=9", picture, FFTPIPE_EDATA,
	       "a part from x = 9, y = 0 is not all in the picture, which has "
	       "9 x 7");
	refuse("crop", "y=3 height=5", picture, FFTPIPE_EDATA,
	       "a part 5 pixels high from x = 0, y = 3 is not all in the "
	       "picture, which has 9 x 7");
	refuse("crop", "y=2147483647 x=2147483647 width=2147483647", picture,
	       FFTPIPE_EDATA,
	       "a part 2147483647 pixels wide from x = 2147483647, y = "
	       "2147483647 is not all in the picture, which has 9 x 7");
	image_destroy(picture);
}

/* ===========================================================================
 * pad
 * ======================================================================== */

static bool is_fast(uint32_t n)
{
	static const uint32_t primes[] = { 2, 3, 5, 7 };

	for (size_t i = 0; i < 4; i++)
		while (n % primes[i] == 0)
			n /= primes[i];
	return n == 1;
}

/* By walking there and turning around at each end. */
static uint32_t walk_reflected(int64_t to, uint32_t n)
{
	uint32_t here = 0;
	int step = 1;

	to = to < 0 ? -to : to; /* the first sample is a mirror, too */
	while (to-- && n > 1) {
		if (here + 1 == n)
			step = -1;
		else if (!here)
			step = 1;
		here += (uint32_t)step;
	}
	return here;
}

static float padded_sample(const fftpipe_image *picture, const char *mode,
			   uint32_t c, int64_t x, int64_t y)
{
	int64_t w = picture->width, h = picture->height;
	bool inside = x >= 0 && y >= 0 && x < w && y < h;

	if (!strcmp(mode, "reflect"))
		return at(picture, c, walk_reflected(x, picture->width),
			  walk_reflected(y, picture->height));
	if (!strcmp(mode, "zero") && !inside)
		return 0;
	x = x < 0 ? 0 : x < w ? x : w - 1;
	y = y < 0 ? 0 : y < h ? y : h - 1;
	return at(picture, c, (uint32_t)x, (uint32_t)y);
}

static void check_padded(const fftpipe_image *picture,
			 const fftpipe_image *padded, const char *mode,
			 bool center)
{
	uint32_t w = padded->width, h = padded->height;
	uint32_t left = center ? w / 2 - picture->width / 2 : 0;
	uint32_t top = center ? h / 2 - picture->height / 2 : 0;

	for (uint32_t i = 0; i < picture->channels * w * h; i++) {
		uint32_t x = i % w, y = i / w % h, c = i / w / h;

		assert_true(at(padded, c, x, y) ==
			    padded_sample(picture, mode, c, (int64_t)x - left,
					  (int64_t)y - top));
	}
}

static void pad_surrounds_pictures_as_it_says(void **state)
{
	static const char *const modes[] = { "zero", "reflect", "replicate" };

	(void)state;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes * 12; i++) {
		uint32_t w = shapes[i / 12].width, h = shapes[i / 12].height;
		const char *mode = modes[i % 3];
		bool center = i / 3 % 2, more = i / 6 % 2;
		fftpipe_image *picture =
			picture_noise(w, h, shapes[i / 12].channels, 1);
		fftpipe_image *padded;
		char settings[120];

		picture->color = FFTPIPE_RGB;
		image_set_entry(picture, "pixel-size", "1 2 um");
		snprintf(settings, sizeof settings,
			 "mode=%s place=%s size=given width=%u height=%u", mode,
			 center ? "center" : "top-left",
			 w + (more ? 4 * w + 3 : 0), h + 1);
		padded = make("pad", settings, picture);
		assert_int_equal(padded->width, w + (more ? 4 * w + 3 : 0));
		assert_int_equal(padded->height, h + 1);
		assert_int_equal(padded->color, FFTPIPE_RGB);
		assert_string_equal(image_entry(padded, "pixel-size"),
				    "1 2 um");
		check_padded(picture, padded, mode, center);
		image_destroy(padded);
		image_destroy(picture);
	}
}

static void pad_finds_the_next_fast_size(void **state)
{
	(void)state;
	for (uint32_t n = 1; n < 420; n += n < 40 ? 1 : 13) {
		fftpipe_image *picture = picture_noise(n, 1, 1, 1);
		fftpipe_image *padded = make("pad", NULL, picture);
		uint32_t next = n;

		while (!is_fast(next))
			next++;
		assert_int_equal(padded->width, next);
		assert_int_equal(padded->height, 1);
		check_padded(picture, padded, "zero", true);
		image_destroy(padded);
		image_destroy(picture);
	}
}

static void pad_takes_sizes_as_the_least(void **state)
{
	fftpipe_image *picture = picture_noise(11, 13, 1, 1);
	fftpipe_image *padded =
		make("pad", "width=211 height=5 mode=reflect", picture);
	fftpipe_image *wide = make("pad", "size=given width=20", picture);

	(void)state;
	assert_int_equal(padded->width, 216);
	assert_int_equal(padded->height, 14);
	check_padded(picture, padded, "reflect", true);
	assert_int_equal(wide->width, 20);
	assert_int_equal(wide->height, 13);
	image_destroy(wide);
	image_destroy(padded);
	image_destroy(picture);
}

static void pad_keeps_the_middle_in_the_middle(void **state)
{
	(void)state;
	for (uint32_t n = 1; n < 12; n++)
		for (uint32_t to = n; to < 24; to++) {
			fftpipe_image *picture = picture_noise(n, 1, 1, n);
			fftpipe_image *padded;
			char settings[80];

			snprintf(settings, sizeof settings,
				 "size=given width=%u", to);
			padded = make("pad", settings, picture);
			assert_true(at(padded, 0, to / 2, 0) ==
				    at(picture, 0, n / 2, 0));
			image_destroy(padded);
			image_destroy(picture);
		}
}

static void pad_to_less_or_to_nothing_is_refused(void **state)
{
	fftpipe_image *picture = picture_noise(9, 7, 1, 1);

	(void)state;
	refuse("pad", "size=given", picture, FFTPIPE_EPARAM,
	       "size = given needs width, height or both");
	refuse("pad", "size=given width=8", picture, FFTPIPE_EDATA,
	       "the picture has 9 x 7 pixels and cannot be padded to width = "
	       "8, height = 0; to make it smaller, use crop");
	image_destroy(picture);
}

static void pad_knows_whether_zeros_are_in_range(void **state)
{
	fftpipe_image *picture = picture_noise(9, 7, 1, 1);
	fftpipe_image *out = make("pad", NULL, picture);

	(void)state;
	assert_true(out->lo == 0 && out->hi == 255);
	image_destroy(out);
	picture->lo = 10;
	out = make("pad", "mode=zero", picture);
	assert_true(out->lo == out->hi);
	image_destroy(out);
	out = make("pad", "mode=reflect", picture);
	assert_true(out->lo == 10 && out->hi == 255);
	image_destroy(out);
	image_destroy(picture);
}

static void crop_undoes_pad(void **state)
{
	fftpipe_image *picture = picture_noise(11, 13, 3, 1);
	fftpipe_image *padded = make("pad", "mode=reflect", picture);
	fftpipe_image *back =
		make("crop", "x=1 y=1 width=11 height=13", padded);

	(void)state;
	assert_int_equal(padded->width, 12);
	assert_int_equal(padded->height, 14);
	assert_true(image_equal(back, picture));
	image_destroy(back);
	image_destroy(padded);
	image_destroy(picture);
}

static void bands_and_threads_make_no_difference(void **state)
{
	(void)state;
	assert_one_result("crop", "x=3 y=2 width=31 height=29", 3, false);
	assert_one_result("pad", "mode=reflect width=131 height=97", 3, false);
	assert_one_result("pad", "mode=zero place=top-left", 1, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(crop_cuts_every_rectangle_out),
		cmocka_unit_test(crop_goes_to_the_edges_unless_told),
		cmocka_unit_test(
			crop_beyond_the_picture_is_refused_with_its_size),
		cmocka_unit_test(pad_surrounds_pictures_as_it_says),
		cmocka_unit_test(pad_finds_the_next_fast_size),
		cmocka_unit_test(pad_takes_sizes_as_the_least),
		cmocka_unit_test(pad_keeps_the_middle_in_the_middle),
		cmocka_unit_test(pad_to_less_or_to_nothing_is_refused),
		cmocka_unit_test(pad_knows_whether_zeros_are_in_range),
		cmocka_unit_test(crop_undoes_pad),
		cmocka_unit_test(bands_and_threads_make_no_difference),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
