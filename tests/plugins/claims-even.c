/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * claims-even.c - rows of 100 (or `upper`) down to the middle, of 200 below it,
 * and calls that EVEN: who asks for the lower half can be told from who does
 * not
 */
#include "simple.h"

static const fftpipe_param parameters[] = {
	{ "upper", "the value of the upper half", FFTPIPE_FLOAT, 0, "100", 0,
	  1000, NULL, NULL },
	{ "fails", "the row that cannot be made", FFTPIPE_INT, 0, "-1", -1,
	  1000, NULL, NULL },
};

static int open_it(const fftpipe_host *host, const fftpipe_value *params,
		   const fftpipe_image *const *in, fftpipe_image *const *out,
		   void **self)
{
	(void)host, (void)params, (void)in, (void)self;
	out[0]->symmetry = FFTPIPE_EVEN;
	return FFTPIPE_OK;
}

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	(void)self, (void)in;
	if (params[1].i >= first && params[1].i < (int64_t)first + rows)
		return host->fail(host, FFTPIPE_EDATA, "that row");
	for (uint32_t c = 0; c < out[0]->channels; c++)
		for (uint32_t y = first; y < first + rows; y++)
			for (uint32_t x = 0; x < out[0]->width; x++)
				fftpipe_row(out[0], c, y)[x] =
					y > out[0]->height / 2
						? 200
						: (float)params[0].f;
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	DESCRIBE("claims-even"), PICTURES,        PARAMS(parameters),
	.flags = FFTPIPE_BANDS,  .open = open_it, .run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
