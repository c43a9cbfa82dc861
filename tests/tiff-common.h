/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiff-common.h - what the tests of TIFF files share: spectra, and files made
 * by libtiff
 */
#ifndef TIFF_COMMON_H
#define TIFF_COMMON_H

#include "codec-common.h"

/* An image described like `shape`, with data and meta; NULL without memory. */
fftpipe_image *tiff_common_image(const fftpipe_image *shape);

/* common_decode() for any kind and color. */
int tiff_common_decode(int fd, const struct decode_options *options,
		       fftpipe_image **image, struct outcome *outcome);

/* Write in bands of `rows` and read again; asserts that both go well. */
fftpipe_image *tiff_common_there_and_back(const struct sheet *sheet,
					  const fftpipe_image *image,
					  uint32_t rows,
					  struct outcome *outcome);

/* A page that libtiff is to write; what is 0 is left out or usual. */
struct page {
	uint32_t width, height;
	uint16_t bits, format, samples, photometric;
	uint16_t planar, compression, orientation, tile, subfile;
	uint32_t strip; /* rows of one */
	uint16_t n_extra, extra[4];
	uint16_t coarser_x, coarser_y;
	float x_resolution, y_resolution;
	uint16_t unit;
	const char *description;
	const uint16_t *palette; /* 3 times 2^bits */
	uint32_t profile;        /* bytes of it */
	const void *data;        /* whole strips, rows or tiles as given */
	size_t nbytes;           /* of one strip, of one plane */
};

/* One page of gray; the caller sets what is unlike that. */
struct page tiff_common_page(uint32_t width, uint32_t height, uint16_t bits,
			     const void *data, size_t nbytes);

/* Write the pages to a new file; `mode` is libtiff's. */
int tiff_common_file(const char *mode, const struct page *pages, size_t n);

/* Read the first page; asserts that it goes well. */
fftpipe_image *tiff_common_read(int fd, struct outcome *outcome);

/* Assert that reading fails with these words in its reason, and close. */
void tiff_common_refused(int fd, const struct decode_options *options,
			 const char *words);

#endif
