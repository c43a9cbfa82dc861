/* SPDX-License-Identifier: GPL-3.0-or-later */
/* talks.c - says something in the worker's name to the worker's owner */
#include "simple.h"

#include <unistd.h>

static const fftpipe_param settings[] = {
	{ "word", "the type of what is said", FFTPIPE_INT, 0, NULL, 0, 0, NULL,
	  NULL },
	{ "number", "what is said", FFTPIPE_INT, 0, "-1", 0, 0, NULL, NULL },
};

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	struct {
		uint32_t type, n_fds;
		uint64_t length, numbers[2];
	} words = {
		(uint32_t)params[0].i, 0, 16, { (uint64_t)params[1].i, 0 }
	};

	UNUSED_IN_RUN;
	(void)in, (void)out;
	if (write(3, &words, sizeof words) != sizeof words)
		return FFTPIPE_EDATA;
	while (pause() < 0)
		continue;
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	DESCRIBE("talks"),
	PICTURES,
	PARAMS(settings),
	.run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
