/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * png-unfilter.c - the hot loop of decoding PNG
 *
 * Every byte waits for the one before it, so that what counts is the length of
 * that chain: what is to the left stays in registers, one for each byte of a
 * pixel, which a constant `pixel` lets the compiler do.  Where a pixel is one
 * byte, two rows go together: the lower one's chain runs beside the upper's.
 */
#include "png-unfilter.h"

#include <stdlib.h>
#include <string.h>

enum { NONE, SUB, UP, AVERAGE, PAETH, MOST_BYTES = 8 };

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

/* a < b ? yes : no, without a jump, which would be guessed wrong too often. */
static inline int choose_less(int a, int b, int yes, int no)
{
	/* The sign in every bit */
	int mask = -(int)((unsigned)(a - b) >> 31);

	return (yes & mask) | (no & ~mask);
}

/*
 * Of left, above and corner the nearest to left + above - corner, ties in that
 * order.  That point mirrors the corner between the other two: it is nearest to
 * the corner in the middle third between them, else to the one across.  Few
 * steps wait for `left`.
 */
static inline int predict(int left, int above, int corner)
{
	int low = left < above ? left : above;
	int high = left < above ? above : left;
	int third = 3 * corner - above - left;
	int other = choose_less(third, high, corner, low);

	return choose_less(low, third, other, high);
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

/* A byte of one row, with a constant type. */
static inline __attribute__((always_inline)) int undo_byte(const unsigned type,
							   int byte, int left,
							   int above,
							   int corner)
{
	switch (type) {
	case SUB:
		return (byte + left) & 0xff;
	case UP:
		return (byte + above) & 0xff;
	case AVERAGE:
		return (byte + ((left + above) >> 1)) & 0xff;
	case PAETH:
		return (byte + predict(left, above, corner)) & 0xff;
	default:
		return byte;
	}
}

UNROLLED undo_two(const unsigned type, const unsigned type_below, uint8_t *row,
		  uint8_t *below, const uint8_t *above, size_t n)
{
	int left = 0, corner = 0, left_below = 0;

	for (size_t i = 0; i < n; i++) {
		int up = above[i];
		int here = undo_byte(type, row[i], left, up, corner);

		left_below =
			undo_byte(type_below, below[i], left_below, here, left);
		row[i] = (uint8_t)here;
		below[i] = (uint8_t)left_below;
		corner = up;
		left = here;
	}
}

UNROLLED undo_with_below(const unsigned type, unsigned type_below, uint8_t *row,
			 uint8_t *below, const uint8_t *above, size_t n)
{
	switch (type_below) {
	case SUB:
		undo_two(type, SUB, row, below, above, n);
		return;
	case AVERAGE:
		undo_two(type, AVERAGE, row, below, above, n);
		return;
	default:
		undo_two(type, PAETH, row, below, above, n);
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

/* Has each byte to wait for the one on its left? */
static bool is_chain(unsigned type)
{
	return type == SUB || type == AVERAGE || type == PAETH;
}

bool png_unfilter_two(unsigned type, unsigned type_below, uint8_t *row,
		      uint8_t *below, const uint8_t *above, size_t n)
{
	if (!is_chain(type) || !is_chain(type_below))
		return png_unfilter(type, row, above, n, 1) &&
		       png_unfilter(type_below, below, row, n, 1);
	if (type == SUB)
		undo_with_below(SUB, type_below, row, below, above, n);
	else if (type == AVERAGE)
		undo_with_below(AVERAGE, type_below, row, below, above, n);
	else
		undo_with_below(PAETH, type_below, row, below, above, n);
	return true;
}
