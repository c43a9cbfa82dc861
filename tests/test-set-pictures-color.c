/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-set-pictures-color.c - colormap
 *
 * Its colors are made from lightness, chroma and hue; here they are measured:
 * from what is stored back to CIE 1976 L*a*b*.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "test-set-pictures.h"

static const double pi = 3.14159265358979323846;

enum { WIDTH = 1000 };

/* 0 to 1 from left to right. */
static fftpipe_image *ramp(void)
{
	fftpipe_image *image = image_create(FFTPIPE_IMAGE, WIDTH + 1, 1, 1);

	for (uint32_t x = 0; x <= WIDTH; x++)
		fftpipe_row(image, 0, 0)[x] = (float)x / WIDTH;
	image->hi = 1;
	return image;
}

static fftpipe_image *colored_ramp(const char *settings)
{
	fftpipe_image *gray = ramp();
	fftpipe_image *colored = make("colormap", settings, gray);

	image_destroy(gray);
	return colored;
}

struct lch {
	double lightness, chroma, hue; /* hue in degrees, 0 to 360 */
};

static double light(float level)
{
	double v = (double)level / 255;

	return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static double root(double t)
{
	return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}

static struct lch measured(const fftpipe_image *colored, uint32_t x)
{
	double r = light(at(colored, 0, x, 0));
	double g = light(at(colored, 1, x, 0));
	double b = light(at(colored, 2, x, 0));
	double fx =
		root((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
	double fy = root(0.2126729 * r + 0.7151522 * g + 0.0721750 * b);
	double fz =
		root((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883);
	double a = 500 * (fx - fy), yellow = 200 * (fy - fz);

	return (struct lch){ 116 * fy - 16, hypot(a, yellow),
			     fmod(atan2(yellow, a) * 180 / pi + 360, 360) };
}

/* The way from one hue to another, in degrees, at most half a turn. */
static double turn_between(double a, double b)
{
	return remainder(a - b, 360);
}

static void perceptual_climbs_in_even_steps_of_lightness(void **state)
{
	fftpipe_image *colored = colored_ramp("map=perceptual");

	(void)state;
	for (uint32_t x = 0; x <= WIDTH; x++) {
		double t = (double)x / WIDTH;
		struct lch lch = measured(colored, x);

		assert_true(fabs(lch.lightness - (15 + 77 * t)) < 0.05);
		assert_true(lch.chroma > 20);
		assert_true(fabs(turn_between(lch.hue, 305 - 200 * t)) < 0.5);
	}
	image_destroy(colored);
}

static void cyclic_keeps_its_lightness_and_turns_evenly(void **state)
{
	fftpipe_image *colored = colored_ramp("map=cyclic");

	(void)state;
	for (uint32_t x = 0; x <= WIDTH; x++) {
		struct lch lch = measured(colored, x);

		assert_true(fabs(lch.lightness - 74) < 0.05);
		assert_true(fabs(lch.chroma - 39) < 0.1);
		assert_true(fabs(turn_between(lch.hue, 180 + 0.36 * x)) < 0.2);
	}
	for (uint32_t c = 0; c < 3; c++)
		assert_true(fabsf(at(colored, c, 0, 0) -
				  at(colored, c, WIDTH, 0)) < 1e-3f);
	image_destroy(colored);
}

static void diverging_is_white_in_the_middle_and_even(void **state)
{
	fftpipe_image *colored = colored_ramp("map=diverging");

	(void)state;
	for (uint32_t x = 0; x <= WIDTH; x++) {
		double off = fabs(2 * (double)x / WIDTH - 1);
		struct lch lch = measured(colored, x);

		assert_true(fabs(lch.lightness - (95 - 55 * off)) < 0.05);
		assert_true(fabs(lch.chroma - 55 * off) < 0.1);
		if (off > 0.02)
			assert_true(
				fabs(turn_between(lch.hue,
						  x < WIDTH / 2 ? 285 : 35)) <
				0.5);
	}
	image_destroy(colored);
}

static void heat_bends_at_thirds(void **state)
{
	static const double colors[][4] = { { 0, 0, 0, 0 },
					    { 0.25, 191.25, 0, 0 },
					    { 0.5, 255, 127.5, 0 },
					    { 0.75, 255, 255, 63.75 },
					    { 1, 255, 255, 255 } };
	fftpipe_image *colored = colored_ramp("map=heat");

	(void)state;
	for (size_t i = 0; i < 5; i++)
		for (uint32_t c = 0; c < 3; c++)
			assert_true(fabs((double)at(colored, c,
						    (uint32_t)(colors[i][0] *
							       WIDTH),
						    0) -
					 colors[i][1 + c]) < 1e-3);
	image_destroy(colored);
}

/* What Green made it for: its brightness is the value, by his weights. */
static void cubehelix_is_as_bright_as_the_value(void **state)
{
	fftpipe_image *colored = colored_ramp("map=cubehelix");

	(void)state;
	for (uint32_t x = 0; x <= WIDTH; x++) {
		double r = (double)at(colored, 0, x, 0);
		double g = (double)at(colored, 1, x, 0);
		double b = (double)at(colored, 2, x, 0);
		double t = 255 * (double)x / WIDTH;

		assert_true(fabs(0.30 * r + 0.59 * g + 0.11 * b - t) < 0.05);
	}
	image_destroy(colored);
}

static void gray_stays_as_it_was(void **state)
{
	fftpipe_image *picture = picture_noise(40, 30, 1, 2);
	fftpipe_image *colored = make("colormap", "map=gray", picture);

	(void)state;
	assert_int_equal(colored->channels, 3);
	assert_int_equal(colored->color, FFTPIPE_RGB);
	assert_true(colored->lo == 0 && colored->hi == 255);
	for (uint32_t n = 0; n < 3 * 40 * 30; n++)
		assert_true(fabsf(at(colored, n % 3, n / 3 % 40, n / 120) -
				  at(picture, 0, n / 3 % 40, n / 120)) < 1e-4f);
	image_destroy(colored);
	image_destroy(picture);
}

static void angles_have_their_own_hue(void **state)
{
	fftpipe_image *angle = ramp(), *colored;

	(void)state;
	for (uint32_t x = 0; x <= WIDTH; x++)
		fftpipe_row(angle, 0, 0)[x] =
			(float)(pi * (2 * (double)x / WIDTH - 1));
	angle->color = FFTPIPE_ANGLE;
	angle->lo = angle->hi = 0;
	colored = make("colormap", NULL, angle);
	for (uint32_t x = 0; x <= WIDTH; x++) {
		double degrees = (double)at(angle, 0, x, 0) * 180 / pi;

		assert_true(fabs(turn_between(measured(colored, x).hue,
					      degrees)) < 0.2);
	}
	image_destroy(colored);
	image_destroy(angle);
}

/* The red of heat says where on the map a small value lies. */
static double red_at(const char *settings, fftpipe_image *image, uint32_t x)
{
	fftpipe_image *colored = make("colormap", settings, image);
	double red = (double)at(colored, 0, x, 0) / (3 * 255);

	image_destroy(colored);
	return red;
}

static void ranges_are_given_known_or_measured(void **state)
{
	fftpipe_image *image = ramp();

	(void)state;
	/* 0.2 of 0..1; of 0..2; of -1..5; of 0.1..1.1 */
	assert_true(fabs(red_at("map=heat", image, 200) - 0.2) < 1e-6);
	assert_true(fabs(red_at("map=heat hi=2", image, 200) - 0.1) < 1e-6);
	assert_true(fabs(red_at("map=heat lo=-1 hi=5", image, 200) - 0.2) <
		    1e-6);
	image->lo = -0.8;
	image->hi = 4.2;
	assert_true(fabs(red_at("map=heat", image, 200) - 0.2) < 1e-6);
	image->lo = image->hi = 0;
	assert_true(fabs(red_at("map=heat", image, 200) - 0.2) < 1e-6);
	assert_true(fabs(red_at("map=heat hi=4", image, 200) - 0.05) < 1e-6);
	fftpipe_row(image, 0, 0)[7] = INFINITY;
	fftpipe_row(image, 0, 0)[8] = NAN;
	assert_true(fabs(red_at("map=heat", image, 200) - 0.2) < 1e-6);
	image_destroy(image);
}

static void values_outside_take_the_colors_of_the_ends(void **state)
{
	fftpipe_image *image = ramp(), *colored, *cyclic;

	(void)state;
	fftpipe_row(image, 0, 0)[5] = INFINITY;
	fftpipe_row(image, 0, 0)[6] = -INFINITY;
	fftpipe_row(image, 0, 0)[7] = NAN;
	colored = make("colormap", "map=diverging lo=0.41 hi=0.49", image);
	cyclic = make("colormap", "map=cyclic lo=0 hi=0.25", image);
	for (uint32_t c = 0; c < 3; c++) {
		assert_true(at(colored, c, 100, 0) == at(colored, c, 400, 0));
		assert_true(at(colored, c, 900, 0) == at(colored, c, 500, 0));
		assert_true(at(colored, c, 5, 0) == at(colored, c, 900, 0));
		assert_true(at(colored, c, 6, 0) == at(colored, c, 100, 0));
		assert_true(isnan(at(colored, c, 7, 0)));
		assert_true(isnan(at(cyclic, c, 5, 0)));
		assert_true(fabsf(at(cyclic, c, 100, 0) -
				  at(cyclic, c, 850, 0)) < 0.1f);
	}
	image_destroy(cyclic);
	image_destroy(colored);
	image_destroy(image);
}

static void constants_have_the_first_color(void **state)
{
	fftpipe_image *image = picture_noise(4, 3, 1, 1), *colored;

	(void)state;
	fill(image, 12);
	image->lo = image->hi = 0;
	colored = make("colormap", "map=cubehelix", image);
	for (uint32_t n = 0; n < 36; n++)
		assert_true(at(colored, n % 3, n / 3 % 4, n / 12) == 0);
	image_destroy(colored);
	image_destroy(image);
}

static void colors_are_no_magnitude(void **state)
{
	fftpipe_image *image = picture_noise(4, 3, 1, 1), *colored;

	(void)state;
	image_set_entry(image, "mag_min", "0");
	image_set_entry(image, "pixel-size", "1 1 um");
	image->color = FFTPIPE_DATA;
	colored = make("colormap", NULL, image);
	assert_null(image_entry(colored, "mag_min"));
	assert_string_equal(image_entry(colored, "pixel-size"), "1 1 um");
	image_destroy(colored);
	image_destroy(image);
}

static void what_has_no_range_or_is_colored_is_refused(void **state)
{
	fftpipe_image *rgb = picture_noise(4, 3, 3, 1);
	fftpipe_image *gray = picture_noise(4, 3, 1, 1);

	(void)state;
	refuse("colormap", NULL, rgb, FFTPIPE_EDATA,
	       "only pictures of one channel can be colored, not of 3; color = "
	       "gray in [input] or grayscale makes them so");
	refuse("colormap", "lo=3 hi=3", gray, FFTPIPE_EPARAM,
	       "hi must be larger than lo");
	refuse("colormap", "lo=300", gray, FFTPIPE_EDATA,
	       "lo = 300 is not below hi = 255, of which one is the picture's "
	       "own; give both");
	image_destroy(gray);
	image_destroy(rgb);
}

static void bands_and_threads_make_no_difference(void **state)
{
	(void)state;
	assert_one_result("colormap", NULL, 1, false);
	assert_one_result("colormap", "map=cyclic hi=99", 1, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(perceptual_climbs_in_even_steps_of_lightness),
		cmocka_unit_test(cyclic_keeps_its_lightness_and_turns_evenly),
		cmocka_unit_test(diverging_is_white_in_the_middle_and_even),
		cmocka_unit_test(heat_bends_at_thirds),
		cmocka_unit_test(cubehelix_is_as_bright_as_the_value),
		cmocka_unit_test(gray_stays_as_it_was),
		cmocka_unit_test(angles_have_their_own_hue),
		cmocka_unit_test(ranges_are_given_known_or_measured),
		cmocka_unit_test(values_outside_take_the_colors_of_the_ends),
		cmocka_unit_test(constants_have_the_first_color),
		cmocka_unit_test(colors_are_no_magnitude),
		cmocka_unit_test(what_has_no_range_or_is_colored_is_refused),
		cmocka_unit_test(bands_and_threads_make_no_difference),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
