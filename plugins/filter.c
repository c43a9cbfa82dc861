/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * filter.c - what the filters share: transfer functions, the walk over a half
 * spectrum, and kernels
 */
#include "filter.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fftpipe/math.h>

#include "crew.h"
#include "kernel.h"

enum { IDEAL, GAUSSIAN, BUTTERWORTH };
const char *const filter_shapes[] = { "ideal", "gaussian", "butterworth",
				      NULL };

/* ===========================================================================
 * Curves
 * ======================================================================== */

struct filter_curve filter_curve(const fftpipe_value *params, bool rest)
{
	return (struct filter_curve){ (uint32_t)params[FILTER_SHAPE].i,
				      (uint32_t)params[FILTER_ORDER].i, rest };
}

/* The edge belongs to what passes, whatever rounding made of it. */
static void ideal_gains(const double *squares, float *gains, size_t n,
			bool rest)
{
	for (size_t i = 0; i < n; i++)
		gains[i] = (squares[i] <= 1 + 1e-9) != rest ? 1.0f : 0.0f;
}

KERNEL
static void gaussian_gains(const double *squares, float *gains, size_t n)
{
	for (size_t i = 0; i < n; i++)
		gains[i] = fftpipe_expf((float)(-0.5 * squares[i]));
}

KERNEL
static void gaussian_rest(const double *squares, float *gains, size_t n)
{
	for (size_t i = 0; i < n; i++)
		gains[i] = -fftpipe_expm1f((float)(-0.5 * squares[i]));
}

/* 1 / (1 + 1 / x) is the rest with all its digits, at 0 and infinity too. */
static void butterworth_gains(const double *squares, float *gains, size_t n,
			      const struct filter_curve *curve)
{
	for (size_t i = 0; i < n; i++) {
		double power = squares[i];

		for (uint32_t k = 1; k < curve->order; k++)
			power *= squares[i];
		gains[i] = (float)(1 / (1 + (curve->rest ? 1 / power : power)));
	}
}

void filter_curve_gains(const struct filter_curve *curve, const double *squares,
			float *gains, size_t n)
{
	switch (curve->shape) {
	case IDEAL:
		ideal_gains(squares, gains, n, curve->rest);
		break;
	case GAUSSIAN:
		(curve->rest ? gaussian_rest : gaussian_gains)(squares, gains,
							       n);
		break;
	default:
		butterworth_gains(squares, gains, n, curve);
	}
}

/* ===========================================================================
 * Spectra
 * ======================================================================== */

static void multiply_pairs(const float *from, const float *gains, float *to,
			   size_t n)
{
	for (size_t i = 0; i < n; i++) {
		to[2 * i] = from[2 * i] * gains[i];
		to[2 * i + 1] = from[2 * i + 1] * gains[i];
	}
}

int filter_rows(filter_gains *gains, const void *arg, const fftpipe_image *from,
		fftpipe_image *to, uint32_t first, uint32_t rows)
{
	size_t bins = from->width / 2 + (size_t)1;
	double fx[FILTER_CHUNK];
	float gain[FILTER_CHUNK];

	for (uint32_t y = first; y < first + rows; y++)
		for (size_t at = 0; at < bins; at += FILTER_CHUNK) {
			size_t n = bins - at;

			n = n < FILTER_CHUNK ? n : FILTER_CHUNK;
			for (size_t i = 0; i < n; i++)
				fx[i] = filter_frequency((uint32_t)(at + i),
							 from->width);
			gains(arg, fx, filter_frequency(y, from->height), gain,
			      n);
			for (uint32_t c = 0; c < from->channels; c++)
				multiply_pairs(fftpipe_row(from, c, y) + 2 * at,
					       gain,
					       fftpipe_row(to, c, y) + 2 * at,
					       n);
		}
	return FFTPIPE_OK;
}

struct radial {
	const struct filter_curve *curve;
	double low, high; /* or 0 and the cutoff */
};

static void cut_gains(const void *arg, const double *fx, double fy,
		      float *gains, size_t n)
{
	const struct radial *radial = arg;
	double square = radial->high * radial->high, squares[FILTER_CHUNK];

	for (size_t i = 0; i < n; i++)
		squares[i] = filter_ratio(fx[i] * fx[i] + fy * fy, square);
	filter_curve_gains(radial->curve, squares, gains, n);
}

int filter_cut(const struct filter_curve *curve, double cutoff,
	       const fftpipe_image *from, fftpipe_image *to, uint32_t first,
	       uint32_t rows)
{
	struct radial radial = { curve, 0, cutoff };

	return filter_rows(cut_gains, &radial, from, to, first, rows);
}

/* x = (f^2 - low high) / (f (high - low)): -1 and 1 at the two ends. */
static void band_gains(const void *arg, const double *fx, double fy,
		       float *gains, size_t n)
{
	const struct radial *radial = arg;
	double middle = radial->low * radial->high;
	double width = radial->high - radial->low, squares[FILTER_CHUNK];

	for (size_t i = 0; i < n; i++) {
		double f2 = fx[i] * fx[i] + fy * fy;

		squares[i] = filter_ratio((f2 - middle) * (f2 - middle),
					  f2 * width * width);
	}
	filter_curve_gains(radial->curve, squares, gains, n);
}

