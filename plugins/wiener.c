/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wiener.c - a known blur undone, as far as the noise allows
 */
#include <math.h>
#include <stdlib.h>

#include <fftpipe/plugin.h>

#include "fft.h"
#include "filter.h"

enum { INPUT_SPECTRUM, INPUT_KERNEL };
enum { PARAM_SIGMA, PARAM_NOISE, PARAM_NORMALIZE };

static const double pi = 3.14159265358979323846;

/* With a kernel; without one there is nothing to keep. */
struct wiener {
	fftpipe_image plane; /* the kernels, then their spectra */
	struct fft *fft;
	double *gains; /* of each channel of the kernel */
};

static void wiener_close(void *self)
{
	struct wiener *wiener = self;

	if (!wiener)
		return;
	fft_destroy(wiener->fft);
	filter_plane_finish(&wiener->plane);
	free(wiener->gains);
	free(wiener);
}

static int wiener_open(const fftpipe_host *host, const fftpipe_value *params,
		       const fftpipe_image *const *in,
		       fftpipe_image *const *out, void **self)
{
	const fftpipe_image *picture = in[INPUT_SPECTRUM];
	const fftpipe_image *kernel = in[INPUT_KERNEL];
	struct wiener *made;
	int status;

	(void)params, (void)out;
	if (!kernel)
		return FFTPIPE_OK;
	status = filter_check_channels(host, kernel, picture->channels,
				       "kernel");
	if (status)
		return status;
	made = calloc(1, sizeof *made);
	if (!made)
		return FFTPIPE_ENOMEM;
	made->gains = calloc(kernel->channels, sizeof *made->gains);
	status = made->gains
			 ? filter_plane_init(&made->plane, host, picture->width,
					     picture->height, kernel->channels)
			 : FFTPIPE_ENOMEM;
	if (!status)
		status = fft_create(host, &made->plane, true, &made->fft);
	if (status) {
		wiener_close(made);
		return status;
	}
	*self = made;
	return FFTPIPE_OK;
}

static int transform_kernel(struct wiener *wiener, const fftpipe_host *host,
			    const fftpipe_image *kernel, bool normalize)
{
	int status = filter_check_finite(host, kernel, "kernel");

	for (uint32_t c = 0; !status && c < kernel->channels; c++) {
		wiener->gains[c] = 1;
		if (normalize)
			status = filter_kernel_gain(host, kernel, c,
						    &wiener->gains[c]);
		filter_place_kernel(kernel, c, &wiener->plane, c);
	}
	if (status)
		return status;
	return fft_forward(wiener->fft, host, &wiener->plane, &wiener->plane);
}

static int wiener_prepare(void *self, const fftpipe_host *host,
			  const fftpipe_value *params,
			  const fftpipe_image *const *in,
			  fftpipe_image *const *out)
{
	bool normalize = params[PARAM_NORMALIZE].i != 0;

	if (!self) /* a Gaussian keeps the mean */
		return FFTPIPE_OK;
	if (!normalize)
		filter_forget_range(out[0]);
	return transform_kernel(self, host, in[INPUT_KERNEL], normalize);
}

/*
 * One pair divided by H: conj(H) / (|H|^2 + noise).  Where H is 1 at the zero
 * frequency that is called without noise, and the mean stays.
 */
static void restore(const float *from, float *to, double re, double im,
		    double noise)
{
	double power = re * re + im * im + noise;
	double a = (double)from[0], b = (double)from[1];

	to[0] = (float)((a * re + b * im) / power);
	to[1] = (float)((b * re - a * im) / power);
}

/* A Gaussian blur's transfer function: exp(-2 pi^2 sigma^2 f^2). */
static void gaussian_row(const fftpipe_image *from, fftpipe_image *to,
			 uint32_t y, double sigma, double noise)
{
	double fy = filter_frequency(y, from->height);

	for (uint32_t x = 0; x <= from->width / 2; x++) {
		double fx = filter_frequency(x, from->width);
		double h =
			exp(-2 * pi * pi * sigma * sigma * (fx * fx + fy * fy));
		double k = x || y ? noise : 0;

		for (uint32_t c = 0; c < from->channels; c++)
			restore(fftpipe_row(from, c, y) + 2 * (size_t)x,
				fftpipe_row(to, c, y) + 2 * (size_t)x, h, 0, k);
	}
}

