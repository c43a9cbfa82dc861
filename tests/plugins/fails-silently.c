/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fails-silently.c - fails on each picture and does not say why */
#include "simple.h"

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	UNUSED_IN_RUN;
	(void)in, (void)out;
	return FFTPIPE_EDATA;
}

static const fftpipe_transform transform = {
	DESCRIBE("fails-silently"),
	PICTURES,
	.run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
