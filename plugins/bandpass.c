/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bandpass.c - detail of some sizes kept, coarser and finer taken away
 */
#include <fftpipe/plugin.h>

#include "filter.h"

enum { PARAM_LOW = FILTER_FIRST, PARAM_HIGH };

static int bandpass_open(const fftpipe_host *host, const fftpipe_value *params,
			 const fftpipe_image *const *in,
			 fftpipe_image *const *out, void **self)
{
	(void)in, (void)out, (void)self;
	return filter_check_band(host, params[PARAM_LOW].f,
				 params[PARAM_HIGH].f);
}

/* A band from 0 up keeps the mean. */
static int bandpass_prepare(void *self, const fftpipe_host *host,
			    const fftpipe_value *params,
			    const fftpipe_image *const *in,
			    fftpipe_image *const *out)
{
	(void)self, (void)host, (void)in;
	if (params[PARAM_LOW].f > 0)
		filter_forget_range(out[0]);
	return FFTPIPE_OK;
}

static int bandpass_run(void *self, const fftpipe_host *host,
			const fftpipe_value *params,
			const fftpipe_image *const *in,
			fftpipe_image *const *out, uint32_t first,
			uint32_t rows)
{
	struct filter_curve curve = filter_curve(params, false);

	(void)self, (void)host;
	return filter_band(&curve, params[PARAM_LOW].f, params[PARAM_HIGH].f,
			   in[0], out[0], first, rows);
}

static const fftpipe_port inputs[] = { { "spectrum", "of any picture",
					 FFTPIPE_SPECTRUM, 0 } };
static const fftpipe_port outputs[] = {
	{ "spectrum", "of its detail within the band, around 0",
	  FFTPIPE_SPECTRUM, 0 }
};
static const fftpipe_param params[] = {
	FILTER_CURVE_PARAMS,
	{ "low",
	  "where the band begins, 0 to 1 and below high; there the curve is "
	  "at 0.61 (gaussian) or 0.5 (butterworth); 0: with the mean, as "
	  "lowpass",
	  FFTPIPE_FLOAT, 0, "0.1", 0, 1, NULL, "cycles/pixel" },
	{ "high",
	  "where it ends, 0 to 1; 0.5 is the finest pattern along an axis "
	  "(Nyquist)",
	  FFTPIPE_FLOAT, 0, "0.2", 0, 1, NULL, "cycles/pixel" },
};

static const fftpipe_transform transform = {
	.struct_size = sizeof transform,
	.needs_minor = 0,
	.id = "bandpass",
	.version = "1.0.0",
	.vendor = "fftpipe",
	.license = "GPL-3.0-or-later",
	.url = "",
	.doc = "Band-pass filter: every frequency times H(x), x = (f^2 - low "
	       "high) / (f (high - low)), -1 and 1 at the band's ends, f = "
	       "sqrt(fx^2 + fy^2) in cycles per pixel; ideal: 1 for low <= f "
	       "<= high, else 0; gaussian: exp(-x^2 / 2); butterworth: 1 / (1 "
	       "+ x^(2 order)) (Gonzalez and Woods, Digital Image Processing, "
	       "chapter 4, with the geometric mean for the center, so that "
	       "both ends have one height).",
	.inputs = inputs,
	.outputs = outputs,
	.params = params,
	.n_inputs = FFTPIPE_COUNT(inputs),
	.n_outputs = FFTPIPE_COUNT(outputs),
	.n_params = FFTPIPE_COUNT(params),
	.port_size = sizeof *inputs,
	.param_size = sizeof *params,
	.flags = FFTPIPE_ROWS | FFTPIPE_INPLACE,
	.open = bandpass_open,
	.prepare = bandpass_prepare,
	.run = bandpass_run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
