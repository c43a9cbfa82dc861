/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ifft-reconstruct.c - the picture that a magnitude and a phase belong to
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fftpipe/math.h>
#include <fftpipe/plugin.h>

#include "crew.h"
#include "fft.h"
#include "kernel.h"
#include "reading.h"

enum {
	PIECE = 256, /* bins that are worked on at once */
	ROWS = 8     /* rows that a thread takes at once */
};

struct reconstruct {
	struct fft *fft;
	struct reading reading;
	size_t row_bytes; /* of a row of the spectrum */
	float *scratch;   /* two such rows for each slot */
};

/* ===========================================================================
 * Opening and closing
 * ======================================================================== */

static void reconstruct_close(void *self)
{
	struct reconstruct *reconstruct = self;

	fft_destroy(reconstruct->fft);
	free(reconstruct->scratch);
	free(reconstruct);
}

static int check_shapes(const fftpipe_host *host,
			const fftpipe_image *magnitude,
			const fftpipe_image *phase)
{
	char sentence[200];

	if (magnitude->width == phase->width &&
	    magnitude->height == phase->height &&
	    magnitude->channels == phase->channels)
		return FFTPIPE_OK;
	snprintf(sentence, sizeof sentence,
		 "the magnitude is %u by %u pixels with %u channels, the phase "
		 "%u by %u with %u: they must be of one size",
		 (unsigned)magnitude->width, (unsigned)magnitude->height,
		 (unsigned)magnitude->channels, (unsigned)phase->width,
		 (unsigned)phase->height, (unsigned)phase->channels);
	return host->fail(host, FFTPIPE_EDATA, sentence);
}

/* Files that say nothing hold mere levels; angles are known for what they are.
 */
static int check_colors(const fftpipe_host *host,
			const fftpipe_image *magnitude)
{
	if (magnitude->color != FFTPIPE_ANGLE)
		return FFTPIPE_OK;
	return host->fail(host, FFTPIPE_EDATA,
			  "the magnitude holds angles: are magnitude and phase "
			  "the wrong way round?");
}

/* Rows are worked on in pairs, some at once. */
static size_t groups_of(uint32_t height)
{
	return ((size_t)height / 2 + ROWS) / ROWS;
}

static int scratch_init(struct reconstruct *reconstruct,
			const fftpipe_host *host, const fftpipe_image *shape)
{
	size_t bytes;

	reconstruct->row_bytes =
		2 * sizeof(float) * ((size_t)shape->width / 2 + 1);
	if (!crew_multiply(2 * reconstruct->row_bytes,
			   crew_slots(host, groups_of(shape->height)), &bytes))
		return FFTPIPE_ENOMEM;
	host->reserve(host, bytes);
	reconstruct->scratch = malloc(bytes);
	return reconstruct->scratch ? FFTPIPE_OK : FFTPIPE_ENOMEM;
}

static int reconstruct_open(const fftpipe_host *host,
			    const fftpipe_value *params,
			    const fftpipe_image *const *in,
			    fftpipe_image *const *out, void **self)
{
	struct reconstruct *made;
	int status = reading_check(host, params);

	if (!status)
		status = check_shapes(host, in[0], in[1]);
	if (!status)
		status = check_colors(host, in[0]);
	if (status)
		return status;
	made = calloc(1, sizeof *made);
	if (!made)
		return FFTPIPE_ENOMEM;
	status = fft_create(host, in[0], false, &made->fft);
	if (!status)
		status = scratch_init(made, host, in[0]);
	if (status) {
		reconstruct_close(made);
		return status;
	}
	out[0]->kind = FFTPIPE_IMAGE;
	/* What the files say of it is not known yet: three can only be RGB. */
	out[0]->color = in[0]->channels == 3 ? FFTPIPE_RGB : FFTPIPE_GRAY;
	*self = made;
	return FFTPIPE_OK;
}

/* ===========================================================================
 * What the picture is
 * ======================================================================== */

/* The picture's own range, where the files tell; else the host measures. */
static void restore_range(const fftpipe_host *host,
			  const fftpipe_image *const *in, fftpipe_image *out)
{
	const char *text = reading_entry(host, in, "picture-range");
	double lo, hi;

	out->lo = out->hi = 0;
	if (text && sscanf(text, "%lf %lf", &lo, &hi) == 2 && isfinite(lo) &&
	    isfinite(hi) && lo < hi) {
		out->lo = lo;
		out->hi = hi;
	}
}

static int reconstruct_prepare(void *self, const fftpipe_host *host,
			       const fftpipe_value *params,
			       const fftpipe_image *const *in,
			       fftpipe_image *const *out)
{
	static const char *const of_spectra[] = {
		"mag_min", "mag_max",       "floor-8",  "floor-16",
		"exact",   "scale",         "exponent", "center",
		"gain",    "picture-range", "color"
	};
	struct reconstruct *reconstruct = self;
	int status = reading_init(&reconstruct->reading, host, params, in);

	if (status)
		return status;
	restore_range(host, in, out[0]);
	for (size_t i = 0; i < FFTPIPE_COUNT(of_spectra); i++) {
		status = host->meta_set(host, out[0], of_spectra[i], NULL);
		if (status)
			return status;
	}
	return FFTPIPE_OK;
}

