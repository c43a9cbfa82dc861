/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-defaults.c - has a default outside of its range */
#include "sin.h"

static const fftpipe_param settings[] = { { "level", "how much", FFTPIPE_FLOAT,
					    0, "5", 0, 1, NULL, NULL } };

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-defaults"),
	SIN_PARAMS(settings),
	.run = sin_run,
};

SIN_ENTRY;
