/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sin-entry.c - returns another pointer at each call */
#include "sin.h"

static const fftpipe_transform transforms[] = {
	{ SIN_DESCRIBE("sin-entry"), .run = sin_run },
	{ SIN_DESCRIBE("sin-entry"), .run = sin_run },
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	static int calls;

	return &transforms[calls++ % 2];
}
