/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * make-sample.c - draws docs/sample.png: hills by a lake, seen through a screen
 *
 *	make-sample FILE            write the picture
 *	make-sample --plain FILE    the same without the screen
 *	make-sample --compare FILE  does FILE hold these pixels?
 *
 * The screen is a fine weave of two waves at right angles; in the spectrum it
 * is a lattice of bright points around the scene's own cloud.  Only + - * / and
 * sqrt() are used, whose results are the same everywhere: every machine draws
 * the same pixels.
 */
#include <math.h>
#include <png.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SIDE = 512,
	HORIZON = 318,
	/* The waves of the screen, in periods per side. */
	SCREEN_X = 72,
	SCREEN_Y = 44,
};

static double screen_depth = 0.13; /* of the light behind it */

static double clamp(double value, double low, double high)
{
	return value < low ? low : value > high ? high : value;
}

/* 0 up to `from`, 1 above `to`, and smooth between. */
static double step(double from, double to, double value)
{
	double t = clamp((value - from) / (to - from), 0, 1);

	return t * t * (3 - 2 * t);
}

static double mix(double a, double b, double t)
{
	return a + (b - a) * t;
}

/* sin(2 pi turns), to about 1e-9. */
static double sine(double turns)
{
	double t = turns - (double)(int64_t)turns, x, series = 1;

	if (t < 0)
		t += 1;
	if (t > 0.75)
		t -= 1;
	else if (t > 0.25)
		t = 0.5 - t;
	x = t * 6.283185307179586;
	for (int n = 12; n > 0; n -= 2)
		series = 1 - series * x * x / (n * (n + 1));
	return x * series;
}

/* A number in 0..1 that looks random, the same for the same place. */
static double scatter(int32_t x, int32_t y, uint32_t seed)
{
	uint32_t bits = (uint32_t)x * 0x9e3779b1u ^ (uint32_t)y * 0x85ebca77u ^
			seed * 0xc2b2ae3du;

	bits = (bits ^ bits >> 15) * 0x2c1b3c6du;
	bits = (bits ^ bits >> 12) * 0x297a2d39u;
	return (bits ^ bits >> 15) / 4294967296.0;
}

/* Smooth noise in 0..1 with grains of one unit. */
static double noise(double x, double y, uint32_t seed)
{
	int32_t left = (int32_t)x, top = (int32_t)y;
	double u = step(0, 1, x - left), v = step(0, 1, y - top);

	return mix(mix(scatter(left, top, seed), scatter(left + 1, top, seed),
		       u),
		   mix(scatter(left, top + 1, seed),
		       scatter(left + 1, top + 1, seed), u),
		   v);
}

/* Noise of several sizes, each half as large and half as strong. */
static double rough(double x, double y, int layers, uint32_t seed)
{
	double sum = 0, weight = 0.5;

	for (int i = 0; i < layers; i++, weight /= 2, x *= 2, y *= 2)
		sum += weight * noise(x, y, seed + (uint32_t)i);
	return sum;
}

/* How far the point is from the sun. */
static double from_sun(double x, double y)
{
	return sqrt((x - 366) * (x - 366) + (y - 124) * (y - 124));
}

static double sky(double x, double y)
{
	double away = from_sun(x, y) / 90;
	double cloud = step(0.42, 0.75, rough(x / 170, y / 46, 5, 11));
	double level = mix(96, 190, clamp(y / HORIZON, 0, 1));

	level += 62 / (1 + away * away);
	level = mix(level, 224, 0.55 * cloud);
	return mix(level, 252, step(34, 32.5, from_sun(x, y)));
}

/* A range of hills: how high it stands at x, and what lies on its slopes. */
struct range {
	double foot, height, grain, level, haze;
	uint32_t seed;
};

static const struct range ranges[] = {
	{ 300, 170, 150, 138, 40, 31 },
	{ 322, 150, 105, 96, 26, 47 },
	{ 332, 84, 70, 58, 12, 63 },
};

static double crest(const struct range *range, double x)
{
	return range->foot -
	       range->height * rough(x / range->grain, 0.5, 6, range->seed);
}

static double slope(const struct range *range, double x, double y)
{
	double below = (y - crest(range, x)) / range->height;
	/* Lit from the right, where the sun stands. */
	double lit = crest(range, x - 3) - crest(range, x + 3);
	double folds = rough(x / 22 + below * 5, y / 34, 4, range->seed + 7);

	return range->level - clamp(lit, -7, 7) * 2.2 + 34 * (folds - 0.5) +
	       range->haze * clamp(below, 0, 1);
}

/* What stands above the water line. */
static double land(double x, double y)
{
	double level = sky(x, y);

	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
		double edge = y - crest(&ranges[i], x);

		if (edge > -1)
			level = mix(level, slope(&ranges[i], x, y),
				    step(-0.7, 0.7, edge));
	}
	return level;
}

