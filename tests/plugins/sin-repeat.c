/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-repeat.c - gives every picture more than the last */
#include "sin.h"

#include <stdlib.h>

static int begin(SIN_OPEN_ARGUMENTS)
{
	SIN_OPEN_UNUSED;
	*self = calloc(1, sizeof(int));
	return *self ? FFTPIPE_OK : FFTPIPE_ENOMEM;
}

static int run(SIN_RUN_ARGUMENTS)
{
	int *pictures = self;

	SIN_RUN_UNUSED;
	sin_copy(in[0], out[0], first, rows, (float)(*pictures)++);
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-repeat"),
	.open = begin,
	.run = run,
	.close = free,
};

SIN_ENTRY;