/* ===========================================================================
 * The spectrum
 * ======================================================================== */

KERNEL
static void undo_log(float *m, size_t n)
{
	for (size_t i = 0; i < n; i++)
		m[i] = fftpipe_expm1f(m[i]);
}

KERNEL
static void undo_sqrt(float *m, size_t n)
{
	for (size_t i = 0; i < n; i++)
		m[i] *= m[i];
}

KERNEL
static void undo_power(float *m, float power, size_t n)
{
	for (size_t i = 0; i < n; i++)
		m[i] = fftpipe_expf(power * fftpipe_logf(m[i]));
}

/* magnitude * exp(i phase) of n pixels, in two parts. */
KERNEL
static void polar(const struct reading *reading, float *m, const float *phase,
		  float *re, float *im, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		float turn =
			phase[i] * reading->turn_slope + reading->turn_start;
		float sine, cosine, size = m[i] * reading->undo_gain;

		fftpipe_sincosf(turn, &sine, &cosine);
		re[i] = size * cosine;
		im[i] = size * sine;
	}
}

struct piece {
	float re[PIECE], im[PIECE];
};

static void read_piece(const struct reading *reading, const float *magnitude,
		       const float *phase, struct piece *piece, size_t n)
{
	float m[PIECE];

	for (size_t i = 0; i < n; i++) {
		float sample =
			magnitude[i] * reading->mag_slope + reading->mag_start;

		/* No magnitude is negative. */
		m[i] = fftpipe_choosef(sample < 0, 0, sample);
	}
	if (reading->scale == SCALE_LOG)
		undo_log(m, n);
	else if (reading->scale == SCALE_SQRT)
		undo_sqrt(m, n);
	else if (reading->scale == SCALE_POWER)
		undo_power(m, reading->power, n);
	polar(reading, m, phase, piece->re, piece->im, n);
}

struct assembly {
	const struct reconstruct *reconstruct;
	const fftpipe_image *magnitude, *phase;
	fftpipe_image *to;
	uint32_t roll; /* row ky lies at (ky + roll) mod height */
};

/* One row of the half spectrum and where its bins and their mirrors are. */
struct half_row {
	const float *magnitude, *phase;               /* of ky */
	const float *mirror_magnitude, *mirror_phase; /* of -ky */
	float *to;
};

/*
 * n bins from kx, at x, whose mirrors end at `mirror`, counting down.  Half
 * the sum of each with its mirror's conjugate is the spectrum of the real part
 * of what the whole plane gives, edited or not.
 */
static void assemble_bins(const struct reading *reading,
			  const struct half_row *row, size_t kx, size_t x,
			  size_t mirror, size_t n)
{
	struct piece here, there;
	size_t start = mirror + 1 - n;

	read_piece(reading, row->magnitude + x, row->phase + x, &here, n);
	read_piece(reading, row->mirror_magnitude + start,
		   row->mirror_phase + start, &there, n);
	for (size_t i = 0; i < n; i++) {
		size_t j = n - 1 - i;
		float *pair = row->to + 2 * (kx + i);

		pair[0] = 0.5f * here.re[i] + 0.5f * there.re[j];
		pair[1] = 0.5f * here.im[i] - 0.5f * there.im[j];
	}
}

/* The row that lies at y, whose mirror lies at `mirror`. */
static void assemble_row(const struct assembly *assembly, uint32_t channel,
			 uint32_t y, uint32_t mirror, float *to)
{
	const struct reading *reading = &assembly->reconstruct->reading;
	uint32_t width = assembly->to->width;
	uint32_t zero = reading->centered ? width / 2 : 0;
	uint32_t half = reading->centered ? 0 : width / 2;
	uint32_t end = reading->centered ? width / 2 : width;
	uint32_t pairs = (width - 1) / 2;
	struct half_row row = {
		.magnitude = fftpipe_row(assembly->magnitude, channel, y),
		.phase = fftpipe_row(assembly->phase, channel, y),
		.mirror_magnitude =
			fftpipe_row(assembly->magnitude, channel, mirror),
		.mirror_phase = fftpipe_row(assembly->phase, channel, mirror),
		.to = to,
	};

	assemble_bins(reading, &row, 0, zero, zero, 1);
	for (uint32_t kx = 1; kx <= pairs; kx += PIECE) {
		uint32_t n = pairs + 1 - kx;

		assemble_bins(reading, &row, kx, zero + kx, end - kx,
			      n < PIECE ? n : PIECE);
	}
	if (width % 2 == 0)
		assemble_bins(reading, &row, width / 2, half, half, 1);
}

static uint32_t row_at(const struct assembly *assembly, uint32_t ky)
{
	uint32_t height = assembly->to->height;
	uint32_t wraps = height - assembly->roll;

	return ky < wraps ? ky + assembly->roll : ky - wraps;
}

/*
 * Rows ky and -ky, which need each other's samples and nobody else's: the
 * spectrum may lie where the magnitude lay.
 */
