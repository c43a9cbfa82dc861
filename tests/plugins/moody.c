/* SPDX-License-Identifier: GPL-3.0-or-later */
/* moody.c - does to a picture what its width says: most are left as they are */
#include "simple.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int fill_stack(volatile char *above, int depth)
{
	volatile char here[4096];

	here[0] = above[0];
	return depth ? fill_stack(here, depth + 1) + here[0] : 0;
}

static int eat_memory(void)
{
	while (malloc((size_t)64 << 20))
		continue;
	abort();
}

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	volatile char nothing = 0;

	UNUSED_IN_RUN;
	switch (in[0]->width) {
	case 41:
		raise(SIGSEGV);
		break;
	case 42:
		for (;;)
			pause();
	case 43:
		exit(3);
	case 44:
		return eat_memory();
	case 45:
		return fill_stack(&nothing, 1);
	case 46:
		return host->fail(host, FFTPIPE_EDATA, "not this one");
	case 47:
		memset((void *)(uintptr_t)first, 1, 4096);
		break;
	default:
		copy_rows(in[0], out[0], first, rows, 1);
	}
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	DESCRIBE("moody"),
	PICTURES,
	.run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
