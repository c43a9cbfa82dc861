/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rows.c - multiplies by a number, row by row */
#include "simple.h"

static const fftpipe_param settings[] = { { "factor", "multiplies every sample",
					    FFTPIPE_FLOAT, 0, "1", 0, 0, NULL,
					    NULL } };

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	UNUSED_IN_RUN;
	copy_rows(in[0], out[0], first, rows, (float)params[0].f);
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	DESCRIBE("rows"),      PICTURES,   PARAMS(settings),
	.flags = FFTPIPE_ROWS, .run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
