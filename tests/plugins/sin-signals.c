/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-signals.c - ignores a signal */
#include "sin.h"

#include <signal.h>

static void leave(void *self)
{
	(void)self;
	signal(SIGPIPE, SIG_IGN);
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-signals"),
	.flags = FFTPIPE_ROWS,
	.run = sin_run,
	.close = leave,
};

SIN_ENTRY;
