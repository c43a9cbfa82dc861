/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * phase-correlate.c - how far a picture is shifted against another
 */
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alike.h"
#include "correlator.h"
#include "number-text.h"

/* ===========================================================================
 * Opening and closing
 * ======================================================================== */

static void correlator_close(void *self)
{
	struct correlator *made = self;

	fft_destroy(made->back);
	fft_destroy(made->forward);
	free(made->memory);
	free(made->facts);
	free(made->waves);
	free(made->terms);
	free(made);
}

static bool allocate(struct correlator *made, const fftpipe_host *host)
{
	size_t line = LINE / sizeof(float), h = made->height;
	size_t held = (size_t)made->width / 2 + 1, plane, bytes;
	size_t stride = (2 * held + line - 1) / line * line;

	if (!crew_multiply(stride, h, &plane) ||
	    !crew_multiply(plane, PLANES * sizeof(float), &bytes))
		return false;
	host->reserve(host, bytes + h * sizeof *made->facts +
				    (held + h) * POINTS * sizeof(struct wave));
	made->memory = aligned_alloc(LINE, bytes);
	made->facts = calloc(h, sizeof *made->facts);
	made->waves = calloc(held, POINTS * sizeof *made->waves);
	made->terms = calloc(h, POINTS * sizeof *made->terms);
	if (!made->memory || !made->facts || !made->waves || !made->terms)
		return false;
	for (size_t i = SUMS; i < PLANES; i++)
		made->planes[i] = (fftpipe_image){
			.struct_size = sizeof made->planes[i],
			.width = made->width,
			.height = made->height,
			.channels = 1,
			.stride = (int64_t)stride,
			.plane = (int64_t)plane,
			.data = made->memory + i * plane,
		};
	return true;
}

static int correlator_open(const fftpipe_host *host,
			   const fftpipe_value *params,
			   const fftpipe_image *const *in,
			   fftpipe_image *const *out, void **self)
{
	int status = alike_check(host, in[PICTURE], in[REFERENCE]);
	struct correlator *made;

	if (status)
		return status;
	made = calloc(1, sizeof *made);
	if (!made)
		return FFTPIPE_ENOMEM;
	made->width = in[PICTURE]->width;
	made->height = in[PICTURE]->height;
	made->channels = in[PICTURE]->channels;
	status = FFTPIPE_ENOMEM;
	if (allocate(made, host))
		status = fft_create(host, &made->planes[0], false, &made->back);
	if (!status && params[PARAM_WINDOW].i == HANN)
		status = fft_create(host, &made->planes[0], true,
				    &made->forward);
	if (status) {
		correlator_close(made);
		return status;
	}
	out[0]->kind = FFTPIPE_IMAGE;
	out[0]->color = FFTPIPE_DATA;
	out[0]->channels = 1;
	*self = made;
	return FFTPIPE_OK;
}

/* ===========================================================================
 * The calls
 * ======================================================================== */

/* Six decimals, and never -0. */
static void print_number(char text[NUMBER_TEXT], double number)
{
	number_text(text, 9, rint(number * 1e6) / 1e6 + 0.0);
}

static int report(const fftpipe_host *host, double x, double y, double peak,
		  fftpipe_image *out)
{
	char across[NUMBER_TEXT], down[NUMBER_TEXT], text[2 * NUMBER_TEXT];
	int status;

	print_number(across, x);
	print_number(down, y);
	snprintf(text, sizeof text, "%s %s", across, down);
	status = host->meta_set(host, out, "shift", text);
	if (status)
		return status;
	print_number(text, peak);
	return host->meta_set(host, out, "peak", text);
}

static int add_channels(struct pass *pass, const fftpipe_host *host)
{
	struct correlator *made = pass->made;
	int status = FFTPIPE_OK;

	for (; pass->channel < made->channels && !status; pass->channel++) {
		pass->start = !pass->channel;
		status = correlator_measure(pass, host);
		if (!status)
			status = correlator_every_row(host, pass,
						      correlator_phase_row);
	}
	if (!status)
		status = fft_back(made->back, host, &made->planes[SUMS],
				  &made->planes[BACK]);
	return status;
}

