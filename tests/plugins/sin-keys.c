/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-keys.c - has a parameter that is called like a key of the host */
#include "sin.h"

static const fftpipe_param settings[] = { { "depth", "how deep", FFTPIPE_FLOAT,
					    0, "1", 0, 1, NULL, NULL } };

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-keys"),
	SIN_PARAMS(settings),
	.run = sin_run,
};

SIN_ENTRY;
