/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * alike.h - a picture and its reference have to be of one size
 */
#ifndef ALIKE_H
#define ALIKE_H

#include <fftpipe/plugin.h>

/* FFTPIPE_OK, or FFTPIPE_EDATA after saying both sizes. */
int alike_check(const fftpipe_host *host, const fftpipe_image *a,
		const fftpipe_image *b);

#endif
