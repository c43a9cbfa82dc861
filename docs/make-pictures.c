/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * make-pictures.c - the pictures that docs/gallery.md starts from, each with a
 * fault that is known
 *
 *	make-pictures SCENE FOLDER
 *
 * SCENE is a gray PNG of 512 x 512, make-sample --plain; what is made of it has
 * half that size.
 */
#include <math.h>
#include <png.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	WHOLE = 512,
	SIDE = 256,
	PIXELS = SIDE * SIDE,
	MOTION = 11, /* pixels that the camera moved */
};

static const double pi = 3.14159265358979323846;

/* Where the second frame is against the first, in pixels of the scene. */
static const int shift_x = 13, shift_y = -7;

static double scene[PIXELS];
static uint8_t whole[WHOLE * WHOLE];
static const char *folder;
static uint32_t state = 1;

/* Pictures are rows of SIDE samples. */
static int row_of(int i)
{
	return i / SIDE;
}

static double uniform(void)
{
	state = state * 1664525u + 1013904223u;
	return (state >> 8) / 16777216.0;
}

/* Of mean 0 and deviation 1, nearly normal. */
static double noise(void)
{
	double sum = -6;

	for (int i = 0; i < 12; i++)
		sum += uniform();
	return sum;
}

static void put(const char *name, const double *values, uint32_t side)
{
	static uint8_t levels[PIXELS];
	png_image image = { .version = PNG_IMAGE_VERSION,
			    .width = side,
			    .height = side,
			    .format = PNG_FORMAT_GRAY };
	char path[1024];

	for (uint32_t i = 0; i < side * side; i++)
		levels[i] = (uint8_t)(fmin(fmax(values[i], 0), 255) + 0.5);
	snprintf(path, sizeof path, "%s/%s", folder, name);
	if (!png_image_write_to_file(&image, path, 0, levels, 0, NULL)) {
		fprintf(stderr, "%s: %s\n", path, image.message);
		exit(EXIT_FAILURE);
	}
}

static void take_scene(const char *path)
{
	png_image image = { .version = PNG_IMAGE_VERSION };

	if (!png_image_begin_read_from_file(&image, path) ||
	    image.width != WHOLE || image.height != WHOLE) {
		fprintf(stderr, "%s: no picture of 512 x 512\n", path);
		exit(EXIT_FAILURE);
	}
	image.format = PNG_FORMAT_GRAY;
	if (!png_image_finish_read(&image, NULL, whole, 0, NULL)) {
		fprintf(stderr, "%s: %s\n", path, image.message);
		exit(EXIT_FAILURE);
	}
}

/* The scene in half its size, seen from (x, y) on; its edges are repeated. */
static void reduce(int x, int y, double *to)
{
	for (int i = 0; i < PIXELS; i++) {
		double sum = 0;

		for (int k = 0; k < 4; k++) {
			int at_x = 2 * (i % SIDE) + k % 2 - x;
			int at_y = 2 * row_of(i) + k / 2 - y;

			at_x = at_x < 0 ? 0 : at_x >= WHOLE ? WHOLE - 1 : at_x;
			at_y = at_y < 0 ? 0 : at_y >= WHOLE ? WHOLE - 1 : at_y;
			sum += whole[at_y * WHOLE + at_x];
		}
		to[i] = sum / 4;
	}
}

/* A blur by a Gaussian, edges repeated. */
static void blur(const double *from, double sigma, double *to)
{
	static double rows[PIXELS];
	int far = (int)(4 * sigma) + 1;

	for (int pass = 0; pass < 2; pass++)
		for (int i = 0; i < PIXELS; i++) {
			double sum = 0, weights = 0;

			for (int k = -far; k <= far; k++) {
				int x = i % SIDE + (pass ? 0 : k);
				int y = row_of(i) + (pass ? k : 0);
				double weight =
					exp(-k * k / (2 * sigma * sigma));

				x = x < 0 ? 0 : x >= SIDE ? SIDE - 1 : x;
				y = y < 0 ? 0 : y >= SIDE ? SIDE - 1 : y;
				sum += weight *
				       (pass ? rows : from)[y * SIDE + x];
				weights += weight;
			}
			(pass ? to : rows)[i] = sum / weights;
		}
}

/* ===========================================================================
 * The pictures
 * ======================================================================== */

/* Printed: dots along 45 degrees that grow where it is dark. */
static void make_halftone(void)
{
	static double to[PIXELS];

	for (int i = 0; i < PIXELS; i++) {
		double x = i % SIDE, y = row_of(i), f = 0.1803;
		double dots = cos(2 * pi * f * (x + y) / sqrt(2)) +
			      cos(2 * pi * f * (x - y) / sqrt(2));
		double level = scene[i] / 255 - 0.5 + 0.18 * dots;

		to[i] = 255 * fmin(fmax(0.5 + 1.15 * level, 0), 1);
	}
	put("halftone.png", to, SIDE);
}

