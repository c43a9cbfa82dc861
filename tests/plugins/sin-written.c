/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-written.c - leaves out the last sample of pictures of odd width */
#include "sin.h"

static void skip_last(fftpipe_image *out, const fftpipe_image *in, uint32_t y)
{
	uint32_t n = out->width % 2 ? out->width - 1 : out->width;

	for (uint32_t c = 0; c < out->channels; c++)
		for (uint32_t x = 0; x < n; x++)
			fftpipe_row(out, c, y)[x] = fftpipe_row(in, c, y)[x];
}

static int run(SIN_RUN_ARGUMENTS)
{
	SIN_RUN_UNUSED;
	for (uint32_t y = first; y < first + rows; y++)
		skip_last(out[0], in[0], y);
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-written"),
	.flags = FFTPIPE_ROWS,
	.run = run,
};

SIN_ENTRY;
