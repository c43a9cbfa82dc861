/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-hangs.c - never returns for pictures of one column */
#include "sin.h"

#include <unistd.h>

static int run(SIN_RUN_ARGUMENTS)
{
	SIN_RUN_UNUSED;
	while (out[0]->width == 1)
		sleep(1);
	sin_copy(in[0], out[0], first, rows, 0);
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-hangs"),
	.flags = FFTPIPE_ROWS,
	.run = run,
};

SIN_ENTRY;
