/* SPDX-License-Identifier: GPL-3.0-or-later */
/* crash-in-open.c - crashes while the pipeline is planned */
#include "simple.h"

#include <signal.h>

static int open(const fftpipe_host *host, const fftpipe_value *params,
		const fftpipe_image *const *in, fftpipe_image *const *out,
		void **self)
{
	(void)host, (void)params, (void)in, (void)out, (void)self;
	raise(SIGSEGV);
	return FFTPIPE_OK;
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
	DESCRIBE("crash-in-open"),
	PICTURES,
	.open = open,
	.run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
