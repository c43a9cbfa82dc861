/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiff-layout.c - how a page of a TIFF file is laid out, and what of it is read
 *
 * Whatever the format allows and we do not read is refused by its name, before
 * any sample is looked at.
 */
#include "tiff-layout.h"

#include <math.h>
#include <stdlib.h>

#include "image.h"

static int unsupported(struct outcome *outcome, const char *what)
{
	return outcome_fail(outcome, FFTPIPE_EDATA, "%s is not supported",
			    what);
}

/* ---- what is not read ---------------------------------------------------- */

static int check_compression(TIFF *tif, struct outcome *outcome)
{
	uint16_t compression = COMPRESSION_NONE;
	const TIFFCodec *codec;

	libtiff.GetFieldDefaulted(tif, TIFFTAG_COMPRESSION, &compression);
	codec = libtiff.FindCODEC(compression);
	if (compression == COMPRESSION_OJPEG)
		return unsupported(outcome, "old-style JPEG");
	if (libtiff.IsCODECConfigured(compression))
		return FFTPIPE_OK;
	if (codec)
		return outcome_fail(outcome, FFTPIPE_EDATA,
				    "compression by %s is not supported",
				    codec->name);
	return outcome_fail(outcome, FFTPIPE_EDATA,
			    "compression number %u is not supported",
			    compression);
}

static int check_photometric(uint16_t photometric, struct outcome *outcome)
{
	static const struct {
		uint16_t number;
		const char *name;
	} others[] = { { PHOTOMETRIC_CIELAB, "CIE L*a*b*" },
		       { PHOTOMETRIC_ICCLAB, "ICC L*a*b*" },
		       { PHOTOMETRIC_ITULAB, "ITU L*a*b*" },
		       { PHOTOMETRIC_CFA, "a color filter array" },
		       { PHOTOMETRIC_LOGL, "LogL" },
		       { PHOTOMETRIC_LOGLUV, "LogLuv" },
		       { PHOTOMETRIC_MASK, "a transparency mask" },
		       { 34892, "linear raw" } };

	if (photometric <= PHOTOMETRIC_PALETTE ||
	    photometric == PHOTOMETRIC_SEPARATED ||
	    photometric == PHOTOMETRIC_YCBCR)
		return FFTPIPE_OK;
	for (size_t i = 0; i < FFTPIPE_COUNT(others); i++)
		if (others[i].number == photometric)
			return unsupported(outcome, others[i].name);
	return outcome_fail(outcome, FFTPIPE_EDATA,
			    "photometric interpretation %u is not supported",
			    photometric);
}

/*
 * Where it is missing: fax pages are white at zero by habit, and floats are
 * what they are.
 */
static int take_photometric(const struct tiff_layout *layout, TIFF *tif,
			    uint16_t *photometric, struct outcome *outcome)
{
	uint16_t compression = COMPRESSION_NONE;

	if (libtiff.GetField(tif, TIFFTAG_PHOTOMETRIC, photometric))
		return check_photometric(*photometric, outcome);
	libtiff.GetFieldDefaulted(tif, TIFFTAG_COMPRESSION, &compression);
	*photometric = PHOTOMETRIC_MINISWHITE;
	if (compression >= COMPRESSION_CCITTRLE &&
	    compression <= COMPRESSION_CCITTFAX4)
		return FFTPIPE_OK;
	*photometric = PHOTOMETRIC_MINISBLACK;
	if (layout->samples.type == SAMPLE_FLOAT)
		return FFTPIPE_OK;
	return unsupported(outcome,
			   "a page without photometric interpretation");
}

/* ---- sizes and types ----------------------------------------------------- */

static int take_sizes(struct tiff_layout *layout, TIFF *tif,
		      struct outcome *outcome)
{
	uint16_t planar = PLANARCONFIG_CONTIG;