static int correlator_run(void *self, const fftpipe_host *host,
			  const fftpipe_value *params,
			  const fftpipe_image *const *in,
			  fftpipe_image *const *out, uint32_t first,
			  uint32_t rows)
{
	struct correlator *made = self;
	struct pass pass = { .made = made,
			     .in = in,
			     .to = out[0]->data ? out[0] : NULL,
			     .hann = params[PARAM_WINDOW].i == HANN,
			     .cutoff = params[PARAM_CUTOFF].f };
	double bins = 0, refined = 0, x, y, peak, height = 0;
	const struct row_facts *best;
	int status = add_channels(&pass, host);

	(void)first, (void)rows;
	correlator_count(made, &bins, &refined);
	/* 1 where all phases agree. */
	pass.scale = (double)made->width * made->height / fmax(bins, 1);
	if (!status)
		status = correlator_every_row(host, &pass,
					      correlator_surface_row);
	if (status)
		return status;
	best = correlator_find_peak(made);
	x = (double)best->most_x;
	y = (double)best->most_y;
	peak = (double)best->most;
	if (refined > 0) {
		status = correlator_refine(&pass, host, &x, &y, &height);
		peak = height / refined;
	}
	if (!status && pass.hann && refined > 0)
		status = correlator_overlap(&pass, host, &x, &y, &peak);
	out[0]->lo = out[0]->hi = 0;
	return status ? status : report(host, x, y, peak, out[0]);
}

/* ===========================================================================
 * The description
 * ======================================================================== */

static const fftpipe_port inputs[] = {
	{ "picture", "what is shifted, or its spectrum", FFTPIPE_SPECTRUM, 0 },
	{ "reference", "what it is shifted against, of the same size",
	  FFTPIPE_SPECTRUM, 0 },
};
static const fftpipe_port outputs[] = {
	{ "surface",
	  "how well the pictures fit for every shift, 1 at best; no shift is "
	  "at (width / 2, height / 2), rounded down",
	  FFTPIPE_IMAGE, 0 },
};
static const char *const windows[] = { "none", "hann", NULL };
static const fftpipe_param params[] = {
	{ "window",
	  "what both are multiplied by first, their means taken off: hann for "
	  "pictures that end at their edges, none for those that repeat",
	  FFTPIPE_CHOICE, 0, "hann", 0, 0, windows, NULL },
	{ "cutoff",
	  "frequencies above do not count, 0.01 to 0.75 (all do); lower where "
	  "fine detail is noise",
	  FFTPIPE_FLOAT, 0, "0.75", 0.01, 0.75, NULL, "cycles/pixel" },
};

static const fftpipe_transform transform = {
	.struct_size = sizeof transform,
	.needs_minor = 0,
	.id = "phase-correlate",
	.version = "1.0.0",
	.vendor = "fftpipe",
	.license = "GPL-3.0-or-later",
	.url = "",
	.doc = "Phase correlation (Kuglin and Hines, Proceedings of the IEEE "
	       "Conference on Cybernetics and Society, 1975): the inverse "
	       "transform of F conj(G) / |F conj(G)|, the mean over channels "
	       "and over bins that are neither the zero frequency nor below "
	       "1e-2 of the root mean square. In the metadata: shift, \"dx "
	       "dy\" in pixels, right and down, so that picture(x, y) = "
	       "reference(x - dx, y - dy), where the trigonometric "
	       "interpolation of the surface is highest, by direct sums "
	       "around its highest pixel (Guizar-Sicairos, Thurman and "
	       "Fienup, Optics Letters 33, 2008); peak, how high, 1 at best. "
	       "With a window, shift and peak are measured once more, on what "
	       "both pictures show: each under a Hann window over it, bins "
	       "weighted by sqrt(|F G|) cos^4(pi fx) cos^4(pi fy).",
	.inputs = inputs,
	.outputs = outputs,
	.params = params,
	.n_inputs = FFTPIPE_COUNT(inputs),
	.n_outputs = FFTPIPE_COUNT(outputs),
	.n_params = FFTPIPE_COUNT(params),
	.port_size = sizeof *inputs,
	.param_size = sizeof *params,
	.flags = 0,
	.open = correlator_open,
	.run = correlator_run,
	.close = correlator_close,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
