/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-bounds.c - writes one sample too many behind the room of a row */
#include "sin.h"

static int run(SIN_RUN_ARGUMENTS)
{
	size_t room = 2 * ((size_t)out[0]->width / 2 + 1);

	SIN_RUN_UNUSED;
	sin_copy(in[0], out[0], first, rows, 0);
	fftpipe_row(out[0], 0, first + rows - 1)[room] = 0;
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-bounds"),
	.run = run,
};

SIN_ENTRY;
