/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiff-spectrum.c - complex pages of TIFF files as spectra
 *
 * Ours hold the half that a real picture's spectrum needs, and a text that says
 * how wide the picture is.  From elsewhere a whole spectrum is taken.  It is
 * read twice: once for the half that is kept, once to see that the other half
 * mirrors it, so that nothing but the picture is held.
 */
#include "tiff-decoder.h"

#include <math.h>
#include <stdlib.h>

#include "image.h"

/* What of the energy beside the mean may differ: a thousandth in amplitude */
#define TOLERANCE 1e-6

struct walk {
	struct tiff_decoder *decoder;
	fftpipe_image *into;
	float *real, *imaginary; /* of a row */
	double energy, difference;
};

/* ---- what it can be ------------------------------------------------------ */

int tiff_spectrum_take(struct tiff_decoder *decoder, struct outcome *outcome)
{
	const struct tiff_layout *layout = &decoder->layout;
	const struct embedded *embedded = &decoder->base.embedded;
	fftpipe_image *shape = &decoder->base.shape;

	if (layout->orientation != ORIENTATION_TOPLEFT)
		return outcome_fail(outcome, FFTPIPE_EDATA,
				    "a complex TIFF that is turned is not "
				    "supported");
	if (layout->model != TIFF_PLAIN || layout->inverted)
		return outcome_fail(outcome, FFTPIPE_EDATA,
				    "a complex TIFF of colors that are to "
				    "become gray is not supported");
	decoder->half = decoder->base.has_embedded &&
			embedded->width / 2 + 1 == layout->width &&
			embedded->height == layout->height;
	shape->kind = FFTPIPE_SPECTRUM;
	if (decoder->half)
		shape->width = embedded->width;
	return FFTPIPE_OK;
}

/* ---- reading ------------------------------------------------------------- */

static void unpack(struct walk *walk, const struct tiff_span *span,
		   uint32_t channel)
{
	struct tiff_layout *layout = &walk->decoder->layout;
	const size_t sample = layout->separate ? 0 : layout->kept[channel];
	const size_t step = layout->separate ? 1 : layout->stored;

	tiff_samples_unpack(&layout->samples, span->raw[0], 2 * sample,
			    2 * step, span->n, walk->real);
	tiff_samples_unpack(&layout->samples, span->raw[0], 2 * sample + 1,
			    2 * step, span->n, walk->imaginary);
}

static void keep_half(struct walk *walk, const struct tiff_span *span,
		      uint32_t channel)
{
	float *row = fftpipe_row(walk->into, channel, span->y);
	const uint32_t bins = walk->into->width / 2 + 1;

	for (uint32_t i = 0; i < span->n && span->x + i < bins; i++) {
		size_t at = 2 * ((size_t)span->x + i);

		row[at] = walk->real[i];
		row[at + 1] = walk->imaginary[i];
	}
}

/* Bins that are their own mirror column are compared, too. */
static void compare_half(struct walk *walk, const struct tiff_span *span,
			 uint32_t channel)
{
	const uint32_t width = walk->into->width;
	const uint32_t height = walk->into->height;
	const float *mirror = fftpipe_row(walk->into, channel,
					  span->y ? height - span->y : 0);

	for (uint32_t i = 0; i < span->n; i++) {
		uint32_t x = span->x + i;
		uint32_t other = x ? width - x : 0;
		const float *pair = mirror + 2 * (size_t)other;
		double real, imaginary;

		if (x && x < width - x)
			continue;
		real = (double)walk->real[i] - (double)pair[0];
		imaginary = (double)walk->imaginary[i] + (double)pair[1];
		walk->difference += real * real + imaginary * imaginary;
		if (!x && !span->y)
			continue;
		walk->energy += (double)pair[0] * (double)pair[0] +
				(double)pair[1] * (double)pair[1];
	}
}

static void each_channel(struct walk *walk, const struct tiff_span *span,
			 void (*use)(struct walk *walk,
				     const struct tiff_span *span,
				     uint32_t channel))
{
	const struct tiff_layout *layout = &walk->decoder->layout;

	for (uint32_t c = 0; c < layout->channels; c++) {
		if (layout->separate && c != span->channel)
			continue;
		unpack(walk, span, c);
		use(walk, span, c);
	}
}

static void put_half(void *arg, const struct tiff_span *span)
{
	each_channel(arg, span, keep_half);
}

static void put_compared(void *arg, const struct tiff_span *span)
{
	each_channel(arg, span, compare_half);
}

/* ---- is it a real picture's? --------------------------------------------- */

static double strength(const fftpipe_image *image, uint32_t x, uint32_t y)
{
	double sum = 0;

	for (uint32_t c = 0; c < image->channels; c++) {
		const float *pair = fftpipe_row(image, c, y) + 2 * (size_t)x;

		sum += hypot((double)pair[0], (double)pair[1]);
	}
	return sum;
}

static bool centered(const fftpipe_image *image)
{
	const uint32_t x = image->width / 2, y = image->height / 2;

	return strength(image, x, y) > strength(image, 0, 0);
}

/* Rounding is measured by the mean, too, for pictures of one value. */
static int check_whole(struct walk *walk, struct outcome *outcome)
{
	double mean = strength(walk->into, 0, 0);
	double allowed;
	int status = tiff_reader_run(&walk->decoder->reader, put_compared, walk,
				     outcome);

	allowed = TOLERANCE * walk->energy + 1e-12 * mean * mean;
	if (status != FFTPIPE_OK)
		return status;
	if (centered(walk->into))
		return outcome_fail(outcome, FFTPIPE_EDATA,
				    "a complex TIFF with the zero frequency in "
				    "the middle is not supported; it must come "
				    "first");
	if (walk->difference <= allowed)
		return FFTPIPE_OK;
	return outcome_fail(outcome, FFTPIPE_EDATA,
			    "a complex TIFF that is not the whole spectrum of "
			    "a real picture (each value conjugate to its "
			    "mirror, zero frequency first) is not supported");
}

static int read_walk(struct walk *walk, struct outcome *outcome)
{
	struct tiff_decoder *decoder = walk->decoder;
	const struct origin *origin = &decoder->base.embedded.origin;
	fftpipe_image *into = walk->into;
	int status = tiff_reader_run(&decoder->reader, put_half, walk, outcome);

	if (status != FFTPIPE_OK)
		return status;
	if (!decoder->half)
		return check_whole(walk, outcome);
	if (origin->known && origin->lo < origin->hi) {
		into->lo = origin->lo;
		into->hi = origin->hi;
	}
	return FFTPIPE_OK;
}

int tiff_spectrum_read(struct tiff_decoder *decoder, fftpipe_image *into,
		       struct outcome *outcome)
{
	struct walk walk = { .decoder = decoder, .into = into };
	double pixels = (double)into->width * into->height * into->channels;
	double sum = 0;
	size_t row;
	int status;

	if (size_multiply(decoder->layout.width, 2 * sizeof(float), &row))
		walk.real = malloc(row);
	if (!walk.real)
		return outcome_fail(outcome, FFTPIPE_ENOMEM,
				    "no memory for a row of the TIFF file");
	walk.imaginary = walk.real + decoder->layout.width;
	status = read_walk(&walk, outcome);
	free(walk.real);
	if (status != FFTPIPE_OK)
		return status;
	for (uint32_t c = 0; c < into->channels; c++)
		sum += (double)fftpipe_row(into, c, 0)[0];
	decoder->base.mean = sum / pixels;
	return FFTPIPE_OK;
}
