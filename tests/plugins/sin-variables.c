/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-variables.c - sets an environment variable */
#include "sin.h"

#include <stdlib.h>

static void leave(void *self)
{
	(void)self;
	setenv("SIN", "1", 1);
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-variables"),
	.flags = FFTPIPE_ROWS,
	.run = sin_run,
	.close = leave,
};

SIN_ENTRY;
