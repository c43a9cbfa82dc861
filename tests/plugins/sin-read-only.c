/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-read-only.c - writes to its input, if only what is there already */
#include "sin.h"

static int run(SIN_RUN_ARGUMENTS)
{
	volatile float *sample = fftpipe_row(in[0], 0, first);

	SIN_RUN_UNUSED;
	*sample += 0;
	sin_copy(in[0], out[0], first, rows, 0);
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-read-only"),
	.run = run,
};

SIN_ENTRY;
