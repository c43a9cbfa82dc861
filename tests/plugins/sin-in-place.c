/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-in-place.c - reads what it has overwritten, if in place */
#include "sin.h"

static void turn(const float *from, float *to, uint32_t n)
{
	for (uint32_t x = 0; x < n; x++)
		to[x] = from[n - 1 - x];
}

static int run(SIN_RUN_ARGUMENTS)
{
	SIN_RUN_UNUSED;
	for (uint32_t c = 0; c < out[0]->channels; c++)
		for (uint32_t y = first; y < first + rows; y++)
			turn(fftpipe_row(in[0], c, y),
			     fftpipe_row(out[0], c, y), out[0]->width);
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-in-place"),
	.flags = FFTPIPE_INPLACE,
	.run = run,
};

SIN_ENTRY;
