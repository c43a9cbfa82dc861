/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * png-unfilter.c - the hot loop of decoding PNG
 *
 * Every byte waits for the one before it, so that what counts is the length of
 * that chain: what is to the left stays in registers, one for each byte of a
 * pixel, which a constant `pixel` lets the compiler do.
 */
#include "png-unfilter.h"

#include <stdlib.h>
#include <string.h>

enum { SUB = 1, UP, AVERAGE, PAETH, MOST_BYTES = 8 };

#define UNROLLED static inline __attribute__((always_inline)) void

UNROLLED undo_sub(uint8_t *row, size_t n, const unsigned pixel)
{
	uint8_t left[MOST_BYTES] = { 0 };

	for (size_t i = 0; i + pixel <= n; i += pixel)
		for (unsigned k = 0; k < pixel; k++)
			row[i + k] = left[k] = (uint8_t)(row[i + k] + left[k]);
}

UNROLLED undo_average(uint8_t *row, const uint8_t *above, size_t n,
		      const unsigned pixel)
{
	unsigned left[MOST_BYTES] = { 0 };

	for (size_t i = 0; i + pixel <= n; i += pixel)
		for (unsigned k = 0; k < pixel; k++) {
			left[k] =
				(row[i + k] + ((left[k] + above[i + k]) >> 1)) &
				0xff;
			row[i + k] = (uint8_t)left[k];
		}
}

/* The nearest to left + above - corner; ties in that order. */
static inline int predict(int left, int above, int corner)
{
	int to_left = abs(above - corner), to_above = abs(left - corner);
	int to_corner = abs(left + above - 2 * corner);
	int other = to_above <= to_corner ? above : corner;

	return to_left <= to_above && to_left <= to_corner ? left : other;
}

UNROLLED undo_paeth(uint8_t *row, const uint8_t *above, size_t n,
		    const unsigned pixel)
{
	int left[MOST_BYTES] = { 0 }, corner[MOST_BYTES] = { 0 };

	for (size_t i = 0; i + pixel <= n; i += pixel)
		for (unsigned k = 0; k < pixel; k++) {
			int up = above[i + k];

			left[k] =
				(row[i + k] + predict(left[k], up, corner[k])) &
				0xff;
			corner[k] = up;
			row[i + k] = (uint8_t)left[k];
		}
}

static void undo_up(uint8_t *restrict row, const uint8_t *restrict above,
		    size_t n)
{
	for (size_t i = 0; i < n; i++)
		row[i] = (uint8_t)(row[i] + above[i]);
}

UNROLLED undo(unsigned type, uint8_t *row, const uint8_t *above, size_t n,
	      const unsigned pixel)
{
	if (type == SUB)
		undo_sub(row, n, pixel);
	else if (type == AVERAGE)
		undo_average(row, above, n, pixel);
	else
		undo_paeth(row, above, n, pixel);
}

bool png_unfilter(unsigned type, uint8_t *row, const uint8_t *above, size_t n,
		  unsigned pixel)
{
	if (type > PAETH)
		return false;
	if (type == UP)
		undo_up(row, above, n);
	if (!type || type == UP)
		return true;
	switch (pixel) {
	case 1:
		undo(type, row, above, n, 1);
		return true;
	case 2:
		undo(type, row, above, n, 2);
		return true;
	case 3:
		undo(type, row, above, n, 3);
		return true;
	case 4:
		undo(type, row, above, n, 4);
		return true;
	case 6:
		undo(type, row, above, n, 6);
		return true;
	case 8:
		undo(type, row, above, n, 8);
		return true;
	default:
		return false;
	}
}
