/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * encode-tiff.c - TIFF files out: strips made elsewhere, kept by libtiff
 *
 * A strip is a band, so that the first band says how many rows strips have.
 * The low byte comes first on every machine, and nothing tells time, program or
 * host: the same samples make the same file.
 */
#include "codec.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "image.h"
#include "tiff-file.h"
#include "tiff-strip.h"
#include "tiff-text.h"

/* A classic file ends at 4 GiB: room for directory and incompressible strips */
#define CLASSIC_MOST ((uint64_t)4000000000)

struct tiff_encoder {
	struct encoder base;
	struct tiff_file file;
	uint32_t strip_rows; /* 0 before the first band */
};

static int fail(const struct tiff_encoder *encoder, struct outcome *outcome)
{
	const struct tiff_file *file = &encoder->file;

	return outcome_fail(outcome, FFTPIPE_EDATA, "cannot write: %s",
			    file->error     ? strerror(file->error)
			    : *file->reason ? file->reason
					    : "libtiff does not say why");
}

/* ---- the directory ------------------------------------------------------- */

/* What is no color of a picture is extra, and nobody's alpha. */
static bool set_extra(TIFF *tif, unsigned n)
{
	uint16_t *kinds;
	bool set;

	if (!n)
		return true;
	kinds = calloc(n, sizeof *kinds);
	set = kinds && libtiff.SetField(tif, TIFFTAG_EXTRASAMPLES, n, kinds);
	free(kinds);
	return set;
}

