/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-parallel.c - asks for threads where it is called by many */
#include "sin.h"

static int nothing(void *arg, uint32_t k)
{
	(void)arg, (void)k;
	return FFTPIPE_OK;
}

static int run(SIN_RUN_ARGUMENTS)
{
	SIN_RUN_UNUSED;
	sin_copy(in[0], out[0], first, rows, 0);
	return host->parallel(host, 3, nothing, NULL);
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-parallel"),
	.flags = FFTPIPE_ROWS,
	.run = run,
};

SIN_ENTRY;