static void assemble_two(const struct assembly *assembly, uint32_t channel,
			 uint32_t ky, float *scratch)
{
	fftpipe_image *to = assembly->to;
	size_t bytes = assembly->reconstruct->row_bytes;
	uint32_t y = row_at(assembly, ky);
	uint32_t mirror = row_at(assembly, fftpipe_mirror(ky, to->height));
	float *other = scratch + bytes / sizeof *scratch;

	assemble_row(assembly, channel, y, mirror, scratch);
	if (mirror != y)
		assemble_row(assembly, channel, mirror, y, other);
	memcpy(fftpipe_row(to, channel, y), scratch, bytes);
	if (mirror != y)
		memcpy(fftpipe_row(to, channel, mirror), other, bytes);
}

static int assemble_rows(void *arg, size_t group, unsigned int slot)
{
	const struct assembly *assembly = arg;
	uint64_t end = (uint64_t)assembly->to->height / 2 + 1;
	uint64_t first = (uint64_t)group * ROWS;
	float *scratch =
		assembly->reconstruct->scratch +
		slot * assembly->reconstruct->row_bytes / sizeof *scratch * 2;

	for (uint32_t c = 0; c < assembly->to->channels; c++)
		for (uint64_t ky = first; ky < first + ROWS && ky < end; ky++)
			assemble_two(assembly, c, (uint32_t)ky, scratch);
	return FFTPIPE_OK;
}

static int reconstruct_run(void *self, const fftpipe_host *host,
			   const fftpipe_value *params,
			   const fftpipe_image *const *in,
			   fftpipe_image *const *out, uint32_t first,
			   uint32_t rows)
{
	struct reconstruct *reconstruct = self;
	struct assembly assembly = { reconstruct, in[0], in[1], out[0], 0 };
	struct crew_work work = { .task = assemble_rows, .arg = &assembly };
	int status;

	(void)params, (void)first, (void)rows;
	/* Rows stay where they are: the transform finds them there. */
	if (reconstruct->reading.centered)
		assembly.roll = out[0]->height / 2;
	work.n = groups_of(out[0]->height);
	status = crew_run(host, &work);
	if (status)
		return status;
	return fft_back_rolled(reconstruct->fft, host, out[0], out[0],
			       assembly.roll);
}

/* ===========================================================================
 * The description
 * ======================================================================== */

static const fftpipe_port inputs[] = {
	{ "magnitude", "the magnitude of every frequency, as fft2d-magnitude's",
	  FFTPIPE_IMAGE, 0 },
	{ "phase", "its angle: radians, or levels that span -pi to pi",
	  FFTPIPE_IMAGE, 0 }
};
static const fftpipe_port outputs[] = {
	{ "picture", "the picture that has this spectrum", FFTPIPE_IMAGE, 0 }
};
static const fftpipe_param params[] = {
	{ "scale",
	  "what the magnitude's values are: log(1 + |F|), |F|, its square "
	  "root, or |F| to the power of exponent; auto: what its file says, "
	  "else log",
	  FFTPIPE_CHOICE, 0, "auto", 0, 0, reading_scales, NULL },
	{ "exponent",
	  "the power, for scale = power; 0.01 to 1; not given: what the file "
	  "says, else 0.25",
	  FFTPIPE_FLOAT, 0, "nan", 0.01, 1, NULL, NULL },
	{ "center",
	  "whether the zero frequency is at (width / 2, height / 2), rounded "
	  "down; auto: what the files say, else yes",
	  FFTPIPE_CHOICE, 0, "auto", 0, 0, reading_centers, NULL },
	{ "mag-min",
	  "the value of the magnitude's lowest level, for files that do not "
	  "say it; any number below mag-max",
	  FFTPIPE_FLOAT, 0, "nan", 0, 0, NULL, NULL },
	{ "mag-max",
	  "the value of the magnitude's highest level; any number above "
	  "mag-min",
	  FFTPIPE_FLOAT, 0, "nan", 0, 0, NULL, NULL },
};

static const fftpipe_transform transform = {
	.struct_size = sizeof transform,
	.needs_minor = 0,
	.id = "ifft-reconstruct",
	.version = "1.0.0",
	.vendor = "fftpipe",
	.license = "GPL-3.0-or-later",
	.url = "",
	.doc = "The picture that a magnitude and a phase belong to: the real "
	       "part of the inverse discrete Fourier transform of |F| exp(i "
	       "phase) (Oppenheim and Lim, Proc. IEEE 69, 1981), edited "
	       "spectra included; by FFTW 3, in single precision.",
	.inputs = inputs,
	.outputs = outputs,
	.params = params,
	.n_inputs = FFTPIPE_COUNT(inputs),
	.n_outputs = FFTPIPE_COUNT(outputs),
	.n_params = FFTPIPE_COUNT(params),
	.port_size = sizeof *inputs,
	.param_size = sizeof *params,
	.flags = FFTPIPE_INPLACE,
	.open = reconstruct_open,
	.prepare = reconstruct_prepare,
	.run = reconstruct_run,
	.close = reconstruct_close,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
