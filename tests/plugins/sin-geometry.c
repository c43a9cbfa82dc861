/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-geometry.c - assigns a whole description instead of its members */
#include "sin.h"

static int begin(SIN_OPEN_ARGUMENTS)
{
	SIN_OPEN_UNUSED;
	*out[0] = *in[0];
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-geometry"),
	.flags = FFTPIPE_ROWS,
	.open = begin,
	.run = sin_run,
};

SIN_ENTRY;
