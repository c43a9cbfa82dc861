/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * negative-1-0.c - a picture's negative: what tests/abi/negative-1-0.x86_64.txt
 * holds compiled, against the header of 1.0 as it was frozen
 */
#include "plugin-1.0.h"

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	double sum = in[0]->lo + in[0]->hi + params[0].f;

	(void)self, (void)host;
	for (uint32_t c = 0; c < in[0]->channels; c++)
		for (uint32_t y = first; y < first + rows; y++) {
			const float *from = fftpipe_row(in[0], c, y);
			float *to = fftpipe_row(out[0], c, y);

			for (uint32_t x = 0; x < in[0]->width; x++)
				to[x] = (float)(sum - (double)from[x]);
		}
	return FFTPIPE_OK;
}

static const fftpipe_port inputs[] = { { "picture", "any picture",
					 FFTPIPE_IMAGE, 0 } };
static const fftpipe_port outputs[] = { { "negative", "lo + hi - it",
					  FFTPIPE_IMAGE, 0 } };
static const fftpipe_param params[] = {
	{ "bias", "what is added, -1000 to 1000", FFTPIPE_FLOAT, 0, "0", -1000,
	  1000, NULL, NULL }
};

static const fftpipe_transform transform = {
	.struct_size = sizeof transform,
	.id = "negative-1-0",
	.version = "1.0.0",
	.vendor = "fftpipe",
	.license = "GPL-3.0-or-later",
	.url = "",
	.doc = "The negative of a picture; a binary of the first 1.0.",
	.inputs = inputs,
	.outputs = outputs,
	.params = params,
	.n_inputs = 1,
	.n_outputs = 1,
	.n_params = 1,
	.port_size = sizeof *inputs,
	.param_size = sizeof *params,
	.flags = FFTPIPE_ROWS | FFTPIPE_INPLACE,
	.run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
