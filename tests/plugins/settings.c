/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings.c - has a parameter of each type */
#include "simple.h"

static const char *const sides[] = { "left", "right", NULL };

static const fftpipe_param settings[] = {
	{ "count", "must be given", FFTPIPE_INT, 0, NULL, 1, 9, NULL, NULL },
	{ "size", "a number", FFTPIPE_FLOAT, 0, "0.5", 0, 1, NULL, "px" },
	{ "deep", "yes or no", FFTPIPE_BOOL, 0, "no", 0, 0, NULL, NULL },
	{ "side", "one of two", FFTPIPE_CHOICE, 0, "left", 0, 0, sides, NULL },
	{ "label", "words", FFTPIPE_TEXT, 0, "none", 0, 0, NULL, NULL },
};

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	UNUSED_IN_RUN;
	copy_rows(in[0], out[0], first, rows, 1);
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	DESCRIBE("settings"),
	PICTURES,
	PARAMS(settings),
	.run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
