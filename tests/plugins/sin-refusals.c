/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-refusals.c - refuses colors without a word */
#include "sin.h"

static int begin(SIN_OPEN_ARGUMENTS)
{
	SIN_OPEN_UNUSED;
	if (in[0]->channels == 3)
		return FFTPIPE_EDATA;
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-refusals"),
	.flags = FFTPIPE_ROWS,
	.open = begin,
	.run = sin_run,
};

SIN_ENTRY;
