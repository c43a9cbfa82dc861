/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-loads.c - ends the process that loads it */
#include "sin.h"

#include <stdlib.h>

__attribute__((constructor)) static void begin(void)
{
	abort();
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-loads"),
	.flags = FFTPIPE_ROWS,
	.run = sin_run,
};

SIN_ENTRY;
