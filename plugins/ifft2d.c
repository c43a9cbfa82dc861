/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ifft2d.c - the picture that a spectrum belongs to
 */
#include <fftpipe/plugin.h>

#include "fft.h"

static void back_close(void *self)
{
	fft_destroy(self);
}

static int back_open(const fftpipe_host *host, const fftpipe_value *params,
		     const fftpipe_image *const *in, fftpipe_image *const *out,
		     void **self)
{
	struct fft *fft;
	int status = fft_create(host, in[0], false, &fft);

	(void)params;
	if (status)
		return status;
	out[0]->kind = FFTPIPE_IMAGE;
	/* An angle that was filtered is none. */
	if (out[0]->color == FFTPIPE_ANGLE)
		out[0]->color = FFTPIPE_DATA;
	*self = fft;
	return FFTPIPE_OK;
}

static int back_run(void *self, const fftpipe_host *host,
		    const fftpipe_value *params, const fftpipe_image *const *in,
		    fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	(void)params, (void)first, (void)rows;
	return fft_back(self, host, in[0], out[0]);
}

static const fftpipe_port inputs[] = {
	{ "spectrum", "a half spectrum, unscaled, zero frequency first",
	  FFTPIPE_SPECTRUM, 0 }
};
static const fftpipe_port outputs[] = { { "picture", "its picture",
					  FFTPIPE_IMAGE, 0 } };

static const fftpipe_transform transform = {
	.struct_size = sizeof transform,
	.needs_minor = 0,
	.id = "ifft2d",
	.version = "1.0.0",
	.vendor = "fftpipe",
	.license = "GPL-3.0-or-later",
	.url = "",
	.doc = "Inverse two-dimensional discrete Fourier transform of each "
	       "channel: f(x, y) = 1 / (width height) sum over kx, ky of "
	       "F(kx, ky) exp(2 pi i (kx x / width + ky y / height)); by FFTW "
	       "3 "
	       "(Frigo and Johnson, Proc. IEEE 93, 2005), in single precision.",
	.inputs = inputs,
	.outputs = outputs,
	.params = NULL,
	.n_inputs = FFTPIPE_COUNT(inputs),
	.n_outputs = FFTPIPE_COUNT(outputs),
	.n_params = 0,
	.port_size = sizeof *inputs,
	.param_size = sizeof(fftpipe_param),
	.flags = FFTPIPE_INPLACE,
	.open = back_open,
	.run = back_run,
	.close = back_close,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
