/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fails-eparam.c - says in open, or in run, that the pipeline is wrong */
#include "simple.h"

static const fftpipe_param settings[] = {
	{ "width", "the widest picture that is right", FFTPIPE_INT, 0, "0", 0,
	  0, NULL, NULL },
	{ "late", "say it in run", FFTPIPE_BOOL, 0, "no", 0, 0, NULL, NULL },
};

static int open(const fftpipe_host *host, const fftpipe_value *params,
		const fftpipe_image *const *in, fftpipe_image *const *out,
		void **self)
{
	(void)out, (void)self;
	if (in[0]->width <= params[0].i || params[1].i)
		return FFTPIPE_OK;
	return host->fail(host, FFTPIPE_EPARAM, "wrong for every picture");
}

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	(void)self;
	if (params[1].i)
		return host->fail(host, FFTPIPE_EPARAM, "width: too wide");
	copy_rows(in[0], out[0], first, rows, 1);
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	DESCRIBE("fails-eparam"),
	PICTURES,
	PARAMS(settings),
	.flags = FFTPIPE_BANDS | FFTPIPE_ROWS,
	.open = open,
	.run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
