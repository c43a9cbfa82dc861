/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * periodic-smooth.c - a picture as the sum of one that repeats without a seam
 * and one that is smooth
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fftpipe/plugin.h>

#include "crew.h"
#include "fft.h"

enum { PERIODIC, SMOOTH };

struct decomposition {
	struct fft *forward, *back;
	double *columns, *rows; /* 2 cos(2 pi k / n) - 2 of each frequency */
};

/* ===========================================================================
 * Opening and closing
 * ======================================================================== */

static void decomposition_close(void *self)
{
	struct decomposition *made = self;

	fft_destroy(made->forward);
	fft_destroy(made->back);
	free(made->columns);
	free(made->rows);
	free(made);
}

/* The second difference of a wave, as -4 sin^2: exact where it is small. */
static void fill_differences(double *side, uint32_t n, uint32_t period)
{
	const double pi = 3.14159265358979323846;

	for (uint32_t k = 0; k < n; k++) {
		double sine = sin(pi * k / period);

		side[k] = -4 * sine * sine;
	}
}

static int decomposition_open(const fftpipe_host *host,
			      const fftpipe_value *params,
			      const fftpipe_image *const *in,
			      fftpipe_image *const *out, void **self)
{
	uint32_t width = in[0]->width, height = in[0]->height;
	struct decomposition *made = calloc(1, sizeof *made);
	int status = FFTPIPE_ENOMEM;

	(void)params;
	if (!made)
		return status;
	made->columns = calloc((size_t)width / 2 + 1, sizeof *made->columns);
	made->rows = calloc(height, sizeof *made->rows);
	if (made->columns && made->rows)
		status = fft_create(host, in[0], true, &made->forward);
	if (!status)
		status = fft_create(host, in[0], false, &made->back);
	if (status) {
		decomposition_close(made);
		return status;
	}
	host->reserve(host,
		      ((uint64_t)width / 2 + 1 + height) * sizeof(double));
	fill_differences(made->columns, width / 2 + 1, width);
	fill_differences(made->rows, height, height);
	/* Differences of angles are none; the smooth part is no picture. */
	if (out[PERIODIC]->color == FFTPIPE_ANGLE)
		out[PERIODIC]->color = FFTPIPE_DATA;
	out[SMOOTH]->color = FFTPIPE_DATA;
	*self = made;
	return FFTPIPE_OK;
}

static int decomposition_prepare(void *self, const fftpipe_host *host,
				 const fftpipe_value *params,
				 const fftpipe_image *const *in,
				 fftpipe_image *const *out)
{
	(void)self, (void)host, (void)params, (void)in;
	for (int i = PERIODIC; i <= SMOOTH; i++)
		out[i]->lo = out[i]->hi = 0;
	return FFTPIPE_OK;
}

/* ===========================================================================
 * The jumps across the edges
 * ======================================================================== */

/* One sample of the edges that is no finite number spoils the whole. */
static int check_edges(const fftpipe_host *host, const fftpipe_image *picture)
{
	uint32_t w = picture->width, h = picture->height, x0 = 0, y0 = 0;
	uint64_t bad = 0;
	char text[160];

	for (uint32_t c = picture->channels; c-- > 0;)
		for (uint32_t y = h; y-- > 0;) {
			const float *row = fftpipe_row(picture, c, y);
			uint32_t step = y && y < h - 1 && w > 1 ? w - 1 : 1;

			for (int64_t x = w - 1; x >= 0; x -= step) {
				if (isfinite(row[x]))
					continue;
				bad++;
				x0 = (uint32_t)x;
				y0 = y;
			}
		}
	if (!bad)
		return FFTPIPE_OK;
	snprintf(text, sizeof text,
		 "on the edges of the picture, where all numbers must be "
		 "finite, %" PRIu64 " %s not, the first at x = %" PRIu32
		 ", y = %" PRIu32,
		 bad, bad == 1 ? "is" : "are", x0, y0);
	return host->fail(host, FFTPIPE_EDATA, text);
}

/* How far the picture jumps where it meets its next copy; 0 inside. */
static void fill_jumps(const fftpipe_image *picture, uint32_t channel,
		       fftpipe_image *jumps)
{
	uint32_t w = picture->width, h = picture->height;
	const float *top = fftpipe_row(picture, channel, 0);
	const float *bottom = fftpipe_row(picture, channel, h - 1);
	float *upper = fftpipe_row(jumps, channel, 0);
	float *lower = fftpipe_row(jumps, channel, h - 1);

	for (uint32_t y = 0; y < h; y++)
		memset(fftpipe_row(jumps, channel, y), 0, w * sizeof *upper);
	for (uint32_t x = 0; x < w; x++) {
		upper[x] += bottom[x] - top[x];
		lower[x] += top[x] - bottom[x];
	}
	for (uint32_t y = 0; y < h; y++) {
		const float *from = fftpipe_row(picture, channel, y);
		float *to = fftpipe_row(jumps, channel, y);

		to[0] += from[w - 1] - from[0];
		to[w - 1] += from[0] - from[w - 1];
	}
}

