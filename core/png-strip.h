/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * png-strip.h - some rows of a PNG file, filtered and compressed on their own
 */
#ifndef PNG_STRIP_H
#define PNG_STRIP_H

#include "codec.h"

/*
 * Append to band->bytes the rows as a piece of a deflate stream that needs
 * nothing from the pieces before and ends on a byte, so that pieces join.
 * band->extra[0] becomes the Adler-32 of what was compressed and extra[1] its
 * length.  FFTPIPE_OK, ENOMEM or EINTERNAL.
 */
int png_strip_make(const struct sheet *sheet, const fftpipe_image *image,
		   uint32_t first, uint32_t rows, struct band *band);

#endif
