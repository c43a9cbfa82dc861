/* SPDX-License-Identifier: GPL-3.0-or-later */
/* taller.c - row by row, with more rows out than in */
#include "simple.h"

#include <string.h>

static int open(const fftpipe_host *host, const fftpipe_value *params,
		const fftpipe_image *const *in, fftpipe_image *const *out,
		void **self)
{
	(void)host, (void)params, (void)self;
	out[0]->height = 2 * in[0]->height;
	return FFTPIPE_OK;
}

/* What lies below the input is black. */
static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	UNUSED_IN_RUN;
	for (uint32_t c = 0; c < out[0]->channels; c++)
		for (uint32_t y = first; y < first + rows; y++) {
			float *to = fftpipe_row(out[0], c, y);

			memset(to, 0, out[0]->width * sizeof *to);
			if (y < in[0]->height)
				memcpy(to, fftpipe_row(in[0], c, y),
				       out[0]->width * sizeof *to);
		}
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	DESCRIBE("taller"), PICTURES,   .flags = FFTPIPE_ROWS,
	.open = open,       .run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
