/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * alike.c - a picture and its reference compared by size
 */
#include "alike.h"

#include <inttypes.h>
#include <stdio.h>

int alike_check(const fftpipe_host *host, const fftpipe_image *a,
		const fftpipe_image *b)
{
	char text[200];

	if (a->width == b->width && a->height == b->height &&
	    a->channels == b->channels)
		return FFTPIPE_OK;
	snprintf(text, sizeof text,
		 "the picture has %" PRIu32 " x %" PRIu32 " pixels and %" PRIu32
		 " channels, the reference %" PRIu32 " x %" PRIu32
		 " and %" PRIu32 "; both must be alike",
		 a->width, a->height, a->channels, b->width, b->height,
		 b->channels);
	return host->fail(host, FFTPIPE_EDATA, text);
}
