/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiff-colors.c - a row's samples as the channels that come out
 *
 * Colors are not managed: ink and video values become red, green and blue by
 * the formulas that other readers use, and those are taken as stored.
 */
#include "tiff-colors.h"
#include "tiff-cie.h"

#include <math.h>

/* Few bits become steps of 0 .. 255; of 1, 2 and 4 bits whole numbers. */
static void spread(const struct tiff_layout *layout, float *row, size_t n)
{
	const double most = layout->most;
	const bool few = layout->samples.type == SAMPLE_UNSIGNED &&
			 layout->samples.bits < 8;

	if (layout->inverted)
		for (size_t i = 0; i < n; i++)
			row[i] = (float)(most - (double)row[i]);
	if (few)
		for (size_t i = 0; i < n; i++)
			row[i] = (float)((double)row[i] * (255 / most));
	if (layout->clipped)
		for (size_t i = 0; i < n; i++)
			row[i] = row[i] > 255 ? 255 : row[i];
}

static void halve(float *row, size_t n)
{
	for (size_t i = 0; i < n; i++)
		row[i] = (float)((unsigned)row[i] >> 8);
}

/* Whole numbers, as Pillow does it; what is transparent is black. */
static void divide(float *const *rows, size_t n)
{
	for (int c = 0; c < 3; c++)
		for (size_t i = 0; i < n; i++) {
			unsigned alpha = (unsigned)rows[3][i];
			unsigned value = (unsigned)rows[c][i] * 255;

			value = alpha ? value / alpha : 0;
			rows[c][i] = value < 255 ? (float)value : 255;
		}
}

/* The weights of 16 bits are those of every reader of 8-bit pictures. */
static void mix_rounded(float *red, const float *green, const float *blue,
			size_t n)
{
	for (size_t i = 0; i < n; i++) {
		double sum = 19595 * (double)red[i] + 38470 * (double)green[i] +
			     7471 * (double)blue[i];

		red[i] = (float)floor((sum + 32768) / 65536);
	}
}

/* As differences, so that what is gray already stays exactly as it is. */
static void mix_floats(float *red, const float *green, const float *blue,
		       size_t n)
{
	for (size_t i = 0; i < n; i++)
		red[i] = green[i] + (0.299f * (red[i] - green[i]) +
				     0.114f * (blue[i] - green[i]));
}

static void mix(const struct tiff_layout *layout, float *const *rows, size_t n)
{
	if (layout->rounded)
		mix_rounded(rows[0], rows[1], rows[2], n);
	else
		mix_floats(rows[0], rows[1], rows[2], n);
}

static void look_up(const struct tiff_layout *layout, float *const *rows,
		    size_t n)
{
	const size_t entries = (size_t)1 << layout->samples.bits;

	for (size_t i = 0; i < n; i++) {
		size_t index = (size_t)rows[0][i];

		for (uint32_t c = 0; c < layout->channels; c++)
			rows[c][i] = layout->table[c * entries + index];
	}
}

/* What black leaves of white, less what the ink takes of that. */
static void print_inks(const struct tiff_layout *layout, float *const *rows,
		       size_t n)
{
	const double most = layout->most;

	for (size_t i = 0; i < n; i++) {
		double left = most - (double)rows[3][i];

		for (int c = 0; c < 3; c++) {
			double taken = (double)rows[c][i] * left / most;

			rows[c][i] = (float)(left - floor(taken + 0.5));
		}
	}
}

static float level(double value)
{
	double rounded = floor(value + 0.5);

	/* A comparison with NaN is false. */
	if (!(rounded > 0))
		return 0;
	return rounded < 255 ? (float)rounded : 255;
}

static void show_video(const struct tiff_layout *layout, float *const *rows,
		       size_t n)
{
	const float *luma = layout->luma, *at = layout->reference;
	const double red_most = 2 - 2 * (double)luma[0];
	const double blue_most = 2 - 2 * (double)luma[2];
	const double light = 255 / ((double)at[1] - (double)at[0]);
	const double first = 127 / ((double)at[3] - (double)at[2]);
	const double second = 127 / ((double)at[5] - (double)at[4]);

	for (size_t i = 0; i < n; i++) {
		double y = ((double)rows[0][i] - (double)at[0]) * light;
		double cb = ((double)rows[1][i] - (double)at[2]) * first;
		double cr = ((double)rows[2][i] - (double)at[4]) * second;
		double red = y + cr * red_most, blue = y + cb * blue_most;
		double green =
			(y - (double)luma[0] * red - (double)luma[2] * blue) /
			(double)luma[1];

		rows[0][i] = level(red);
		rows[1][i] = level(green);
		rows[2][i] = level(blue);
	}
}

void tiff_colors_make(const struct tiff_layout *layout, float *const *rows,
		      size_t n)
{
	for (unsigned k = 0; layout->halved && k < layout->together; k++)
		halve(rows[k], n);
	if (layout->divided)
		divide(rows, n);
	switch (layout->model) {
	case TIFF_PALETTE:
		look_up(layout, rows, n);
		return;
	case TIFF_CMYK:
		print_inks(layout, rows, n);
		break;
	case TIFF_YCBCR:
		show_video(layout, rows, n);
		break;
	case TIFF_LAB:
		tiff_cie_show_lab(layout, rows, n);
		break;
	case TIFF_XYZ:
		tiff_cie_show_xyz(rows, n);
		break;
	case TIFF_MIX:
		for (int c = 0; c < 3; c++)
			spread(layout, rows[c], n);
		break;
	default:
		spread(layout, rows[0], n);
		return;
	}
	if (layout->gray)
		mix(layout, rows, n);
}
