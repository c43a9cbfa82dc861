/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fft2d-phase.c - where in its cycle each frequency of a spectrum begins
 */
#include <math.h>
#include <stdlib.h>

#include <fftpipe/math.h>
#include <fftpipe/plugin.h>

#include "facts.h"
#include "kernel.h"
#include "spectrum.h"

enum { PARAM_CENTER };

static const double pi = 3.14159265358979323846;

/*
 * Bins below this part of the root mean square of the plane, their row and
 * their column together are rounding noise of a transform in single precision,
 * and their angles chance: it stays in the row or column whose strong bins
 * made it.  Stripes of many sizes left at most 0.6 of this, of sides with large
 * prime factors up to 9 times as much; a larger part would be taken from the
 * weak bins of 16-bit pictures.
 */
static const double noise = 1e-6;

struct phase {
	struct facts facts;
	struct spectrum_view view;
	uint32_t width, height;
	double *limits; /* by channel: (noise |F|)^2 of the whole plane */
};

/* The squares of what is noise, in a row from some column on. */
struct limits {
	double row;            /* this, plus */
	const double *columns; /* that, from there on, times */
	double times;
};

static struct limits limits_of(const struct phase *phase,
			       const struct facts_bin *bin)
{
	size_t row = (size_t)bin->channel * phase->height + bin->ky;
	struct limits limits;

	limits.times = noise * noise;
	limits.row = phase->limits[bin->channel] +
		     phase->facts.rows[row] * limits.times;
	limits.columns = phase->facts.columns +
			 bin->channel * ((size_t)phase->width / 2 + 1) +
			 bin->kx;
	return limits;
}

/* ===========================================================================
 * Kernels
 * ======================================================================== */

/*
 * Half a turn is always the positive one.  Adding 0 makes -0 to 0.  The limit
 * is compared so that no number stays no number.
 */
KERNEL
static void phase_kernel(const void *arg, const struct facts_bin *first,
			 const float *pairs, float *to, size_t n)
{
	const struct limits limits = limits_of(arg, first);
	const float half_turn = 3.14159274f;

	for (size_t i = 0; i < n; i++) {
		double re = (double)pairs[2 * i], im = (double)pairs[2 * i + 1];
		double limit = limits.row + limits.columns[i] * limits.times;
		double turn = fftpipe_atan2(im, re);
		float angle;

		turn = fftpipe_choose(re * re + im * im <= limit, 0, turn);
		angle = (float)turn;
		to[i] = fftpipe_choosef(angle == -half_turn, half_turn, angle) +
			0.0f;
	}
}

/* For files of 8 bits, whose levels are far coarser than float's errors. */
KERNEL
static void coarse_kernel(const void *arg, const struct facts_bin *first,
			  const float *pairs, float *to, size_t n)
{
	const struct limits limits = limits_of(arg, first);
	const float half_turn = 3.14159274f;

	for (size_t i = 0; i < n; i++) {
		double re = (double)pairs[2 * i], im = (double)pairs[2 * i + 1];
		double limit = limits.row + limits.columns[i] * limits.times;
		double over = re * re + im * im - limit;
		float angle = fftpipe_atan2f(pairs[2 * i + 1], pairs[2 * i]);

		angle = fftpipe_choosef((float)over <= 0, 0, angle);
		to[i] = fftpipe_choosef(angle == -half_turn, half_turn, angle) +
			0.0f;
	}
}

static double phase_value(const void *arg, const struct facts_bin *bin,
			  double re, double im)
{
	const struct phase *phase = arg;
	struct limits limits = limits_of(phase, bin);
	double turn;

	if (re * re + im * im <= limits.row + limits.columns[0] * limits.times)
		return 0;
	turn = atan2(im, re);
	return turn <= -pi ? pi : turn + 0.0;
}

/* ===========================================================================
 * The calls
 * ======================================================================== */

static void phase_close(void *self)
{
	struct phase *phase = self;

	facts_finish(&phase->facts);
	free(phase->limits);
	free(phase);
}

