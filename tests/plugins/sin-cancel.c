/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-cancel.c - goes on when told to stop */
#include "sin.h"

static int run(SIN_RUN_ARGUMENTS)
{
	SIN_RUN_UNUSED;
	for (uint32_t y = 0; y < rows; y++) {
		host->progress(host, 1.0 * y / rows);
		sin_copy(in[0], out[0], first + y, 1, 0);
	}
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-cancel"),
	.run = run,
};

SIN_ENTRY;
