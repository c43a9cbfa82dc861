/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * multiply.c - a spectrum times a mask that the user drew or another stage made
 */
#include <inttypes.h>
#include <stdio.h>

#include <fftpipe/plugin.h>

#include "filter.h"

enum { INPUT_SPECTRUM, INPUT_MASK };
enum { PARAM_NORMALIZE };

static int multiply_open(const fftpipe_host *host, const fftpipe_value *params,
			 const fftpipe_image *const *in,
			 fftpipe_image *const *out, void **self)
{
	const fftpipe_image *spectrum = in[INPUT_SPECTRUM];
	const fftpipe_image *mask = in[INPUT_MASK];
	char why[160];

	(void)params, (void)out, (void)self;
	if (mask->width == spectrum->width && mask->height == spectrum->height)
		return filter_check_channels(host, mask, spectrum->channels,
					     "mask");
	snprintf(why, sizeof why,
		 "the mask has %" PRIu32 " x %" PRIu32
		 " pixels, the spectrum's picture %" PRIu32 " x %" PRIu32
		 ": they must be of one size",
		 mask->width, mask->height, spectrum->width, spectrum->height);
	return host->fail(host, FFTPIPE_EDATA, why);
}

/* What the mask's values become: first - offset, then * factor. */
struct scale {
	float offset, factor;
};

static struct scale scale_of(const fftpipe_image *mask,
			     const fftpipe_value *params)
{
	if (!params[PARAM_NORMALIZE].i || !(mask->lo < mask->hi))
		return (struct scale){ 0, 1 };
	return (struct scale){ (float)mask->lo,
			       (float)(1 / (mask->hi - mask->lo)) };
}

/* The half of the mask's two values that the real part of the inverse sees. */
static float gain_at(const fftpipe_image *mask, const struct scale *scale,
		     uint32_t channel, uint32_t kx, uint32_t ky)
{
	uint32_t w = mask->width, h = mask->height;
	float a = fftpipe_row(mask, channel,
			      fftpipe_centered(ky, h))[fftpipe_centered(kx, w)];
	float b = fftpipe_row(
		mask, channel,
		fftpipe_centered(
			fftpipe_mirror(ky, h),
			h))[fftpipe_centered(fftpipe_mirror(kx, w), w)];

	return 0.5f * ((a - scale->offset) * scale->factor +
		       (b - scale->offset) * scale->factor);
}

static void real_row(const fftpipe_image *mask, const struct scale *scale,
		     uint32_t channel, uint32_t y, const float *from, float *to)
{
	for (uint32_t x = 0; x <= mask->width / 2; x++) {
		float gain = gain_at(mask, scale, channel, x, y);

		to[2 * (size_t)x] = from[2 * (size_t)x] * gain;
		to[2 * (size_t)x + 1] = from[2 * (size_t)x + 1] * gain;
	}
}

static void complex_row(const float *mask, const float *from, float *to,
			size_t n)
{
	for (size_t i = 0; i < n; i++) {
		float re = from[2 * i], im = from[2 * i + 1];

		to[2 * i] = re * mask[2 * i] - im * mask[2 * i + 1];
		to[2 * i + 1] = re * mask[2 * i + 1] + im * mask[2 * i];
	}
}

/* The range stays where no channel's zero frequency changes. */
static int multiply_prepare(void *self, const fftpipe_host *host,
			    const fftpipe_value *params,
			    const fftpipe_image *const *in,
			    fftpipe_image *const *out)
{
	const fftpipe_image *mask = in[INPUT_MASK];
	struct scale scale = scale_of(mask, params);

	(void)self, (void)host;
	for (uint32_t c = 0; c < mask->channels; c++) {
		float gain = mask->kind == FFTPIPE_SPECTRUM
				     ? fftpipe_row(mask, c, 0)[0]
				     : gain_at(mask, &scale, c, 0, 0);

		if (!(gain > 0.999999f && gain < 1.000001f))
			filter_forget_range(out[0]);
	}
	return FFTPIPE_OK;
}

static int multiply_run(void *self, const fftpipe_host *host,
			const fftpipe_value *params,
			const fftpipe_image *const *in,
			fftpipe_image *const *out, uint32_t first,
			uint32_t rows)
{
	const fftpipe_image *spectrum = in[INPUT_SPECTRUM];
	const fftpipe_image *mask = in[INPUT_MASK];
	struct scale scale = scale_of(mask, params);

	(void)self, (void)host;
	for (uint32_t c = 0; c < spectrum->channels; c++) {
		uint32_t of = mask->channels == 1 ? 0 : c;

		for (uint32_t y = first; y < first + rows; y++) {
			const float *from = fftpipe_row(spectrum, c, y);
			float *to = fftpipe_row(out[0], c, y);

			if (mask->kind == FFTPIPE_SPECTRUM)
				complex_row(fftpipe_row(mask, of, y), from, to,
					    spectrum->width / 2 + (size_t)1);
			else
				real_row(mask, &scale, of, y, from, to);
		}
	}
	return FFTPIPE_OK;
}

static const fftpipe_port inputs[] = {
	{ "spectrum", "of any picture", FFTPIPE_SPECTRUM, 0 },
	{ "mask",
	  "a picture of the same size, laid out as fft2d-magnitude shows it, "
	  "zero frequency at (width / 2, height / 2), rounded down; or a "
	  "spectrum; with one channel for all or one for each",
	  FFTPIPE_IMAGE | FFTPIPE_SPECTRUM, 0 },
};
static const fftpipe_port outputs[] = { { "spectrum", "the product",
					  FFTPIPE_SPECTRUM, 0 } };
static const fftpipe_param params[] = {
	{ "normalize",
	  "yes: the ends of a mask's range, black and white of an 8-bit file, "
	  "stand for 0 and 1; no, or a mask without a range: its values as "
	  "they are",
	  FFTPIPE_BOOL, 0, "yes", 0, 0, NULL, NULL },
};

static const fftpipe_transform transform = {
	.struct_size = sizeof transform,
	.needs_minor = 0,
	.id = "multiply",
	.version = "1.0.0",
	.vendor = "fftpipe",
	.license = "GPL-3.0-or-later",
	.url = "",
	.doc = "A spectrum times a mask, F(k) M(k). M from a picture is real: "
	       "its value at k and at the mirror -k, averaged, which is what "
	       "the real part of the inverse sees, so a frequency that is to "
	       "vanish is painted black on both sides. M from a spectrum is "
	       "complex: the product is the circular convolution of the two "
	       "pictures (Gonzalez and Woods, Digital Image Processing, "
	       "chapter 4).",
	.inputs = inputs,
	.outputs = outputs,
	.params = params,
	.n_inputs = FFTPIPE_COUNT(inputs),
	.n_outputs = FFTPIPE_COUNT(outputs),
	.n_params = FFTPIPE_COUNT(params),
	.port_size = sizeof *inputs,
	.param_size = sizeof *params,
	.flags = FFTPIPE_BANDS,
	.open = multiply_open,
	.prepare = multiply_prepare,
	.run = multiply_run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
