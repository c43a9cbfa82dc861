/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fft2d-magnitude.c - how strong each frequency of a spectrum is
 */
#include <math.h>
#include <stdlib.h>

#include <fftpipe/math.h>
#include <fftpipe/plugin.h>

#include "facts.h"
#include "kernel.h"
#include "spectrum.h"

enum scale { SCALE_LOG, SCALE_LINEAR, SCALE_SQRT, SCALE_POWER };
static const char *const scales[] = { "log", "linear", "sqrt", "power", NULL };

enum { PARAM_SCALE, PARAM_EXPONENT, PARAM_CENTER };

struct magnitude {
	enum scale scale;
	double exponent;
	/* A range will be measured: its ends are worth libm in double. */
	bool measured;
	struct facts facts;
	struct spectrum_view view;
};

/* ===========================================================================
 * Kernels
 * ======================================================================== */

/*
 * In double nothing overflows, since pairs are floats.  In float their squares
 * do: there a gain helps all scales, and all but log undo it.
 */
static double magnitude_value(const void *arg, const struct facts_bin *bin,
			      double re, double im)
{
	const struct magnitude *self = arg;
	double size = sqrt(re * re + im * im);

	(void)bin;
	switch (self->scale) {
	case SCALE_LOG:
		return log1p(self->facts.gain * size);
	case SCALE_SQRT:
		return sqrt(size);
	case SCALE_POWER:
		return pow(size, self->exponent);
	case SCALE_LINEAR:
		break;
	}
	return size;
}

static void measured_kernel(const void *arg, const struct facts_bin *first,
			    const float *pairs, float *to, size_t n)
{
	(void)first;
	for (size_t i = 0; i < n; i++)
		to[i] = (float)magnitude_value(arg, NULL, (double)pairs[2 * i],
					       (double)pairs[2 * i + 1]);
}

KERNEL
static void log_kernel(const void *arg, const struct facts_bin *first,
		       const float *pairs, float *to, size_t n)
{
	const struct magnitude *self = arg;
	float gain = (float)self->facts.gain;

	(void)first;
	for (size_t i = 0; i < n; i++) {
		float re = gain * pairs[2 * i], im = gain * pairs[2 * i + 1];

		to[i] = fftpipe_log1pf(sqrtf(re * re + im * im));
	}
}

KERNEL
static void linear_kernel(const void *arg, const struct facts_bin *first,
			  const float *pairs, float *to, size_t n)
{
	const struct magnitude *self = arg;
	float gain = (float)self->facts.gain, undo = 1 / gain;

	(void)first;
	for (size_t i = 0; i < n; i++) {
		float re = gain * pairs[2 * i], im = gain * pairs[2 * i + 1];

		to[i] = undo * sqrtf(re * re + im * im);
	}
}

KERNEL
static void sqrt_kernel(const void *arg, const struct facts_bin *first,
			const float *pairs, float *to, size_t n)
{
	const struct magnitude *self = arg;
	float gain = (float)self->facts.gain;
	float undo = (float)(1 / sqrt(self->facts.gain));

	(void)first;
	for (size_t i = 0; i < n; i++) {
		float re = gain * pairs[2 * i], im = gain * pairs[2 * i + 1];

		to[i] = undo * sqrtf(sqrtf(re * re + im * im));
	}
}

KERNEL
static void power_kernel(const void *arg, const struct facts_bin *first,
			 const float *pairs, float *to, size_t n)
{
	const struct magnitude *self = arg;
	float gain = (float)self->facts.gain;
	float undo = (float)pow(self->facts.gain, -self->exponent);
	float exponent = (float)self->exponent / 2; /* squares have 2 */

	(void)first;
	for (size_t i = 0; i < n; i++) {
		float re = gain * pairs[2 * i], im = gain * pairs[2 * i + 1];
		float square = re * re + im * im;

		to[i] = undo * fftpipe_expf(exponent * fftpipe_logf(square));
	}
}

static spectrum_kernel *const kernels[] = { log_kernel, linear_kernel,
					    sqrt_kernel, power_kernel };

/* ===========================================================================
 * Opening and closing
 * ======================================================================== */

static void magnitude_close(void *self)
{
	struct magnitude *magnitude = self;

	facts_finish(&magnitude->facts);
	free(magnitude);
}

