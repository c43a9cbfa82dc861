/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * longer-structs.c - a plugin of a later minor version, whose structs have
 * grown at their ends
 */
#include "simple.h"

struct longer_port {
	fftpipe_port port;
	const char *more;
	uint64_t yet_more;
};

struct longer_param {
	fftpipe_param param;
	double step;
	const char *more;
};

struct longer_transform {
	fftpipe_transform transform;
	int (*later)(void *self);
	uint64_t more;
};

/* A later host's struct; ours is older and shorter. */
struct longer_host {
	fftpipe_host host;
	int (*later)(const fftpipe_host *host);
};

static const struct longer_port ports[] = {
	{ { "first", "what is read", FFTPIPE_IMAGE, 0 }, "first", 1 },
	{ { "second", "what is added", FFTPIPE_IMAGE, FFTPIPE_OPTIONAL },
	  "second",
	  2 },
};

static const struct longer_port made[] = {
	{ { "sum", "of both", FFTPIPE_IMAGE, 0 }, "sum", 3 },
	{ { "nothing", "black", FFTPIPE_IMAGE, 0 }, "black", 4 },
};

static const struct longer_param settings[] = {
	{ { "factor", "for the first", FFTPIPE_FLOAT, 0, "1", 0, 0, NULL,
	    NULL },
	  0.5,
	  "first" },
	{ { "second-factor", "for the second", FFTPIPE_FLOAT, 0, "2", 0, 0,
	    NULL, NULL },
	  0.25,
	  "second" },
};

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	const struct longer_host *longer = (const void *)host;

	UNUSED_IN_RUN;
	if (host->struct_size >= sizeof *longer ||
	    !FFTPIPE_HOST_HAS(host, get_extension))
		return host->fail(host, FFTPIPE_EDATA, "not the host I know");
	if (out[0]->data)
		copy_rows(in[0], out[0], first, rows, (float)params[0].f);
	for (uint32_t c = 0; in[1] && c < in[1]->channels; c++)
		for (uint32_t y = first; y < first + rows; y++)
			for (uint32_t x = 0; x < in[1]->width; x++)
				fftpipe_row(out[0], c, y)[x] +=
					(float)params[1].f *
					fftpipe_row(in[1], c, y)[x];
	if (out[1]->data)
		copy_rows(in[0], out[1], first, rows, 0);
	return FFTPIPE_OK;
}

static int later(void *self)
{
	(void)self;
	return FFTPIPE_OK;
}

static const struct longer_transform transform = {
	.transform = {
		.struct_size = sizeof transform,
		.id = "longer-structs",
		.version = "1.0.0",
		.vendor = "fftpipe",
		.license = "GPL-3.0-or-later",
		.url = "",
		.doc = "For tests.",
		.inputs = &ports[0].port,
		.outputs = &made[0].port,
		.params = &settings[0].param,
		.n_inputs = FFTPIPE_COUNT(ports),
		.n_outputs = FFTPIPE_COUNT(made),
		.n_params = FFTPIPE_COUNT(settings),
		.port_size = sizeof *ports,
		.param_size = sizeof *settings,
		.flags = FFTPIPE_ROWS,
		.run = run,
	},
	.later = later,
	.more = 7,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform.transform;
}