/* The land upside down, drawn apart by waves that shrink with distance. */
static double water(double x, double y)
{
	double depth = y - HORIZON;
	double near = depth / (SIDE - HORIZON);
	double wave = rough(x / (16 + 70 * near),
			    depth * depth / 900 + 40 / (1 + depth / 6), 4, 83) -
		      0.47;
	double glitter =
		step(0.08, 0.22, wave) * step(70 + 60 * near, 0, fabs(x - 366));
	double level =
		land(clamp(x + wave * 40 * near, 0, SIDE),
		     clamp(HORIZON - depth * 1.35 + wave * 30, 0, HORIZON));

	return level * 0.72 + 12 + 60 * wave * (0.3 + near) + 92 * glitter;
}

/* A ball floating in front: soft light, a sharp rim, its own shadow. */
static double ball(double x, double y, double behind)
{
	const double radius = 66, center_x = 138, center_y = 388;
	double u = (x - center_x) / radius, v = (y - center_y) / radius;
	double out = sqrt(u * u + v * v), toward, light, shine, level;
	double shadow_u = (x - center_x + 16) / 84;
	double shadow_v = (y - center_y - 66) / 15;

	behind *= mix(0.45, 1,
		      step(0.4, 1.3,
			   sqrt(shadow_u * shadow_u + shadow_v * shadow_v)));
	if (out >= 1.02)
		return behind;
	toward = sqrt(clamp(1 - out * out, 0, 1));
	light = clamp(0.55 * u - 0.62 * v + 0.56 * toward, 0, 1);
	shine = clamp(0.40 * u - 0.45 * v + 0.80 * toward, 0, 1);
	shine *= shine;
	shine *= shine;
	shine *= shine;
	shine *= shine;
	level = 34 + 158 * light + 70 * shine * shine +
		26 * clamp(v, 0, 1) * (1 - toward);
	return mix(behind, level, step(1.008, 0.992, out));
}

/*
 * How much light the screen lets through: a weave whose threads are steep
 * enough to have harmonics, and which fades towards the picture's edges.
 */
static double screen(double x, double y)
{
	double u = 2 * x / SIDE - 1, v = 2 * y / SIDE - 1;
	double window = (1 - u * u) * (1 - v * v);
	double wave = sine((SCREEN_X * x + SCREEN_Y * y) / SIDE) +
		      sine((SCREEN_Y * x - SCREEN_X * y) / SIDE);

	return 1 + screen_depth * (0.25 + 0.75 * window) *
			   (2 * step(-1.2, 1.2, wave) - 1);
}

static void draw(uint8_t *pixels)
{
	for (int y = 0; y < SIDE; y++)
		for (int x = 0; x < SIDE; x++) {
			double level = y < HORIZON ? land(x, y) : water(x, y);

			level = ball(x, y, level) * screen(x, y) +
				2 * (scatter(x, y, 97) - 0.5);
			pixels[y * SIDE + x] =
				(uint8_t)(clamp(level, 0, 255) + 0.5);
		}
}

static int write_picture(const char *path, const uint8_t *pixels)
{
	png_image image = { .version = PNG_IMAGE_VERSION,
			    .width = SIDE,
			    .height = SIDE,
			    .format = PNG_FORMAT_GRAY };

	if (png_image_write_to_file(&image, path, 0, pixels, 0, NULL))
		return EXIT_SUCCESS;
	fprintf(stderr, "%s: %s\n", path, image.message);
	return EXIT_FAILURE;
}

static int compare_picture(const char *path, const uint8_t *pixels)
{
	static uint8_t found[SIDE * SIDE];
	png_image image = { .version = PNG_IMAGE_VERSION };

	if (!png_image_begin_read_from_file(&image, path)) {
		fprintf(stderr, "%s: %s\n", path, image.message);
		return EXIT_FAILURE;
	}
	if (image.width != SIDE || image.height != SIDE ||
	    image.format != PNG_FORMAT_GRAY) {
		fprintf(stderr, "%s: not %d x %d in 8-bit gray\n", path, SIDE,
			SIDE);
		png_image_free(&image);
		return EXIT_FAILURE;
	}
	if (!png_image_finish_read(&image, NULL, found, 0, NULL)) {
		fprintf(stderr, "%s: %s\n", path, image.message);
		return EXIT_FAILURE;
	}
	if (memcmp(found, pixels, sizeof found) != 0) {
		fprintf(stderr, "%s: other pixels than are drawn here\n", path);
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	static uint8_t pixels[SIDE * SIDE];

	if (argc == 3 && strcmp(argv[1], "--compare") == 0) {
		draw(pixels);
		return compare_picture(argv[2], pixels);
	}
	if (argc == 2 && argv[1][0] != '-') {
		draw(pixels);
		return write_picture(argv[1], pixels);
	}
	if (argc == 3 && strcmp(argv[1], "--plain") == 0) {
		screen_depth = 0;
		draw(pixels);
		return write_picture(argv[2], pixels);
	}
	fputs("usage: make-sample [--compare | --plain] FILE\n", stderr);
	return 2;
}
