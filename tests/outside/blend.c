/* SPDX-License-Identifier: MIT */
/* blend.c - a stranger's plugin: a picture and its negative, mixed */
#include <fftpipe/plugin.h>

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	float share = (float)params[0].f, top = (float)(in[0]->lo + in[0]->hi);

	(void)self, (void)host;
	for (uint32_t c = 0; c < in[0]->channels; c++)
		for (uint32_t y = first; y < first + rows; y++)
			for (uint32_t x = 0; x < in[0]->width; x++) {
				float value = fftpipe_row(in[0], c, y)[x];

				fftpipe_row(out[0], c, y)[x] =
					value + share * (top - 2 * value);
			}
	return FFTPIPE_OK;
}

static const fftpipe_port inputs[] = { { "picture", "", FFTPIPE_IMAGE, 0 } };
static const fftpipe_port outputs[] = { { "blend", "", FFTPIPE_IMAGE, 0 } };
static const fftpipe_param params[] = {
	{ "share", "of the negative", FFTPIPE_FLOAT, 0, "1", 0, 1, NULL, NULL }
};
static const fftpipe_transform transform = {
	.struct_size = sizeof transform,
	.id = "blend",
	.version = "0.1",
	.vendor = "a stranger",
	.license = "MIT",
	.url = "",
	.doc = "Mix a picture and its negative.",
	.inputs = inputs,
	.n_inputs = FFTPIPE_COUNT(inputs),
	.outputs = outputs,
	.n_outputs = FFTPIPE_COUNT(outputs),
	.params = params,
	.n_params = FFTPIPE_COUNT(params),
	.port_size = sizeof *inputs,
	.param_size = sizeof *params,
	.flags = FFTPIPE_ROWS | FFTPIPE_INPLACE,
	.run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
