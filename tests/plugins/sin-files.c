/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-files.c - leaves a file open */
#include "sin.h"

#include <unistd.h>

static void leave(void *self)
{
	(void)self;
	if (dup(0) < 0)
		return;
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-files"),
	.flags = FFTPIPE_ROWS,
	.run = sin_run,
	.close = leave,
};

SIN_ENTRY;
