/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-shapes.c - crashes with pictures of one column */
#include "sin.h"

#include <stdlib.h>

static int run(SIN_RUN_ARGUMENTS)
{
	SIN_RUN_UNUSED;
	if (out[0]->width == 1)
		abort();
	sin_copy(in[0], out[0], first, rows, 0);
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-shapes"),
	.flags = FFTPIPE_ROWS,
	.run = run,
};

SIN_ENTRY;
