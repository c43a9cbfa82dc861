/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * convolve.c - a picture blurred, or sharpened, or marked, by a kernel
 */
#include <stdlib.h>
#include <string.h>

#include <fftpipe/plugin.h>

#include "fast-side.h"
#include "fft.h"
#include "filter.h"

enum { INPUT_PICTURE, INPUT_KERNEL };
enum { PARAM_BOUNDARY, PARAM_NORMALIZE };

enum boundary { PERIODIC, ZERO, REFLECT, REPLICATE };
static const char *const boundaries[] = { "periodic", "zero", "reflect",
					  "replicate", NULL };

struct convolve {
	enum boundary boundary;
	uint32_t left, top;          /* of the picture in its plane */
	fftpipe_image plane, kernel; /* of one channel each */
	struct fft *forward, *back;
};

/* ===========================================================================
 * Making and unmaking
 * ======================================================================== */

static void convolve_close(void *self)
{
	struct convolve *convolve = self;

	fft_destroy(convolve->forward);
	fft_destroy(convolve->back);
	filter_plane_finish(&convolve->plane);
	filter_plane_finish(&convolve->kernel);
	free(convolve);
}

static int convolve_allocate(struct convolve *convolve,
			     const fftpipe_host *host,
			     const fftpipe_image *picture,
			     const fftpipe_image *kernel)
{
	uint64_t w = picture->width, h = picture->height;
	int status;

	if (convolve->boundary != PERIODIC) {
		w = fast_side(w + kernel->width - 1);
		h = fast_side(h + kernel->height - 1);
		convolve->left = kernel->width - 1 - kernel->width / 2;
		convolve->top = kernel->height - 1 - kernel->height / 2;
	}
	if (w > INT32_MAX || h > INT32_MAX)
		return host->fail(host, FFTPIPE_EDATA,
				  "picture and kernel together have a side "
				  "beyond 2147483647, which is too long");
	status = filter_plane_init(&convolve->plane, host, (uint32_t)w,
				   (uint32_t)h, 1);
	if (!status)
		status = filter_plane_init(&convolve->kernel, host, (uint32_t)w,
					   (uint32_t)h, 1);
	if (!status)
		status = fft_create(host, &convolve->plane, true,
				    &convolve->forward);
	if (!status)
		status = fft_create(host, &convolve->plane, false,
				    &convolve->back);
	return status;
}

static int convolve_open(const fftpipe_host *host, const fftpipe_value *params,
			 const fftpipe_image *const *in,
			 fftpipe_image *const *out, void **self)
{
	struct convolve *made;
	int status =
		filter_check_channels(host, in[INPUT_KERNEL],
				      in[INPUT_PICTURE]->channels, "kernel");

	if (status)
		return status;
	/* A sum of angles is none. */
	if (out[0]->color == FFTPIPE_ANGLE)
		out[0]->color = FFTPIPE_DATA;
	made = calloc(1, sizeof *made);
	if (!made)
		return FFTPIPE_ENOMEM;
	made->boundary = (enum boundary)params[PARAM_BOUNDARY].i;
	status = convolve_allocate(made, host, in[INPUT_PICTURE],
				   in[INPUT_KERNEL]);
	if (status) {
		convolve_close(made);
		return status;
	}
	*self = made;
	return FFTPIPE_OK;
}

/* ===========================================================================
 * Working
 * ======================================================================== */

/* Which of n samples stands at t, -1 for none. */
static int64_t extend(int64_t t, int64_t n, enum boundary boundary)
{
	int64_t period = n > 1 ? 2 * (n - 1) : 1;

	if (t >= 0 && t < n)
		return t;
	switch (boundary) {
	case REPLICATE:
		return t < 0 ? 0 : n - 1;
	case REFLECT: /* the outermost sample is not repeated */
		t = (t % period + period) % period;
		return t < n ? t : period - t;
	default:
		return -1;
	}
}

static void fill_row(const struct convolve *convolve, const float *from,
		     uint32_t width, float *to)
{
	for (uint32_t u = 0; u < convolve->plane.width; u++) {
		int64_t x = extend((int64_t)u - convolve->left, width,
				   convolve->boundary);

		to[u] = x < 0 ? 0 : from[x];
	}
}

/*
 * The picture and what surrounds it.  What fills up the plane to a fast length
 * touches nothing that is kept.
 */
static void fill_plane(struct convolve *convolve, const fftpipe_image *picture,
		       uint32_t channel)
{
	for (uint32_t v = 0; v < convolve->plane.height; v++) {
		int64_t y = extend((int64_t)v - convolve->top, picture->height,
				   convolve->boundary);
		float *to = fftpipe_row(&convolve->plane, 0, v);

		if (y < 0)
			memset(to, 0, convolve->plane.width * sizeof *to);
		else
			fill_row(convolve,
				 fftpipe_row(picture, channel, (uint32_t)y),
				 picture->width, to);
	}
}