/* ===========================================================================
 * Both parts
 * ======================================================================== */

struct rows {
	const struct decomposition *made;
	const fftpipe_image *picture, *smooth;
	fftpipe_image *to;
	uint32_t channel;
};

/* The field whose second differences are the jumps: its mean is zero. */
static int divide_row(void *arg, size_t y, unsigned int slot)
{
	const struct rows *work = arg;
	const struct decomposition *made = work->made;
	float *pairs = fftpipe_row(work->to, work->channel, (uint32_t)y);
	size_t n = (size_t)work->to->width / 2 + 1, kx = 0;

	(void)slot;
	if (!y) {
		pairs[0] = pairs[1] = 0;
		kx = 1;
	}
	for (; kx < n; kx++) {
		double factor = 1 / (made->columns[kx] + made->rows[y]);

		pairs[2 * kx] = (float)(factor * (double)pairs[2 * kx]);
		pairs[2 * kx + 1] = (float)(factor * (double)pairs[2 * kx + 1]);
	}
	return FFTPIPE_OK;
}

static int subtract_row(void *arg, size_t y, unsigned int slot)
{
	const struct rows *work = arg;
	uint32_t c = work->channel;
	const float *whole = fftpipe_row(work->picture, c, (uint32_t)y);
	const float *smooth = fftpipe_row(work->smooth, c, (uint32_t)y);
	float *to = fftpipe_row(work->to, c, (uint32_t)y);

	(void)slot;
	for (uint32_t x = 0; x < work->to->width; x++)
		to[x] = whole[x] - smooth[x];
	return FFTPIPE_OK;
}

static int every_row(const fftpipe_host *host, struct rows *rows,
		     int (*task)(void *arg, size_t y, unsigned int slot))
{
	struct crew_work work = {
		.task = task, .arg = rows, .n = rows->to->height, .to = 1
	};
	int status = FFTPIPE_OK;

	for (rows->channel = 0; rows->channel < rows->to->channels && !status;
	     rows->channel++)
		status = crew_run(host, &work);
	return status;
}

static int decomposition_run(void *self, const fftpipe_host *host,
			     const fftpipe_value *params,
			     const fftpipe_image *const *in,
			     fftpipe_image *const *out, uint32_t first,
			     uint32_t rows)
{
	struct decomposition *made = self;
	/* Everything happens where the smooth part comes to lie. */
	fftpipe_image *smooth = out[SMOOTH]->data ? out[SMOOTH] : out[PERIODIC];
	struct rows division = { .made = made, .to = smooth };
	struct rows difference = { .picture = in[0],
				   .smooth = smooth,
				   .to = out[PERIODIC] };
	int status = check_edges(host, in[0]);

	(void)params, (void)first, (void)rows;
	if (status)
		return status;
	for (uint32_t c = 0; c < in[0]->channels; c++)
		fill_jumps(in[0], c, smooth);
	status = fft_forward(made->forward, host, smooth, smooth);
	if (!status)
		status = every_row(host, &division, divide_row);
	if (!status)
		status = fft_back(made->back, host, smooth, smooth);
	if (!status && out[PERIODIC]->data)
		status = every_row(host, &difference, subtract_row);
	return status;
}

/* ===========================================================================
 * The description
 * ======================================================================== */

static const fftpipe_port inputs[] = { { "picture", "any picture or field",
					 FFTPIPE_IMAGE, 0 } };
static const fftpipe_port outputs[] = {
	{ "periodic", "what has no seam: the picture without the smooth part",
	  FFTPIPE_IMAGE, 0 },
	{ "smooth", "what jumps at the edges; its mean is 0", FFTPIPE_IMAGE,
	  0 },
};

static const fftpipe_transform transform = {
	.struct_size = sizeof transform,
	.needs_minor = 0,
	.id = "periodic-smooth",
	.version = "1.0.0",
	.vendor = "fftpipe",
	.license = "GPL-3.0-or-later",
	.url = "",
	.doc = "Periodic plus smooth decomposition (Moisan, Journal of "
	       "Mathematical Imaging and Vision 39, 2011): takes the bright "
	       "cross out of a spectrum and hardly changes the picture. Its "
	       "spectrum is S(kx, ky) = V(kx, ky) / (2 cos(2 pi kx / width) + "
	       "2 cos(2 pi ky / height) - 4), S(0, 0) = 0, V that of the "
	       "jumps between opposite edges; periodic = picture - smooth.",
	.inputs = inputs,
	.outputs = outputs,
	.params = NULL,
	.n_inputs = FFTPIPE_COUNT(inputs),
	.n_outputs = FFTPIPE_COUNT(outputs),
	.n_params = 0,
	.port_size = sizeof *inputs,
	.param_size = sizeof(fftpipe_param),
	.flags = 0,
	.open = decomposition_open,
	.prepare = decomposition_prepare,
	.run = decomposition_run,
	.close = decomposition_close,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
