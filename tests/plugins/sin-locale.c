/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-locale.c - speaks the user's language */
#include "sin.h"

#include <locale.h>

static void leave(void *self)
{
	(void)self;
	setlocale(LC_ALL, "");
}

static const fftpipe_transform transform = {
	SIN_DESCRIBE("sin-locale"),
	.flags = FFTPIPE_ROWS,
	.run = sin_run,
	.close = leave,
};

SIN_ENTRY;