	layout->orientation = ORIENTATION_TOPLEFT;
	libtiff.GetField(tif, TIFFTAG_IMAGEWIDTH, &layout->width);
	libtiff.GetField(tif, TIFFTAG_IMAGELENGTH, &layout->height);
	libtiff.GetFieldDefaulted(tif, TIFFTAG_SAMPLESPERPIXEL,
				  &layout->stored);
	libtiff.GetFieldDefaulted(tif, TIFFTAG_PLANARCONFIG, &planar);
	libtiff.GetFieldDefaulted(tif, TIFFTAG_ORIENTATION,
				  &layout->orientation);
	layout->separate =
		planar == PLANARCONFIG_SEPARATE && layout->stored > 1;
	layout->tiled = libtiff.IsTiled(tif);
	if (layout->tiled) {
		libtiff.GetField(tif, TIFFTAG_TILEWIDTH, &layout->tile_width);
		libtiff.GetField(tif, TIFFTAG_TILELENGTH, &layout->tile_height);
	}
	if (!layout->width || !layout->height || !layout->stored)
		return outcome_fail(outcome, FFTPIPE_EDATA,
				    "not a valid TIFF: it has no samples");
	if (layout->tiled && (!layout->tile_width || !layout->tile_height))
		return outcome_fail(outcome, FFTPIPE_EDATA,
				    "not a valid TIFF: its tiles are empty");
	if (layout->orientation < ORIENTATION_TOPLEFT ||
	    layout->orientation > ORIENTATION_LEFTBOT)
		layout->orientation = ORIENTATION_TOPLEFT;
	return FFTPIPE_OK;
}

static bool type_known(const struct tiff_layout *layout)
{
	const unsigned bits = layout->samples.bits;

	if (layout->samples.type != SAMPLE_FLOAT)
		return layout->is_complex ? bits == 16 || bits == 32
					  : bits >= 1 && bits <= 64;
	if (layout->is_complex)
		return bits == 32 || bits == 64;
	return bits == 16 || bits == 24 || bits == 32 || bits == 64;
}

static int take_type(struct tiff_layout *layout, TIFF *tif,
		     struct outcome *outcome)
{
	static const enum sample_type types[] = {
		[SAMPLEFORMAT_UINT] = SAMPLE_UNSIGNED,
		[SAMPLEFORMAT_INT] = SAMPLE_SIGNED,
		[SAMPLEFORMAT_IEEEFP] = SAMPLE_FLOAT,
		[SAMPLEFORMAT_VOID] = SAMPLE_UNSIGNED,
		[SAMPLEFORMAT_COMPLEXINT] = SAMPLE_SIGNED,
		[SAMPLEFORMAT_COMPLEXIEEEFP] = SAMPLE_FLOAT,
	};
	uint16_t bits = 1, format = SAMPLEFORMAT_UINT;

	libtiff.GetFieldDefaulted(tif, TIFFTAG_BITSPERSAMPLE, &bits);
	libtiff.GetFieldDefaulted(tif, TIFFTAG_SAMPLEFORMAT, &format);
	if (format < SAMPLEFORMAT_UINT || format > SAMPLEFORMAT_COMPLEXIEEEFP)
		return outcome_fail(outcome, FFTPIPE_EDATA,
				    "not a valid TIFF: sample format %u",
				    format);
	layout->is_complex = format >= SAMPLEFORMAT_COMPLEXINT;
	layout->samples.type = types[format];
	layout->samples.bits = layout->is_complex ? bits / 2 : bits;
	layout->samples.msb_first = libtiff.IsBigEndian(tif);
	if (type_known(layout))
		return FFTPIPE_OK;
	return outcome_fail(outcome, FFTPIPE_EDATA,
			    "%s samples of %u bits are not supported",
			    layout->is_complex ? "complex"
			    : layout->samples.type == SAMPLE_FLOAT
				    ? "floating-point"
				    : "integer",
			    bits);
}

/* ---- which samples become channels --------------------------------------- */

/*
 * `colors` samples belong to the picture, the others are extra: alpha is
 * dropped, and where `plain` the rest is kept as more channels.
 */
static int take_channels(struct tiff_layout *layout, TIFF *tif, unsigned colors,
			 bool plain, struct outcome *outcome)
{
	uint16_t n_extra = 0, *extra = NULL;

	libtiff.GetFieldDefaulted(tif, TIFFTAG_EXTRASAMPLES, &n_extra, &extra);
	if (layout->stored < colors || n_extra > layout->stored)
		return outcome_fail(outcome, FFTPIPE_EDATA,
				    "not a valid TIFF: %u samples in a pixel "
				    "are too few",
				    layout->stored);
	layout->kept = calloc(layout->stored, sizeof *layout->kept);
	if (!layout->kept)
		return outcome_fail(outcome, FFTPIPE_ENOMEM,
				    "no memory for a list of channels");
	layout->together = colors;
	for (unsigned i = 0; i < layout->stored; i++) {
		unsigned kind = EXTRASAMPLE_UNSPECIFIED;

		if (i >= colors && i + n_extra >= layout->stored)
			kind = extra[i + n_extra - layout->stored];
		if (kind != EXTRASAMPLE_UNSPECIFIED)
			layout->has_alpha = true;
		else if (i >= colors && !plain)
			layout->has_more = true;
		else
			layout->kept[layout->channels++] = (uint16_t)i;
	}
	return FFTPIPE_OK;
}

