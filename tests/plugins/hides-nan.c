/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hides-nan.c - takes NaN for black */
#include "sin.h"

#include <math.h>

static int run(SIN_RUN_ARGUMENTS)
{
	SIN_RUN_UNUSED;
	sin_copy(in[0], out[0], first, rows, 0);
	for (uint32_t c = 0; c < out[0]->channels; c++)
		for (uint32_t y = first; y < first + rows; y++) {
			float *row = fftpipe_row(out[0], c, y);

			for (uint32_t x = 0; x < out[0]->width; x++)
				row[x] = isnan(row[x]) ? 0 : row[x];
		}
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("hides-nan"),
	.flags = FFTPIPE_ROWS,
	.run = run,
};

SIN_ENTRY;
