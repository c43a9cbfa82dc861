/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiff-strip.h - some rows of a TIFF file as the bytes of one strip
 */
#ifndef TIFF_STRIP_H
#define TIFF_STRIP_H

#include "codec.h"
#include "deflate.h"

/* How strips are written; predictor is libtiff's number, 1 for none. */
struct tiff_style {
	bool deflate;
	enum deflate_effort effort;
	unsigned predictor;
};

struct tiff_style tiff_style_of(const struct sheet *sheet);

/* Samples in a row: channels too, and of a spectrum its half. */
size_t tiff_row_samples(const struct sheet *sheet);

/* Append the strip to band->bytes.  FFTPIPE_OK, ENOMEM or EINTERNAL. */
int tiff_strip_make(const struct sheet *sheet, const fftpipe_image *image,
		    uint32_t first, uint32_t rows, struct band *band);

#endif
