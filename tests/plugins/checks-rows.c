/* SPDX-License-Identifier: GPL-3.0-or-later */
/* checks-rows.c - fails when it is asked for a row that is not there */
#include "simple.h"

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	UNUSED_IN_RUN;
	if (first + rows > out[0]->height)
		return host->fail(host, FFTPIPE_EINTERNAL, "no such row");
	copy_rows(in[0], out[0], first, rows, 1);
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	DESCRIBE("checks-rows"),
	PICTURES,
	.flags = FFTPIPE_ROWS,
	.run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
