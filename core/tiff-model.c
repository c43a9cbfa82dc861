/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiff-model.c - which samples of a page become channels, and how
 */
#include "tiff-layout.h"

#include <math.h>
#include <stdlib.h>

#include "tiff-library.h"

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

static int take_gray(struct tiff_layout *layout, TIFF *tif, bool white,
		     struct outcome *outcome)
{
	layout->inverted = white;
	if (white && layout->samples.type != SAMPLE_UNSIGNED)
		return tiff_unsupported(
			outcome, "white at the smallest value of signed or "
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
		return tiff_unsupported(outcome,
					"a set of inks other than CMYK");
	if (layout->samples.type != SAMPLE_UNSIGNED ||
	    (layout->samples.bits != 8 && layout->samples.bits != 16))
		return tiff_unsupported(outcome,
					"CMYK of other than 8 or 16 bits");
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

/* libjpeg makes RGB of what it holds itself. */
static int take_ycbcr(struct tiff_layout *layout, TIFF *tif, bool gray,
		      struct outcome *outcome)
{
	uint16_t compression = COMPRESSION_NONE;
	int status;

	libtiff.GetFieldDefaulted(tif, TIFFTAG_COMPRESSION, &compression);
	if (layout->samples.type != SAMPLE_UNSIGNED ||
	    layout->samples.bits != 8 || layout->stored < 3)
		return tiff_unsupported(
			outcome, "YCbCr of other than 8 bits and 3 channels");
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
		return tiff_unsupported(
			outcome, "YCbCr with coarser colors in planes or "
				 "with more channels");
	layout->model = TIFF_YCBCR;
	return take_channels(layout, tif, 3, false, outcome);
}

/* ---- CIE colors ---------------------------------------------------------- */

static int take_lab(struct tiff_layout *layout, TIFF *tif, enum tiff_lab lab,
		    struct outcome *outcome)
{
	if (layout->samples.type != SAMPLE_UNSIGNED ||
	    (layout->samples.bits != 8 && layout->samples.bits != 16))
		return tiff_unsupported(outcome,
					"L*a*b* of other than 8 or 16 bits");
	layout->model = TIFF_LAB;
	layout->lab = lab;
	return take_channels(layout, tif, 3, false, outcome);
}

static int take_luv(struct tiff_layout *layout, TIFF *tif,
		    struct outcome *outcome)
{
	layout->model = TIFF_XYZ;
	return take_channels(layout, tif, 3, false, outcome);
}

/* ---- all of it ----------------------------------------------------------- */

int tiff_model_take(struct tiff_layout *layout, TIFF *tif, uint16_t photometric,
		    struct outcome *outcome)
{
	const bool gray = layout->gray;
	int status;

	layout->colored = photometric > PHOTOMETRIC_MINISBLACK &&
			  photometric != PHOTOMETRIC_LOGL;
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
	case PHOTOMETRIC_CIELAB:
		status = take_lab(layout, tif, TIFF_LAB_CIE, outcome);
		break;
	case PHOTOMETRIC_ICCLAB:
		status = take_lab(layout, tif, TIFF_LAB_ICC, outcome);
		break;
	case PHOTOMETRIC_LOGLUV:
		status = take_luv(layout, tif, outcome);
		break;
	default:
		return take_gray(layout, tif,
				 photometric == PHOTOMETRIC_MINISWHITE,
				 outcome);
	}
	if (layout->model >= TIFF_CMYK)
		layout->channels = gray ? 1 : 3;
	return status;
}
