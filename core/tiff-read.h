/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiff-read.h - all rows of a page, out of its strips or tiles
 */
#ifndef TIFF_READ_H
#define TIFF_READ_H

#include "tiff-layout.h"

/* Pixels of one row, as libtiff gives them. */
struct tiff_span {
	uint32_t x, y, n;
	/*
	 * Samples interleaved in raw[0]; or, where the file has planes, one
	 * sample in each: those that are looked at together, or channel
	 * `channel` alone.
	 */
	const uint8_t *raw[TIFF_TOGETHER];
	uint32_t channel;
};

struct tiff_reader {
	struct tiff_layout *layout;
	/*
	 * The open file, once more for each further plane that is looked at
	 * together with the first, and memory for each.
	 */
	struct tiff_file files[TIFF_TOGETHER];
	/* How further open files come to the page. */
	uint64_t directory, shift_from, shift, most;
	int fd;
	uint8_t *raw[TIFF_TOGETHER];
	unsigned lanes;
	bool whole;     /* strips are read as one */
	bool any_order; /* a part costs the same whatever was read before */
	size_t piece;   /* bytes that libtiff gives at a time */
	size_t row;     /* of one row of them */
	uint64_t memory;
	/*
	 * What can be read for itself: some rows, whole strips or tiles, of
	 * one plane.  The number depends on nothing but the file.
	 */
	uint32_t parts, plane_parts, part_rows;
	uint32_t unit; /* rows of a strip or a tile */
};

/*
 * See what reading needs: layout is taken, files[0] open.  `most` bytes is the
 * largest piece of memory that libtiff may ask for.  EDATA if that does not fit
 * anywhere.
 */
int tiff_reader_measure(struct tiff_reader *reader, uint64_t held,
			uint64_t most, struct outcome *outcome);

/*
 * Another reader of the same page, for another thread, with open files of its
 * own: `of` must have been measured and outlive it.  `layout` is a copy.
 */
struct tiff_reader tiff_reader_beside(const struct tiff_reader *of,
				      struct tiff_layout *layout);

/* Read a part, from 0, in an order that is the file's, and hand it on. */
int tiff_reader_part(struct tiff_reader *reader, uint32_t part,
		     void (*put)(void *arg, const struct tiff_span *span),
		     void *arg, struct outcome *outcome);

/* Read all parts, one after the other.  Once or more often. */
int tiff_reader_run(struct tiff_reader *reader,
		    void (*put)(void *arg, const struct tiff_span *span),
		    void *arg, struct outcome *outcome);

void tiff_reader_finish(struct tiff_reader *reader);

#endif
