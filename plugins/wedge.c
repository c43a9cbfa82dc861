/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wedge.c - stripes that run in one direction taken away
 */
#include <math.h>

#include <fftpipe/math.h>
#include <fftpipe/plugin.h>

#include "filter.h"

enum { PARAM_ANGLE = FILTER_FIRST, PARAM_WIDTH, PARAM_INNER };

static const double degrees_per_radian = 57.295779513082321;

struct wedge {
	struct filter_curve curve;
	double sine, cosine; /* of the stripes' direction */
	double half;         /* degrees */
	double inner;        /* squared */
};

/* Degrees between the line to a frequency and the line across the stripes. */
static double degrees_off(const struct wedge *wedge, double fx, double fy)
{
	double across = fx * wedge->sine + fy * wedge->cosine;
	double along = fx * wedge->cosine - fy * wedge->sine;

	return degrees_per_radian * fftpipe_atan2(fabs(along), fabs(across));
}

static void wedge_gains(const void *arg, const double *fx, double fy,
			float *gains, size_t n)
{
	const struct wedge *wedge = arg;
	double squares[FILTER_CHUNK] = { 0 };

	for (size_t i = 0; i < n; i++) {
		double off = degrees_off(wedge, fx[i], fy);

		/* 0.5 is -0.5, too. */
		if (fabs(fx[i]) >= 0.5 || fabs(fy) >= 0.5)
			off = fmin(off, degrees_off(wedge, fx[i], -fy));
		squares[i] = filter_ratio(off * off, wedge->half * wedge->half);
	}
	filter_curve_gains(&wedge->curve, squares, gains, n);
	for (size_t i = 0; i < n; i++)
		if (fx[i] * fx[i] + fy * fy <= wedge->inner)
			gains[i] = 1;
}

static int wedge_run(void *self, const fftpipe_host *host,
		     const fftpipe_value *params,
		     const fftpipe_image *const *in, fftpipe_image *const *out,
		     uint32_t first, uint32_t rows)
{
	double angle = params[PARAM_ANGLE].f / degrees_per_radian;
	double inner = params[PARAM_INNER].f;
	struct wedge wedge = { .curve = filter_curve(params, true),
			       .sine = sin(angle),
			       .cosine = cos(angle),
			       .half = params[PARAM_WIDTH].f / 2,
			       .inner = inner * inner * (1 + 1e-9) };

	(void)self, (void)host;
	return filter_rows(wedge_gains, &wedge, in[0], out[0], first, rows);
}

static const fftpipe_port inputs[] = {
	{ "spectrum", "of a picture with stripes", FFTPIPE_SPECTRUM, 0 }
};
static const fftpipe_port outputs[] = { { "spectrum", "of it without them",
					  FFTPIPE_SPECTRUM, 0 } };
static const fftpipe_param params[] = {
	FILTER_CURVE_PARAMS,
	{ "angle",
	  "the direction in which the stripes run, counterclockwise as seen, "
	  "-180 to 180: 0 for level stripes, 90 for upright ones, 45 for "
	  "those that rise to the right",
	  FFTPIPE_FLOAT, 0, "0", -180, 180, NULL, "degrees" },
	{ "width",
	  "the angle that the wedge spans, half of it to each side, 0 to 180; "
	  "there the curve is at 0.39 (gaussian) or 0.5 (butterworth)",
	  FFTPIPE_FLOAT, 0, "5", 0, 180, NULL, "degrees" },
	{ "inner",
	  "frequencies up to this are kept as they are, the mean always, 0 to "
	  "1",
	  FFTPIPE_FLOAT, 0, "0.02", 0, 1, NULL, "cycles/pixel" },
};

static const fftpipe_transform transform = {
	.struct_size = sizeof transform,
	.needs_minor = 0,
	.id = "wedge",
	.version = "1.0.0",
	.vendor = "fftpipe",
	.license = "GPL-3.0-or-later",
	.url = "",
	.doc = "Directional band-stop filter: stripes at an angle a have their "
	       "frequencies on the line along (sin a, cos a), across them; "
	       "each frequency above inner is multiplied by 1 - H(x), x = t / "
	       "(width / 2), t the angle between its line and that one; "
	       "ideal: H = 1 up to x = 1, else 0; gaussian: H = exp(-x^2 / 2); "
	       "butterworth: H = 1 / (1 + x^(2 order)) (fan filter; compare "
	       "Gonzalez and Woods, Digital Image Processing, chapter 4, "
	       "notch filters).",
	.inputs = inputs,
	.outputs = outputs,
	.params = params,
	.n_inputs = FFTPIPE_COUNT(inputs),
	.n_outputs = FFTPIPE_COUNT(outputs),
	.n_params = FFTPIPE_COUNT(params),
	.port_size = sizeof *inputs,
	.param_size = sizeof *params,
	.flags = FFTPIPE_ROWS | FFTPIPE_INPLACE,
	.run = wedge_run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
