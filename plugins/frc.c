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
#include "pixel.h"

enum { PICTURE, REFERENCE, PORTS };
enum { FREQUENCY, CORRELATION, HALF_BIT, COLUMNS };
enum {
	GROUPS = 256, /* of rows, at most; each sums up for itself */
};

/* Samples of one port, in a group, that no sum can carry. */
struct strange {
	uint64_t n;
	uint32_t channel, kx, ky; /* of the first */
};

/* What is summed up over a ring. */
struct ring {
	double bins, cross, power[PORTS];
};

struct frc {
	uint32_t width, height, channels;
	uint32_t longer;  /* side */
	uint32_t n_rings; /* the zero frequency is one */
	size_t n_groups;
	struct ring *rings; /* group after group */
	double *correlation, *half_bit;
	struct strange *strange; /* a group's for each port */
};

/* ===========================================================================
 * Opening and closing
 * ======================================================================== */

static void frc_close(void *self)
{
	struct frc *frc = self;

	free(frc->rings);
	free(frc->correlation);
	free(frc->half_bit);
	free(frc->strange);
	free(frc);
}

static int frc_allocate(struct frc *frc, const fftpipe_host *host)
{
	size_t strange = frc->n_groups * PORTS * sizeof *frc->strange;
	size_t curve = frc->n_rings * sizeof(double), bytes;

	if (!crew_multiply(frc->n_rings, frc->n_groups * sizeof *frc->rings,
			   &bytes))
		return FFTPIPE_ENOMEM;
	host->reserve(host, (uint64_t)bytes + 2 * curve + strange);
	frc->rings = malloc(bytes);
	frc->correlation = malloc(curve);
	frc->half_bit = malloc(curve);
	frc->strange = malloc(strange);
	return frc->rings && frc->correlation && frc->half_bit && frc->strange
		       ? FFTPIPE_OK
		       : FFTPIPE_ENOMEM;
}

static int frc_open(const fftpipe_host *host, const fftpipe_value *params,
		    const fftpipe_image *const *in, fftpipe_image *const *out,
		    void **self)
{
	uint32_t w = in[PICTURE]->width, h = in[PICTURE]->height;
	int status = alike_check(host, in[PICTURE], in[REFERENCE]);
	struct frc *made;

	(void)params;
	if (status)
		return status;
	made = calloc(1, sizeof *made);
	if (!made)
		return FFTPIPE_ENOMEM;
	made->width = w;
	made->height = h;
	made->channels = in[PICTURE]->channels;
	made->longer = w > h ? w : h;
	made->n_rings = made->longer / 2 + 1;
	made->n_groups = h < GROUPS ? h : GROUPS;
	if (frc_allocate(made, host)) {
		frc_close(made);
		return FFTPIPE_ENOMEM;
	}
	out[0]->kind = FFTPIPE_IMAGE;
	out[0]->color = FFTPIPE_DATA;
	out[0]->width = made->n_rings;
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
	double ring_x, ring_y; /* how many rings further the next bin is */
};

static double power_of(const float *pair)
{
	double re = (double)pair[0], im = (double)pair[1];

	return re * re + im * im;
}

static void note_strange(struct strange *strange, uint32_t channel, uint32_t kx,
			 uint32_t ky)
{
	if (!strange->n++) {
		strange->channel = channel;
		strange->kx = kx;
		strange->ky = ky;
	}
}

/* A held bin counts for the mirrored one, too, unless that is held as well. */
static void add_bin(const struct pass *pass, size_t group, uint32_t kx,
		    uint32_t ky)
{
	struct frc *frc = pass->frc;
	struct strange *strange = frc->strange + group * PORTS;
	double times = kx && kx != frc->width - kx ? 2 : 1;
	double far = ky > frc->height / 2 ? frc->height - ky : ky;
	double x = kx * pass->ring_x, y = far * pass->ring_y;
	double radius = sqrt(x * x + y * y) + 0.5;
	struct ring *ring;

	if (!(radius < frc->n_rings))
		return;
	ring = frc->rings + group * frc->n_rings + (size_t)radius;
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
				note_strange(&strange[i], c, kx, ky);
		}
	}
}

