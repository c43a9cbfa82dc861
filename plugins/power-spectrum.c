/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * power-spectrum.c - how strong a picture's frequencies are, by their size and
 * by their direction
 */
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fftpipe/plugin.h>

#include "crew.h"
#include "pixel.h"
#include "rings.h"

enum { RADIAL, ANGULAR };
enum { DEGREES = 180 };

static const double degrees_per_radian = 57.295779513082321;

/*
 * A cell is a ring or a degree: the number of its bins, then for each channel
 * the sum of their powers.  A group has its rings first, then its degrees.
 */
struct power {
	struct rings rings;
	uint32_t channels;
	size_t cell, group; /* numbers in one */
	double *cells;
	struct strange *strange;
};

/* ===========================================================================
 * Opening and closing
 * ======================================================================== */

static void power_close(void *self)
{
	struct power *power = self;

	free(power->cells);
	free(power->strange);
	free(power);
}

static int power_allocate(struct power *power, const fftpipe_host *host)
{
	size_t n_groups = power->rings.n_groups, bytes;
	size_t strange = n_groups * sizeof *power->strange;

	power->cell = (size_t)power->channels + 1;
	if (!crew_multiply((size_t)power->rings.n + DEGREES, power->cell,
			   &power->group) ||
	    !crew_multiply(power->group, n_groups, &bytes) ||
	    !crew_multiply(bytes, sizeof *power->cells, &bytes))
		return FFTPIPE_ENOMEM;
	host->reserve(host, (uint64_t)bytes + strange);
	power->cells = malloc(bytes);
	power->strange = malloc(strange);
	return power->cells && power->strange ? FFTPIPE_OK : FFTPIPE_ENOMEM;
}

static int power_open(const fftpipe_host *host, const fftpipe_value *params,
		      const fftpipe_image *const *in, fftpipe_image *const *out,
		      void **self)
{
	struct power *made = calloc(1, sizeof *made);

	(void)params;
	if (!made)
		return FFTPIPE_ENOMEM;
	made->rings = rings_of(in[0]);
	made->channels = in[0]->channels;
	if (power_allocate(made, host)) {
		power_close(made);
		return FFTPIPE_ENOMEM;
	}
	for (int i = RADIAL; i <= ANGULAR; i++) {
		out[i]->kind = FFTPIPE_IMAGE;
		out[i]->color = FFTPIPE_DATA;
		out[i]->width = i == RADIAL ? made->rings.n : DEGREES;
		out[i]->height = 1;
		out[i]->channels = in[0]->channels + 2;
	}
	*self = made;
	return FFTPIPE_OK;
}

/* ===========================================================================
 * Sums, a group of rows at a time
 * ======================================================================== */

struct pass {
	struct power *power;
	const fftpipe_image *spectrum;
};

/* Where a frequency belongs; false: beyond the last ring. */
static bool find_cells(const struct rings *rings, double fx, double fy,
		       size_t *ring, size_t *degree)
{
	double radius = rings_radius(rings, fx, fy) + 0.5;
	long angle;

	if (!(radius < rings->n))
		return false;
	*ring = (size_t)radius;
	/* Rows count downward, degrees upward. */
	angle = lround(degrees_per_radian *
		       atan2(-fy * rings->step_y, fx * rings->step_x));
	*degree = (size_t)((angle + 2 * DEGREES) % DEGREES);
	return true;
}

