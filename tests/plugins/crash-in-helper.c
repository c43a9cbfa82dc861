/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crash-in-helper.c - breaks a thread other than the first, by an address that
 * is none, or by a full stack if the picture is 413 wide
 */
#define _GNU_SOURCE
#include "simple.h"

#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static volatile int *volatile nowhere;

static int deeper(volatile char *above, int depth)
{
	volatile char here[1024];

	here[0] = above[0];
	return depth ? deeper(here, depth + 1) + here[0] : 0;
}

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	/* Until another thread has come, and is gone with all of us. */
	const struct timespec pause = { .tv_sec = 5 };
	volatile char nothing = 0;

	UNUSED_IN_RUN;
	(void)out;
	if (syscall(SYS_gettid) == getpid())
		nanosleep(&pause, NULL);
	else if (in[0]->width == 413)
		return deeper(&nothing, 1);
	else
		return *nowhere;
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	DESCRIBE("crash-in-helper"),
	PICTURES,
	.flags = FFTPIPE_ROWS,
	.run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
