/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * png-samples.h - the rows of a PNG file as the values that they stand for
 */
#ifndef PNG_SAMPLES_H
#define PNG_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PNG_PALETTE_MOST = 256 };

/* How a file's rows are to be read. */
struct png_samples {
	bool gray;      /* mix red, green and blue */
	bool clipped;   /* 16-bit gray at 255: color = gray8 */
	int bit_depth;  /* of what libpng delivers */
	unsigned step;  /* samples of the file from one pixel to the next */
	bool looked_up; /* in the table: palettes and few bits */
	float table[3][PNG_PALETTE_MOST];
};

/* ITU-R 601 luma in 16-bit fixed point, rounded. */
float png_luma8(unsigned red, unsigned green, unsigned blue);

/* `n` pixels of a row, in bytes as libpng has them, as floats of a channel. */
void png_samples_convert(const struct png_samples *samples, const uint8_t *from,
			 uint32_t channel, size_t n, float *to);

/* The sum of `n` of them; exact, since they are integers of 16 bits. */
double png_samples_sum(const float *row, size_t n);

#endif
