/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * view-spectrum.c - where the power of a spectrum is: along the radius, and the
 * strongest frequencies
 */
#include "view.h"

#include <math.h>

/* |F|^2; what is no number has none. */
static double power_at(const fftpipe_image *spectrum, uint32_t u, uint32_t v)
{
	const float *pair =
		spectrum->data + (int64_t)v * spectrum->stride + 2 * (int64_t)u;
	double power = (double)pair[0] * pair[0] + (double)pair[1] * pair[1];

	return isfinite(power) ? power : 0;
}

/* Cycles per pixel of row v: the upper half are negative ones. */
static double row_frequency(const fftpipe_image *spectrum, uint32_t v)
{
	double height = spectrum->height;

	return v > spectrum->height / 2 ? (v - height) / height : v / height;
}

/* Columns that have a mirror image in the half that is not stored. */
static unsigned weight_of(const fftpipe_image *spectrum, uint32_t u)
{
	return u && 2 * u != spectrum->width ? 2 : 1;
}

void view_radial(const fftpipe_image *spectrum,
		 struct view_ring rings[VIEW_RINGS])
{
	for (size_t i = 0; i < VIEW_RINGS; i++)
		rings[i] = (struct view_ring){ 0 };
	for (uint32_t v = 0; v < spectrum->height; v++) {
		double y = row_frequency(spectrum, v);

		for (uint32_t u = 0; u <= spectrum->width / 2; u++) {
			double x = (double)u / spectrum->width;
			size_t ring =
				(size_t)(sqrt(x * x + y * y) * 2 * VIEW_RINGS);
			unsigned weight = weight_of(spectrum, u);

			if (ring > VIEW_RINGS || (!u && !v))
				continue;
			/* The very border is the last ring's. */
			if (ring == VIEW_RINGS)
				ring--;
			rings[ring].power += weight * power_at(spectrum, u, v);
			rings[ring].count += weight;
		}
	}
	for (size_t i = 0; i < VIEW_RINGS; i++)
		if (rings[i].count)
			rings[i].power /= (double)rings[i].count;
}

/* Larger than all its neighbors; the plane wraps up and down. */
static bool is_summit(const fftpipe_image *spectrum, uint32_t u, uint32_t v,
		      double power)
{
	uint32_t height = spectrum->height, columns = spectrum->width / 2 + 1;

	for (uint32_t k = 0; k < 9; k++) {
		uint32_t row = (v + height + k / 3 - 1) % height;
		uint32_t column = u + k % 3;

		if (k == 4 || !column || column > columns)
			continue;
		column--;
		if (row == v && column == u)
			continue;
		if (column || row) /* not beside DC */
			if (power_at(spectrum, column, row) > power)
				return false;
	}
	return true;
}

/* Column 0 and the last one hold both of a pair: one of them is enough. */
static bool is_mirror(const fftpipe_image *spectrum, uint32_t u, uint32_t v)
{
	return (!u || 2 * u == spectrum->width) && v > spectrum->height / 2;
}

static void insert(struct view_peak peaks[VIEW_PEAKS], size_t *n,
		   struct view_peak peak)
{
	size_t at = *n;

	while (at && peaks[at - 1].power < peak.power)
		at--;
	if (at == VIEW_PEAKS)
		return;
	if (*n < VIEW_PEAKS)
		++*n;
	for (size_t i = *n - 1; i > at; i--)
		peaks[i] = peaks[i - 1];
	peaks[at] = peak;
}

size_t view_peaks(const fftpipe_image *spectrum,
		  struct view_peak peaks[VIEW_PEAKS])
{
	double total = 0;
	size_t n = 0;

	for (uint32_t v = 0; v < spectrum->height; v++)
		for (uint32_t u = 0; u <= spectrum->width / 2; u++) {
			double power = power_at(spectrum, u, v);
			unsigned weight = weight_of(spectrum, u);

			if (!u && !v)
				continue;
			total += weight * power;
			if (is_mirror(spectrum, u, v) ||
			    (n == VIEW_PEAKS &&
			     2 * power <= peaks[n - 1].power) ||
			    power <= 0 || !is_summit(spectrum, u, v, power))
				continue;
			if (!u || 2 * u == spectrum->width)
				weight = v && 2 * v != spectrum->height ? 2 : 1;
			insert(peaks, &n,
			       (struct view_peak){ (double)u / spectrum->width,
						   row_frequency(spectrum, v),
						   weight * power });
		}
	for (size_t i = 0; i < n && total > 0; i++)
		peaks[i].power /= total;
	return n;
}
