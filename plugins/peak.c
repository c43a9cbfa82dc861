/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * peak.c - the surface of a phase correlation, and where its peak is
 */
#include "correlator.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_STEP 0.25 /* pixels */

int correlator_every_row(const fftpipe_host *host, struct pass *pass,
			 int (*task)(void *arg, size_t y, unsigned int slot))
{
	struct crew_work work = {
		.task = task, .arg = pass, .n = pass->made->height, .to = 1
	};

	return crew_run(host, &work);
}

/* The zero shift to the center, and the highest: nearest to it, if several. */
int correlator_surface_row(void *arg, size_t y, unsigned int slot)
{
	const struct pass *pass = arg;
	const struct correlator *made = pass->made;
	uint32_t w = made->width, h = made->height;
	struct row_facts *facts = &made->facts[y];
	const float *from = fftpipe_row(&made->planes[BACK], 0,
					fftpipe_frequency((uint32_t)y, h));
	float *to = pass->to ? fftpipe_row(pass->to, 0, (uint32_t)y) : NULL;

	(void)slot;
	facts->most = -HUGE_VALF;
	facts->most_x = 0;
	facts->most_y = (int64_t)y - h / 2;
	for (uint32_t x = 0; x < w; x++) {
		int64_t off = (int64_t)x - w / 2;
		float value = (float)((double)from[fftpipe_frequency(x, w)] *
				      pass->scale);

		if (to)
			to[x] = value;
		if (value > facts->most ||
		    (value == facts->most &&
		     llabs(off) < llabs(facts->most_x))) {
			facts->most = value;
			facts->most_x = off;
		}
	}
	return FFTPIPE_OK;
}

const struct row_facts *correlator_find_peak(const struct correlator *made)
{
	const struct row_facts *best = &made->facts[made->height / 2];

	for (uint32_t y = 0; y < made->height; y++)
		if (made->facts[y].most > best->most)
			best = &made->facts[y];
	return best;
}

/* A row of the sums at POINTS places of x: the transform back, half done. */
static int refine_row(void *arg, size_t y, unsigned int slot)
{
	const struct pass *pass = arg;
	const struct correlator *made = pass->made;
	const float *from = fftpipe_row(&made->planes[SUMS], 0, (uint32_t)y);
	size_t end = ((size_t)made->width + 1) / 2;
	struct wave sums[POINTS] = { { 0, 0 } };

	(void)slot;
	if (2 * y == made->height)
		end = 0;
	for (size_t kx = 0; kx < end; kx++) {
		const struct wave *waves = made->waves + kx * POINTS;
		double re = (double)from[2 * kx] * (kx ? 2 : 1);
		double im = (double)from[2 * kx + 1] * (kx ? 2 : 1);

		for (size_t i = 0; i < POINTS; i++) {
			sums[i].re += re * waves[i].re - im * waves[i].im;
			sums[i].im += re * waves[i].im + im * waves[i].re;
		}
	}
	memcpy(made->terms + y * POINTS, sums, sizeof sums);
	return FFTPIPE_OK;
}

static struct wave wave_at(double turns)
{
	double angle = 2 * pi * (turns - floor(turns));

	return (struct wave){ cos(angle), sin(angle) };
}

/*
 * How far apart the grid's points are; 0 in a direction in which no wave that
 * counts varies, one of a pixel or two for instance: there the surface between
 * pixels is flat, and its highest point but a rounding error.
 */
struct steps {
	double across, down;
};

static struct steps first_steps(const struct correlator *made)
{
	struct steps steps = { 0, 0 };

	for (uint32_t y = 0; y < made->height; y++) {
		if (made->facts[y].slants)
			steps.across = FIRST_STEP;
		if (y && made->facts[y].refined > 0)
			steps.down = FIRST_STEP;
	}
	return steps;
}

/* The surface between its pixels, on a grid around (x, y). */
static int evaluate(struct pass *pass, const fftpipe_host *host, double x,
		    double y, struct steps steps, double grid[POINTS][POINTS])
{
	const struct correlator *made = pass->made;
	int status;

	for (size_t kx = 0; kx <= made->width / 2; kx++)
		for (int i = 0; i < POINTS; i++)
			made->waves[kx * POINTS + (size_t)i] = wave_at(
				(double)kx * (x + (i - MIDDLE) * steps.across) /
				made->width);
	status = correlator_every_row(host, pass, refine_row);
	if (status)
		return status;
	memset(grid, 0, POINTS * sizeof *grid);
	for (size_t ky = 0; ky < made->height; ky++) {
		const struct wave *terms = made->terms + ky * POINTS;
		double fy = signed_frequency(ky, made->height) / made->height;

		for (int j = 0; j < POINTS; j++) {
			struct wave wave =
				wave_at(fy * (y + (j - MIDDLE) * steps.down));

			for (int i = 0; i < POINTS; i++)
				grid[j][i] += terms[i].re * wave.re -
					      terms[i].im * wave.im;
		}
	}
	return FFTPIPE_OK;
}

/* Where between -1 and 1 the parabola through three values is highest. */
static double vertex(double before, double here, double after)
{
	double bend = before + after - 2 * here;

	if (!(bend < 0) || before > here || after > here)
		return 0;
	return (before - after) / (2 * bend);
}

/* From the highest pixel to the top of the wave that goes through all. */
int correlator_refine(struct pass *pass, const fftpipe_host *host, double *x,
		      double *y, double *height)
{
	double grid[POINTS][POINTS];
	struct steps steps = first_steps(pass->made);

	for (double step = FIRST_STEP; step > 1e-3; step /= 4) {
		int col = MIDDLE, row = MIDDLE;
		int status = evaluate(pass, host, *x, *y, steps, grid);
		bool last = step / 4 <= 1e-3;

		if (status)
			return status;
		for (int j = 0; j < POINTS; j++)
			for (int i = 0; i < POINTS; i++)
				if (grid[j][i] > grid[row][col]) {
					row = j;
					col = i;
				}
		*height = grid[row][col];
		*x += (col - MIDDLE) * steps.across;
		*y += (row - MIDDLE) * steps.down;
		if (last && col && col < POINTS - 1)
			*x += steps.across * vertex(grid[row][col - 1],
						    grid[row][col],
						    grid[row][col + 1]);
		if (last && row && row < POINTS - 1)
			*y += steps.down * vertex(grid[row - 1][col],
						  grid[row][col],
						  grid[row + 1][col]);
		steps.across /= 4;
		steps.down /= 4;
	}
	return FFTPIPE_OK;
}
