/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * levels.h - real values to the integer levels of a file and back
 *
 * The hot loops of saving.  What the numbers mean travels in the file's text
 * (embed.h); how symmetric images carry fifths of a level is told in levels.c.
 */
#ifndef LEVELS_H
#define LEVELS_H

#include "fftpipe/plugin.h"
#include "pool.h"

#include <stdbool.h>
#include <stdint.h>

struct levels {
	unsigned depth; /* 8 or 16 bits */
	/*
	 * The values of level 0 and of the largest level, on one straight line.
	 * Not used when circular.
	 */
	double lo, hi;
	/* Level 0 means "nothing" and reads back as 0; values below level 1's
	 * fall on it. */
	bool floor;
	bool circular;   /* an angle: 2^depth levels around the circle, level 0
			  * at -pi, which is pi */
	bool fifths;     /* mirrored pixels share a value in fifths; depth 8 */
	bool round_down; /* truncate instead of rounding */
	uint32_t symmetry; /* one fftpipe_symmetry */
};

/* What writing met. */
struct levels_count {
	uint64_t below, above, not_finite;
};

void levels_count_add(struct levels_count *sum,
		      const struct levels_count *more);

/*
 * Turn row `y` of one channel, `width` samples, into levels: one byte each, or
 * two with the high byte first.  `to` advances by `step` samples from one to
 * the next (the number of interleaved channels).  NaN becomes level 0.  Adds to
 * *count.  `width` and `height` are the whole image's.
 *
 * `mirrored`, if it is not NULL, gets the levels of the row that is its mirror,
 * in the same manner, without that row being seen or counted: of images whose
 * levels are mirrored, and of rows above their mirrors.
 */
void levels_write(const struct levels *levels, const float *row, uint32_t y,
		  uint32_t width, uint32_t height, uint8_t *to,
		  uint8_t *mirrored, unsigned step, struct levels_count *count);

/* Are the levels of a pixel's mirror known from its value? */
bool levels_mirrored(const struct levels *levels);

/*
 * Turn an image of levels (as floats) into the values they stand for, in place.
 * Pairs that carry fifths are joined; a pair that somebody edited is taken
 * pixel by pixel.
 */
int levels_read(const struct levels *levels, fftpipe_image *image,
		struct pool *pool);

/* The level that one value gets at (x, y): what levels_write would store. */
unsigned levels_at(const struct levels *levels, float value, uint32_t x,
		   uint32_t y, uint32_t width, uint32_t height);

/* Where the mirror through the center (n / 2) lies, wrapped at the edge. */
uint32_t levels_mirror(uint32_t position, uint32_t n);

#endif
