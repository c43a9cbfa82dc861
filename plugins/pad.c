/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pad.c - a picture made larger by zeros or by itself
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <fftpipe/plugin.h>

#include "fast-side.h"

enum mode { MODE_ZERO, MODE_REFLECT, MODE_REPLICATE };
static const char *const modes[] = { "zero", "reflect", "replicate", NULL };

enum size { SIZE_FAST, SIZE_GIVEN };
static const char *const sizes[] = { "fast", "given", NULL };

enum place { PLACE_CENTER, PLACE_TOP_LEFT };
static const char *const places[] = { "center", "top-left", NULL };

enum { PARAM_MODE, PARAM_SIZE, PARAM_WIDTH, PARAM_HEIGHT, PARAM_PLACE };

#define NOTHING UINT32_MAX /* no sample: a zero */

/* ===========================================================================
 * Sizes and places
 * ======================================================================== */

/* 0 if the picture does not fit, or nothing could hold it. */
static uint32_t padded_side(enum size size, int64_t given, uint32_t side)
{
	uint64_t wanted = given ? (uint64_t)given : side;

	if (size == SIZE_FAST)
		wanted = fast_side(wanted < side ? side : wanted);
	return wanted < side || wanted > UINT32_MAX ? 0 : (uint32_t)wanted;
}

/* The pixel in the middle, at half the side rounded down, stays there. */
static uint32_t offset_of(enum place place, uint32_t from, uint32_t to)
{
	return place == PLACE_CENTER ? to / 2 - from / 2 : 0;
}

/* Which of n samples stands `at` places right of the first. */
static uint32_t source_of(enum mode mode, int64_t at, uint32_t n)
{
	int64_t turn = 2 * ((int64_t)n - 1);

	if (at >= 0 && at < n)
		return (uint32_t)at;
	if (mode == MODE_ZERO)
		return NOTHING;
	if (mode == MODE_REPLICATE || n == 1)
		return at < 0 ? 0 : n - 1;
	at %= turn;
	at = at < 0 ? at + turn : at;
	return (uint32_t)(at < n ? at : turn - at);
}

/* ===========================================================================
 * The calls
 * ======================================================================== */

static int refuse(const fftpipe_host *host, const fftpipe_value *params,
		  const fftpipe_image *picture)
{
	char text[200];

	snprintf(text, sizeof text,
		 "the picture has %" PRIu32 " x %" PRIu32
		 " pixels and cannot be padded to width = %" PRId64
		 ", height = %" PRId64 "; to make it smaller, use crop",
		 picture->width, picture->height, params[PARAM_WIDTH].i,
		 params[PARAM_HEIGHT].i);
	return host->fail(host, FFTPIPE_EDATA, text);
}

static int pad_open(const fftpipe_host *host, const fftpipe_value *params,
		    const fftpipe_image *const *in, fftpipe_image *const *out,
		    void **self)
{
	enum size size = (enum size)params[PARAM_SIZE].i;
	uint32_t width = padded_side(size, params[PARAM_WIDTH].i, in[0]->width);
	uint32_t height =
		padded_side(size, params[PARAM_HEIGHT].i, in[0]->height);

	(void)self;
	if (size == SIZE_GIVEN && !params[PARAM_WIDTH].i &&
	    !params[PARAM_HEIGHT].i)
		return host->fail(host, FFTPIPE_EPARAM,
				  "size = given needs width, height or both");
	if (!width || !height)
		return refuse(host, params, in[0]);
	out[0]->width = width;
	out[0]->height = height;
	return FFTPIPE_OK;
}

/* Zeros may be new among the values. */
static int pad_prepare(void *self, const fftpipe_host *host,
		       const fftpipe_value *params,
		       const fftpipe_image *const *in,
		       fftpipe_image *const *out)
{
	(void)self, (void)host, (void)in;
	if (params[PARAM_MODE].i == MODE_ZERO &&
	    (out[0]->lo > 0 || out[0]->hi < 0))
		out[0]->lo = out[0]->hi = 0;
	return FFTPIPE_OK;
}

static float sample(const float *row, uint32_t at)
{
	return at == NOTHING ? 0 : row[at];
}

