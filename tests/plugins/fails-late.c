/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fails-late.c - fails when it comes to a given row */
#include "simple.h"

static const fftpipe_param settings[] = { { "row", "the first row that fails",
					    FFTPIPE_INT, 0, "100", 0, 0, NULL,
					    NULL } };

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	UNUSED_IN_RUN;
	if (first + rows > (uint32_t)params[0].i)
		return host->fail(host, FFTPIPE_EDATA, "that row");
	copy_rows(in[0], out[0], first, rows, 1);
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	DESCRIBE("fails-late"), PICTURES,   PARAMS(settings),
	.flags = FFTPIPE_ROWS,  .run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
