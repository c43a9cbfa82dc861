/* SPDX-License-Identifier: GPL-3.0-or-later */
/* inplace.c - adds 1, in place */
#include "simple.h"

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	UNUSED_IN_RUN;
	for (uint32_t c = 0; c < out[0]->channels; c++)
		for (uint32_t y = first; y < first + rows; y++)
			for (uint32_t x = 0; x < out[0]->width; x++)
				fftpipe_row(out[0], c, y)[x] =
					fftpipe_row(in[0], c, y)[x] + 1;
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	DESCRIBE("inplace"),
	PICTURES,
	.flags = FFTPIPE_INPLACE,
	.run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
