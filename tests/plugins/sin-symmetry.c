/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-symmetry.c - calls a copy of any picture EVEN */
#include "sin.h"

static int open_it(SIN_OPEN_ARGUMENTS)
{
	SIN_OPEN_UNUSED;
	out[0]->symmetry = FFTPIPE_EVEN;
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-symmetry"),
	.flags = FFTPIPE_ROWS,
	.open = open_it,
	.run = sin_run,
};

SIN_ENTRY;