/* The kernel first: its own sum may be as small as the gain is large. */
static void multiply(struct convolve *convolve, double gain)
{
	size_t bins = convolve->plane.width / 2 + (size_t)1;

	for (uint32_t y = 0; y < convolve->plane.height; y++) {
		float *to = fftpipe_row(&convolve->plane, 0, y);
		const float *by = fftpipe_row(&convolve->kernel, 0, y);

		for (size_t i = 0; i < bins; i++) {
			float re = (float)(gain * (double)by[2 * i]);
			float im = (float)(gain * (double)by[2 * i + 1]);
			float was = to[2 * i];

			to[2 * i] = was * re - to[2 * i + 1] * im;
			to[2 * i + 1] = was * im + to[2 * i + 1] * re;
		}
	}
}

static int transform_kernel(struct convolve *convolve, const fftpipe_host *host,
			    const fftpipe_image *kernel, uint32_t channel)
{
	if (channel >= kernel->channels) /* one for all, already there */
		return FFTPIPE_OK;
	filter_place_kernel(kernel, channel, &convolve->kernel, 0);
	return fft_forward(convolve->forward, host, &convolve->kernel,
			   &convolve->kernel);
}

static int convolve_channel(struct convolve *convolve, const fftpipe_host *host,
			    const fftpipe_image *picture, uint32_t channel,
			    double gain, fftpipe_image *out)
{
	int status;

	fill_plane(convolve, picture, channel);
	status = fft_forward(convolve->forward, host, &convolve->plane,
			     &convolve->plane);
	if (status)
		return status;
	multiply(convolve, gain);
	status = fft_back(convolve->back, host, &convolve->plane,
			  &convolve->plane);
	for (uint32_t y = 0; !status && y < picture->height; y++)
		memcpy(fftpipe_row(out, channel, y),
		       fftpipe_row(&convolve->plane, 0, y + convolve->top) +
			       convolve->left,
		       picture->width * sizeof(float));
	return status;
}

static int convolve_run(void *self, const fftpipe_host *host,
			const fftpipe_value *params,
			const fftpipe_image *const *in,
			fftpipe_image *const *out, uint32_t first,
			uint32_t rows)
{
	const fftpipe_image *picture = in[INPUT_PICTURE];
	const fftpipe_image *kernel = in[INPUT_KERNEL];
	double gain = 1;
	int status = filter_check_finite(host, picture, "picture");

	(void)first, (void)rows;
	if (!status)
		status = filter_check_finite(host, kernel, "kernel");
	for (uint32_t c = 0; !status && c < picture->channels; c++) {
		if (params[PARAM_NORMALIZE].i && c < kernel->channels)
			status = filter_kernel_gain(host, kernel, c, &gain);
		if (!status)
			status = transform_kernel(self, host, kernel, c);
		if (!status)
			status = convolve_channel(self, host, picture, c, gain,
						  out[0]);
	}
	/* Weights that sum to 1 leave the range what it was. */
	if (!params[PARAM_NORMALIZE].i)
		filter_forget_range(out[0]);
	return status;
}

static const fftpipe_port inputs[] = {
	{ "picture", "what to convolve", FFTPIPE_IMAGE, 0 },
	{ "kernel",
	  "the weights, their center at (width / 2, height / 2), rounded "
	  "down; one channel for all or one for each",
	  FFTPIPE_IMAGE, 0 },
};
static const fftpipe_port outputs[] = {
	{ "picture",
	  "of the same size; values can leave the range where "
	  "weights are negative",
	  FFTPIPE_IMAGE, 0 }
};
static const fftpipe_param params[] = {
	{ "boundary",
	  "what surrounds the picture: periodic, itself again; zero; reflect, "
	  "itself mirrored at its outermost pixels, which are not repeated; "
	  "replicate, the nearest pixel",
	  FFTPIPE_CHOICE, 0, "reflect", 0, 0, boundaries, NULL },
	{ "normalize",
	  "divide the kernel by the sum of its samples, so that brightness is "
	  "kept; no: as it is",
	  FFTPIPE_BOOL, 0, "yes", 0, 0, NULL, NULL },
};

static const fftpipe_transform transform = {
	.struct_size = sizeof transform,
	.needs_minor = 0,
	.id = "convolve",
	.version = "1.0.0",
	.vendor = "fftpipe",
	.license = "GPL-3.0-or-later",
	.url = "",
	.doc = "Convolution of a picture with a kernel: g(x, y) = sum over i, "
	       "j of k(i, j) f(x - i + w / "
	       "2, y - j + h / 2), w and h the kernel's sides, halves rounded "
	       "down, by the convolution theorem (Gonzalez and Woods, Digital "
	       "Image Processing, chapter 4); what is no finite number is an "
	       "error, since it would spread over the whole picture.",
	.inputs = inputs,
	.outputs = outputs,
	.params = params,
	.n_inputs = FFTPIPE_COUNT(inputs),
	.n_outputs = FFTPIPE_COUNT(outputs),
	.n_params = FFTPIPE_COUNT(params),
	.port_size = sizeof *inputs,
	.param_size = sizeof *params,
	.flags = FFTPIPE_INPLACE,
	.open = convolve_open,
	.run = convolve_run,
	.close = convolve_close,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
