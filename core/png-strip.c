/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * png-strip.c - some rows of a PNG file, filtered and compressed on their own
 *
 * Spectra hardly repeat themselves: searching for matches finds nothing and
 * costs ten times the rest, so that by default they get one filter that suits
 * them and no search.  The first row of a strip is filtered without the row
 * above it, which another thread may be making.
 */
#include "png-strip.h"

#include <stdlib.h>
#include <string.h>

#include "deflate.h"
#include "image.h"
#include "reflection.h"

enum { NONE, SUB, UP, AVERAGE, PAETH, FILTERS };

/* Zeros in front of a row are its left neighbors; a pixel has at most 6 bytes
 */
enum { MARGIN = 8, TAIL = 64 };

/* How rows are filtered and compressed. */
struct style {
	unsigned filters; /* a bit for each to try */
	enum deflate_effort effort;
};

/* What a band keeps: rows are behind a margin. */
struct work {
	struct deflater *deflater;
	struct style style;
	size_t row_bytes, pixel_bytes, room;
	uint8_t *memory; /* all of: */
	uint8_t *now, *above, *try;
	uint8_t *filtered; /* the strip */
};

static struct style style_of(const struct sheet *sheet)
{
	const bool data = sheet->shape.color == FFTPIPE_DATA ||
			  sheet->shape.color == FFTPIPE_ANGLE;
	const unsigned all = (1u << FILTERS) - 1;
	unsigned filter = AVERAGE;

	if (sheet->shape.color == FFTPIPE_ANGLE)
		filter = UP;
	if (sheet->small)
		return (struct style){ all, DEFLATE_SMALL };
	if (data)
		return (struct style){ 1u << filter, DEFLATE_NOISE };
	return (struct style){ all, DEFLATE_FAST };
}

/* ---- filters ------------------------------------------------------------- */

/*
 * Of left, above and corner the nearest to left + above - corner, ties in that
 * order: png-unfilter.c tells why so.  16 bits hold every step.
 */
static inline int16_t paeth(int16_t left, int16_t above, int16_t corner)
{
	int16_t low = left < above ? left : above;
	int16_t high = left < above ? above : left;
	int16_t third = (int16_t)(3 * corner - above - left);
	int16_t other = third < high ? corner : low;

	return low < third ? other : high;
}

/* `now` and `above` have a margin of zeros in front. */
static void filter_row(unsigned filter, const uint8_t *restrict now,
		       const uint8_t *restrict above, size_t n, size_t pixel,
		       uint8_t *restrict to)
{
	const uint8_t *left = now - pixel, *corner = above - pixel;

	switch (filter) {
	case SUB:
		for (size_t i = 0; i < n; i++)
			to[i] = (uint8_t)(now[i] - left[i]);
		return;
	case UP:
		for (size_t i = 0; i < n; i++)
			to[i] = (uint8_t)(now[i] - above[i]);
		return;
	case AVERAGE:
		for (size_t i = 0; i < n; i++)
			to[i] = (uint8_t)(now[i] - (left[i] + above[i]) / 2);
		return;
	case PAETH:
		for (size_t i = 0; i < n; i++)
			to[i] = (uint8_t)(now[i] -
					  paeth(left[i], above[i], corner[i]));
		return;
	default:
		memcpy(to, now, n);
	}
}

/* Small differences of either sign compress well: the usual yardstick. */
static uint64_t cost_of(const uint8_t *bytes, size_t n)
{
	uint64_t cost = 0;

	for (size_t i = 0; i < n; i++)
		cost += bytes[i] < 128 ? bytes[i] : 256u - bytes[i];
	return cost;
}

/* Filter the row into `to`, the filter's number first. */
static void filter_best(struct work *work, unsigned filters, uint8_t *to)
{
	uint64_t least = UINT64_MAX;

	for (unsigned filter = 0; filter < FILTERS; filter++) {
		bool only = filters == 1u << filter;
		uint8_t *try = only ? to + 1 : work->try;
		uint64_t cost;

		if (!(filters & 1u << filter))
			continue;
		filter_row(filter, work->now, work->above, work->row_bytes,
			   work->pixel_bytes, try);
		cost = only ? 0 : cost_of(try, work->row_bytes);
		if (cost >= least)
			continue;
		least = cost;
		*to = (uint8_t)filter;
		if (!only)
			memcpy(to + 1, try, work->row_bytes);
	}
}

