/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scribbles.c - writes into files that it does not own */
#include "simple.h"

#include <string.h>
#include <unistd.h>

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	char noise[64];

	UNUSED_IN_RUN;
	(void)in, (void)out;
	memset(noise, 0xa5, sizeof noise);
	for (int fd = 3; fd < 64; fd++)
		if (write(fd, noise, sizeof noise) < 0)
			continue;
	while (pause() < 0)
		continue;
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	DESCRIBE("scribbles"),
	PICTURES,
	.run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
