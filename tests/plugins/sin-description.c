/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-description.c - does not say what it does */
#include "sin.h"

static const fftpipe_transform transform = {
	SIN_SIZE, .id = "sin-description", .doc = "", SIN_TEXTS, .run = sin_run,
};

SIN_ENTRY;
