/* SPDX-License-Identifier: GPL-3.0-or-later */
/* header.c - every call and helper of the interface, as a C plugin uses it */
#include <fftpipe/plugin.h>

static int copy_row(void *arg, uint32_t y)
{
	const fftpipe_image *const *images = arg;
	const float *from = fftpipe_row(images[0], 0, y);
	float *to = fftpipe_row(images[1], 0, y);

	for (uint32_t x = 0; x < images[0]->width; x++)
		to[fftpipe_centered(x, images[0]->width)] = from[x];
	return FFTPIPE_OK;
}

static int open_copy(const fftpipe_host *host, const fftpipe_value *params,
		     const fftpipe_image *const *in, fftpipe_image *const *out,
		     void **self)
{
	(void)params, (void)self;
	if (in[0]->channels != 1)
		return host->fail(host, FFTPIPE_EDATA, "one channel is needed");
	if (FFTPIPE_HOST_HAS(host, get_extension) &&
	    host->get_extension(host, "fftpipe.measured/1"))
		host->log(host, FFTPIPE_DEBUG, "will be measured");
	out[0]->color = FFTPIPE_DATA;
	out[0]->symmetry = FFTPIPE_EVEN;
	host->reserve(host, 0);
	return FFTPIPE_OK;
}

static int prepare_copy(void *self, const fftpipe_host *host,
			const fftpipe_value *params,
			const fftpipe_image *const *in,
			fftpipe_image *const *out)
{
	const char *columns = host->meta_get(host, in[0], "columns");

	(void)self, (void)params;
	out[0]->lo = out[0]->hi = 0;
	return host->meta_set(host, out[0], "columns", columns);
}

static int run_copy(void *self, const fftpipe_host *host,
		    const fftpipe_value *params, const fftpipe_image *const *in,
		    fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	const fftpipe_image *images[2];

	(void)self, (void)first;
	images[0] = in[0];
	images[1] = out[0];
	if (params[0].i && host->progress(host, 0.5))
		return FFTPIPE_ECANCELED;
	return host->parallel(host, rows, copy_row, (void *)images);
}

static void close_copy(void *self)
{
	(void)self;
}

static const void *get_extension(const char *id)
{
	(void)id;
	return NULL;
}

static const char *const words[] = { "never", "always", NULL };
static const fftpipe_port inputs[] = {
	{ "picture", "what to copy", FFTPIPE_IMAGE | FFTPIPE_SPECTRUM, 0 },
	{ "mask", "where to copy", FFTPIPE_IMAGE, FFTPIPE_OPTIONAL },
};
static const fftpipe_port outputs[] = {
	{ "copy", "what was copied", FFTPIPE_IMAGE, 0 },
};
static const fftpipe_param params[] = {
	{ "ask", "ask the host before", FFTPIPE_CHOICE, 0, "never", 0, 0, words,
	  NULL },
	{ "width", "nothing", FFTPIPE_FLOAT, 0, "nan", 1, 2, NULL, "px" },
};
static const fftpipe_transform transform = {
	.struct_size = sizeof transform,
	.needs_minor = 0,
	.id = "header",
	.version = "1.0.0",
	.vendor = "fftpipe",
	.license = "GPL-3.0-or-later",
	.url = "",
	.doc = "Use every call of the interface.",
	.inputs = inputs,
	.outputs = outputs,
	.params = params,
	.n_inputs = FFTPIPE_COUNT(inputs),
	.n_outputs = FFTPIPE_COUNT(outputs),
	.n_params = FFTPIPE_COUNT(params),
	.port_size = sizeof *inputs,
	.param_size = sizeof *params,
	.flags = 0,
	.open = open_copy,
	.prepare = prepare_copy,
	.run = run_copy,
	.close = close_copy,
	.get_extension = get_extension,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