static int phase_open(const fftpipe_host *host, const fftpipe_value *params,
		      const fftpipe_image *const *in, fftpipe_image *const *out,
		      void **self)
{
	struct phase *made = calloc(1, sizeof *made);
	int status;

	if (!made)
		return FFTPIPE_ENOMEM;
	made->view.centered = params[PARAM_CENTER].i != 0;
	made->width = in[0]->width;
	made->height = in[0]->height;
	made->view.odd = true;
	made->view.kernel = phase_kernel;
	/* Twice as fast, where the host knows that nobody will see it. */
	if (host->get_extension(host, "fftpipe.coarse/1"))
		made->view.kernel = coarse_kernel;
	made->view.arg = made;
	made->limits = calloc(in[0]->channels, sizeof *made->limits);
	status = made->limits ? FFTPIPE_OK : FFTPIPE_ENOMEM;
	if (!status)
		status = facts_init(&made->facts, host, in[0],
				    FACTS_LINES_WANTED);
	if (status) {
		phase_close(made);
		return status;
	}
	out[0]->kind = FFTPIPE_IMAGE;
	out[0]->color = FFTPIPE_ANGLE;
	out[0]->symmetry =
		made->view.centered ? FFTPIPE_ODD : FFTPIPE_ASYMMETRIC;
	*self = made;
	return FFTPIPE_OK;
}

static int phase_prepare(void *self, const fftpipe_host *host,
			 const fftpipe_value *params,
			 const fftpipe_image *const *in,
			 fftpipe_image *const *out)
{
	struct phase *phase = self;
	int status = facts_measure(&phase->facts, host, in[0]);

	(void)params;
	if (status)
		return status;
	for (uint32_t c = 0; c < in[0]->channels; c++) {
		double limit = noise * phase->facts.rms[c];

		phase->limits[c] = limit * limit;
	}
	out[0]->lo = -pi;
	out[0]->hi = pi;
	status = spectrum_describe(host, in[0], phase->view.centered, out[0]);
	if (status)
		return status;
	return spectrum_keep_exact(&phase->facts, host, in[0], &phase->view,
				   phase_value, out[0]);
}

static int phase_run(void *self, const fftpipe_host *host,
		     const fftpipe_value *params,
		     const fftpipe_image *const *in, fftpipe_image *const *out,
		     uint32_t first, uint32_t rows)
{
	const struct phase *phase = self;

	(void)host, (void)params;
	for (uint32_t c = 0; c < in[0]->channels; c++)
		for (uint32_t y = first; y < first + rows; y++)
			spectrum_row(in[0], c, y, &phase->view,
				     fftpipe_row(out[0], c, y));
	return FFTPIPE_OK;
}

/* ===========================================================================
 * The description
 * ======================================================================== */

static const fftpipe_port inputs[] = { { "spectrum", "a half spectrum",
					 FFTPIPE_SPECTRUM, 0 } };
static const fftpipe_port outputs[] = {
	{ "phase", "the angle of every frequency, -pi to pi radians",
	  FFTPIPE_IMAGE, 0 }
};
static const fftpipe_param params[] = {
	{ "center",
	  "put the zero frequency at (width / 2, height / 2), rounded down, "
	  "not at the top left",
	  FFTPIPE_BOOL, 0, "yes", 0, 0, NULL, NULL },
};

static const fftpipe_transform transform = {
	.struct_size = sizeof transform,
	.needs_minor = 0,
	.id = "fft2d-phase",
	.version = "1.0.0",
	.vendor = "fftpipe",
	.license = "GPL-3.0-or-later",
	.url = "",
	.doc = "Phase of a spectrum, atan2(im, re) in radians (Gonzalez and "
	       "Woods, Digital Image Processing, chapter 4): 0 where the "
	       "magnitude is only rounding noise, exactly 0 or pi for bins "
	       "that are their own conjugates, pi rather than -pi.",
	.inputs = inputs,
	.outputs = outputs,
	.params = params,
	.n_inputs = FFTPIPE_COUNT(inputs),
	.n_outputs = FFTPIPE_COUNT(outputs),
	.n_params = FFTPIPE_COUNT(params),
	.port_size = sizeof *inputs,
	.param_size = sizeof *params,
	.flags = FFTPIPE_BANDS,
	.open = phase_open,
	.prepare = phase_prepare,
	.run = phase_run,
	.close = phase_close,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
