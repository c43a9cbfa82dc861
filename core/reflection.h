/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reflection.h - the lower half of a symmetric image's levels, which come with
 * the upper half's
 *
 * Pixels and their mirrors share values (levels.c), so that whoever turns a row
 * of the upper half into levels has those of its mirror as well.  Kept until
 * the lower half is written, they spare that every transform and its logarithms
 * or angles.
 */
#ifndef REFLECTION_H
#define REFLECTION_H

#include "codec.h"

#include <stdbool.h>
#include <stdint.h>

/* Starts as { 0 }; used for one file after another. */
struct reflection {
	uint8_t *rows;               /* levels, channels interleaved */
	struct levels_count *counts; /* of each row; the memory's beginning */
	size_t room, row_bytes;
	uint32_t first; /* the row of the image that `rows` begins with */
};

/* How many bytes it takes for an image in `depth` bits. */
uint64_t reflection_bytes(const fftpipe_image *shape, unsigned depth);

/* Make room for the lower half of an image; false without memory. */
bool reflection_begin(struct reflection *reflection, const fftpipe_image *shape,
		      unsigned depth);

void reflection_finish(struct reflection *reflection);

/* Is row y, its mirror being another one above it, in the lower half? */
bool reflection_has(const struct reflection *reflection, uint32_t y);

/*
 * The levels of row y, channels interleaved, from the row of `image`; adds to
 * *count.  With sheet->reflection those of its mirror go there, with what is to
 * be counted; and with image NULL they come from there.
 */
void sheet_row_levels(const struct sheet *sheet, const fftpipe_image *image,
		      uint32_t y, uint8_t *to, struct levels_count *count);

#endif
