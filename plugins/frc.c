/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * frc.c - Fourier ring correlation: up to which frequency two pictures of one
 * thing agree
 */
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fftpipe/plugin.h>

#include "alike.h"
#include "crew.h"
#include "number-text.h"
#include "pixel.h"
#include "rings.h"

enum { PICTURE, REFERENCE, PORTS };
enum { FREQUENCY, CORRELATION, HALF_BIT, COLUMNS };
/* What is summed up over a ring. */
struct ring {
	double bins, cross, power[PORTS];
};

struct frc {
	struct rings rings;
	uint32_t channels;
	struct ring *sums; /* group after group */
	double *correlation, *half_bit;
	struct strange *strange; /* a group's for each port */
};

/* ===========================================================================
 * Opening and closing
 * ======================================================================== */

static void frc_close(void *self)
{
	struct frc *frc = self;

	free(frc->sums);
	free(frc->correlation);
	free(frc->half_bit);
	free(frc->strange);
	free(frc);
}

static int frc_allocate(struct frc *frc, const fftpipe_host *host)
{
	size_t n = frc->rings.n, n_groups = frc->rings.n_groups;
	size_t strange = n_groups * PORTS * sizeof *frc->strange;
	size_t curve = n * sizeof(double), bytes;

	if (!crew_multiply(n, n_groups * sizeof *frc->sums, &bytes))
		return FFTPIPE_ENOMEM;
	host->reserve(host, (uint64_t)bytes + 2 * curve + strange);
	frc->sums = malloc(bytes);
	frc->correlation = malloc(curve);
	frc->half_bit = malloc(curve);
	frc->strange = malloc(strange);
	return frc->sums && frc->correlation && frc->half_bit && frc->strange
		       ? FFTPIPE_OK
		       : FFTPIPE_ENOMEM;
}

static int frc_open(const fftpipe_host *host, const fftpipe_value *params,
		    const fftpipe_image *const *in, fftpipe_image *const *out,
		    void **self)
{
	int status = alike_check(host, in[PICTURE], in[REFERENCE]);
	struct frc *made;

	(void)params;
	if (status)
		return status;
	made = calloc(1, sizeof *made);
	if (!made)
		return FFTPIPE_ENOMEM;
	made->rings = rings_of(in[PICTURE]);
	made->channels = in[PICTURE]->channels;
	if (frc_allocate(made, host)) {
		frc_close(made);
		return FFTPIPE_ENOMEM;
	}
	out[0]->kind = FFTPIPE_IMAGE;
	out[0]->color = FFTPIPE_DATA;
	out[0]->width = made->rings.n;
	out[0]->height = 1;
	out[0]->channels = COLUMNS;
	*self = made;
	return FFTPIPE_OK;
}

/* ===========================================================================
 * Sums, a group of rows at a time
 * ======================================================================== */

struct pass {
	struct frc *frc;
	const fftpipe_image *const *in;
};

static double power_of(const float *pair)
{
	double re = (double)pair[0], im = (double)pair[1];

	return re * re + im * im;
}

/* A held bin counts for the mirrored one, too, unless that is held as well. */
static void add_bin(const struct pass *pass, size_t group, uint32_t kx,
		    uint32_t ky)
{
	struct frc *frc = pass->frc;
	struct strange *strange = frc->strange + group * PORTS;
	uint32_t w = frc->rings.width, h = frc->rings.height;
	double times = kx && kx != w - kx ? 2 : 1;
	double far = ky > h / 2 ? h - ky : ky;
	double radius = rings_radius(&frc->rings, kx, far) + 0.5;
	struct ring *ring;

	if (!(radius < frc->rings.n))
		return;
	ring = frc->sums + group * frc->rings.n + (size_t)radius;
	ring->bins += times;
	for (uint32_t c = 0; c < frc->channels; c++) {
		size_t at = 2 * (size_t)kx;
		const float *f = fftpipe_row(pass->in[PICTURE], c, ky) + at;
		const float *g = fftpipe_row(pass->in[REFERENCE], c, ky) + at;
		double powers[] = { power_of(f), power_of(g) };

		ring->cross += times * ((double)f[0] * (double)g[0] +
					(double)f[1] * (double)g[1]);
		for (size_t i = PICTURE; i < PORTS; i++) {
			ring->power[i] += times * powers[i];
			if (!isfinite(powers[i]))
				strange_note(&strange[i], c, kx, ky);
		}
	}
}