static void kernel_row(const struct wiener *wiener, const fftpipe_image *from,
		       fftpipe_image *to, uint32_t channel, uint32_t y,
		       const fftpipe_value *params)
{
	uint32_t of = wiener->plane.channels == 1 ? 0 : channel;
	const float *h = fftpipe_row(&wiener->plane, of, y);
	double gain = wiener->gains[of], noise = params[PARAM_NOISE].f;
	bool keeps_mean = params[PARAM_NORMALIZE].i != 0;

	for (uint32_t x = 0; x <= from->width / 2; x++)
		restore(fftpipe_row(from, channel, y) + 2 * (size_t)x,
			fftpipe_row(to, channel, y) + 2 * (size_t)x,
			gain * (double)h[2 * (size_t)x],
			gain * (double)h[2 * (size_t)x + 1],
			x || y || !keeps_mean ? noise : 0);
}

static int wiener_run(void *self, const fftpipe_host *host,
		      const fftpipe_value *params,
		      const fftpipe_image *const *in, fftpipe_image *const *out,
		      uint32_t first, uint32_t rows)
{
	const fftpipe_image *spectrum = in[INPUT_SPECTRUM];

	(void)host;
	for (uint32_t y = first; y < first + rows; y++) {
		if (!self)
			gaussian_row(spectrum, out[0], y, params[PARAM_SIGMA].f,
				     params[PARAM_NOISE].f);
		for (uint32_t c = 0; self && c < spectrum->channels; c++)
			kernel_row(self, spectrum, out[0], c, y, params);
	}
	return FFTPIPE_OK;
}

static const fftpipe_port inputs[] = {
	{ "spectrum", "of the blurred picture", FFTPIPE_SPECTRUM, 0 },
	{ "kernel",
	  "the blur: the picture of a point, its center at (width / 2, height "
	  "/ 2), rounded down; one channel for all or one for each; without "
	  "it, the blur is a Gaussian of sigma",
	  FFTPIPE_IMAGE, FFTPIPE_OPTIONAL },
};
static const fftpipe_port outputs[] = { { "spectrum", "of the restored picture",
					  FFTPIPE_SPECTRUM, 0 } };
static const fftpipe_param params[] = {
	{ "sigma",
	  "the standard deviation of the Gaussian blur, 0 to 1000; not used "
	  "with a kernel",
	  FFTPIPE_FLOAT, 0, "1", 0, 1000, NULL, "pixels" },
	{ "noise",
	  "the power of the noise by that of the picture, the same at all "
	  "frequencies, 1e-9 to 1000; less sharpens more",
	  FFTPIPE_FLOAT, 0, "0.01", 1e-9, 1000, NULL, NULL },
	{ "normalize",
	  "divide the kernel by the sum of its samples, so that brightness is "
	  "kept; no: as it is",
	  FFTPIPE_BOOL, 0, "yes", 0, 0, NULL, NULL },
};

static const fftpipe_transform transform = {
	.struct_size = sizeof transform,
	.needs_minor = 0,
	.id = "wiener",
	.version = "1.0.0",
	.vendor = "fftpipe",
	.license = "GPL-3.0-or-later",
	.url = "",
	.doc = "Wiener deconvolution: every frequency times conj(H) / (|H|^2 "
	       "+ noise), but the mean of a picture whose kernel sums to 1 "
	       "stays; H is the kernel's spectrum or, for a Gaussian, exp(-2 "
	       "pi^2 sigma^2 (fx^2 + fy^2)) (Gonzalez "
	       "and Woods, Digital Image Processing, chapter 5; Wiener, "
	       "Extrapolation, Interpolation, and Smoothing of Stationary Time "
	       "Series, 1949). The blur is taken to go around the edges; "
	       "periodic-smooth or window before it keeps them from ringing.",
	.inputs = inputs,
	.outputs = outputs,
	.params = params,
	.n_inputs = FFTPIPE_COUNT(inputs),
	.n_outputs = FFTPIPE_COUNT(outputs),
	.n_params = FFTPIPE_COUNT(params),
	.port_size = sizeof *inputs,
	.param_size = sizeof *params,
	.flags = FFTPIPE_ROWS | FFTPIPE_INPLACE,
	.open = wiener_open,
	.prepare = wiener_prepare,
	.run = wiener_run,
	.close = wiener_close,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