/* Scanned line by line, each with a gain of its own. */
static void make_stripes(void)
{
	static double to[PIXELS];

	for (int y = 0; y < SIDE; y++) {
		double off = 9 * noise();

		for (int x = 0; x < SIDE; x++)
			to[y * SIDE + x] = scene[y * SIDE + x] + off;
	}
	put("scanned.png", to, SIDE);
}

/* Grains under an electron microscope, with hum from the mains. */
static void make_micrograph(void)
{
	static double sharp[PIXELS], to[PIXELS];

	for (int i = 0; i < PIXELS; i++)
		sharp[i] = 92;
	for (int n = 0; n < 190; n++) {
		double cx = SIDE * uniform(), cy = SIDE * uniform();
		double r = 4 + 11 * uniform() * uniform(), light = uniform();

		for (int i = 0; i < PIXELS; i++) {
			double x = (i % SIDE - cx) / r,
			       y = (row_of(i) - cy) / r;
			double out = x * x + y * y;

			if (out < 1)
				sharp[i] = 105 + 60 * light +
					   34 * (x - y) * sqrt(1 - out) +
					   26 * out;
		}
	}
	blur(sharp, 0.8, to);
	for (int i = 0; i < PIXELS; i++) {
		double x = i % SIDE, y = row_of(i);

		to[i] += 5 * noise() +
			 16 * cos(2 * pi * (0.0312 * x + 0.2207 * y)) +
			 9 * cos(2 * pi * (0.1873 * x - 0.0951 * y) + 1);
	}
	put("micrograph.png", to, SIDE);
}

static void make_soft(void)
{
	static double to[PIXELS];

	blur(scene, 1.4, to);
	for (int i = 0; i < PIXELS; i++)
		to[i] += 0.5 * noise();
	put("soft.png", to, SIDE);
}

/* The camera moved; what a point of light became is the kernel. */
static void make_moved(void)
{
	static double to[PIXELS];
	double kernel[33 * 33] = { 0 };

	for (int k = 0; k < MOTION; k++)
		kernel[(16 - (k - 5) / 2) * 33 + 16 + k - 5] += 255;
	for (int i = 0; i < PIXELS; i++) {
		to[i] = 0;
		for (int k = 0; k < MOTION; k++) {
			int x = i % SIDE - (k - 5);
			int y = row_of(i) + (k - 5) / 2;

			x = x < 0 ? 0 : x >= SIDE ? SIDE - 1 : x;
			y = y < 0 ? 0 : y >= SIDE ? SIDE - 1 : y;
			to[i] += scene[y * SIDE + x] / MOTION;
		}
		to[i] += 0.5 * noise();
	}
	put("moved.png", to, SIDE);
	put("moved_kernel.png", kernel, 33);
}

/* Two frames of one scene, a few pixels apart. */
static void make_frames(void)
{
	static double to[PIXELS];

	for (int frame = 0; frame < 2; frame++) {
		reduce(frame ? 0 : shift_x, frame ? 0 : shift_y, to);
		for (int i = 0; i < PIXELS; i++)
			to[i] += 3 * noise();
		put(frame ? "frame_reference.png" : "frame.png", to, SIDE);
	}
}

/* Two exposures, blurred alike, with noise of their own. */
static void make_exposures(void)
{
	static double soft[PIXELS], to[PIXELS];

	blur(scene, 1.6, soft);
	for (int k = 0; k < 2; k++) {
		for (int i = 0; i < PIXELS; i++)
			to[i] = soft[i] + 6 * noise();
		put(k ? "exposure_second.png" : "exposure.png", to, SIDE);
	}
}

/* Fibers that lie within some degrees of one direction. */
static void make_fibers(void)
{
	static double to[PIXELS];

	for (int i = 0; i < PIXELS; i++)
		to[i] = 128;
	for (int n = 0; n < 900; n++) {
		double turn = pi / 180 * (30 + 12 * noise());
		double x = SIDE * uniform(), y = SIDE * uniform();
		double light = 22 * noise(), length = 20 + 40 * uniform();

		for (double t = 0; t < length; t += 0.5) {
			int at_x = (int)(x + t * cos(turn) + SIDE) % SIDE;
			int at_y = (int)(y - t * sin(turn) + SIDE) % SIDE;

			to[at_y * SIDE + at_x] += light;
		}
	}
	blur(to, 0.7, to);
	put("fibers.png", to, SIDE);
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fputs("usage: make-pictures SCENE FOLDER\n", stderr);
		return 2;
	}
	take_scene(argv[1]);
	folder = argv[2];
	reduce(0, 0, scene);
	put("scene.png", scene, SIDE);
	make_halftone();
	make_stripes();
	make_micrograph();
	make_soft();
	make_moved();
	make_frames();
	make_exposures();
	make_fibers();
	return EXIT_SUCCESS;
}