static int add_group(void *arg, size_t group, unsigned int slot)
{
	const struct pass *pass = arg;
	struct frc *frc = pass->frc;
	size_t n = frc->rings.n;
	uint32_t first, end;

	(void)slot;
	for (size_t i = 0; i < n; i++)
		frc->sums[group * n + i] = (struct ring){ .bins = 0 };
	for (size_t i = PICTURE; i < PORTS; i++)
		frc->strange[group * PORTS + i] = (struct strange){ .n = 0 };
	rings_group(&frc->rings, group, &first, &end);
	for (uint32_t ky = first; ky < end; ky++)
		for (uint32_t kx = 0; kx <= frc->rings.width / 2; kx++)
			add_bin(pass, group, kx, ky);
	return FFTPIPE_OK;
}

/* ===========================================================================
 * The curve and where it falls
 * ======================================================================== */

/* Of all groups' sums.  A ring without bins repeats the one inside it. */
static void make_curve(struct frc *frc)
{
	size_t n = frc->rings.n;

	for (size_t i = 0; i < n; i++) {
		struct ring all = { .bins = 0 };
		double scale, root;

		for (size_t k = 0; k < frc->rings.n_groups; k++) {
			const struct ring *one = &frc->sums[k * n + i];

			all.bins += one->bins;
			all.cross += one->cross;
			all.power[0] += one->power[0];
			all.power[1] += one->power[1];
		}
		if (!(all.bins > 0)) {
			frc->correlation[i] = frc->correlation[i - 1];
			frc->half_bit[i] = frc->half_bit[i - 1];
			continue;
		}
		scale = sqrt(all.power[0]) * sqrt(all.power[1]);
		root = sqrt(all.bins);
		frc->correlation[i] = scale > 0 ? all.cross / scale : 0;
		frc->half_bit[i] =
			(0.2071 + 1.9102 / root) / (1.2071 + 0.9102 / root);
	}
}

/*
 * In rings, the frequency at which the curve first falls below the threshold
 * (NULL: 1/7); 0 if the first ring is below, INFINITY if none is.
 */
static double find_fall(const struct frc *frc, const double *threshold)
{
	double before = 0;

	for (size_t i = 1; i < frc->rings.n; i++) {
		double over = frc->correlation[i] -
			      (threshold ? threshold[i] : 1.0 / 7);

		if (over < 0 && i == 1)
			return 0;
		if (over < 0)
			return (double)i - over / (over - before);
		before = over;
	}
	return frc->rings.n > 1 ? (double)INFINITY : 0;
}

/* KEY in pixels and KEY-unit in the unit that the file names, if any. */
static int set_resolution(const struct frc *frc, const fftpipe_host *host,
			  const struct pixel *pixel, const char *key,
			  double fall, fftpipe_image *out)
{
	double pixels = isinf(fall) ? 2 : frc->rings.longer / fall;
	char name[40], number[NUMBER_TEXT];
	char text[NUMBER_TEXT + 1 + PIXEL_UNIT];
	int status;

	if (!(fall > 0))
		return host->meta_set(host, out, key, "none");
	number_text(number, 6, pixels);
	status = host->meta_set(host, out, key, number);
	if (status || !pixel->known)
		return status;
	snprintf(name, sizeof name, "%s-unit", key);
	number_text(number, 6, pixels * pixel->longer);
	snprintf(text, sizeof text, "%s %s", number, pixel->unit);
	return host->meta_set(host, out, name, text);
}

/* ===========================================================================
 * The calls
 * ======================================================================== */

