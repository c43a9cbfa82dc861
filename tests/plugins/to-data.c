/* SPDX-License-Identifier: GPL-3.0-or-later */
/* to-data.c - passes a picture on as data or as an angle */
#include "simple.h"

static const char *const colors[] = { "data", "angle", NULL };

static const fftpipe_param settings[] = { { "color", "what comes out",
					    FFTPIPE_CHOICE, 0, "data", 0, 0,
					    colors, NULL } };

static int open(const fftpipe_host *host, const fftpipe_value *params,
		const fftpipe_image *const *in, fftpipe_image *const *out,
		void **self)
{
	(void)host, (void)in, (void)self;
	out[0]->color = params[0].i ? FFTPIPE_ANGLE : FFTPIPE_DATA;
	return FFTPIPE_OK;
}

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	UNUSED_IN_RUN;
	copy_rows(in[0], out[0], first, rows, 1);
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	DESCRIBE("to-data"),   PICTURES,     PARAMS(settings),
	.flags = FFTPIPE_ROWS, .open = open, .run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