static int magnitude_open(const fftpipe_host *host, const fftpipe_value *params,
			  const fftpipe_image *const *in,
			  fftpipe_image *const *out, void **self)
{
	struct magnitude *made = calloc(1, sizeof *made);
	int status;

	if (!made)
		return FFTPIPE_ENOMEM;
	made->scale = (enum scale)params[PARAM_SCALE].i;
	made->exponent = params[PARAM_EXPONENT].f;
	made->measured = host->get_extension(host, "fftpipe.measured/1");
	made->view.centered = params[PARAM_CENTER].i != 0;
	made->view.kernel =
		made->measured ? measured_kernel : kernels[made->scale];
	made->view.arg = made;
	status = facts_init(&made->facts, host, in[0],
			    made->scale == SCALE_LOG ? FACTS_CELLS_WANTED : 0);
	if (status) {
		magnitude_close(made);
		return status;
	}
	out[0]->kind = FFTPIPE_IMAGE;
	out[0]->color = FFTPIPE_DATA;
	/* Not in the middle, the zero frequency is no center of symmetry. */
	out[0]->symmetry =
		made->view.centered ? FFTPIPE_EVEN : FFTPIPE_ASYMMETRIC;
	*self = made;
	return FFTPIPE_OK;
}

/* ===========================================================================
 * Ranges
 * ======================================================================== */

/*
 * The floor below which a file of `levels` steps should show nothing, so that
 * the energy lost is least: steps of width d cost d^2 / 12 of what is above
 * (relative, since they are steps of a logarithm), the floor all of what is
 * below.  At least a tenth of the range is left.
 */
static double find_floor(const struct facts *facts, double hi, double levels)
{
	double above = 0, below = 0, least = INFINITY, best = 0;
	double energies[FACTS_CELLS - 1];
	/* What is beyond the largest bin is empty; its pages stay untouched. */
	const size_t largest = facts_cell(facts->largest.power) + 1;
	const size_t n = largest < FACTS_CELLS ? largest : FACTS_CELLS - 1;

	for (size_t i = 0; i < n; i++) {
		double first = facts_cell_power(i);
		double beyond = facts_cell_power(i + 1);

		energies[i] = (double)facts->cells[i] * (first + beyond) / 2;
		above += energies[i];
	}
	for (size_t i = 0; i < n; i++) {
		double edge = log1p(sqrt(facts_cell_power(i)));
		double step = (hi - edge) / levels, cost;

		if (hi - edge < 0.1 * hi)
			break;
		cost = step * step / 12 * above + below;
		if (cost < least) {
			least = cost;
			best = edge;
		}
		above -= energies[i];
		below += energies[i];
	}
	/* A short number, and the same from every libm. */
	return floor(best * 64) / 64;
}

static int set_floors(const struct magnitude *magnitude,
		      const fftpipe_host *host, double hi, fftpipe_image *out)
{
	/* Symmetric 8-bit files hold fifths of a level. */
	double levels = magnitude->view.centered ? 1275 : 255;
	int status;

	status = spectrum_set_number(host, out, "floor-8",
				     find_floor(&magnitude->facts, hi, levels));
	if (status)
		return status;
	return spectrum_set_number(host, out, "floor-16",
				   find_floor(&magnitude->facts, hi, 65535));
}

static double find_highest(const struct magnitude *magnitude,
			   const fftpipe_image *spectrum)
{
	const struct facts_peak *peak = &magnitude->facts.largest;
	float pair[2];

	if (!(peak->power > 0))
		return 0;
	spectrum_bin(spectrum, peak->at.channel, peak->at.kx, peak->at.ky,
		     pair);
	return magnitude_value(magnitude, &peak->at, (double)pair[0],
			       (double)pair[1]);
}

