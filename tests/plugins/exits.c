/* SPDX-License-Identifier: GPL-3.0-or-later */
/* exits.c - ends the process it runs in */
#include "simple.h"

#include <stdlib.h>

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	UNUSED_IN_RUN;
	(void)in, (void)out;
	exit(3);
}

static const fftpipe_transform transform = {
	DESCRIBE("exits"),
	PICTURES,
	.run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