/* Three channels that are no picture are shown in colors, too. */
static bool set_samples(TIFF *tif, const struct sheet *sheet)
{
	const fftpipe_image *shape = &sheet->shape;
	const bool colored =
		shape->channels == 3 && shape->color != FFTPIPE_GRAY;
	uint16_t format = SAMPLEFORMAT_UINT;

	if (sheet->depth == DEPTH_32)
		format = SAMPLEFORMAT_IEEEFP;
	if (sheet->depth == DEPTH_COMPLEX)
		format = SAMPLEFORMAT_COMPLEXIEEEFP;
	return libtiff.SetField(tif, TIFFTAG_BITSPERSAMPLE, sheet->depth) &&
	       libtiff.SetField(tif, TIFFTAG_SAMPLESPERPIXEL,
				shape->channels) &&
	       libtiff.SetField(tif, TIFFTAG_SAMPLEFORMAT, format) &&
	       libtiff.SetField(tif, TIFFTAG_PHOTOMETRIC,
				colored ? PHOTOMETRIC_RGB
					: PHOTOMETRIC_MINISBLACK) &&
	       set_extra(tif, shape->channels - (colored ? 3 : 1)) &&
	       libtiff.SetField(tif, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
}

static bool set_compression(TIFF *tif, const struct sheet *sheet)
{
	const struct tiff_style style = tiff_style_of(sheet);

	if (!style.deflate)
		return libtiff.SetField(tif, TIFFTAG_COMPRESSION,
					COMPRESSION_NONE);
	return libtiff.SetField(tif, TIFFTAG_COMPRESSION,
				COMPRESSION_ADOBE_DEFLATE) &&
	       (style.predictor == PREDICTOR_NONE ||
		libtiff.SetField(tif, TIFFTAG_PREDICTOR, style.predictor));
}

static bool set_all(TIFF *tif, const struct sheet *sheet)
{
	const fftpipe_image *shape = &sheet->shape;
	uint32_t width = shape->width;

	if (shape->kind == FFTPIPE_SPECTRUM)
		width = width / 2 + 1;
	if (!libtiff.SetField(tif, TIFFTAG_IMAGEWIDTH, width) ||
	    !libtiff.SetField(tif, TIFFTAG_IMAGELENGTH, shape->height) ||
	    !set_samples(tif, sheet) || !set_compression(tif, sheet))
		return false;
	tiff_set_pixel_size(tif, sheet->pixel_size);
	return !sheet->text ||
	       libtiff.SetField(tif, TIFFTAG_IMAGEDESCRIPTION, sheet->text);
}

/* ---- strips -------------------------------------------------------------- */

static int band_tiff(const struct encoder *encoder, const fftpipe_image *image,
		     uint32_t first, uint32_t rows, struct band *band)
{
	return tiff_strip_make(&encoder->sheet, image, first, rows, band);
}

static int append_tiff(struct encoder *base, struct band *band, uint32_t first,
		       uint32_t rows, struct outcome *outcome)
{
	struct tiff_encoder *encoder = (struct tiff_encoder *)base;
	TIFF *tif = encoder->file.tif;

	if (!encoder->strip_rows) {
		encoder->strip_rows = rows;
		if (!libtiff.SetField(tif, TIFFTAG_ROWSPERSTRIP, rows))
			return fail(encoder, outcome);
	}
	if (libtiff.WriteRawStrip(tif, first / encoder->strip_rows, band->bytes,
				  (tmsize_t)band->length) < 0)
		return fail(encoder, outcome);
	return FFTPIPE_OK;
}

static int finish_tiff(struct encoder *base, struct outcome *outcome)
{
	struct tiff_encoder *encoder = (struct tiff_encoder *)base;

	if (!libtiff.WriteDirectory(encoder->file.tif) || encoder->file.error)
		return fail(encoder, outcome);
	return FFTPIPE_OK;
}

/* ---- opening and closing ------------------------------------------------- */

/* What is left of an unfinished file must not be written any more. */
static void destroy_tiff(struct encoder *base)
{
	struct tiff_encoder *encoder = (struct tiff_encoder *)base;

	encoder->file.fd = -1;
	tiff_file_close(&encoder->file);
	free(encoder);
}

static const struct encoder_methods methods = { band_tiff, append_tiff,
						finish_tiff, destroy_tiff };

int sheet_check_tiff(const struct sheet *sheet, struct outcome *outcome)
{
	const fftpipe_image *shape = &sheet->shape;
	const bool spectrum = shape->kind == FFTPIPE_SPECTRUM;

	if (spectrum != (sheet->depth == DEPTH_COMPLEX))
		return outcome_fail(outcome, FFTPIPE_EDATA,
				    spectrum ? "a spectrum needs depth = "
					       "complex"
					     : "depth = complex needs a "
					       "spectrum");
	if (sheet->depth != DEPTH_8 && sheet->depth != DEPTH_16 &&
	    sheet->depth != DEPTH_32 && sheet->depth != DEPTH_COMPLEX)
		return outcome_fail(outcome, FFTPIPE_EDATA,
				    "a TIFF file holds 8, 16 or 32 bits, not "
				    "%u",
				    sheet->depth);
	if (shape->channels > UINT16_MAX)
		return outcome_fail(outcome, FFTPIPE_EDATA,
				    "a TIFF file holds at most %u channels, "
				    "not %u",
				    UINT16_MAX, shape->channels);
	return FFTPIPE_OK;
}

/* As large as its samples: whether these shrink is not known yet. */
static bool needs_big(const struct sheet *sheet)
{
	const uint64_t row = (uint64_t)tiff_row_samples(sheet);
	const uint64_t text = sheet->text ? strlen(sheet->text) : 0;
	const uint64_t sample = sheet->depth / 8;

	return text > UINT32_MAX - CLASSIC_MOST ||
	       row > CLASSIC_MOST / sample / sheet->shape.height;
}

int encoder_open_tiff(struct encoder **base, int fd, const struct sheet *sheet,
		      struct outcome *outcome)
{
	struct tiff_encoder *encoder = calloc(1, sizeof *encoder);
	int status;

	if (!encoder)
		return outcome_fail(outcome, FFTPIPE_ENOMEM,
				    "no memory for a TIFF encoder");
	encoder->base.methods = &methods;
	encoder->base.sheet = *sheet;
	if (tiff_file_open(&encoder->file, fd, needs_big(sheet) ? "w8l" : "wl",
			   INT64_MAX) &&
	    set_all(encoder->file.tif, sheet)) {
		*base = &encoder->base;
		return FFTPIPE_OK;
	}
	status = fail(encoder, outcome);
	destroy_tiff(&encoder->base);
	return status;
}
