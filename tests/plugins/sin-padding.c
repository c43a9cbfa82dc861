/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-padding.c - adds what is behind the samples of a row */
#include "sin.h"

static int run(SIN_RUN_ARGUMENTS)
{
	SIN_RUN_UNUSED;
	for (uint32_t y = first; y < first + rows; y++)
		sin_copy(in[0], out[0], y, 1,
			 fftpipe_row(in[0], 0, y)[in[0]->width]);
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-padding"),
	.flags = FFTPIPE_ROWS,
	.run = run,
};

SIN_ENTRY;
