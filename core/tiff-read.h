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
	uint8_t *raw[TIFF_TOGETHER];
	unsigned lanes;
	bool whole;   /* strips are read as one */
	size_t piece; /* bytes that libtiff gives at a time */
	size_t row;   /* of one row of them */
	uint64_t memory;
};

/*
 * See what reading needs: layout is taken, files[0] open.  EDATA if that does
 * not fit anywhere.
 */
int tiff_reader_measure(struct tiff_reader *reader, uint64_t held,
			struct outcome *outcome);

/*
 * Read everything, in an order that is the file's, and hand it on.  Once or
 * more often.
 */
int tiff_reader_run(struct tiff_reader *reader,
		    void (*put)(void *arg, const struct tiff_span *span),
		    void *arg, struct outcome *outcome);

void tiff_reader_finish(struct tiff_reader *reader);

#endif
