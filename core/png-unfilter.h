/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * png-unfilter.h - the filters of PNG undone
 */
#ifndef PNG_UNFILTER_H
#define PNG_UNFILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Undo filter `type` of a row of `n` bytes, in place.  `above` is the row
 * above, undone, zeros for the first; `pixel` the bytes of one pixel.  False
 * for a type that is none.  PNG specification, third edition, section 9.
 */
bool png_unfilter(unsigned type, uint8_t *row, const uint8_t *above, size_t n,
		  unsigned pixel);

/* The same for two rows of one byte a pixel, `below` under `row`: faster. */
bool png_unfilter_two(unsigned type, unsigned type_below, uint8_t *row,
		      uint8_t *below, const uint8_t *above, size_t n);

#endif