int filter_band(const struct filter_curve *curve, double low, double high,
		const fftpipe_image *from, fftpipe_image *to, uint32_t first,
		uint32_t rows)
{
	struct radial radial = { curve, low, high };

	return filter_rows(band_gains, &radial, from, to, first, rows);
}

int filter_check_band(const fftpipe_host *host, double low, double high)
{
	char why[128];

	if (low < high)
		return FFTPIPE_OK;
	snprintf(why, sizeof why,
		 "low, %g, must be below high, %g: both in cycles per pixel",
		 low, high);
	return host->fail(host, FFTPIPE_EPARAM, why);
}

/* ===========================================================================
 * Kernels
 * ======================================================================== */

int filter_check_finite(const fftpipe_host *host, const fftpipe_image *image,
			const char *name)
{
	uint64_t n = 0;
	uint32_t at[3] = { 0, 0, 0 };
	char why[160];

	for (uint32_t c = 0; c < image->channels; c++)
		for (uint32_t y = 0; y < image->height; y++) {
			const float *row = fftpipe_row(image, c, y);

			for (uint32_t x = 0; x < image->width; x++) {
				if (isfinite(row[x]))
					continue;
				if (!n++) {
					at[0] = x;
					at[1] = y;
					at[2] = c;
				}
			}
		}
	if (!n)
		return FFTPIPE_OK;
	snprintf(why, sizeof why,
		 "samples of the %s that are no finite numbers: %" PRIu64
		 ", the first at x = %" PRIu32 ", y = %" PRIu32
		 " of channel %" PRIu32,
		 name, n, at[0], at[1], at[2] + 1);
	return host->fail(host, FFTPIPE_EDATA, why);
}

int filter_check_channels(const fftpipe_host *host, const fftpipe_image *image,
			  uint32_t channels, const char *name)
{
	char why[160];

	if (image->channels == 1 || image->channels == channels)
		return FFTPIPE_OK;
	snprintf(why, sizeof why,
		 "the %s has %" PRIu32 " channels: 1 or as many as what it "
		 "works on, %" PRIu32 ", would fit",
		 name, image->channels, channels);
	return host->fail(host, FFTPIPE_EDATA, why);
}

int filter_plane_init(fftpipe_image *plane, const fftpipe_host *host,
		      uint32_t width, uint32_t height, uint32_t channels)
{
	const size_t line = 64 / sizeof *plane->data;
	size_t pairs = width / 2 + (size_t)1, stride, size;

	*plane = (fftpipe_image){ .struct_size = sizeof *plane,
				  .kind = FFTPIPE_IMAGE,
				  .width = width,
				  .height = height,
				  .channels = channels,
				  .color = FFTPIPE_DATA };
	stride = (2 * pairs + line - 1) / line * line;
	if (!crew_multiply(stride, height, &size) ||
	    !crew_multiply(size, channels, &size) ||
	    !crew_multiply(size, sizeof *plane->data, &size) ||
	    size > INT64_MAX)
		return FFTPIPE_ENOMEM;
	host->reserve(host, size);
	plane->stride = (int64_t)stride;
	plane->plane = (int64_t)(stride * height);
	plane->data = aligned_alloc(64, size);
	return plane->data ? FFTPIPE_OK : FFTPIPE_ENOMEM;
}

void filter_plane_finish(fftpipe_image *plane)
{
	free(plane->data);
	plane->data = NULL;
}

/* Where sample i of n comes to lie among `room`, the center on 0. */
static uint32_t place(uint32_t i, uint32_t n, uint32_t room)
{
	uint32_t center = n / 2;

	if (i >= center)
		return (i - center) % room;
	return (room - (center - i) % room) % room;
}

void filter_place_kernel(const fftpipe_image *kernel, uint32_t channel,
			 fftpipe_image *plane, uint32_t to_channel)
{
	for (uint32_t y = 0; y < plane->height; y++)
		memset(fftpipe_row(plane, to_channel, y), 0,
		       plane->width * sizeof *plane->data);
	for (uint32_t y = 0; y < kernel->height; y++) {
		const float *from = fftpipe_row(kernel, channel, y);
		float *to =
			fftpipe_row(plane, to_channel,
				    place(y, kernel->height, plane->height));

		for (uint32_t x = 0; x < kernel->width; x++)
			to[place(x, kernel->width, plane->width)] += from[x];
	}
}

int filter_kernel_gain(const fftpipe_host *host, const fftpipe_image *kernel,
		       uint32_t channel, double *gain)
{
	double sum = 0, size = 0;

	for (uint32_t y = 0; y < kernel->height; y++) {
		const float *row = fftpipe_row(kernel, channel, y);

		for (uint32_t x = 0; x < kernel->width; x++) {
			sum += (double)row[x];
			size += fabs((double)row[x]);
		}
	}
	if (fabs(sum) <= 1e-6 * size)
		return host->fail(host, FFTPIPE_EDATA,
				  "the kernel's samples sum to 0 and cannot "
				  "be made to sum to 1: normalize = no takes "
				  "them as they are");
	*gain = 1 / sum;
	return FFTPIPE_OK;
}