/* All that reading the file back needs to know. */
static int describe(const struct magnitude *magnitude, const fftpipe_host *host,
		    const fftpipe_image *spectrum, fftpipe_image *out)
{
	int status = spectrum_describe(host, spectrum, magnitude->view.centered,
				       out);

	if (!status)
		status = host->meta_set(host, out, "scale",
					scales[magnitude->scale]);
	if (!status && magnitude->scale == SCALE_POWER)
		status = spectrum_set_number(host, out, "exponent",
					     magnitude->exponent);
	if (!status && magnitude->scale == SCALE_LOG &&
	    magnitude->facts.gain != 1)
		status = spectrum_set_number(host, out, "gain",
					     magnitude->facts.gain);
	if (!status && spectrum->color == FFTPIPE_RGB)
		status = host->meta_set(host, out, "color", "rgb");
	if (!status)
		status = spectrum_set_number(host, out, "mag_min", out->lo);
	if (!status)
		status = spectrum_set_number(host, out, "mag_max", out->hi);
	if (!status)
		status = spectrum_keep_exact(&magnitude->facts, host, spectrum,
					     &magnitude->view, magnitude_value,
					     out);
	return status;
}

static int magnitude_prepare(void *self, const fftpipe_host *host,
			     const fftpipe_value *params,
			     const fftpipe_image *const *in,
			     fftpipe_image *const *out)
{
	struct magnitude *magnitude = self;
	int status = facts_measure(&magnitude->facts, host, in[0]);

	(void)params;
	if (status)
		return status;
	/* A flat picture has 0 and 0 here, and no floors. */
	out[0]->lo = 0;
	out[0]->hi = find_highest(magnitude, in[0]);
	if (magnitude->scale == SCALE_LOG && out[0]->hi > 0)
		status = set_floors(magnitude, host, out[0]->hi, out[0]);
	if (status)
		return status;
	return describe(magnitude, host, in[0], out[0]);
}

static int magnitude_run(void *self, const fftpipe_host *host,
			 const fftpipe_value *params,
			 const fftpipe_image *const *in,
			 fftpipe_image *const *out, uint32_t first,
			 uint32_t rows)
{
	const struct magnitude *magnitude = self;

	(void)host, (void)params;
	for (uint32_t c = 0; c < in[0]->channels; c++)
		for (uint32_t y = first; y < first + rows; y++)
			spectrum_row(in[0], c, y, &magnitude->view,
				     fftpipe_row(out[0], c, y));
	return FFTPIPE_OK;
}

/* ===========================================================================
 * The description
 * ======================================================================== */

static const fftpipe_port inputs[] = { { "spectrum", "a half spectrum",
					 FFTPIPE_SPECTRUM, 0 } };
static const fftpipe_port outputs[] = {
	{ "magnitude", "the scaled magnitude of every frequency", FFTPIPE_IMAGE,
	  0 }
};
static const fftpipe_param params[] = {
	{ "scale",
	  "what is shown of the magnitude |F|: log(1 + |F|), |F|, its square "
	  "root, or |F| to the power of exponent",
	  FFTPIPE_CHOICE, 0, "log", 0, 0, scales, NULL },
	{ "exponent", "the power, for scale = power; 0.01 to 1", FFTPIPE_FLOAT,
	  0, "0.25", 0.01, 1, NULL, NULL },
	{ "center",
	  "put the zero frequency at (width / 2, height / 2), rounded down, "
	  "not at the top left",
	  FFTPIPE_BOOL, 0, "yes", 0, 0, NULL, NULL },
};

static const fftpipe_transform transform = {
	.struct_size = sizeof transform,
	.needs_minor = 0,
	.id = "fft2d-magnitude",
	.version = "1.0.0",
	.vendor = "fftpipe",
	.license = "GPL-3.0-or-later",
	.url = "",
	.doc = "Magnitude of a spectrum, log(1 + |F|) unless told otherwise, "
	       "|F| = sqrt(re^2 + im^2): the usual picture of a discrete "
	       "Fourier transform (Gonzalez and Woods, Digital Image "
	       "Processing, chapter 4). For log, pictures of very small or "
	       "large values are scaled by a power of two first, kept as "
	       "gain.",
	.inputs = inputs,
	.outputs = outputs,
	.params = params,
	.n_inputs = FFTPIPE_COUNT(inputs),
	.n_outputs = FFTPIPE_COUNT(outputs),
	.n_params = FFTPIPE_COUNT(params),
	.port_size = sizeof *inputs,
	.param_size = sizeof *params,
	.flags = FFTPIPE_BANDS,
	.open = magnitude_open,
	.prepare = magnitude_prepare,
	.run = magnitude_run,
	.close = magnitude_close,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
