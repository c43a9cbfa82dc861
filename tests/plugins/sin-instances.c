/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-instances.c - counts its instances, and adds the number to the samples */
#include "sin.h"

static int instances;

static int begin(SIN_OPEN_ARGUMENTS)
{
	SIN_OPEN_UNUSED;
	instances++;
	return FFTPIPE_OK;
}

static void leave(void *self)
{
	(void)self;
	instances--;
}

static int run(SIN_RUN_ARGUMENTS)
{
	SIN_RUN_UNUSED;
	sin_copy(in[0], out[0], first, rows, (float)instances);
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-instances"),
	.open = begin,
	.run = run,
	.close = leave,
};

SIN_ENTRY;
