/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiff-palette.c - the palette of a TIFF page
 *
 * Entries have 16 bits by the format, but most programs write 8, doubled, and
 * some old ones just 8.
 */
#include "tiff-layout.h"

#include <math.h>
#include <stdlib.h>

/* What the entries are multiples of: 1 for 16 bits or for old files of 8. */
static unsigned palette_unit(const struct tiff_layout *layout,
			     uint16_t *const *map, bool *wide)
{
	const size_t n = (size_t)1 << layout->samples.bits;
	bool doubled = true, small = true;

	for (int c = 0; c < 3; c++)
		for (size_t i = 0; i < n; i++) {
			doubled = doubled && map[c][i] % 257 == 0;
			small = small && map[c][i] < 256;
		}
	*wide = !doubled && !small;
	return doubled ? 257 : 1;
}

static void fill_palette(struct tiff_layout *layout, uint16_t *const *map,
			 unsigned unit)
{
	const size_t n = (size_t)1 << layout->samples.bits;

	for (size_t i = 0; i < n; i++) {
		uint32_t red = map[0][i] / unit, green = map[1][i] / unit;
		uint32_t blue = map[2][i] / unit;
		uint32_t luma =
			(red * 19595 + green * 38470 + blue * 7471 + 0x8000) >>
			16;

		layout->table[i] = (float)(layout->gray ? luma : red);
		if (layout->gray)
			continue;
		layout->table[n + i] = (float)green;
		layout->table[2 * n + i] = (float)blue;
	}
}

int tiff_palette_take(struct tiff_layout *layout, TIFF *tif,
		      struct outcome *outcome)
{
	uint16_t *map[3] = { NULL, NULL, NULL };
	bool wide;
	unsigned unit;

	if (layout->samples.type != SAMPLE_UNSIGNED ||
	    layout->samples.bits > 16)
		return outcome_fail(outcome, FFTPIPE_EDATA,
				    "a palette for other than 1 to 16 bits is "
				    "not supported");
	if (!libtiff.GetField(tif, TIFFTAG_COLORMAP, &map[0], &map[1], &map[2]))
		return outcome_fail(outcome, FFTPIPE_EDATA,
				    "not a valid TIFF: the palette is missing");
	layout->model = TIFF_PALETTE;
	layout->channels = layout->gray ? 1 : 3;
	layout->table = calloc((size_t)layout->channels << layout->samples.bits,
			       sizeof *layout->table);
	if (!layout->table)
		return outcome_fail(outcome, FFTPIPE_ENOMEM,
				    "no memory for a palette");
	unit = palette_unit(layout, map, &wide);
	if (wide && layout->gray8)
		unit = 256;
	fill_palette(layout, map, unit);
	layout->depth = unit == 1 && wide ? 16 : 8;
	layout->hi = ldexp(1, (int)layout->depth) - 1;
	return FFTPIPE_OK;
}
