/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prepares.c - takes the mean away, which it finds in prepare */
#include "simple.h"

#include <stdlib.h>

static int open(const fftpipe_host *host, const fftpipe_value *params,
		const fftpipe_image *const *in, fftpipe_image *const *out,
		void **self)
{
	(void)host, (void)params, (void)in;
	out[0]->color = FFTPIPE_DATA;
	*self = calloc(1, sizeof(float));
	return *self ? FFTPIPE_OK : FFTPIPE_ENOMEM;
}

static int prepare(void *self, const fftpipe_host *host,
		   const fftpipe_value *params, const fftpipe_image *const *in,
		   fftpipe_image *const *out)
{
	double sum = 0;

	(void)params;
	for (uint32_t y = 0; y < in[0]->height; y++)
		for (uint32_t x = 0; x < in[0]->width; x++)
			sum += (double)fftpipe_row(in[0], 0, y)[x];
	*(float *)self = (float)(sum / in[0]->width / in[0]->height);
	out[0]->lo = out[0]->hi = 0;
	return host->meta_set(host, out[0], "mean", "taken");
}

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	const float *mean = self;

	UNUSED_IN_RUN;
	for (uint32_t y = first; y < first + rows; y++)
		for (uint32_t x = 0; x < out[0]->width; x++)
			fftpipe_row(out[0], 0, y)[x] =
				fftpipe_row(in[0], 0, y)[x] - *mean;
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	DESCRIBE("prepares"), PICTURES,   .flags = FFTPIPE_ROWS, .open = open,
	.prepare = prepare,   .run = run, .close = free,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
