/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-progress.c - counts its progress in percent */
#include "sin.h"

static int run(SIN_RUN_ARGUMENTS)
{
	SIN_RUN_UNUSED;
	for (uint32_t y = 0; y < rows; y++) {
		if (host->progress(host, 100.0 * y / rows))
			return FFTPIPE_ECANCELED;
		sin_copy(in[0], out[0], first + y, 1, 0);
	}
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-progress"),
	.run = run,
};

SIN_ENTRY;
