/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-sizes.c - says that its description is shorter than it is */
#include "sin.h"

static const fftpipe_transform transform = {
	.struct_size = 8,
	.id = "sin-sizes",
	.doc = "Copies, and sins.",
	SIN_TEXTS,
	.run = sin_run,
};

SIN_ENTRY;
