/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * edit-spectrum.c - paints a spectrum as somebody with a brush would, and works
 * out what picture that ought to give
 *
 *	edit-spectrum SOURCE MAGNITUDE X Y RADIUS both|one EDITED TRUTH
 *
 * A black disc goes on MAGNITUDE (a centered spectrum) X to the right and Y
 *below the center, with "both" a second one where its mirror image is; the
 *result is EDITED, texts kept.  TRUTH is SOURCE without these frequencies, by a
 *direct transform in double precision, rounded and clipped.
 */
#include "direct-dft.h"
#include "picture-file.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct brush {
	long x, y, radius;
	bool both;
};

static bool in_disc(long x, long y, long radius)
{
	return x * x + y * y <= radius * radius;
}

/* Is the pixel this far from the center painted over? */
static bool painted(const struct brush *brush, long x, long y)
{
	return in_disc(x - brush->x, y - brush->y, brush->radius) ||
	       (brush->both &&
		in_disc(x + brush->x, y + brush->y, brush->radius));
}

static void paint(struct picture *magnitude, const struct brush *brush)
{
	long width = (long)magnitude->width, height = (long)magnitude->height;

	for (long y = 0; y < height; y++)
		for (long x = 0; x < width; x++)
			if (painted(brush, x - width / 2, y - height / 2))
				magnitude->levels[y * width + x] = 0;
}

static void find_truth(struct picture *picture, const struct brush *brush)
{
	long width = (long)picture->width, height = (long)picture->height;
	double complex *values = direct_spectrum(picture);
	double most = picture->depth == 8 ? 255 : 65535;

	for (long y = 0; y < height; y++)
		for (long x = 0; x < width; x++)
			if (painted(brush, x - width / 2, y - height / 2))
				values[(y + height - height / 2) % height *
					       width +
				       (x + width - width / 2) % width] = 0;
	direct_dft(values, picture->width, picture->height, 1);
	for (long i = 0; i < width * height; i++) {
		double value = creal(values[i]) / (double)(width * height);

		picture->levels[i] = (uint16_t)rint(fmin(fmax(value, 0), most));
	}
	free(values);
}

int main(int argc, char **argv)
{
	struct picture source, magnitude;
	struct brush brush;

	if (argc != 9)
		die(argv[0], "needs eight arguments");
	brush = (struct brush){ number(argv[3]), number(argv[4]),
				number(argv[5]), !strcmp(argv[6], "both") };
	picture_read(&source, argv[1]);
	picture_read(&magnitude, argv[2]);
	paint(&magnitude, &brush);
	picture_write(&magnitude, argv[7]);
	find_truth(&source, &brush);
	picture_write(&source, argv[8]);
	picture_finish(&source);
	picture_finish(&magnitude);
	return 0;
}
