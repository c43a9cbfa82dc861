/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-finite.c - divides by what may be 0 */
#include "sin.h"

static int run(SIN_RUN_ARGUMENTS)
{
	SIN_RUN_UNUSED;
	for (uint32_t c = 0; c < out[0]->channels; c++)
		for (uint32_t y = first; y < first + rows; y++)
			for (uint32_t x = 0; x < out[0]->width; x++)
				fftpipe_row(out[0], c, y)[x] =
					1 / fftpipe_row(in[0], c, y)[x];
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-finite"),
	.flags = FFTPIPE_ROWS,
	.run = run,
};

SIN_ENTRY;
