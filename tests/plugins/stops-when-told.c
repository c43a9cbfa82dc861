/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stops-when-told.c - fails in its first band (or, `behind`, in those after it:
 * a defect), and in all others waits to be told to stop; ends the process when
 * nobody does
 */
#define _GNU_SOURCE
#include "simple.h"

#include <stdlib.h>
#include <time.h>

static const fftpipe_param parameters[] = {
	{ "behind", "the first band is the one that waits", FFTPIPE_BOOL, 0,
	  "no", 0, 0, NULL, NULL },
};

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	const struct timespec pause = { .tv_nsec = 1000000 };

	(void)self, (void)rows;
	(void)in, (void)out;
	if (!first && !params[0].i)
		return host->fail(host, FFTPIPE_EDATA, "not this band");
	if (first && params[0].i)
		return host->fail(host, FFTPIPE_EINTERNAL, "a defect");
	for (int i = 0; i < 20000; i++) {
		if (host->progress(host, 0.5))
			return FFTPIPE_ECANCELED;
		nanosleep(&pause, NULL);
	}
	abort();
}

static const fftpipe_transform transform = {
	DESCRIBE("stops-when-told"),           PICTURES,   PARAMS(parameters),
	.flags = FFTPIPE_BANDS | FFTPIPE_ROWS, .run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
