/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-directory.c - leaves for another folder */
#include "sin.h"

#include <unistd.h>

static void leave(void *self)
{
	(void)self;
	if (chdir("/"))
		return;
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-directory"),
	.flags = FFTPIPE_ROWS,
	.run = sin_run,
	.close = leave,
};

SIN_ENTRY;
