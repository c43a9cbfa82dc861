/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-parameters.c - crashes at the end of a range */
#include "sin.h"

#include <stdlib.h>

static const fftpipe_param settings[] = { { "level", "how much", FFTPIPE_FLOAT,
					    0, "1", 0, 7, NULL, NULL } };

static int run(SIN_RUN_ARGUMENTS)
{
	SIN_RUN_UNUSED;
	if (params[0].f >= 7)
		abort();
	sin_copy(in[0], out[0], first, rows, 0);
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-parameters"),
	SIN_PARAMS(settings),
	.flags = FFTPIPE_ROWS,
	.run = run,
};

SIN_ENTRY;
