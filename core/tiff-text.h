/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiff-text.h - what the texts and numbers of a TIFF directory tell
 */
#ifndef TIFF_TEXT_H
#define TIFF_TEXT_H

#include "meta.h"
#include "tiff-file.h"

/* Our own JSON, or NULL; it lives as long as the directory. */
const char *tiff_embedded_text(TIFF *tif);

/* Pictures one behind the other with a single directory, as ImageJ writes. */
struct tiff_stack {
	uint32_t pages;
	uint64_t first; /* where the first one begins */
	uint64_t bytes; /* of each */
};

/* False if the directory, which is current, describes none. */
bool tiff_stack_find(const struct tiff_file *file, struct tiff_stack *stack);

/*
 * Set "pixel-size": "X Y UNIT", in meters, or, with unit 1, relative. `turned`:
 * stored rows are the picture's columns.
 */
int tiff_take_pixel_size(TIFF *tif, bool turned, fftpipe_meta *meta);

/* Write it back; one that cannot be said is left out. */
void tiff_set_pixel_size(TIFF *tif, const char *text);

#endif
