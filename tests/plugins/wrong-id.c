/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wrong-id.c - says that it is another */
#include "simple.h"

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	UNUSED_IN_RUN;
	copy_rows(in[0], out[0], first, rows, 1);
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	DESCRIBE("right-id"),
	PICTURES,
	.run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
