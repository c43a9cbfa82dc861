/* SPDX-License-Identifier: GPL-3.0-or-later */
/* no-symbol.c - a shared object that is no plugin */
#include <fftpipe/plugin.h>

FFTPIPE_EXPORT int nothing_of_ours(void);

int nothing_of_ours(void)
{
	return 0;
}
