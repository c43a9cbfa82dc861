/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * image.h - memory for images, laid out as plugin.h promises
 */
#ifndef IMAGE_H
#define IMAGE_H

#include "fftpipe/plugin.h"

#include <stdbool.h>
#include <stddef.h>

/* *product = a * b, unless that does not fit: false, and it is left alone. */
bool size_multiply(size_t a, size_t b, size_t *product);

/*
 * Choose stride and plane of an image whose width, height and channels are set,
 * and say how many bytes it needs.  Rows start on 64 bytes and hold width / 2 +
 * 1 pairs; the stride is an odd number of cache lines, so that columns of
 * power-of-two pictures do not all land in the same cache sets.
 *
 * Returns false, and touches nothing, if the size does not fit in a size_t or a
 * side is 0.
 */
bool image_layout(fftpipe_image *image, size_t *nbytes);

/* How many bytes buffer_allocate() takes for these: large ones whole pages. */
size_t buffer_bytes(size_t nbytes);

/* Memory aligned to 64 bytes, to be freed with free(); NULL without memory. */
void *buffer_allocate(size_t nbytes);

/* Allocate data for a laid-out image; false without memory. */
bool image_allocate(fftpipe_image *image, size_t nbytes);

void image_free(fftpipe_image *image);

/* How many floats of a row are samples: width, or 2 * (width / 2 + 1). */
size_t image_row_floats(const fftpipe_image *image);

#endif
