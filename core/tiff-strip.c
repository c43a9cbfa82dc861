/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiff-strip.c - some rows of a TIFF file as the bytes of one strip
 *
 * Samples are interleaved, the low byte first.  The fractions of floats are
 * noise: `small` makes a magnitude a fifth smaller and a phase an eleventh, and
 * takes a hundred times as long as writing them as they are, the default.
 */
#include "tiff-strip.h"

#include <stdlib.h>
#include <string.h>
#include <tiff.h>

#include "image.h"
#include "reflection.h"

/* What a band keeps. */
struct work {
	struct deflater *deflater; /* NULL: nothing is compressed */
	struct tiff_style style;
	size_t room, scratch_room;
	uint8_t *rows;    /* the strip before compression */
	uint8_t *scratch; /* one row, on its way to a predictor */
};

struct tiff_style tiff_style_of(const struct sheet *sheet)
{
	const bool data = sheet->shape.color == FFTPIPE_DATA ||
			  sheet->shape.color == FFTPIPE_ANGLE;
	struct tiff_style style = { .deflate = true,
				    .effort = sheet->small ? DEFLATE_SMALL
							   : DEFLATE_FAST,
				    .predictor = PREDICTOR_HORIZONTAL };

	if (sheet->depth >= 32 && !sheet->small)
		return (struct tiff_style){ .predictor = PREDICTOR_NONE };
	if (sheet->depth == DEPTH_32)
		style.predictor = PREDICTOR_FLOATINGPOINT;
	if (sheet->depth == DEPTH_COMPLEX)
		style.predictor = PREDICTOR_NONE;
	if (data && !sheet->small)
		style.effort = DEFLATE_NOISE;
	return style;
}

size_t tiff_row_samples(const struct sheet *sheet)
{
	size_t width = sheet->shape.width;

	if (sheet->shape.kind == FFTPIPE_SPECTRUM)
		width = width / 2 + 1;
	return width * sheet->shape.channels;
}

/* ---- rows ---------------------------------------------------------------- */

static void store32(uint8_t *to, float value)
{
	uint32_t bits;

	memcpy(&bits, &value, sizeof bits);
	to[0] = (uint8_t)bits;
	to[1] = (uint8_t)(bits >> 8);
	to[2] = (uint8_t)(bits >> 16);
	to[3] = (uint8_t)(bits >> 24);
}

/* `each` floats of a channel stay together: 2 for complex samples. */
static void row_floats(const struct sheet *sheet, const fftpipe_image *image,
		       uint32_t y, uint8_t *to)
{
	const uint32_t channels = sheet->shape.channels;
	const size_t each = sheet->depth == DEPTH_COMPLEX ? 2 : 1;
	const size_t n = tiff_row_samples(sheet) / channels;

	for (uint32_t c = 0; c < channels; c++) {
		const float *row = fftpipe_row(image, c, y);
		uint8_t *at = to + 4 * each * c;

		for (size_t i = 0; i < n; i++, at += 4 * each * channels)
			for (size_t k = 0; k < each; k++)
				store32(at + 4 * k, row[i * each + k]);
	}
}

/*
 * Floats for their predictor: all first bytes, the highest, then all second
 * ones; then each byte less that of the sample to the left.
 */
static void predict_floats(uint8_t *scratch, size_t n, size_t channels,
			   uint8_t *row)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < 4; k++)
			scratch[k * n + i] = row[4 * i + 3 - k];
	memcpy(row, scratch, channels);
	for (size_t i = channels; i < 4 * n; i++)
		row[i] = (uint8_t)(scratch[i] - scratch[i - channels]);
}

/* Each sample less that of the same channel to the left. */
static void predict8(const uint8_t *restrict from, size_t n, size_t channels,
		     uint8_t *restrict row)
{
	memcpy(row, from, channels);
	for (size_t i = channels; i < n; i++)
		row[i] = (uint8_t)(from[i] - from[i - channels]);
}

static unsigned sample16(const uint8_t *from)
{
	return (unsigned)from[0] << 8 | from[1];
}

