/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-order.c - does not expect to be prepared twice */
#include "sin.h"

#include <stdlib.h>

static int begin(SIN_OPEN_ARGUMENTS)
{
	SIN_OPEN_UNUSED;
	*self = calloc(1, sizeof(int));
	return *self ? FFTPIPE_OK : FFTPIPE_ENOMEM;
}

static int prepare(void *self, const fftpipe_host *host,
		   const fftpipe_value *params, const fftpipe_image *const *in,
		   fftpipe_image *const *out)
{
	int *prepared = self;

	(void)host, (void)params, (void)in, (void)out;
	if ((*prepared)++)
		abort();
	return FFTPIPE_OK;
}

static int run(SIN_RUN_ARGUMENTS)
{
	int *prepared = self;

	SIN_RUN_UNUSED;
	*prepared = 0;
	sin_copy(in[0], out[0], first, rows, 0);
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-order"),
	.open = begin,
	.prepare = prepare,
	.run = run,
	.close = free,
};

SIN_ENTRY;
