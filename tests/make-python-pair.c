/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * make-python-pair.c - a magnitude and a phase as the Python tool wrote them
 *
 *	make-python-pair SOURCE MAGNITUDE PHASE
 *
 * log(1 + |F|) from its smallest to its largest value over levels 0 to 255, the
 * angle from -pi to pi over levels 0 to 255, both cut down to whole levels.
 * Prints the smallest and the largest logarithm as the JSON that the tool wrote
 * beside them.
 */
#include "direct-dft.h"
#include "picture-file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const double pi = 3.14159265358979323846;

int main(int argc, char **argv)
{
	struct picture source, magnitude, phase;
	double complex *spectrum;
	double lo = HUGE_VAL, hi = -HUGE_VAL;
	uint32_t width, height;

	if (argc != 4)
		die(argv[0], "needs three files");
	picture_read(&source, argv[1]);
	width = source.width;
	height = source.height;
	spectrum = direct_spectrum(&source);
	picture_init(&magnitude, width, height, 1, 8);
	picture_init(&phase, width, height, 1, 8);
	for (size_t i = 0; i < (size_t)width * height; i++) {
		double value = log1p(cabs(spectrum[i]));

		lo = fmin(lo, value);
		hi = fmax(hi, value);
	}
	for (uint32_t y = 0; y < height; y++)
		for (uint32_t x = 0; x < width; x++) {
			size_t to =
				(size_t)((y + height / 2) % height) * width +
				(x + width / 2) % width;
			double complex bin = spectrum[(size_t)y * width + x];

			magnitude.levels[to] =
				(uint16_t)((log1p(cabs(bin)) - lo) / (hi - lo) *
					   255);
			phase.levels[to] =
				(uint16_t)((carg(bin) + pi) / (2 * pi) * 255);
		}
	picture_write(&magnitude, argv[2]);
	picture_write(&phase, argv[3]);
	printf("{\"mag_min\": %.17g, \"mag_max\": %.17g}\n", lo, hi);
	free(spectrum);
	picture_finish(&source);
	picture_finish(&magnitude);
	picture_finish(&phase);
	return 0;
}