/* ---- a strip ------------------------------------------------------------- */

static size_t filter_strip(const struct sheet *sheet,
			   const fftpipe_image *image, uint32_t first,
			   uint32_t rows, struct work *work,
			   struct levels_count *count)
{
	const unsigned alone = work->style.filters & (1u << NONE | 1u << SUB);
	uint8_t *to = work->filtered;

	for (uint32_t k = 0; k < rows; k++) {
		unsigned filters = work->style.filters;
		uint8_t *swap = work->above;

		if (!k)
			filters = alone ? alone : 1u << SUB;
		sheet_row_levels(sheet, image, first + k, work->now, count);
		filter_best(work, filters, to);
		work->above = work->now;
		work->now = swap;
		to += 1 + work->row_bytes;
	}
	return (size_t)(to - work->filtered);
}

/* ---- what a band keeps --------------------------------------------------- */

static void work_destroy(void *arg)
{
	struct work *work = arg;

	deflater_destroy(work->deflater);
	free(work->memory);
	free(work);
}

static struct work *work_create(const struct sheet *sheet)
{
	struct work *work = calloc(1, sizeof *work);

	if (!work)
		return NULL;
	work->style = style_of(sheet);
	work->pixel_bytes = sheet->shape.channels * (sheet->depth / 8);
	work->deflater = deflater_create(work->style.effort);
	if (work->deflater &&
	    size_multiply(sheet->shape.width, work->pixel_bytes,
			  &work->row_bytes))
		return work;
	work_destroy(work);
	return NULL;
}

/*
 * The band may have been used for another file; with other filters it still
 * fits, and new memory would cost as much as the work on it.
 */
static bool work_fits(struct work *work, const struct sheet *sheet)
{
	const struct style style = style_of(sheet);
	const size_t pixel = sheet->shape.channels * (sheet->depth / 8);

	if (work->pixel_bytes != pixel ||
	    work->row_bytes != sheet->shape.width * pixel ||
	    work->style.effort != style.effort)
		return false;
	work->style = style;
	return true;
}

/* Room for a strip and the rows beside it. */
static bool work_reserve(struct work *work, uint32_t rows)
{
	const size_t padded = MARGIN + work->row_bytes;
	size_t strip;
	uint8_t *memory;

	if (rows <= work->room)
		return true;
	if (!size_multiply(1 + work->row_bytes, rows, &strip) ||
	    strip > SIZE_MAX / 2 || padded > SIZE_MAX / 8)
		return false;
	/* ISA-L looks, without effect, a little behind what it is given. */
	memory = calloc(1, 3 * padded + strip + TAIL);
	if (!memory)
		return false;
	free(work->memory);
	work->memory = memory;
	work->now = memory + MARGIN;
	work->above = work->now + padded;
	work->try = work->above + padded;
	work->filtered = memory + 3 * padded;
	work->room = rows;
	return true;
}

int png_strip_make(const struct sheet *sheet, const fftpipe_image *image,
		   uint32_t first, uint32_t rows, struct band *band)
{
	struct work *work = band->work;
	size_t length;

	if (work && !work_fits(work, sheet)) {
		work_destroy(work);
		work = NULL;
		band->work = NULL;
	}
	if (!work) {
		work = work_create(sheet);
		if (!work)
			return FFTPIPE_ENOMEM;
		band->work = work;
		band->work_destroy = work_destroy;
	}
	if (!work_reserve(work, rows))
		return FFTPIPE_ENOMEM;
	length = filter_strip(sheet, image, first, rows, work, &band->count);
	band->extra[0] = deflate_checksum(work->filtered, length);
	band->extra[1] = length;
	return deflater_piece(work->deflater, work->filtered, length, band);
}