/* A held bin counts for itself and for the mirrored one that is not held. */
static void add_bin(const struct pass *pass, size_t group, uint32_t kx,
		    uint32_t ky)
{
	struct power *power = pass->power;
	uint32_t w = power->rings.width, h = power->rings.height;
	double *rings = power->cells + group * power->group, *degrees = rings;
	bool twice = kx && kx != w - kx;
	double fx = kx, fy = ky;
	size_t ring, degree, mirrored;

	if (ky > h / 2)
		fy -= h;
	if (!find_cells(&power->rings, fx, fy, &ring, &degree))
		return;
	mirrored = degree;
	/* In the row of the highest frequency, so is the mirrored bin. */
	if (ky && ky == h - ky)
		find_cells(&power->rings, -fx, fy, &ring, &mirrored);
	degrees += power->rings.n * power->cell;
	rings += ring * power->cell;
	rings[0] += 1 + twice;
	for (uint32_t c = 0; c < power->channels; c++) {
		const float *pair =
			fftpipe_row(pass->spectrum, c, ky) + 2 * (size_t)kx;
		double re = (double)pair[0], im = (double)pair[1];
		double square = re * re + im * im;

		if (!isfinite(square))
			strange_note(&power->strange[group], c, kx, ky);
		rings[c + 1] += square * (1 + twice);
		/* The zero frequency has no direction. */
		if (kx || ky)
			degrees[degree * power->cell + c + 1] += square;
		if (twice)
			degrees[mirrored * power->cell + c + 1] += square;
	}
	degrees[degree * power->cell] += kx || ky;
	degrees[mirrored * power->cell] += twice;
}

static int add_group(void *arg, size_t group, unsigned int slot)
{
	const struct pass *pass = arg;
	struct power *power = pass->power;
	uint32_t first, end;
	double *cells = power->cells + group * power->group;

	(void)slot;
	for (size_t i = 0; i < power->group; i++)
		cells[i] = 0;
	power->strange[group] = (struct strange){ .n = 0 };
	rings_group(&power->rings, group, &first, &end);
	for (uint32_t ky = first; ky < end; ky++)
		for (uint32_t kx = 0; kx <= power->rings.width / 2; kx++)
			add_bin(pass, group, kx, ky);
	return FFTPIPE_OK;
}

/* All groups' sums into the first one's. */
static void sum_up(struct power *power)
{
	for (size_t i = 1; i < power->rings.n_groups; i++)
		for (size_t k = 0; k < power->group; k++)
			power->cells[k] += power->cells[i * power->group + k];
}

/* ===========================================================================
 * The calls
 * ======================================================================== */

/* "FIRST,power,bins", or "FIRST,power_1,power_2,bins". */
static int set_titles(const struct power *power, const fftpipe_host *host,
		      const char *first, fftpipe_image *out)
{
	enum { LONGEST = 20 };
	size_t size = ((size_t)power->channels + 2) * LONGEST + strlen(first);
	char *text = malloc(size), *end;
	int status = FFTPIPE_ENOMEM;

	if (!text)
		return status;
	end = text + snprintf(text, size, "%s", first);
	for (uint32_t c = 0; c < power->channels; c++)
		if (power->channels == 1)
			end += snprintf(end, LONGEST, ",power");
		else
			end += snprintf(end, LONGEST, ",power_%" PRIu32, c + 1);
	snprintf(end, LONGEST, ",bins");
	status = host->meta_set(host, out, "columns", text);
	free(text);
	/* Its columns are no pixels. */
	return status ? status : host->meta_set(host, out, "pixel-size", NULL);
}

static int power_prepare(void *self, const fftpipe_host *host,
			 const fftpipe_value *params,
			 const fftpipe_image *const *in,
			 fftpipe_image *const *out)
{
	struct pixel pixel = pixel_find(host, in[0]);
	char text[60 + PIXEL_UNIT];
	int status;

	(void)params;
	for (int i = RADIAL; i <= ANGULAR; i++)
		out[i]->lo = out[i]->hi = 0;
	snprintf(text, sizeof text, "frequency (cycles per %s)", pixel.unit);
	status = set_titles(self, host, text, out[RADIAL]);
	if (status)
		return status;
	return set_titles(self, host, "angle (degrees)", out[ANGULAR]);
}

