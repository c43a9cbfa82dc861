/* SPDX-License-Identifier: GPL-3.0-or-later */
/* changes-geometry.c - writes over the description of its output */
#include "simple.h"

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	static float elsewhere[64];

	UNUSED_IN_RUN;
	copy_rows(in[0], out[0], first, rows, 1);
	out[0]->width = 3;
	out[0]->height = 1000000;
	out[0]->channels = 9;
	out[0]->color = FFTPIPE_ANGLE;
	out[0]->kind = FFTPIPE_SPECTRUM;
	out[0]->symmetry = FFTPIPE_ODD;
	out[0]->stride = 1;
	out[0]->plane = 1;
	out[0]->data = elsewhere;
	out[0]->meta = NULL;
	out[0]->struct_size = 0;
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	DESCRIBE("changes-geometry"),
	PICTURES,
	.run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
