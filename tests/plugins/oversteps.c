/* SPDX-License-Identifier: GPL-3.0-or-later */
/* oversteps.c - does with bands what only whole images may */
#include "simple.h"

static int nothing(void *arg, uint32_t k)
{
	(void)arg, (void)k;
	return 0;
}

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	UNUSED_IN_RUN;
	copy_rows(in[0], out[0], first, rows, 1);
	host->meta_set(host, out[0], "band", "set");
	out[0]->lo = -1000;
	out[0]->hi = 1000;
	return host->parallel(host, 3, nothing, NULL);
}

static const fftpipe_transform transform = {
	DESCRIBE("oversteps"),
	PICTURES,
	.flags = FFTPIPE_ROWS,
	.run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