/* `left` samples around, the n of `from`, and again around up to `width`. */
static void pad_row(enum mode mode, const float *from, uint32_t n, float *to,
		    uint32_t left, uint32_t width)
{
	for (uint32_t x = 0; x < left; x++)
		to[x] = sample(from, source_of(mode, (int64_t)x - left, n));
	memcpy(to + left, from, n * sizeof *to);
	for (uint32_t x = left + n; x < width; x++)
		to[x] = sample(from, source_of(mode, (int64_t)x - left, n));
}

static int pad_run(void *self, const fftpipe_host *host,
		   const fftpipe_value *params, const fftpipe_image *const *in,
		   fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	enum mode mode = (enum mode)params[PARAM_MODE].i;
	enum place place = (enum place)params[PARAM_PLACE].i;
	uint32_t width = out[0]->width, height = out[0]->height;
	uint32_t left = offset_of(place, in[0]->width, width);
	uint32_t top = offset_of(place, in[0]->height, height);

	(void)self, (void)host;
	for (uint32_t c = 0; c < in[0]->channels; c++)
		for (uint32_t y = first; y < first + rows; y++) {
			uint32_t from = source_of(mode, (int64_t)y - top,
						  in[0]->height);
			float *to = fftpipe_row(out[0], c, y);

			if (from == NOTHING)
				memset(to, 0, width * sizeof *to);
			else
				pad_row(mode, fftpipe_row(in[0], c, from),
					in[0]->width, to, left, width);
		}
	return FFTPIPE_OK;
}

/* ===========================================================================
 * The description
 * ======================================================================== */

static const fftpipe_port inputs[] = { { "picture", "any picture or field",
					 FFTPIPE_IMAGE, 0 } };
static const fftpipe_port outputs[] = { { "padded", "the larger picture",
					  FFTPIPE_IMAGE, 0 } };
static const fftpipe_param params[] = {
	{ "mode",
	  "what surrounds the picture: zero; reflect, the picture mirrored at "
	  "its outermost pixels, which are not repeated; or replicate, the "
	  "nearest pixel",
	  FFTPIPE_CHOICE, 0, "zero", 0, 0, modes, NULL },
	{ "size",
	  "fast: the next side that is a product of powers of 2, 3, 5 and 7, "
	  "at least width and height; given: width and height exactly",
	  FFTPIPE_CHOICE, 0, "fast", 0, 0, sizes, NULL },
	{ "width",
	  "0, the default: as the picture's; else 1 to 2147483647, and of size "
	  "= given not below the picture's",
	  FFTPIPE_INT, 0, "0", 0, INT32_MAX, NULL, "pixels" },
	{ "height",
	  "0, the default: as the picture's; else 1 to 2147483647, and of size "
	  "= given not below the picture's",
	  FFTPIPE_INT, 0, "0", 0, INT32_MAX, NULL, "pixels" },
	{ "place",
	  "where the picture lies: center, its pixel (width / 2, height / 2), "
	  "rounded down, on that of the larger; or top-left",
	  FFTPIPE_CHOICE, 0, "center", 0, 0, places, NULL },
};

static const fftpipe_transform transform = {
	.struct_size = sizeof transform,
	.needs_minor = 0,
	.id = "pad",
	.version = "1.0.0",
	.vendor = "fftpipe",
	.license = "GPL-3.0-or-later",
	.url = "",
	.doc = "A picture with something around it: padded(x, y) = picture(x - "
	       "left, y - top) inside. Outside zero, or with n samples on the "
	       "side and t = x - left: sample min(max(t, 0), n - 1) for "
	       "replicate; for reflect sample u = t mod (2 n - 2) if u < n, "
	       "else 2 n - 2 - u (as often as needed; n = 1 as replicate). "
	       "Fast sides 2^a 3^b 5^c 7^d are those that FFTs like best "
	       "(FFTW 3 manual, section 4.3.1).",
	.inputs = inputs,
	.outputs = outputs,
	.params = params,
	.n_inputs = FFTPIPE_COUNT(inputs),
	.n_outputs = FFTPIPE_COUNT(outputs),
	.n_params = FFTPIPE_COUNT(params),
	.port_size = sizeof *inputs,
	.param_size = sizeof *params,
	.flags = FFTPIPE_BANDS,
	.open = pad_open,
	.prepare = pad_prepare,
	.run = pad_run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