static int add_group(void *arg, size_t group, unsigned int slot)
{
	const struct pass *pass = arg;
	struct frc *frc = pass->frc;
	uint64_t rows = frc->height;
	uint32_t first = (uint32_t)(rows * group / frc->n_groups);
	uint32_t end = (uint32_t)(rows * (group + 1) / frc->n_groups);

	(void)slot;
	for (size_t i = 0; i < frc->n_rings; i++)
		frc->rings[group * frc->n_rings + i] =
			(struct ring){ .bins = 0 };
	for (size_t i = PICTURE; i < PORTS; i++)
		frc->strange[group * PORTS + i] = (struct strange){ .n = 0 };
	for (uint32_t ky = first; ky < end; ky++)
		for (uint32_t kx = 0; kx <= frc->width / 2; kx++)
			add_bin(pass, group, kx, ky);
	return FFTPIPE_OK;
}

static int refuse_strange(const struct frc *frc, const fftpipe_host *host,
			  size_t port)
{
	struct strange all = { .n = 0 };
	char text[200];

	for (size_t i = frc->n_groups; i-- > 0;) {
		const struct strange *one = &frc->strange[i * PORTS + port];
		uint64_t n = all.n + one->n;

		all = one->n ? *one : all;
		all.n = n;
	}
	if (!all.n)
		return FFTPIPE_OK;
	snprintf(text, sizeof text,
		 "in the spectrum of the %s, %" PRIu64 " %s at kx = %" PRIu32
		 ", ky = %" PRIu32 " of channel %" PRIu32,
		 port == PICTURE ? "picture" : "reference", all.n,
		 all.n > 1 ? "bins are infinite or not numbers, the first"
			   : "bin is infinite or not a number,",
		 all.kx, all.ky, all.channel + 1);
	return host->fail(host, FFTPIPE_EDATA, text);
}

/* ===========================================================================
 * The curve and where it falls
 * ======================================================================== */

/* Of all groups' sums.  A ring without bins repeats the one inside it. */
static void make_curve(struct frc *frc)
{
	for (size_t i = 0; i < frc->n_rings; i++) {
		struct ring all = { .bins = 0 };
		double scale, root;

		for (size_t k = 0; k < frc->n_groups; k++) {
			const struct ring *one =
				&frc->rings[k * frc->n_rings + i];

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

	for (size_t i = 1; i < frc->n_rings; i++) {
		double over = frc->correlation[i] -
			      (threshold ? threshold[i] : 1.0 / 7);

		if (over < 0 && i == 1)
			return 0;
		if (over < 0)
			return (double)i - over / (over - before);
		before = over;
	}
	return frc->n_rings > 1 ? (double)INFINITY : 0;
}

/* Six digits, without a decimal comma, whatever the locale. */
static void print_number(char *text, size_t size, double number)
{
	char *comma;

	snprintf(text, size, "%.6g", number);
	comma = strchr(text, ',');
	if (comma)
		*comma = '.';
}

/* KEY in pixels and KEY-unit in the unit that the file names, if any. */
static int set_resolution(const struct frc *frc, const fftpipe_host *host,
			  const struct pixel *pixel, const char *key,
			  double fall, fftpipe_image *out)
{
	double pixels = isinf(fall) ? 2 : frc->longer / fall;
	char name[40], number[40], text[41 + PIXEL_UNIT];
	int status;

	if (!(fall > 0))
		return host->meta_set(host, out, key, "none");
	print_number(text, sizeof text, pixels);
	status = host->meta_set(host, out, key, text);
	if (status || !pixel->known)
		return status;
	snprintf(name, sizeof name, "%s-unit", key);
	print_number(number, sizeof number, pixels * pixel->longer);
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
	double longer = frc->longer;
	struct pass pass = {
		.frc = frc,
		.in = in,
		.ring_x = longer / frc->width * (pixel.longer / pixel.x),
		.ring_y = longer / frc->height * (pixel.longer / pixel.y),
	};
	struct crew_work work = {
		.task = add_group, .arg = &pass, .n = frc->n_groups, .to = 1
	};
	char titles[60 + PIXEL_UNIT];
	int status = crew_run(host, &work);

	(void)params;
	for (size_t i = PICTURE; i < PORTS && !status; i++)
		status = refuse_strange(frc, host, i);
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
	double step = 1 / (frc->longer * pixel.longer);

	(void)params, (void)first, (void)rows;
	for (size_t i = 0; out[0]->data && i < frc->n_rings; i++) {
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
