/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hangs.c - never returns from run */
#include "simple.h"

#include <unistd.h>

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	UNUSED_IN_RUN;
	(void)in, (void)out;
	while (pause() < 0)
		continue;
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	DESCRIBE("hangs"),
	PICTURES,
	.run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
