/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * window.c - a picture faded out toward its edges
 */
#include <math.h>
#include <stdlib.h>

#include <fftpipe/plugin.h>

enum type { TYPE_HANN, TYPE_HAMMING, TYPE_BLACKMAN, TYPE_TUKEY, TYPE_KAISER };
static const char *const types[] = { "hann",  "hamming", "blackman",
				     "tukey", "kaiser",  NULL };

enum shape { SHAPE_SEPARABLE, SHAPE_RADIAL };
static const char *const shapes[] = { "separable", "radial", NULL };

enum { PARAM_TYPE, PARAM_SHAPE, PARAM_ALPHA, PARAM_BETA };

static const double pi = 3.14159265358979323846;

struct window {
	enum type type;
	enum shape shape;
	double alpha, beta;
	double gain; /* kaiser: one over its middle */
	/* separable: the weights; radial: distances from the middle */
	double *columns, *rows;
};

/* ===========================================================================
 * Weights
 * ======================================================================== */

/* The modified Bessel function of the first kind and order 0, by its series. */
static double bessel_i0(double x)
{
	double term = 1, sum = 1;

	for (double k = 1; term > 1e-17 * sum; k++) {
		term *= x / (2 * k) * (x / (2 * k));
		sum += term;
	}
	return sum;
}

/* 1 in the flat middle, then half a cosine down to the edge. */
static double tukey(double u, double alpha)
{
	double fall = u - (1 - alpha) / 2;

	return fall <= 0 ? 1 : 0.5 + 0.5 * cos(2 * pi * fall / alpha);
}

/* At u sides from the middle; the edge is at 1/2. */
static double weight(const struct window *window, double u)
{
	double turn = 2 * pi * u, value = 0;

	u = fabs(u);
	if (u > 0.5)
		return 0;
	switch (window->type) {
	case TYPE_HANN:
		value = 0.5 + 0.5 * cos(turn);
		break;
	case TYPE_HAMMING:
		value = 0.54 + 0.46 * cos(turn);
		break;
	case TYPE_BLACKMAN:
		value = 0.42 + 0.5 * cos(turn) + 0.08 * cos(2 * turn);
		break;
	case TYPE_TUKEY:
		value = tukey(u, window->alpha);
		break;
	case TYPE_KAISER:
		value = window->gain *
			bessel_i0(window->beta * sqrt(1 - 4 * u * u));
		break;
	}
	/* Rounding may leave a hair less than nothing at the edge. */
	return value > 0 ? value : 0;
}

/* Sample k of n lies there; a single one is the middle. */
static double distance(uint32_t k, uint32_t n)
{
	return n == 1 ? 0 : (double)k / n - 0.5;
}

static void fill(const struct window *window, double *side, uint32_t n)
{
	for (uint32_t k = 0; k < n; k++) {
		double u = distance(k, n);

		side[k] = window->shape == SHAPE_RADIAL ? u : weight(window, u);
	}
}

static double weight_at(const struct window *window, uint32_t x, uint32_t y)
{
	double column = window->columns[x], row = window->rows[y];

	if (window->shape == SHAPE_SEPARABLE)
		return column * row;
	return weight(window, sqrt(column * column + row * row));
}

/* ===========================================================================
 * The calls
 * ======================================================================== */

static void window_close(void *self)
{
	struct window *window = self;

	free(window->columns);
	free(window->rows);
	free(window);
}

static int window_open(const fftpipe_host *host, const fftpipe_value *params,
		       const fftpipe_image *const *in,
		       fftpipe_image *const *out, void **self)
{
	size_t width = in[0]->width, height = in[0]->height;
	struct window *made = calloc(1, sizeof *made);

	if (!made)
		return FFTPIPE_ENOMEM;
	made->type = (enum type)params[PARAM_TYPE].i;
	made->shape = (enum shape)params[PARAM_SHAPE].i;
	made->alpha = params[PARAM_ALPHA].f;
	made->beta = params[PARAM_BETA].f;
	made->gain = 1 / bessel_i0(made->beta);
	made->columns = calloc(width, sizeof *made->columns);
	made->rows = calloc(height, sizeof *made->rows);
	if (!made->columns || !made->rows) {
		window_close(made);
		return FFTPIPE_ENOMEM;
	}
	host->reserve(host, (uint64_t)(width + height) * sizeof(double));
	fill(made, made->columns, in[0]->width);
	fill(made, made->rows, in[0]->height);
	/* A weighted angle is none. */
	if (out[0]->color == FFTPIPE_ANGLE)
		out[0]->color = FFTPIPE_DATA;
	*self = made;
	return FFTPIPE_OK;
}

