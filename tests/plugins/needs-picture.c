/* SPDX-License-Identifier: GPL-3.0-or-later */
/* needs-picture.c - refuses what is no picture */
#include "simple.h"

static int open(const fftpipe_host *host, const fftpipe_value *params,
		const fftpipe_image *const *in, fftpipe_image *const *out,
		void **self)
{
	(void)params, (void)out, (void)self;
	if (in[0]->color == FFTPIPE_GRAY || in[0]->color == FFTPIPE_RGB)
		return FFTPIPE_OK;
	return host->fail(host, FFTPIPE_EDATA, "it is no picture");
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
	DESCRIBE("needs-picture"),
	PICTURES,
	.open = open,
	.run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
