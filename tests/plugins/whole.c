/* SPDX-License-Identifier: GPL-3.0-or-later */
/* whole.c - works on whole images and uses all of the host */
#include "simple.h"

#include <stddef.h>
#include <stdio.h>

struct work {
	const fftpipe_image *in;
	fftpipe_image *out;
};

static int copy_row(void *arg, uint32_t y)
{
	const struct work *work = arg;

	copy_rows(work->in, work->out, y, 1, 1);
	return 0;
}

static int open(const fftpipe_host *host, const fftpipe_value *params,
		const fftpipe_image *const *in, fftpipe_image *const *out,
		void **self)
{
	(void)params, (void)in, (void)out, (void)self;
	host->reserve(host, 1000000);
	if (host->get_extension(host, "fftpipe.measured/1"))
		host->log(host, FFTPIPE_INFO, "measured");
	if (host->get_extension(host, "fftpipe.coarse/1"))
		host->log(host, FFTPIPE_INFO, "coarse");
	if (host->get_extension(host, "fftpipe.nothing/1") ||
	    host->get_extension(host, NULL))
		return FFTPIPE_EINTERNAL;
	return FFTPIPE_OK;
}

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	struct work work = { in[0], out[0] };
	char text[32];

	UNUSED_IN_RUN;
	if (host->progress(host, 0))
		return FFTPIPE_ECANCELED;
	snprintf(text, sizeof text, "%u", host->threads);
	host->log(host, FFTPIPE_DEBUG, text);
	host->log(host, FFTPIPE_WARNING, NULL);
	if (host->meta_set(host, out[0], "note", "whole") ||
	    host->meta_set(host, out[0], "bad key", "x") != FFTPIPE_EPARAM ||
	    host->meta_set(host, out[0], NULL, "x") != FFTPIPE_EPARAM ||
	    !host->meta_get(host, out[0], "note") ||
	    host->meta_get(host, out[0], "no") ||
	    host->meta_get(host, NULL, "no"))
		return FFTPIPE_EINTERNAL;
	out[0]->lo = 0;
	out[0]->hi = 510;
	return host->parallel(host, out[0]->height, copy_row, &work);
}

static const fftpipe_transform transform = {
	DESCRIBE("whole"),
	PICTURES,
	.open = open,
	.run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
