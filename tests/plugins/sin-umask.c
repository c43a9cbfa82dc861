/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-umask.c - lets everybody write */
#include "sin.h"

#include <sys/stat.h>

static void leave(void *self)
{
	(void)self;
	umask(0);
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-umask"),
	.flags = FFTPIPE_ROWS,
	.run = sin_run,
	.close = leave,
};

SIN_ENTRY;
