/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * codec.h - picture files in and out, whatever the format
 *
 * Reading: open (the header: shape, depth, pages, memory), then read all
 * samples into an image of the host's.  Writing: bands of rows are turned into
 * finished bytes by any thread, then appended in order.
 *
 * Descriptors are read with pread and written front to back; they belong to the
 * caller.
 */
#ifndef CODEC_H
#define CODEC_H

#include "embed.h"
#include "fftpipe/plugin.h"
#include "levels.h"
#include "message.h"
#include "pipeline.h"
#include "pool.h"

#include <stdbool.h>
#include <stdint.h>

/* ---- reading ---------------------------------------------------------- */

struct decode_options {
	bool gray;     /* color = gray: ITU-R 601 luma, rounded to the depth */
	bool gray8;    /* with gray: 16 bits reduced as the Python tool did */
	uint32_t page; /* from 1 */
	bool one_page_serves; /* the only page of a file is any page */
	bool has_range;       /* [input] range, for files that carry none */
	double lo, hi;
	const char *beside; /* the JSON file beside it, or NULL */
	size_t beside_length;
	const struct limits *limits;
	unsigned threads; /* that reading may use; 0: one */
};

struct decoder;

struct decoder_methods {
	int (*read)(struct decoder *decoder, fftpipe_image *into,
		    struct pool *pool, struct outcome *outcome);
	void (*close)(struct decoder *decoder);
};

/* What the header says; the formats' own structs begin with it. */
struct decoder {
	const struct decoder_methods *methods;
	enum format format;
	/*
	 * kind, width, height, channels, color as read() will deliver them
	 * (color 0 from a format: gray, or red, green and blue if there are
	 * three); symmetry, lo and hi only after read.
	 */
	fftpipe_image shape;
	unsigned depth; /* bits per sample in the file */
	bool floating;
	bool unbounded; /* samples are values, not levels of some range */
	uint32_t pages;
	uint64_t memory; /* bytes that reading needs beside the image */
	uint64_t least;  /* the same for one thread alone; 0: no other way */
	bool alone;      /* the caller's, before read: as `least` says */
	struct embedded embedded; /* complete after read */
	bool has_embedded;
	double mean; /* of the samples, after read */
	/*
	 * codec.c's own: the smallest and the largest level stand for these,
	 * as a bare text or [input] range says.
	 */
	bool scaled;
	double scaled_lo, scaled_hi;
};

/*
 * Look at the file behind `fd`: the type is told by content.  Returns an
 * fftpipe_status: EDATA for what is malformed, unsupported or over a limit,
 * with the reason in `outcome`.
 */
int decoder_open(struct decoder **decoder, int fd,
		 const struct decode_options *options, struct outcome *outcome);

/*
 * Read all samples into `into`, which is laid out for decoder->shape and has
 * data and meta; sets its lo, hi, symmetry, color and meta.  Values are the
 * file's own, or what its embedded text says they stand for.  Warnings (alpha
 * dropped, color profile dropped) go to `outcome`.
 */
int decoder_read(struct decoder *decoder, fftpipe_image *into,
		 struct pool *pool, struct outcome *outcome);

void decoder_close(struct decoder *decoder);

/* ---- writing ---------------------------------------------------------- */

struct reflection;

/* What a file is to hold. */
struct sheet {
	enum format format;
	unsigned depth; /* 8, 16: `levels`; 32: float; 64: complex */
	struct levels levels;
	fftpipe_image shape;    /* kind, width, height, channels, color */
	bool small;             /* compress = small */
	const char *text;       /* the embedded text, or NULL */
	const char *pixel_size; /* meta "pixel-size": "X Y UNIT", or NULL */
	const char *columns;    /* CSV: titles, or NULL */
	uint64_t exact; /* samples that the text keeps: they may be clipped */
	struct reflection *reflection; /* the lower half's levels, or NULL */
};