/* Levels come with the high byte first. */
static void predict16(const uint8_t *restrict from, size_t n, size_t channels,
		      uint8_t *restrict row)
{
	for (size_t i = 0; i < n; i++) {
		unsigned sample = sample16(from + 2 * i);

		if (i >= channels)
			sample -= sample16(from + 2 * (i - channels));
		row[2 * i] = (uint8_t)sample;
		row[2 * i + 1] = (uint8_t)(sample >> 8);
	}
}

static void row_levels(const struct sheet *sheet, const fftpipe_image *image,
		       uint32_t y, struct work *work, uint8_t *to,
		       struct levels_count *count)
{
	const uint32_t channels = sheet->shape.channels;
	const size_t n = tiff_row_samples(sheet);

	sheet_row_levels(sheet, image, y, work->scratch, count);
	if (sheet->depth == DEPTH_8)
		predict8(work->scratch, n, channels, to);
	else
		predict16(work->scratch, n, channels, to);
}

static void make_rows(const struct sheet *sheet, const fftpipe_image *image,
		      uint32_t first, uint32_t rows, struct work *work,
		      uint8_t *to, struct levels_count *count)
{
	const size_t n = tiff_row_samples(sheet);

	for (uint32_t y = first; y < first + rows; y++) {
		if (sheet->depth < 32)
			row_levels(sheet, image, y, work, to, count);
		else
			row_floats(sheet, image, y, to);
		if (work->style.predictor == PREDICTOR_FLOATINGPOINT)
			predict_floats(work->scratch, n, sheet->shape.channels,
				       to);
		to += n * (sheet->depth / 8);
	}
}

/* ---- what a band keeps --------------------------------------------------- */

static void work_destroy(void *arg)
{
	struct work *work = arg;

	deflater_destroy(work->deflater);
	free(work->rows);
	free(work->scratch);
	free(work);
}

static struct work *work_create(const struct sheet *sheet)
{
	struct work *work = calloc(1, sizeof *work);

	if (!work)
		return NULL;
	work->style = tiff_style_of(sheet);
	if (!work->style.deflate)
		return work;
	work->deflater = deflater_create(work->style.effort);
	if (work->deflater)
		return work;
	work_destroy(work);
	return NULL;
}

/* The band may have been used for another file. */
static bool work_fits(const struct work *work, const struct sheet *sheet)
{
	const struct tiff_style style = tiff_style_of(sheet);

	return work->style.deflate == style.deflate &&
	       work->style.effort == style.effort &&
	       work->style.predictor == style.predictor;
}

static bool grow(uint8_t **memory, size_t *room, size_t nbytes)
{
	uint8_t *grown;

	if (*memory && nbytes <= *room)
		return true;
	grown = malloc(nbytes);
	if (!grown)
		return false;
	free(*memory);
	*memory = grown;
	*room = nbytes;
	return true;
}

static struct work *work_for(struct band *band, const struct sheet *sheet)
{
	struct work *work = band->work;

	if (work &&
	    (band->work_destroy != work_destroy || !work_fits(work, sheet))) {
		band->work_destroy(work);
		band->work = NULL;
		work = NULL;
	}
	if (work)
		return work;
	work = work_create(sheet);
	band->work = work;
	band->work_destroy = work_destroy;
	return work;
}

int tiff_strip_make(const struct sheet *sheet, const fftpipe_image *image,
		    uint32_t first, uint32_t rows, struct band *band)
{
	struct work *work = work_for(band, sheet);
	size_t row, length;

	if (!work ||
	    !size_multiply(tiff_row_samples(sheet), sheet->depth / 8, &row) ||
	    !size_multiply(row, rows, &length) || length > SIZE_MAX / 2)
		return FFTPIPE_ENOMEM;
	if (!work->style.deflate) {
		if (!band_reserve(band, band->length + length))
			return FFTPIPE_ENOMEM;
		make_rows(sheet, image, first, rows, work,
			  band->bytes + band->length, &band->count);
		band->length += length;
		return FFTPIPE_OK;
	}
	if (!grow(&work->rows, &work->room, length) ||
	    !grow(&work->scratch, &work->scratch_room, row))
		return FFTPIPE_ENOMEM;
	make_rows(sheet, image, first, rows, work, work->rows, &band->count);
	return deflater_stream(work->deflater, work->rows, length, band);
}
