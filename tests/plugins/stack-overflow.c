/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stack-overflow.c - calls itself until the stack is full */
#include "simple.h"

static int deeper(volatile char *above, int depth)
{
	volatile char here[4096];

	here[0] = above[0];
	return depth ? deeper(here, depth + 1) + here[0] : 0;
}

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	volatile char nothing = 0;

	UNUSED_IN_RUN;
	(void)in, (void)out;
	return deeper(&nothing, 1);
}

static const fftpipe_transform transform = {
	DESCRIBE("stack-overflow"),
	PICTURES,
	.run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