/* Bytes that a band became; starts as { 0 }; reused from band to band. */
struct band {
	uint8_t *bytes;
	size_t length, room;
	struct levels_count count;
	/* What a format keeps between band() and append(): checksums, sizes */
	uint64_t extra[4];
	/* What it keeps from band to band: buffers, a compressor */
	void *work;
	void (*work_destroy)(void *work);
	const void *work_of; /* codec.c's own: the format whose work it is */
};

void band_finish(struct band *band);

/* Make room for `room` bytes; false without memory. */
bool band_reserve(struct band *band, size_t room);

struct encoder;

struct encoder_methods {
	int (*band)(const struct encoder *encoder, const fftpipe_image *image,
		    uint32_t first, uint32_t rows, struct band *band);
	int (*append)(struct encoder *encoder, struct band *band,
		      uint32_t first, uint32_t rows, struct outcome *outcome);
	int (*finish)(struct encoder *encoder, struct outcome *outcome);
	void (*destroy)(struct encoder *encoder);
};

struct encoder {
	const struct encoder_methods *methods;
	struct sheet sheet;
	struct levels_count count; /* over all bands appended */
};

/* Can `format` hold `shape` at `depth`?  EDATA with the reason if not. */
int sheet_check(const struct sheet *sheet, struct outcome *outcome);

int encoder_open(struct encoder **encoder, int fd, const struct sheet *sheet,
		 struct outcome *outcome);

/*
 * Turn rows first .. first + rows - 1 into bytes; `image` is laid out so that
 * fftpipe_row(image, c, first) is the band's first row; NULL: all of them are
 * in the sheet's reflection.  Any thread; the bytes depend on nothing but the
 * rows and their number.
 */
int encoder_band(const struct encoder *encoder, const fftpipe_image *image,
		 uint32_t first, uint32_t rows, struct band *band);

/* Write a band's bytes; bands come in order. */
int encoder_append(struct encoder *encoder, struct band *band, uint32_t first,
		   uint32_t rows, struct outcome *outcome);

/* Write what follows the last band; warns of clipped values. */
int encoder_finish(struct encoder *encoder, struct outcome *outcome);

void encoder_destroy(struct encoder *encoder);

/* ---- for the formats -------------------------------------------------- */

int decoder_open_png(struct decoder **decoder, int fd,
		     const struct decode_options *options,
		     struct outcome *outcome);
int decoder_open_tiff(struct decoder **decoder, int fd,
		      const struct decode_options *options,
		      struct outcome *outcome);
int sheet_check_png(const struct sheet *sheet, struct outcome *outcome);
int encoder_open_png(struct encoder **encoder, int fd,
		     const struct sheet *sheet, struct outcome *outcome);
int sheet_check_tiff(const struct sheet *sheet, struct outcome *outcome);
int encoder_open_tiff(struct encoder **encoder, int fd,
		      const struct sheet *sheet, struct outcome *outcome);
int sheet_check_csv(const struct sheet *sheet, struct outcome *outcome);
int encoder_open_csv(struct encoder **encoder, int fd,
		     const struct sheet *sheet, struct outcome *outcome);

/*
 * Understand what goes with the samples: `text` from inside the file (NULL:
 * none), else the JSON beside it, else [input] range.  A format calls it once
 * in open, with an initialized decoder->embedded, before it decides on
 * channels: color = gray is for pictures, and decoder_is_picture() tells.
 */
int decoder_understand(struct decoder *decoder, const char *text, size_t length,
		       const struct decode_options *options,
		       struct outcome *outcome);

bool decoder_is_picture(const struct decoder *decoder);

/* Which of the file's pages is meant: EDATA if it is not there. */
int decoder_choose_page(uint32_t pages, const struct decode_options *options,
			uint32_t *page, struct outcome *outcome);

/* Refuse a shape that is over [limits] pixels. */
int decoder_check_pixels(const fftpipe_image *shape,
			 const struct limits *limits, struct outcome *outcome);

#endif
