/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clipping.c - pictures whose noise reached beyond the levels of their file
 */
#include "clipping.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "crew.h"
#include "fft.h"

enum {
	LINE = 64,  /* bytes, on which rows start */
	REACH = 32, /* samples to each side that are asked */
};

static const double pi = 3.14159265358979323846;

/* By this part of lo..hi a sample may be off its level. */
static const double tolerance = 1e-5;

/* ===========================================================================
 * Making and unmaking
 * ======================================================================== */

void clipping_destroy(struct clipping *clipping)
{
	if (!clipping)
		return;
	fft_destroy(clipping->forward);
	fft_destroy(clipping->back);
	free(clipping->facts);
	free(clipping->memory);
	free(clipping);
}

static bool measure(struct clipping *clipping, size_t *bytes)
{
	size_t line = LINE / sizeof(float),
	       held = clipping->width / 2 + (size_t)1;
	size_t planes, tables;

	clipping->stride = (2 * held + line - 1) / line * line;
	if (!crew_multiply(clipping->stride, clipping->height,
			   &clipping->plane) ||
	    !crew_multiply(clipping->plane, 2 * sizeof(float), &planes) ||
	    !crew_multiply(clipping->stride,
			   2 * sizeof(float) * clipping->most_waves, &tables) ||
	    planes > SIZE_MAX - tables)
		return false;
	*bytes = planes + tables;
	return true;
}

int clipping_create(const fftpipe_host *host, const fftpipe_image *shape,
		    size_t most_waves, struct clipping **made)
{
	struct clipping *clipping = calloc(1, sizeof *clipping);
	fftpipe_image channel = { .struct_size = sizeof channel,
				  .width = shape->width,
				  .height = shape->height,
				  .channels = 1 };
	int status = FFTPIPE_ENOMEM;
	size_t bytes;

	*made = NULL;
	if (!clipping)
		return status;
	clipping->width = shape->width;
	clipping->height = shape->height;
	clipping->most_waves = most_waves;
	if (measure(clipping, &bytes)) {
		host->reserve(host,
			      bytes + sizeof(double) * (uint64_t)shape->height);
		clipping->facts =
			calloc(shape->height, sizeof *clipping->facts);
	}
	if (clipping->facts)
		status = fft_create(host, &channel, true, &clipping->forward);
	if (!status)
		status = fft_create(host, &channel, false, &clipping->back);
	if (status) {
		clipping_destroy(clipping);
		return status;
	}
	*made = clipping;
	return FFTPIPE_OK;
}

static fftpipe_image plane_at(const struct clipping *clipping, float *data)
{
	return (fftpipe_image){ .struct_size = sizeof(fftpipe_image),
				.kind = FFTPIPE_IMAGE,
				.width = clipping->width,
				.height = clipping->height,
				.channels = 1,
				.stride = (int64_t)clipping->stride,
				.plane = (int64_t)clipping->plane,
				.data = data };
}

/* Most pictures need none of it. */
static int allocate(struct clipping *clipping)
{
	size_t bytes;

	if (clipping->memory)
		return FFTPIPE_OK;
	if (!measure(clipping, &bytes))
		return FFTPIPE_ENOMEM;
	clipping->memory = aligned_alloc(LINE, bytes);
	if (!clipping->memory)
		return FFTPIPE_ENOMEM;
	clipping->seen = plane_at(clipping, clipping->memory);
	clipping->whole =
		plane_at(clipping, clipping->memory + clipping->plane);
	clipping->across = clipping->memory + 2 * clipping->plane;
	clipping->up =
		clipping->across + clipping->stride * clipping->most_waves;
	return FFTPIPE_OK;
}

/* ===========================================================================
 * Looking
 * ======================================================================== */

static int count_row(void *arg, size_t y, unsigned int slot)
{
	struct clipping *clipping = arg;
	const float *row = fftpipe_row(&clipping->seen, 0, (uint32_t)y);
	double cut = 0;

	(void)slot;
	for (uint32_t x = 0; x < clipping->width; x++)
		cut += clipping_side(clipping, row[x]) != 0;
	clipping->facts[y] = cut;
	return FFTPIPE_OK;
}

static int every_row(struct clipping *clipping, const fftpipe_host *host,
		     int (*task)(void *arg, size_t y, unsigned int slot))
{
	struct crew_work work = {
		.task = task, .arg = clipping, .n = clipping->height, .to = 1
	};

	return crew_run(host, &work);
}

int clipping_look(struct clipping *clipping, const fftpipe_host *host,
		  const fftpipe_image *spectrum, double *part)
{
	double range = spectrum->hi - spectrum->lo, cut = 0;
	int status;

	*part = 0;
	if (!(range > 0) || !isfinite(range))
		return FFTPIPE_OK;
	status = allocate(clipping);
	if (!status)
		status = fft_back(clipping->back, host, spectrum,
				  &clipping->seen);
	clipping->levels[0] = spectrum->lo;
	clipping->levels[1] = spectrum->hi;
	clipping->off = tolerance * range;
	if (!status)
		status = every_row(clipping, host, count_row);
	for (uint32_t y = 0; y < clipping->height; y++)
		cut += clipping->facts[y];
	*part = cut / clipping->width / clipping->height;
	return status;
}

/* ===========================================================================
 * Undoing
 * ======================================================================== */

