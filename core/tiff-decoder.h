/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiff-decoder.h - a TIFF file being read: its pictures and its spectra
 */
#ifndef TIFF_DECODER_H
#define TIFF_DECODER_H

#include "codec.h"
#include "tiff-layout.h"
#include "tiff-read.h"

struct tiff_decoder {
	struct decoder base;
	struct tiff_layout layout;
	struct tiff_reader reader;
	bool has_profile;
	bool half;        /* of a spectrum, as we write it */
	unsigned readers; /* threads that may read at once */
};

/* How many of them a picture is worth, and what memory they take. */
unsigned tiff_picture_readers(const struct tiff_decoder *decoder,
			      unsigned threads);
uint64_t tiff_picture_memory(const struct tiff_decoder *decoder,
			     unsigned readers);

/* Read all samples of a page that is no spectrum. */
int tiff_picture_read(struct tiff_decoder *decoder, fftpipe_image *into,
		      struct pool *pool, struct outcome *outcome);

/*
 * A page of complex samples as a spectrum: half of one that is ours, or a whole
 * one.  EDATA if it can be neither.
 */
int tiff_spectrum_take(struct tiff_decoder *decoder, struct outcome *outcome);

/*
 * Read it.  One from elsewhere is refused unless it is a real picture's, with
 * the zero frequency first.
 */
int tiff_spectrum_read(struct tiff_decoder *decoder, fftpipe_image *into,
		       struct outcome *outcome);

#endif
