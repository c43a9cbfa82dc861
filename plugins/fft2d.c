/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fft2d.c - the spectrum of a picture, by fft.c; where its smallest and largest
 * bins are to set a file's range, dft.c takes those again in double precision
 */
#include <stdlib.h>

#include <fftpipe/plugin.h>

#include "dft.h"
#include "fft.h"

struct forward {
	struct fft *fft;
	struct dft *dft; /* NULL unless a file's range will be measured */
};

static void forward_close(void *self)
{
	struct forward *forward = self;

	fft_destroy(forward->fft);
	dft_destroy(forward->dft);
	free(forward);
}

static int forward_open(const fftpipe_host *host, const fftpipe_value *params,
			const fftpipe_image *const *in,
			fftpipe_image *const *out, void **self)
{
	struct forward *forward = calloc(1, sizeof *forward);
	int status;

	(void)params;
	if (!forward)
		return FFTPIPE_ENOMEM;
	status = fft_create(host, in[0], true, &forward->fft);
	if (!status && host->get_extension(host, "fftpipe.measured/1"))
		status = dft_create(host, in[0], &forward->dft);
	if (status) {
		forward_close(forward);
		return status;
	}
	out[0]->kind = FFTPIPE_SPECTRUM;
	*self = forward;
	return FFTPIPE_OK;
}

static int forward_run(void *self, const fftpipe_host *host,
		       const fftpipe_value *params,
		       const fftpipe_image *const *in,
		       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	struct forward *forward = self;
	int status = FFTPIPE_OK;

	(void)params, (void)first, (void)rows;
	if (forward->dft)
		status = dft_keep(forward->dft, host, in[0],
				  out[0]->data == in[0]->data);
	if (!status)
		status = fft_forward(forward->fft, host, in[0], out[0]);
	if (!status && forward->dft)
		status = dft_refine(forward->dft, host, out[0]);
	if (forward->dft)
		dft_forget(forward->dft);
	return status;
}

static const fftpipe_port inputs[] = { { "picture", "any picture or field",
					 FFTPIPE_IMAGE, 0 } };
static const fftpipe_port outputs[] = {
	{ "spectrum", "its half spectrum, unscaled, zero frequency first",
	  FFTPIPE_SPECTRUM, 0 }
};

static const fftpipe_transform transform = {
	.struct_size = sizeof transform,
	.needs_minor = 0,
	.id = "fft2d",
	.version = "1.0.0",
	.vendor = "fftpipe",
	.license = "GPL-3.0-or-later",
	.url = "",
	.doc = "Two-dimensional discrete Fourier transform of each channel: "
	       "F(kx, ky) = sum over x, y of f(x, y) exp(-2 pi i (kx x / width "
	       "+ ky y / height)); by FFTW 3 (Frigo and Johnson, Proc. IEEE "
	       "93, "
	       "2005), in single precision.",
	.inputs = inputs,
	.outputs = outputs,
	.params = NULL,
	.n_inputs = FFTPIPE_COUNT(inputs),
	.n_outputs = FFTPIPE_COUNT(outputs),
	.n_params = 0,
	.port_size = sizeof *inputs,
	.param_size = sizeof(fftpipe_param),
	.flags = FFTPIPE_INPLACE,
	.open = forward_open,
	.run = forward_run,
	.close = forward_close,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
