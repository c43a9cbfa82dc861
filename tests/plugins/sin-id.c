/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-id.c - has the id of another */
#include "sin.h"

static const fftpipe_transform transform = {
	SIN_DESCRIBE("another"),
	.run = sin_run,
};

SIN_ENTRY;
