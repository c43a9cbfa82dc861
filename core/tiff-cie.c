/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiff-cie.c - colors by how they look or how bright they are, as red, green
 * and blue
 */
#include "tiff-cie.h"

#include <math.h>

/*
 * Both from the primaries of ITU-R BT.709; X, Y and Z of white are 1 each: for
 * D65 they come as parts of its own.
 */
static const double from_d65[3][3] = {
	{ 3.08039909, -1.53738318, -0.54301591 },
	{ -0.92122336, 1.87596750, 0.04525586 },
	{ 0.05287394, -0.20397696, 1.15110302 },
};
static const double from_equal_energy[3][3] = {
	{ 2.68965517, -1.27586207, -0.41379310 },
	{ -1.02210817, 1.97828662, 0.04382155 },
	{ 0.06122449, -0.22448980, 1.16326531 },
};

static double mix(const double *of, const double *xyz)
{
	return of[0] * xyz[0] + of[1] * xyz[1] + of[2] * xyz[2];
}

/* ---- L*a*b* ------------------------------------------------------------- */

/* The part of white's X, Y or Z. */
static double part_of_white(double f)
{
	const double delta = 6.0 / 29;

	return f > delta ? f * f * f : 3 * delta * delta * (f - 4.0 / 29);
}

static double srgb(double linear)
{
	if (!(linear > 0))
		return 0;
	if (linear >= 1)
		return 1;
	return linear <= 0.0031308 ? 12.92 * linear
				   : 1.055 * pow(linear, 1 / 2.4) - 0.055;
}

/* a* or b*: its zero is zero and below it two's complement, or half way up. */
static double opposed(const struct tiff_layout *layout, double stored)
{
	const double half = (layout->most + 1) / 2;

	if (layout->lab == TIFF_LAB_ICC)
		stored -= half;
	else if (stored >= half)
		stored -= 2 * half;
	return stored * (128 / half);
}

void tiff_cie_show_lab(const struct tiff_layout *layout, float *const *rows,
		       size_t n)
{
	/* 100 is the highest number, in 16 bits of ICC's the highest byte. */
	const double white = layout->lab == TIFF_LAB_ICC && layout->most > 255
				     ? 65280
				     : layout->most;

	for (size_t i = 0; i < n; i++) {
		double light = (double)rows[0][i] * (100 / white);
		double y = (light + 16) / 116;
		double x = y + opposed(layout, (double)rows[1][i]) / 500;
		double z = y - opposed(layout, (double)rows[2][i]) / 200;
		const double xyz[] = { part_of_white(x), part_of_white(y),
				       part_of_white(z) };

		for (int c = 0; c < 3; c++)
			rows[c][i] = (float)floor(
				layout->most * srgb(mix(from_d65[c], xyz)) +
				0.5);
	}
}

/* ---- X, Y and Z ---------------------------------------------------------- */

void tiff_cie_show_xyz(float *const *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const double xyz[] = { (double)rows[0][i], (double)rows[1][i],
				       (double)rows[2][i] };

		for (int c = 0; c < 3; c++)
			rows[c][i] = (float)mix(from_equal_energy[c], xyz);
	}
}