/* x * step, the mean powers, the number of bins; where none is, zeros. */
static int write_cells(const struct power *power, const fftpipe_host *host,
		       const double *cells, double step,
		       const fftpipe_image *out)
{
	for (uint32_t x = 0; out->data && x < out->width; x++) {
		const double *cell = cells + x * power->cell;
		double n = fmax(cell[0], 1);

		fftpipe_row(out, 0, 0)[x] = (float)(x * step);
		for (uint32_t c = 1; c <= power->channels; c++) {
			if (cell[c] / n > (double)FLT_MAX)
				return host->fail(host, FFTPIPE_EDATA,
						  "the powers are too large "
						  "for 32-bit floats");
			fftpipe_row(out, c, 0)[x] = (float)(cell[c] / n);
		}
		fftpipe_row(out, power->channels + 1, 0)[x] = (float)cell[0];
	}
	return FFTPIPE_OK;
}

static int power_run(void *self, const fftpipe_host *host,
		     const fftpipe_value *params,
		     const fftpipe_image *const *in, fftpipe_image *const *out,
		     uint32_t first, uint32_t rows)
{
	struct power *power = self;
	struct pixel pixel = pixel_find(host, in[0]);
	struct pass pass = { .power = power, .spectrum = in[0] };
	struct crew_work work = { .task = add_group,
				  .arg = &pass,
				  .n = power->rings.n_groups,
				  .to = 1 };
	const double *degrees = power->cells + power->rings.n * power->cell;
	double step = 1 / (power->rings.longer * pixel.longer);
	int status;

	(void)params, (void)first, (void)rows;
	rings_scale(&power->rings, &pixel);
	status = crew_run(host, &work);
	if (!status)
		status = strange_refuse(host, "in the spectrum", power->strange,
					power->rings.n_groups, 1);
	if (status)
		return status;
	sum_up(power);
	status = write_cells(power, host, power->cells, step, out[RADIAL]);
	if (!status)
		status = write_cells(power, host, degrees, 1, out[ANGULAR]);
	return status;
}

/* ===========================================================================
 * The description
 * ======================================================================== */

static const fftpipe_port inputs[] = {
	{ "spectrum", "of any picture, or the picture itself", FFTPIPE_SPECTRUM,
	  0 },
};
static const fftpipe_port outputs[] = {
	{ "radial",
	  "one row, to be saved as .csv: frequency in cycles per pixel, or per "
	  "unit of the file's pixel size; power; how many bins that is the "
	  "mean of",
	  FFTPIPE_IMAGE, 0 },
	{ "angular",
	  "one row, to be saved as .csv: 0 to 179 degrees, counterclockwise as "
	  "seen, 0 for frequencies along the rows; power; bins, where 0 are, "
	  "power is 0",
	  FFTPIPE_IMAGE, 0 },
};

static const fftpipe_transform transform = {
	.struct_size = sizeof transform,
	.needs_minor = 0,
	.id = "power-spectrum",
	.version = "1.0.0",
	.vendor = "fftpipe",
	.license = "GPL-3.0-or-later",
	.url = "",
	.doc = "Mean power of a picture's frequencies: |F|^2 of its spectrum "
	       "(periodogram), each "
	       "channel a column: radial, over the ring of all frequencies f "
	       "with |f| within half a step of i / max(width, height), i = 0 "
	       "to max(width, height) / 2, that is up to Nyquist = 0.5 cycles "
	       "per pixel; angular, over those of them, without the zero "
	       "frequency, that are within half a degree of a direction. With "
	       "a pixel size X Y, frequencies are (fx / X, fy / Y) and the "
	       "step is 1 / (max(width, height) max(X, Y)).",
	.inputs = inputs,
	.outputs = outputs,
	.params = NULL,
	.n_inputs = FFTPIPE_COUNT(inputs),
	.n_outputs = FFTPIPE_COUNT(outputs),
	.n_params = 0,
	.port_size = sizeof *inputs,
	.param_size = sizeof(fftpipe_param),
	.flags = 0,
	.open = power_open,
	.prepare = power_prepare,
	.run = power_run,
	.close = power_close,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