static int frc_prepare(void *self, const fftpipe_host *host,
		       const fftpipe_value *params,
		       const fftpipe_image *const *in,
		       fftpipe_image *const *out)
{
	struct pixel pixel = pixel_find(host, in[PICTURE]);
	struct frc *frc = self;
	struct pass pass = { .frc = frc, .in = in };
	struct crew_work work = { .task = add_group,
				  .arg = &pass,
				  .n = frc->rings.n_groups,
				  .to = 1 };
	char titles[60 + PIXEL_UNIT];
	int status;

	(void)params;
	rings_scale(&frc->rings, &pixel);
	status = crew_run(host, &work);
	for (size_t i = PICTURE; i < PORTS && !status; i++)
		status = strange_refuse(
			host,
			i == PICTURE ? "in the spectrum of the picture"
				     : "in the spectrum of the reference",
			frc->strange + i, frc->rings.n_groups, PORTS);
	if (status)
		return status;
	make_curve(frc);
	out[0]->lo = out[0]->hi = 0;
	snprintf(titles, sizeof titles,
		 "frequency (cycles per %s),correlation,half-bit", pixel.unit);
	status = host->meta_set(host, out[0], "columns", titles);
	/* Its columns are no pixels. */
	if (!status)
		status = host->meta_set(host, out[0], "pixel-size", NULL);
	if (!status)
		status = set_resolution(frc, host, &pixel, "resolution-1-7",
					find_fall(frc, NULL), out[0]);
	if (!status)
		status =
			set_resolution(frc, host, &pixel, "resolution-half-bit",
				       find_fall(frc, frc->half_bit), out[0]);
	return status;
}

static int frc_run(void *self, const fftpipe_host *host,
		   const fftpipe_value *params, const fftpipe_image *const *in,
		   fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	struct pixel pixel = pixel_find(host, in[PICTURE]);
	const struct frc *frc = self;
	double step = 1 / (frc->rings.longer * pixel.longer);

	(void)params, (void)first, (void)rows;
	for (size_t i = 0; out[0]->data && i < frc->rings.n; i++) {
		fftpipe_row(out[0], FREQUENCY, 0)[i] =
			(float)((double)i * step);
		fftpipe_row(out[0], CORRELATION, 0)[i] =
			(float)frc->correlation[i];
		fftpipe_row(out[0], HALF_BIT, 0)[i] = (float)frc->half_bit[i];
	}
	return FFTPIPE_OK;
}

/* ===========================================================================
 * The description
 * ======================================================================== */

static const fftpipe_port inputs[] = {
	{ "picture", "one picture, or its spectrum; best under a window",
	  FFTPIPE_SPECTRUM, 0 },
	{ "reference",
	  "another of the same size, with the same signal and noise of its own",
	  FFTPIPE_SPECTRUM, 0 },
};
static const fftpipe_port outputs[] = {
	{ "curve",
	  "one row, to be saved as .csv: frequency in cycles per pixel, or per "
	  "unit of the file's pixel size; correlation, -1 to 1; the half-bit "
	  "threshold",
	  FFTPIPE_IMAGE, 0 },
};

static const fftpipe_transform transform = {
	.struct_size = sizeof transform,
	.needs_minor = 0,
	.id = "frc",
	.version = "1.0.0",
	.vendor = "fftpipe",
	.license = "GPL-3.0-or-later",
	.url = "",
	.doc = "Fourier ring correlation (Saxton and Baumeister, Journal of "
	       "Microscopy 127, 1982): Re(sum F conj(G)) / sqrt(sum |F|^2 sum "
	       "|G|^2) over all channels and rings one step 1 / max(width, "
	       "height) wide, up to Nyquist = 0.5 cycles per pixel. In the "
	       "metadata, where the curve first falls below 1/7 and below "
	       "half a bit, (0.2071 + 1.9102 / sqrt(n)) / (1.2071 + 0.9102 / "
	       "sqrt(n)) with n bins in the ring (van Heel and Schatz, Journal "
	       "of Structural Biology 151, 2005): resolution-1-7 and "
	       "resolution-half-bit, 1 / frequency in pixels; 2 where it never "
	       "falls, none where the first ring is below; with a pixel size "
	       "also resolution-1-7-unit and resolution-half-bit-unit.",
	.inputs = inputs,
	.outputs = outputs,
	.params = NULL,
	.n_inputs = FFTPIPE_COUNT(inputs),
	.n_outputs = FFTPIPE_COUNT(outputs),
	.n_params = 0,
	.port_size = sizeof *inputs,
	.param_size = sizeof(fftpipe_param),
	.flags = 0,
	.open = frc_open,
	.prepare = frc_prepare,
	.run = frc_run,
	.close = frc_close,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
