/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-works.c - takes no picture at all */
#include "sin.h"

static int begin(SIN_OPEN_ARGUMENTS)
{
	SIN_OPEN_UNUSED;
	return host->fail(host, FFTPIPE_EDATA, "there is nothing that I like");
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-works"),
	.flags = FFTPIPE_ROWS,
	.open = begin,
	.run = sin_run,
};

SIN_ENTRY;
