/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * codec-common.h - what the tests of the codec share: files without a name,
 * images, limits
 */
#ifndef CODEC_COMMON_H
#define CODEC_COMMON_H

#include "codec.h"

#include <stdbool.h>
#include <stdint.h>

/* The defaults of [limits] that matter here. */
extern const struct limits common_limits;

/* A new, empty file that nobody else sees; -1 without one. */
int common_file(void);

/* An image with data and meta; NULL without memory. */
fftpipe_image *common_image(uint32_t width, uint32_t height, uint32_t channels);
void common_image_destroy(fftpipe_image *image);

/* Different each time, the same in each run: 0 .. 2^32 - 1. */
uint32_t common_random(void);

/*
 * Open and read a whole picture.  Returns its status; *image is then to be
 * destroyed, or NULL.
 */
int common_decode(int fd, const struct decode_options *options,
		  fftpipe_image **image, struct outcome *outcome);

/* Write a whole picture in bands of `rows` rows. */
int common_encode(int fd, const struct sheet *sheet, const fftpipe_image *image,
		  uint32_t rows, struct outcome *outcome);

/* The first page, as it is. */
extern const struct decode_options common_plainly;

/* To write `image` as a PNG file whose levels are the values. */
struct sheet common_sheet(const fftpipe_image *image, unsigned depth);

/* A ramp with some noise, whole numbers of `depth` bits. */
fftpipe_image *common_noise(uint32_t width, uint32_t height, uint32_t channels,
			    unsigned depth);

/* Equal shapes and samples? */
bool common_same(const fftpipe_image *a, const fftpipe_image *b);

/* Write and read; asserts that both go well. */
fftpipe_image *common_there_and_back(const struct sheet *sheet,
				     const fftpipe_image *image, uint32_t rows,
				     const struct decode_options *options,
				     struct outcome *outcome);

/* All of a file, to be freed; returns its length. */
size_t common_file_bytes(int fd, uint8_t **bytes);

/* Do the notes have these words in one? */
bool common_noted(const struct outcome *outcome, const char *words);

#endif
