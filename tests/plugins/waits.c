/* SPDX-License-Identifier: GPL-3.0-or-later */
/* waits.c - goes on until it is told to stop */
#include "simple.h"

#include <time.h>

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	const struct timespec pause = { .tv_nsec = 1000000 };

	UNUSED_IN_RUN;
	(void)in, (void)out;
	while (!host->progress(host, 0.5))
		nanosleep(&pause, NULL);
	return FFTPIPE_ECANCELED;
}

static const fftpipe_transform transform = {
	DESCRIBE("waits"),
	PICTURES,
	.run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
