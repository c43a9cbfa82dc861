/* SPDX-License-Identifier: GPL-3.0-or-later */
/* eats-memory.c - allocates until there is no more */
#include "simple.h"

#include <stdlib.h>

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	void **last = NULL;

	UNUSED_IN_RUN;
	(void)in, (void)out;
	for (;;) {
		void **next = malloc((size_t)64 << 20);

		if (!next)
			break;
		*next = last;
		last = next;
	}
	while (last) {
		void **before = *last;

		free(last);
		last = before;
	}
	return FFTPIPE_ENOMEM;
}

static const fftpipe_transform transform = {
	DESCRIBE("eats-memory"),
	PICTURES,
	.run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
