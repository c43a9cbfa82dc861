/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * png-chunks.h - what a PNG file says beside its pixels
 */
#ifndef PNG_CHUNKS_H
#define PNG_CHUNKS_H

#include "message.h"
#include "pipeline.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct png_chunks {
	off_t pixels;      /* where the first IDAT begins, or 0 */
	bool transparency; /* tRNS */
	bool profile;      /* iCCP */
	/* pHYs: pixels per meter, or, without a unit, relative */
	bool has_density, in_meters;
	uint32_t density_x, density_y;
	char *text; /* the first embedded text, or NULL */
	size_t text_length;
};

/*
 * Walk over the chunks, wherever they are.  Stops quietly at what is malformed:
 * libpng reads the same bytes and knows how to put it.  EDATA when text or
 * profile is over its limit.  Starts as { 0 }.
 */
int png_chunks_read(struct png_chunks *chunks, int fd,
		    const struct limits *limits, struct outcome *outcome);

void png_chunks_finish(struct png_chunks *chunks);

#endif
