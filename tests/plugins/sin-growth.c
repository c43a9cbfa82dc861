/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-growth.c - forgets memory in each instance */
#include "sin.h"

#include <stdlib.h>

static int *volatile last;

static int begin(SIN_OPEN_ARGUMENTS)
{
	int *made = malloc(sizeof *made);

	SIN_OPEN_UNUSED;
	if (!made)
		return FFTPIPE_ENOMEM;
	last = made;
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-growth"),
	.flags = FFTPIPE_ROWS,
	.open = begin,
	.run = sin_run,
};

SIN_ENTRY;