static double largest(unsigned bits)
{
	return ldexp(1, (int)bits) - 1;
}

/* Steps from black to white if there are few, native counts else. */
static void take_range(struct tiff_layout *layout)
{
	const unsigned bits = layout->samples.bits;
	const bool counts = layout->samples.type == SAMPLE_UNSIGNED;

	layout->depth = counts && bits < 8 ? 8 : bits;
	layout->rounded = layout->samples.type != SAMPLE_FLOAT;
	layout->most = largest(bits);
	layout->lo = 0;
	layout->hi = counts && bits < 32 ? largest(layout->depth) : 0;
}

static int take_gray(struct tiff_layout *layout, TIFF *tif, bool white,
		     struct outcome *outcome)
{
	layout->inverted = white;
	if (white && layout->samples.type != SAMPLE_UNSIGNED)
		return unsupported(outcome,
				   "white at the smallest value of signed or "
				   "floating-point samples");
	return take_channels(layout, tif, 1, true, outcome);
}

static int take_rgb(struct tiff_layout *layout, TIFF *tif, bool gray,
		    struct outcome *outcome)
{
	int status = take_channels(layout, tif, 3, !gray, outcome);
	uint16_t n_extra = 0, *extra = NULL;

	if (status != FFTPIPE_OK || !gray)
		return status;
	layout->model = TIFF_MIX;
	layout->channels = 1;
	libtiff.GetFieldDefaulted(tif, TIFFTAG_EXTRASAMPLES, &n_extra, &extra);
	layout->divided =
		layout->gray8 && !layout->separate && n_extra == 1 &&
		layout->stored == 4 && *extra == EXTRASAMPLE_ASSOCALPHA &&
		layout->samples.type == SAMPLE_UNSIGNED &&
		(layout->samples.bits == 8 || layout->samples.bits == 16);
	if (layout->divided)
		layout->together = 4;
	return FFTPIPE_OK;
}

static int take_cmyk(struct tiff_layout *layout, TIFF *tif,
		     struct outcome *outcome)
{
	uint16_t inks = INKSET_CMYK;

	libtiff.GetFieldDefaulted(tif, TIFFTAG_INKSET, &inks);
	if (inks != INKSET_CMYK)
		return unsupported(outcome, "a set of inks other than CMYK");
	if (layout->samples.type != SAMPLE_UNSIGNED ||
	    (layout->samples.bits != 8 && layout->samples.bits != 16))
		return unsupported(outcome, "CMYK of other than 8 or 16 bits");
	layout->model = TIFF_CMYK;
	return take_channels(layout, tif, 4, false, outcome);
}

/* ---- YCbCr --------------------------------------------------------------- */

static bool coarser_known(uint16_t times)
{
	return times == 1 || times == 2 || times == 4;
}

static bool numbers_usable(const struct tiff_layout *layout)
{
	for (int i = 0; i < 3; i++)
		if (!isfinite(layout->luma[i]) ||
		    !isfinite(layout->reference[2 * i]) ||
		    !isfinite(layout->reference[2 * i + 1]) ||
		    layout->reference[2 * i] == layout->reference[2 * i + 1])
			return false;
	return layout->luma[1] != 0;
}

static int take_numbers(struct tiff_layout *layout, TIFF *tif,
			struct outcome *outcome)
{
	float *luma = NULL, *reference = NULL;

	libtiff.GetFieldDefaulted(tif, TIFFTAG_YCBCRSUBSAMPLING,
				  &layout->coarser_x, &layout->coarser_y);
	libtiff.GetFieldDefaulted(tif, TIFFTAG_YCBCRCOEFFICIENTS, &luma);
	libtiff.GetFieldDefaulted(tif, TIFFTAG_REFERENCEBLACKWHITE, &reference);
	for (int i = 0; luma && reference && i < 3; i++) {
		layout->luma[i] = luma[i];
		layout->reference[2 * i] = reference[2 * i];
		layout->reference[2 * i + 1] = reference[2 * i + 1];
	}
	if (coarser_known(layout->coarser_x) &&
	    coarser_known(layout->coarser_y) && luma && reference &&
	    numbers_usable(layout))
		return FFTPIPE_OK;
	return outcome_fail(outcome, FFTPIPE_EDATA,
			    "YCbCr of these coefficients, black and white is "
			    "not supported");
}

