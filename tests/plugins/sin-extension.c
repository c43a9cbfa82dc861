/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-extension.c - offers whatever it is asked for */
#include "sin.h"

static const void *offer(const char *id)
{
	return id;
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-extension"),
	.flags = FFTPIPE_ROWS,
	.run = sin_run,
	.get_extension = offer,
};

SIN_ENTRY;
