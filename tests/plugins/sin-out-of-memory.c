/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-out-of-memory.c - does not ask whether there was memory */
#include "sin.h"

#include <stdlib.h>

static int begin(SIN_OPEN_ARGUMENTS)
{
	int *made = malloc(sizeof *made);

	SIN_OPEN_UNUSED;
	*(volatile int *)made = 1;
	*self = made;
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-out-of-memory"),
	.flags = FFTPIPE_ROWS,
	.open = begin,
	.run = sin_run,
	.close = free,
};

SIN_ENTRY;