void tiff_layout_apply(const struct tiff_layout *layout, TIFF *tif)
{
	if (layout->decoded_rgb)
		libtiff.SetField(tif, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
}

/* libjpeg makes RGB of what it holds itself. */
static int take_ycbcr(struct tiff_layout *layout, TIFF *tif, bool gray,
		      struct outcome *outcome)
{
	uint16_t compression = COMPRESSION_NONE;
	int status;

	libtiff.GetFieldDefaulted(tif, TIFFTAG_COMPRESSION, &compression);
	if (layout->samples.type != SAMPLE_UNSIGNED ||
	    layout->samples.bits != 8 || layout->stored < 3)
		return unsupported(outcome,
				   "YCbCr of other than 8 bits and 3 channels");
	if (compression == COMPRESSION_JPEG && !layout->separate) {
		layout->decoded_rgb = true;
		tiff_layout_apply(layout, tif);
		return take_rgb(layout, tif, gray, outcome);
	}
	status = take_numbers(layout, tif, outcome);
	if (status != FFTPIPE_OK)
		return status;
	if (layout->coarser_x == 1 && layout->coarser_y == 1) {
		layout->model = TIFF_YCBCR;
		return take_channels(layout, tif, 3, false, outcome);
	}
	if (layout->separate || layout->stored != 3)
		return unsupported(outcome,
				   "YCbCr with coarser colors in planes or "
				   "with more channels");
	layout->model = TIFF_YCBCR;
	return take_channels(layout, tif, 3, false, outcome);
}

/* ---- all of it ----------------------------------------------------------- */

static int take_model(struct tiff_layout *layout, TIFF *tif,
		      uint16_t photometric, struct outcome *outcome)
{
	const bool gray = layout->gray;
	int status;

	layout->colored = photometric > PHOTOMETRIC_MINISBLACK;
	switch (photometric) {
	case PHOTOMETRIC_RGB:
		return take_rgb(layout, tif, gray, outcome);
	case PHOTOMETRIC_PALETTE:
		status = take_channels(layout, tif, 1, false, outcome);
		if (status != FFTPIPE_OK)
			return status;
		return tiff_palette_take(layout, tif, outcome);
	case PHOTOMETRIC_SEPARATED:
		status = take_cmyk(layout, tif, outcome);
		break;
	case PHOTOMETRIC_YCBCR:
		status = take_ycbcr(layout, tif, gray, outcome);
		break;
	default:
		return take_gray(layout, tif,
				 photometric == PHOTOMETRIC_MINISWHITE,
				 outcome);
	}
	if (layout->model == TIFF_CMYK || layout->model == TIFF_YCBCR)
		layout->channels = gray ? 1 : 3;
	return status;
}

static void reduce(struct tiff_layout *layout)
{
	if (layout->samples.type != SAMPLE_UNSIGNED || layout->depth <= 8 ||
	    layout->samples.bits > 16)
		return;
	layout->clipped = !layout->colored;
	layout->halved = layout->colored && layout->model != TIFF_PALETTE;
	if (layout->halved)
		layout->most = 255;
	/* Pillow 9 believes that tiles of planes have 8 bits. */
	layout->as_bytes = layout->halved && layout->separate &&
			   layout->tiled && layout->model == TIFF_MIX;
	if (layout->as_bytes) {
		layout->halved = false;
		layout->samples.bits = 8;
	}
	layout->depth = 8;
	layout->hi = 255;
}

int tiff_layout_take(struct tiff_layout *layout, struct tiff_file *file,
		     bool gray, bool gray8, struct outcome *outcome)
{
	TIFF *tif = file->tif;
	uint16_t photometric;
	int status;

	*layout = (struct tiff_layout){ .gray = gray,
					.gray8 = gray && gray8,
					.coarser_x = 1,
					.coarser_y = 1 };
	status = take_sizes(layout, tif, outcome);
	if (status == FFTPIPE_OK)
		status = check_compression(tif, outcome);
	if (status == FFTPIPE_OK)
		status = take_type(layout, tif, outcome);
	if (status == FFTPIPE_OK)
		status = take_photometric(layout, tif, &photometric, outcome);
	if (status != FFTPIPE_OK)
		return status;
	take_range(layout);
	status = take_model(layout, tif, photometric, outcome);
	if (layout->gray8)
		reduce(layout);
	return status;
}

void tiff_layout_finish(struct tiff_layout *layout)
{
	free(layout->kept);
	free(layout->table);
	layout->kept = NULL;
	layout->table = NULL;
}

bool tiff_layout_turned(const struct tiff_layout *layout)
{
	return layout->orientation >= ORIENTATION_LEFTTOP;
}
