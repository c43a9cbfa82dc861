/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bands.c - turns a picture upside down, in bands */
#include "simple.h"

#include <string.h>

static void flip(const fftpipe_image *in, fftpipe_image *out, uint32_t first,
		 uint32_t rows)
{
	for (uint32_t c = 0; c < out->channels; c++)
		for (uint32_t y = first; y < first + rows; y++)
			memcpy(fftpipe_row(out, c, y),
			       fftpipe_row(in, c, out->height - 1 - y),
			       out->width * sizeof(float));
}

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	UNUSED_IN_RUN;
	flip(in[0], out[0], first, rows);
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	DESCRIBE("bands"),
	PICTURES,
	.flags = FFTPIPE_BANDS,
	.run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
