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

int tiff_unsupported(struct outcome *outcome, const char *what)
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
		return tiff_unsupported(outcome, "old-style JPEG");
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

static bool is_log(uint16_t photometric)
{
	return photometric == PHOTOMETRIC_LOGL ||
	       photometric == PHOTOMETRIC_LOGLUV;
}

static int check_photometric(uint16_t photometric, struct outcome *outcome)
{
	static const struct {
		uint16_t number;
		const char *name;
	} others[] = { { PHOTOMETRIC_ITULAB, "ITU L*a*b*" },
		       { PHOTOMETRIC_CFA, "a color filter array" },
		       { PHOTOMETRIC_MASK, "a transparency mask" },
		       { 34892, "linear raw" } };

	if (photometric <= PHOTOMETRIC_PALETTE ||
	    photometric == PHOTOMETRIC_SEPARATED ||
	    photometric == PHOTOMETRIC_YCBCR ||
	    photometric == PHOTOMETRIC_CIELAB ||
	    photometric == PHOTOMETRIC_ICCLAB || is_log(photometric))
		return FFTPIPE_OK;
	for (size_t i = 0; i < FFTPIPE_COUNT(others); i++)
		if (others[i].number == photometric)
			return tiff_unsupported(outcome, others[i].name);
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
	return tiff_unsupported(outcome,
				"a page without photometric interpretation");
}

void tiff_layout_apply(const struct tiff_layout *layout, TIFF *tif)
{
	if (layout->decoded_rgb)
		libtiff.SetField(tif, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
	if (layout->decoded_float)
		libtiff.SetField(tif, TIFFTAG_SGILOGDATAFMT,
				 SGILOGDATAFMT_FLOAT);
}

/* Their codec gives samples of the type that it is asked for. */
static int decode_log(struct tiff_layout *layout, TIFF *tif,
		      struct outcome *outcome)
{
	uint16_t compression = COMPRESSION_NONE;

	libtiff.GetFieldDefaulted(tif, TIFFTAG_COMPRESSION, &compression);
	if (compression != COMPRESSION_SGILOG &&
	    compression != COMPRESSION_SGILOG24)
		return tiff_unsupported(
			outcome, "LogL or LogLuv without its compression");
	layout->decoded_float = true;
	layout->is_complex = false;
	layout->samples.type = SAMPLE_FLOAT;
	layout->samples.bits = 32;
	tiff_layout_apply(layout, tif);
	return FFTPIPE_OK;
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

/* ---- all of it --------------------------------------------------------- */

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
	if (status == FFTPIPE_OK && is_log(photometric))
		status = decode_log(layout, tif, outcome);
	if (status != FFTPIPE_OK)
		return status;
	take_range(layout);
	status = tiff_model_take(layout, tif, photometric, outcome);
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
