/* SPDX-License-Identifier: GPL-3.0-or-later */
/* other-major.c - a plugin of the next major version of the ABI */
#include <fftpipe/plugin.h>

FFTPIPE_EXPORT const void *fftpipe_transform_v2(void);

const void *fftpipe_transform_v2(void)
{
	return NULL;
}
