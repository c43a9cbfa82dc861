/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-threads.c - adds the number of threads */
#include "sin.h"

static int run(SIN_RUN_ARGUMENTS)
{
	SIN_RUN_UNUSED;
	sin_copy(in[0], out[0], first, rows, (float)host->threads);
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-threads"),
	.run = run,
};

SIN_ENTRY;
