/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * frozen-1-0.c - a plugin as it was written against ABI 1.0, header and all
 */
#include "../abi/plugin-1.0.h"

#include <stdlib.h>

struct instance {
	float *row;
	float largest;
};

static const char *const ways[] = { "keep", "invert", NULL };

static const fftpipe_port inputs[] = { { "picture", "what is scaled",
					 FFTPIPE_IMAGE, 0 } };
static const fftpipe_port outputs[] = { { "scaled", "what comes out",
					  FFTPIPE_IMAGE, 0 } };
static const fftpipe_param params[] = {
	{ "factor", "multiplies every sample", FFTPIPE_FLOAT, 0, "1", 0, 100,
	  NULL, NULL },
	{ "way", "or its negative", FFTPIPE_CHOICE, 0, "keep", 0, 0, ways,
	  NULL },
};

static void frozen_close(void *self)
{
	struct instance *instance = self;

	free(instance->row);
	free(instance);
}

static int frozen_open(const fftpipe_host *host, const fftpipe_value *values,
		       const fftpipe_image *const *in,
		       fftpipe_image *const *out, void **self)
{
	struct instance *instance = calloc(1, sizeof *instance);

	(void)values, (void)out;
	if (!instance)
		return FFTPIPE_ENOMEM;
	instance->row = calloc(in[0]->width, sizeof *instance->row);
	if (!instance->row) {
		frozen_close(instance);
		return FFTPIPE_ENOMEM;
	}
	host->reserve(host, in[0]->width * sizeof(float));
	*self = instance;
	return FFTPIPE_OK;
}

static int frozen_prepare(void *self, const fftpipe_host *host,
			  const fftpipe_value *values,
			  const fftpipe_image *const *in,
			  fftpipe_image *const *out)
{
	struct instance *instance = self;

	(void)values;
	instance->largest = 0;
	for (uint32_t c = 0; c < in[0]->channels; c++)
		for (uint32_t y = 0; y < in[0]->height; y++)
			for (uint32_t x = 0; x < in[0]->width; x++)
				if (fftpipe_row(in[0], c, y)[x] >
				    instance->largest)
					instance->largest =
						fftpipe_row(in[0], c, y)[x];
	return host->meta_set(host, out[0], "frozen", "1.0");
}

static int frozen_run(void *self, const fftpipe_host *host,
		      const fftpipe_value *values,
		      const fftpipe_image *const *in, fftpipe_image *const *out,
		      uint32_t first, uint32_t rows)
{
	const struct instance *instance = self;
	float factor = (float)values[0].f;

	(void)host;
	for (uint32_t c = 0; c < in[0]->channels; c++)
		for (uint32_t y = first; y < first + rows; y++) {
			const float *from = fftpipe_row(in[0], c, y);
			float *to = fftpipe_row(out[0], c, y);

			for (uint32_t x = 0; x < in[0]->width; x++)
				to[x] = factor *
					(values[1].i
						 ? instance->largest - from[x]
						 : from[x]);
		}
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	.struct_size = sizeof transform,
	.needs_minor = 0,
	.id = "frozen-1-0",
	.version = "1.0.0",
	.vendor = "fftpipe",
	.license = "GPL-3.0-or-later",
	.url = "",
	.doc = "Multiply a picture by a number.",
	.inputs = inputs,
	.outputs = outputs,
	.params = params,
	.n_inputs = FFTPIPE_COUNT(inputs),
	.n_outputs = FFTPIPE_COUNT(outputs),
	.n_params = FFTPIPE_COUNT(params),
	.port_size = sizeof *inputs,
	.param_size = sizeof *params,
	.flags = FFTPIPE_ROWS | FFTPIPE_INPLACE,
	.open = frozen_open,
	.prepare = frozen_prepare,
	.run = frozen_run,
	.close = frozen_close,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
