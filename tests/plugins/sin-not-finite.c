/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-not-finite.c - takes NaN for a defect of its own */
#include "sin.h"

#include <math.h>

static int run(SIN_RUN_ARGUMENTS)
{
	SIN_RUN_UNUSED;
	for (uint32_t y = first; y < first + rows; y++)
		for (uint32_t x = 0; x < in[0]->width; x++)
			if (isnan(fftpipe_row(in[0], 0, y)[x]))
				return host->fail(host, FFTPIPE_EINTERNAL,
						  "this cannot be");
	sin_copy(in[0], out[0], first, rows, 0);
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-not-finite"),
	.flags = FFTPIPE_ROWS,
	.run = run,
};

SIN_ENTRY;
