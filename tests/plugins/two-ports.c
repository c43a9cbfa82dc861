/* SPDX-License-Identifier: GPL-3.0-or-later */
/* two-ports.c - two pictures in, their sum and their difference out */
#include "simple.h"

#include <stdbool.h>

static const fftpipe_port in_ports[] = {
	{ "first", "a picture", FFTPIPE_IMAGE, 0 },
	{ "second", "another", FFTPIPE_IMAGE, 0 },
	{ "third", "one more", FFTPIPE_IMAGE, FFTPIPE_OPTIONAL },
};
static const fftpipe_port out_ports[] = {
	{ "sum", "of all", FFTPIPE_IMAGE, 0 },
	{ "difference", "of the first two", FFTPIPE_IMAGE, 0 },
};

static bool fits(const fftpipe_image *a, const fftpipe_image *b)
{
	return a->width == b->width && a->height == b->height &&
	       a->channels == b->channels;
}

static int open(const fftpipe_host *host, const fftpipe_value *params,
		const fftpipe_image *const *in, fftpipe_image *const *out,
		void **self)
{
	(void)params, (void)out, (void)self;
	if (!fits(in[0], in[1]) || (in[2] && !fits(in[0], in[2])))
		return host->fail(host, FFTPIPE_EDATA, "sizes differ");
	return FFTPIPE_OK;
}

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	UNUSED_IN_RUN;
	for (uint32_t c = 0; c < in[0]->channels; c++)
		for (uint32_t y = first; y < first + rows; y++)
			for (uint32_t x = 0; x < in[0]->width; x++) {
				float a = fftpipe_row(in[0], c, y)[x];
				float b = fftpipe_row(in[1], c, y)[x];
				float more =
					in[2] ? fftpipe_row(in[2], c, y)[x] : 0;

				if (out[0]->data)
					fftpipe_row(out[0], c, y)[x] =
						a + b + more;
				if (out[1]->data)
					fftpipe_row(out[1], c, y)[x] = a - b;
			}
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	DESCRIBE("two-ports"), INPUTS(in_ports), OUTPUTS(out_ports),
	.flags = FFTPIPE_ROWS, .open = open,     .run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
