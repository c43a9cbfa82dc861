/* SPDX-License-Identifier: GPL-3.0-or-later */
/* crash.c - crashes on a picture that begins with 13 */
#include "simple.h"

#include <signal.h>

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	UNUSED_IN_RUN;
	if (!first && fftpipe_row(in[0], 0, 0)[0] == 13)
		raise(SIGSEGV);
	copy_rows(in[0], out[0], first, rows, 1);
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	DESCRIBE("crash"),
	PICTURES,
	.flags = FFTPIPE_ROWS,
	.run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
