/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-rounding.c - rounds upward from then on */
#include "sin.h"

#include <fenv.h>

static void leave(void *self)
{
	(void)self;
	fesetround(FE_UPWARD);
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-rounding"),
	.flags = FFTPIPE_ROWS,
	.run = sin_run,
	.close = leave,
};

SIN_ENTRY;
