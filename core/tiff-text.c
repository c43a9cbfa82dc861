/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiff-text.c - what the texts and numbers of a TIFF directory tell
 *
 * ImageJ writes what it knows as lines "key=value" into the description, a
 * stack of many gigabytes too, which then has one directory.
 */
#include "tiff-text.h"
#include "units.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *description(TIFF *tif)
{
	const char *text = NULL;

	if (!libtiff.GetField(tif, TIFFTAG_IMAGEDESCRIPTION, &text))
		return NULL;
	return text;
}

const char *tiff_embedded_text(TIFF *tif)
{
	static const char start[] = "{\"fftpipe\"";
	const char *text = description(tif);

	return text && !strncmp(text, start, sizeof start - 1) ? text : NULL;
}

/* ---- ImageJ -------------------------------------------------------------- */

/* The value of a line "key=value", or NULL; it ends with the line. */
static const char *imagej_value(TIFF *tif, const char *key)
{
	const char *text = description(tif);
	size_t length = strlen(key);

	if (!text || strncmp(text, "ImageJ=", 7))
		return NULL;
	while ((text = strchr(text, '\n'))) {
		text++;
		if (!strncmp(text, key, length) && text[length] == '=')
			return text + length + 1;
	}
	return NULL;
}

/* Does one piece follow the other?  All bytes of one picture then. */
static bool pieces_join(TIFF *tif, uint64_t *nbytes)
{
	uint64_t next = libtiff.GetStrileOffset(tif, 0);

	*nbytes = 0;
	for (uint32_t i = 0; i < libtiff.NumberOfStrips(tif); i++) {
		uint64_t some = libtiff.GetStrileByteCount(tif, i);

		if (libtiff.GetStrileOffset(tif, i) != next ||
		    some > UINT64_MAX - next)
			return false;
		next += some;
		*nbytes += some;
	}
	return *nbytes;
}

/* The bytes that one picture must have: a strip's count may be the stack's. */
static uint64_t picture_bytes(TIFF *tif)
{
	uint32_t height = 0;
	uint16_t planar = PLANARCONFIG_CONTIG, samples = 1;
	uint64_t row = libtiff.ScanlineSize64(tif);

	libtiff.GetField(tif, TIFFTAG_IMAGELENGTH, &height);
	libtiff.GetFieldDefaulted(tif, TIFFTAG_PLANARCONFIG, &planar);
	libtiff.GetFieldDefaulted(tif, TIFFTAG_SAMPLESPERPIXEL, &samples);
	if (planar != PLANARCONFIG_SEPARATE)
		samples = 1;
	if (!height || !samples || row > UINT64_MAX / height / samples)
		return 0;
	return row * height * samples;
}

bool tiff_stack_find(const struct tiff_file *file, struct tiff_stack *stack)
{
	const char *images = imagej_value(file->tif, "images");
	uint16_t compression = COMPRESSION_NONE;
	unsigned long long pages;
	uint64_t joined, first;

	if (!images || libtiff.IsTiled(file->tif))
		return false;
	libtiff.GetFieldDefaulted(file->tif, TIFFTAG_COMPRESSION, &compression);
	pages = strtoull(images, NULL, 10);
	if (compression != COMPRESSION_NONE || pages < 2 ||
	    pages > UINT32_MAX || !pieces_join(file->tif, &joined))
		return false;
	first = libtiff.GetStrileOffset(file->tif, 0);
	stack->bytes = picture_bytes(file->tif);
	if (!stack->bytes || joined < stack->bytes || first > file->size ||
	    pages > (file->size - first) / stack->bytes)
		return false;
	stack->first = first;
	stack->pages = (uint32_t)pages;
	return true;
}

/* ---- the size of a pixel ------------------------------------------------- */

/* Meters in the unit of the resolution; 0: it has none. */
static double resolution_meters(TIFF *tif)
{
	uint16_t unit = RESUNIT_INCH;
	const char *named = imagej_value(tif, "unit");

	libtiff.GetFieldDefaulted(tif, TIFFTAG_RESOLUTIONUNIT, &unit);
	if (unit == RESUNIT_NONE && named)
		return meters_in(named, strcspn(named, "\r\n"));
	if (unit == RESUNIT_NONE)
		return 0;
	return unit == RESUNIT_CENTIMETER ? 0.01 : 0.0254;
}

static bool usable(double number)
{
	return isfinite(number) && number > 0;
}

int tiff_take_pixel_size(TIFF *tif, bool turned, fftpipe_meta *meta)
{
	float across = 0, down = 0;
	double meters = resolution_meters(tif), x, y;
	char text[80];

	if (!libtiff.GetField(tif, TIFFTAG_XRESOLUTION, &across) ||
	    !libtiff.GetField(tif, TIFFTAG_YRESOLUTION, &down))
		return 0;
	x = (meters > 0 ? meters : 1) / (double)(turned ? down : across);
	y = (meters > 0 ? meters : 1) / (double)(turned ? across : down);
	if (!usable(x) || !usable(y))
		return 0;
	/* As many digits as libtiff's floats have */
	snprintf(text, sizeof text, "%.7g %.7g %s", x, y,
		 meters > 0 ? "m" : "1");
	return meta_set(meta, "pixel-size", text);
}

static bool expressible(double resolution)
{
	return usable(resolution) && resolution < (double)UINT32_MAX &&
	       resolution > 1e-6;
}

void tiff_set_pixel_size(TIFF *tif, const char *text)
{
	double x, y, meters, across, down;
	char unit[16];
	bool relative;

	if (!text || sscanf(text, "%lf %lf %15s", &x, &y, unit) != 3)
		return;
	relative = !strcmp(unit, "1");
	meters = relative ? 1 : meters_in(unit, strlen(unit));
	across = (relative ? 1 : 0.01) / (x * meters);
	down = (relative ? 1 : 0.01) / (y * meters);
	if (!expressible(across) || !expressible(down))
		return;
	libtiff.SetField(tif, TIFFTAG_RESOLUTIONUNIT,
			 relative ? RESUNIT_NONE : RESUNIT_CENTIMETER);
	libtiff.SetField(tif, TIFFTAG_XRESOLUTION, across);
	libtiff.SetField(tif, TIFFTAG_YRESOLUTION, down);
}
