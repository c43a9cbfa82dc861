/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * borrows-symbol.c - no plugin, but linked with one, in which a search for the
 * symbol ends
 */
#include <fftpipe/plugin.h>

FFTPIPE_EXPORT const fftpipe_transform *borrowed(void);

const fftpipe_transform *borrowed(void)
{
	return fftpipe_transform_v1();
}
