/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-exports.c - exports more than its entry */
#include "sin.h"

FFTPIPE_EXPORT int sin_helper(void);

int sin_helper(void)
{
	return 1;
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-exports"),
	.flags = FFTPIPE_ROWS,
	.run = sin_run,
};

SIN_ENTRY;
