/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fails-prepare.c - fails when it looks at the picture */
#include "simple.h"

static int prepare(void *self, const fftpipe_host *host,
		   const fftpipe_value *params, const fftpipe_image *const *in,
		   fftpipe_image *const *out)
{
	(void)self, (void)params, (void)in, (void)out;
	return host->fail(host, FFTPIPE_EDATA, "nothing to see");
}

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	UNUSED_IN_RUN;
	copy_rows(in[0], out[0], first, rows, 1);
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	DESCRIBE("fails-prepare"), PICTURES,   .flags = FFTPIPE_BANDS,
	.prepare = prepare,        .run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