static void make_tables(struct clipping *clipping)
{
	for (size_t i = 0; i < clipping->n; i++)
		for (size_t x = 0; x < clipping->width; x++) {
			double turns = clipping->waves[i].u * (double)x /
				       clipping->width;
			double angle = 2 * pi * (turns - floor(turns));

			clipping->across[i * clipping->stride + x] =
				(float)cos(angle);
			clipping->up[i * clipping->stride + x] =
				(float)sin(angle);
		}
}

/* The sum of all waves. */
static int wave_row(void *arg, size_t y, unsigned int slot)
{
	struct clipping *clipping = arg;
	float *to = fftpipe_row(&clipping->whole, 0, (uint32_t)y);

	(void)slot;
	memset(to, 0, clipping->width * sizeof *to);
	for (size_t i = 0; i < clipping->n; i++) {
		const struct wave *wave = &clipping->waves[i];
		const float *across = clipping->across + i * clipping->stride;
		const float *up = clipping->up + i * clipping->stride;
		double turns = wave->v * (double)y / clipping->height;
		double angle = 2 * pi * (turns - floor(turns));
		struct wave_pair turn = { cos(angle), sin(angle) };
		struct wave_pair pair = wave_product(wave->pair, turn);
		float re = (float)(2 * pair.re), im = (float)(2 * pair.im);

		for (uint32_t x = 0; x < clipping->width; x++)
			to[x] += re * across[x] - im * up[x];
	}
	return FFTPIPE_OK;
}

struct guess {
	double sum, weight;
};

/* The nearest sample that was not cut, from (x, y) on in one direction. */
static void ask(const struct clipping *clipping, int64_t x, int64_t y, int dx,
		int dy, struct guess *guess)
{
	for (int far = 1; far <= REACH; far++) {
		float seen, wave;

		x += dx;
		y += dy;
		if (x < 0 || y < 0 || x >= clipping->width ||
		    y >= clipping->height)
			return;
		seen = fftpipe_row(&clipping->seen, 0, (uint32_t)y)[x];
		if (clipping_side(clipping, seen))
			continue;
		wave = fftpipe_row(&clipping->whole, 0, (uint32_t)y)[x];
		guess->sum += ((double)seen - (double)wave) / far;
		guess->weight += 1.0 / far;
		return;
	}
}

/*
 * A sample that was cut, without the waves: what is near by, but no more than
 * the level, which is the picture's end, and no less than what the wave could
 * have pushed across it.
 */
static double restored(const struct clipping *clipping, int64_t x, int64_t y,
		       int side, double wave)
{
	struct guess guess = { 0, 0 };
	double level = clipping->levels[side > 0];
	double value, least = fmin(level, level - wave),
		      most = fmax(level, level - wave);

	/* A wave that went the other way did not cut. */
	if (wave * side <= 0)
		return level;
	for (int dy = -1; dy <= 1; dy++)
		for (int dx = -1; dx <= 1; dx++)
			if (dx || dy)
				ask(clipping, x, y, dx, dy, &guess);
	value = guess.weight > 0 ? guess.sum / guess.weight : level;
	return fmin(fmax(value, least), most);
}

static int restore_row(void *arg, size_t y, unsigned int slot)
{
	struct clipping *clipping = arg;
	const float *seen = fftpipe_row(&clipping->seen, 0, (uint32_t)y);
	float *to = fftpipe_row(&clipping->whole, 0, (uint32_t)y);

	(void)slot;
	for (uint32_t x = 0; x < clipping->width; x++) {
		int side = clipping_side(clipping, seen[x]);
		double wave = (double)to[x], value, level;

		if (!side)
			continue;
		level = clipping->levels[side > 0];
		value = restored(clipping, x, (int64_t)y, side, wave);
		if (!clipping->without)
			value = side < 0 ? fmin(value + wave, level)
					 : fmax(value + wave, level);
		to[x] = (float)value;
	}
	return FFTPIPE_OK;
}

/* After the guesses, which need the waves of these. */
static int keep_row(void *arg, size_t y, unsigned int slot)
{
	struct clipping *clipping = arg;
	const float *seen = fftpipe_row(&clipping->seen, 0, (uint32_t)y);
	float *to = fftpipe_row(&clipping->whole, 0, (uint32_t)y);

	(void)slot;
	for (uint32_t x = 0; x < clipping->width; x++)
		if (!clipping_side(clipping, seen[x]))
			to[x] = clipping->without ? seen[x] - to[x] : seen[x];
	return FFTPIPE_OK;
}

/* The waves that the next calls are about. */
static void take_waves(struct clipping *clipping, const struct wave *waves,
		       size_t n)
{
	clipping->waves = waves;
	clipping->n = n;
	make_tables(clipping);
}

int clipping_undo(struct clipping *clipping, const fftpipe_host *host,
		  const struct wave *waves, size_t n, bool without,
		  const fftpipe_image **spectrum)
{
	int status;

	take_waves(clipping, waves, n);
	clipping->without = without;
	status = every_row(clipping, host, wave_row);
	if (!status)
		status = every_row(clipping, host, restore_row);
	if (!status)
		status = every_row(clipping, host, keep_row);
	if (!status)
		status = fft_forward(clipping->forward, host, &clipping->whole,
				     &clipping->whole);
	*spectrum = &clipping->whole;
	return status;
}

int clipping_fit(struct clipping *clipping, const fftpipe_host *host,
		 struct wave *waves, size_t n)
{
	take_waves(clipping, waves, n);
	return neighbors_fit(clipping, host, waves);
}
