/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bad-output.c - describes an output that cannot be */
#include "simple.h"

static const char *const sins[] = { "kind",     "port",   "side",   "color",
				    "symmetry", "pixels", "memory", NULL };

static const fftpipe_param settings[] = {
	{ "sin", "what is wrong", FFTPIPE_CHOICE, 0, NULL, 0, 0, sins, NULL }
};

static int open(const fftpipe_host *host, const fftpipe_value *params,
		const fftpipe_image *const *in, fftpipe_image *const *out,
		void **self)
{
	(void)host, (void)in, (void)self;
	switch (params[0].i) {
	case 0:
		out[0]->kind = 4;
		break;
	case 1:
		out[0]->kind = FFTPIPE_SPECTRUM;
		break;
	case 2:
		out[0]->height = 0;
		break;
	case 3:
		out[0]->color = 2;
		break;
	case 4:
		out[0]->symmetry = 3;
		break;
	case 5:
		out[0]->width = 100000;
		out[0]->height = 100000;
		break;
	default:
		out[0]->width = UINT32_MAX;
		out[0]->height = UINT32_MAX;
	}
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
	DESCRIBE("bad-output"), PICTURES,   PARAMS(settings),
	.open = open,           .run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