/* Weights of 0 to 1 move values toward zero, and no further. */
static int window_prepare(void *self, const fftpipe_host *host,
			  const fftpipe_value *params,
			  const fftpipe_image *const *in,
			  fftpipe_image *const *out)
{
	(void)self, (void)host, (void)params, (void)in;
	if (out[0]->lo == out[0]->hi)
		return FFTPIPE_OK;
	out[0]->lo = fmin(out[0]->lo, 0);
	out[0]->hi = fmax(out[0]->hi, 0);
	return FFTPIPE_OK;
}

static int window_run(void *self, const fftpipe_host *host,
		      const fftpipe_value *params,
		      const fftpipe_image *const *in, fftpipe_image *const *out,
		      uint32_t first, uint32_t rows)
{
	const struct window *window = self;

	(void)host, (void)params;
	for (uint32_t y = first; y < first + rows; y++)
		for (uint32_t c = 0; c < in[0]->channels; c++) {
			const float *from = fftpipe_row(in[0], c, y);
			float *to = fftpipe_row(out[0], c, y);

			for (uint32_t x = 0; x < in[0]->width; x++)
				to[x] = (float)(weight_at(window, x, y) *
						(double)from[x]);
		}
	return FFTPIPE_OK;
}

/* ===========================================================================
 * The description
 * ======================================================================== */

static const fftpipe_port inputs[] = { { "picture", "any picture or field",
					 FFTPIPE_IMAGE, 0 } };
static const fftpipe_port outputs[] = {
	{ "windowed", "the picture times the window", FFTPIPE_IMAGE, 0 }
};
static const fftpipe_param params[] = {
	{ "type",
	  "hann: 1/2 + 1/2 cos 2 pi u; hamming: 0.54 + 0.46 cos 2 pi u; "
	  "blackman: 0.42 + 0.5 cos 2 pi u + 0.08 cos 4 pi u; tukey: see "
	  "alpha; "
	  "kaiser: see beta",
	  FFTPIPE_CHOICE, 0, "hann", 0, 0, types, NULL },
	{ "shape",
	  "separable: the product of the windows of column and row; radial: "
	  "that of the distance, 0 outside of the ellipse in the picture",
	  FFTPIPE_CHOICE, 0, "separable", 0, 0, shapes, NULL },
	{ "alpha",
	  "tukey: the part of a side that is faded, 0 (nothing) to 1 (hann): 1 "
	  "for |u| <= (1 - alpha) / 2, then 1/2 + 1/2 cos(2 pi (|u| - (1 - "
	  "alpha) / 2) / alpha)",
	  FFTPIPE_FLOAT, 0, "0.5", 0, 1, NULL, NULL },
	{ "beta",
	  "kaiser: how narrow, 0 (constant) to 100: I0(beta sqrt(1 - 4 u^2)) / "
	  "I0(beta)",
	  FFTPIPE_FLOAT, 0, "8.6", 0, 100, NULL, NULL },
};

static const fftpipe_transform transform = {
	.struct_size = sizeof transform,
	.needs_minor = 0,
	.id = "window",
	.version = "1.0.0",
	.vendor = "fftpipe",
	.license = "GPL-3.0-or-later",
	.url = "",
	.doc = "A picture times a window: w is such that opposite edges meet "
	       "without a jump (Harris, On the use of windows for harmonic "
	       "analysis "
	       "with the discrete Fourier transform, Proc. IEEE 66, 1978). "
	       "Periodic: sample k of n lies at u = k / n - 1/2, so that the "
	       "window's other end is sample 0 of the next period; a side of "
	       "one sample is not windowed.",
	.inputs = inputs,
	.outputs = outputs,
	.params = params,
	.n_inputs = FFTPIPE_COUNT(inputs),
	.n_outputs = FFTPIPE_COUNT(outputs),
	.n_params = FFTPIPE_COUNT(params),
	.port_size = sizeof *inputs,
	.param_size = sizeof *params,
	.flags = FFTPIPE_ROWS | FFTPIPE_INPLACE,
	.open = window_open,
	.prepare = window_prepare,
	.run = window_run,
	.close = window_close,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
