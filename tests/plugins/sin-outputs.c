/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-outputs.c - makes pictures without width */
#include "sin.h"

static int begin(SIN_OPEN_ARGUMENTS)
{
	SIN_OPEN_UNUSED;
	out[0]->width = 0;
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-outputs"),
	.flags = FFTPIPE_ROWS,
	.open = begin,
	.run = sin_run,
};

SIN_ENTRY;
