/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-bands.c - makes the first row of each band brighter */
#include "sin.h"

static int run(SIN_RUN_ARGUMENTS)
{
	SIN_RUN_UNUSED;
	sin_copy(in[0], out[0], first, 1, 1);
	sin_copy(in[0], out[0], first + 1, rows - 1, 0);
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-bands"),
	.flags = FFTPIPE_BANDS,
	.run = run,
};

SIN_ENTRY;
