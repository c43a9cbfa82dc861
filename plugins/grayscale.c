/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * grayscale.c - the lightness of a color picture
 */
#include <stddef.h>

#include <fftpipe/plugin.h>

#include "kernel.h"

static int grayscale_open(const fftpipe_host *host, const fftpipe_value *params,
			  const fftpipe_image *const *in,
			  fftpipe_image *const *out, void **self)
{
	(void)params, (void)self;
	if (in[0]->channels != 1 &&
	    (in[0]->channels != 3 || in[0]->color != FFTPIPE_RGB))
		return host->fail(host, FFTPIPE_EDATA,
				  "only pictures of one channel or of red, "
				  "green and blue can be made gray");
	out[0]->channels = 1;
	out[0]->color = FFTPIPE_GRAY;
	return FFTPIPE_OK;
}

/* As differences, so that what is gray already stays exactly as it is. */
KERNEL
static void mix(const float *red, const float *green, const float *blue,
		float *to, size_t n)
{
	for (size_t x = 0; x < n; x++)
		to[x] = green[x] + (0.299f * (red[x] - green[x]) +
				    0.114f * (blue[x] - green[x]));
}

static int grayscale_run(void *self, const fftpipe_host *host,
			 const fftpipe_value *params,
			 const fftpipe_image *const *in,
			 fftpipe_image *const *out, uint32_t first,
			 uint32_t rows)
{
	(void)self, (void)host, (void)params;
	for (uint32_t y = first; y < first + rows; y++) {
		const float *from = fftpipe_row(in[0], 0, y);
		float *to = fftpipe_row(out[0], 0, y);

		if (in[0]->channels == 3)
			mix(from, fftpipe_row(in[0], 1, y),
			    fftpipe_row(in[0], 2, y), to, in[0]->width);
		else
			for (uint32_t x = 0; x < in[0]->width; x++)
				to[x] = from[x];
	}
	return FFTPIPE_OK;
}

static const fftpipe_port inputs[] = {
	{ "picture", "red, green and blue; or gray, which stays as it is",
	  FFTPIPE_IMAGE, 0 }
};
static const fftpipe_port outputs[] = { { "gray", "its luma", FFTPIPE_IMAGE,
					  0 } };

static const fftpipe_transform transform = {
	.struct_size = sizeof transform,
	.needs_minor = 0,
	.id = "grayscale",
	.version = "1.0.0",
	.vendor = "fftpipe",
	.license = "GPL-3.0-or-later",
	.url = "",
	.doc = "Luma of a color picture: 0.299 red + 0.587 green + 0.114 blue "
	       "of the values as stored (ITU-R BT.601), not rounded.",
	.inputs = inputs,
	.outputs = outputs,
	.params = NULL,
	.n_inputs = FFTPIPE_COUNT(inputs),
	.n_outputs = FFTPIPE_COUNT(outputs),
	.n_params = 0,
	.port_size = sizeof *inputs,
	.param_size = sizeof(fftpipe_param),
	.flags = FFTPIPE_ROWS,
	.open = grayscale_open,
	.run = grayscale_run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
