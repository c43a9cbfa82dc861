/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lowpass.c - slow changes kept, fine detail taken away
 */
#include <fftpipe/plugin.h>

#include "filter.h"

enum { PARAM_CUTOFF = FILTER_FIRST };

static int lowpass_run(void *self, const fftpipe_host *host,
		       const fftpipe_value *params,
		       const fftpipe_image *const *in,
		       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	struct filter_curve curve = filter_curve(params, false);

	(void)self, (void)host;
	return filter_cut(&curve, params[PARAM_CUTOFF].f, in[0], out[0], first,
			  rows);
}

static const fftpipe_port inputs[] = { { "spectrum", "of any picture",
					 FFTPIPE_SPECTRUM, 0 } };
static const fftpipe_port outputs[] = { { "spectrum", "of the smooth picture",
					  FFTPIPE_SPECTRUM, 0 } };
static const fftpipe_param params[] = {
	FILTER_CURVE_PARAMS,
	{ "cutoff",
	  "the frequency where the curve has come down to 0.61 (gaussian), "
	  "0.5 (butterworth) or ends (ideal), 0 to 1; 0.5 is the finest "
	  "pattern along an axis (Nyquist)",
	  FFTPIPE_FLOAT, 0, "0.1", 0, 1, NULL, "cycles/pixel" },
};

static const fftpipe_transform transform = {
	.struct_size = sizeof transform,
	.needs_minor = 0,
	.id = "lowpass",
	.version = "1.0.0",
	.vendor = "fftpipe",
	.license = "GPL-3.0-or-later",
	.url = "",
	.doc = "Low-pass filter: every frequency times H(f), f = sqrt(fx^2 + "
	       "fy^2) in cycles per pixel; ideal: 1 up to the cutoff, 0 above; "
	       "gaussian: exp(-f^2 / (2 cutoff^2)); butterworth: 1 / (1 + (f / "
	       "cutoff)^(2 order)) (Gonzalez and Woods, Digital Image "
	       "Processing, chapter 4). The gaussian is a blur with a standard "
	       "deviation of 1 / (2 pi cutoff) pixels.",
	.inputs = inputs,
	.outputs = outputs,
	.params = params,
	.n_inputs = FFTPIPE_COUNT(inputs),
	.n_outputs = FFTPIPE_COUNT(outputs),
	.n_params = FFTPIPE_COUNT(params),
	.port_size = sizeof *inputs,
	.param_size = sizeof *params,
	.flags = FFTPIPE_ROWS | FFTPIPE_INPLACE,
	.run = lowpass_run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
