/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * png-fast.h - plain PNG files read by two threads: one inflates, one undoes
 * the filters and makes floats
 *
 * Only for what is wholly as it should be.  At the first oddity it gives up,
 * and libpng reads the file from the start and says what is wrong with it.
 */
#ifndef PNG_FAST_H
#define PNG_FAST_H

#include "pool.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A file that is not interlaced, 8 or 16 bit, without a palette. */
struct png_plain {
	int fd;
	off_t pixels; /* where the first IDAT chunk begins */
	uint32_t height;
	size_t row_bytes;
	unsigned pixel_bytes; /* 1, 2, 3, 4, 6 or 8 */
	/* Called for each row, from the top, on one thread at a time. */
	void (*take_row)(void *context, uint32_t y, const uint8_t *row);
	void *context;
};

/* False when libpng has to read it; rows may have been taken by then. */
bool png_fast_read(const struct png_plain *plain, struct pool *pool);

/* How much memory that takes. */
uint64_t png_fast_memory(size_t row_bytes, uint32_t height);

#endif
