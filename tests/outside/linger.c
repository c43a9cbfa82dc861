/* SPDX-License-Identifier: MIT */
/* linger.c - a stranger's plugin that takes its time over each picture */
#define _POSIX_C_SOURCE 200809L /* nanosleep */
#include <fftpipe/plugin.h>
#include <string.h>
#include <time.h>

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	const struct timespec pause = { (time_t)params[0].i, 0 };

	(void)self, (void)host;
	nanosleep(&pause, NULL);
	for (uint32_t c = 0; c < in[0]->channels; c++)
		for (uint32_t y = first; y < first + rows; y++)
			memcpy(fftpipe_row(out[0], c, y),
			       fftpipe_row(in[0], c, y),
			       in[0]->width * sizeof(float));
	return FFTPIPE_OK;
}

static const fftpipe_port inputs[] = { { "picture", "", FFTPIPE_IMAGE, 0 } };
static const fftpipe_port outputs[] = { { "same", "", FFTPIPE_IMAGE, 0 } };
static const fftpipe_param params[] = { { "seconds", "how long", FFTPIPE_INT, 0,
					  "1", 0, 100, NULL, "s" } };
static const fftpipe_transform transform = {
	.struct_size = sizeof transform,
	.id = "linger",
	.version = "0.1",
	.vendor = "a stranger",
	.license = "MIT",
	.url = "",
	.doc = "Wait, then pass the picture on.",
	.inputs = inputs,
	.n_inputs = FFTPIPE_COUNT(inputs),
	.outputs = outputs,
	.n_outputs = FFTPIPE_COUNT(outputs),
	.params = params,
	.n_params = FFTPIPE_COUNT(params),
	.port_size = sizeof *inputs,
	.param_size = sizeof *params,
	.run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
