/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-stdout.c - greets */
#include "sin.h"

#include <stdio.h>

static void leave(void *self)
{
	(void)self;
	puts("hello");
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-stdout"),
	.flags = FFTPIPE_ROWS,
	.run = sin_run,
	.close = leave,
};

SIN_ENTRY;
