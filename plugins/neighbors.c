/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * neighbors.c - how large waves are, from samples that were not cut
 *
 * Two neighbors differ by what the waves add to one and not to the other, and
 * by a difference of the picture, which is mostly small and knows nothing of
 * the waves.  So their sizes and phases are a linear least squares problem, in
 * which samples that were cut take no part.
 */
#include "clipping.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PASSES = 4 }; /* the later ones without the picture's edges */

/* Pairs of neighbors to judge by, and products that one pass may take. */
static const double enough = 1e5, budget = 1e8;

/* Differences beyond this many standard deviations are edges. */
static const double outlier = 2.5;

struct system {
	size_t n;       /* unknowns: two for each wave */
	double *matrix; /* n rows of n, the lower half */
	double *right;  /* and what they should give */
	double *solution;
	double *term; /* what a difference has of each unknown */
	double squares, count;
	double limit; /* of a difference that is left unexplained */
};

static void add_difference(struct system *system, double difference)
{
	const double *term = system->term;
	size_t n = system->n;
	double rest = difference;

	for (size_t i = 0; i < n; i++)
		rest -= term[i] * system->solution[i];
	if (!(fabs(rest) <= system->limit))
		return;
	system->squares += rest * rest;
	system->count++;
	for (size_t i = 0; i < n; i++) {
		double *row = system->matrix + i * n;

		system->right[i] += term[i] * difference;
		for (size_t j = 0; j <= i; j++)
			row[j] += term[i] * term[j];
	}
}

/* What wave i adds to a sample for each unit of its pair's two parts. */
static void parts_at(const struct clipping *clipping, size_t i, uint32_t x,
		     struct wave_pair turn, double parts[2])
{
	struct wave_pair column = {
		(double)clipping->across[i * clipping->stride + x],
		(double)clipping->up[i * clipping->stride + x]
	};
	struct wave_pair product = wave_product(column, turn);

	parts[0] = 2 * product.re;
	parts[1] = -2 * product.im;
}

static struct wave_pair turn_at(const struct clipping *clipping, size_t i,
				uint32_t y)
{
	double turns = clipping->waves[i].v * y / clipping->height;
	double angle = 2 * acos(-1) * (turns - floor(turns));

	return (struct wave_pair){ cos(angle), sin(angle) };
}

/* The sample at (x, y) and its neighbor to the right, or the one below. */
static void add_pair(struct system *system, const struct clipping *clipping,
		     uint32_t x, uint32_t y, bool below,
		     const struct wave_pair *turns)
{
	const float *row = fftpipe_row(&clipping->seen, 0, y);
	uint32_t beside = below ? x : x + 1;
	float here = row[x], there;

	there = below ? fftpipe_row(&clipping->seen, 0, y + 1)[x] : row[beside];
	if (clipping_side(clipping, here) || clipping_side(clipping, there))
		return;
	for (size_t i = 0; i < clipping->n; i++) {
		double from[2], to[2];

		parts_at(clipping, i, x, turns[2 * i], from);
		parts_at(clipping, i, beside, turns[2 * i + below], to);
		system->term[2 * i] = to[0] - from[0];
		system->term[2 * i + 1] = to[1] - from[1];
	}
	add_difference(system, (double)there - (double)here);
}

/* Cholesky; what no difference tells of stays 0. */
static void solve(struct system *system)
{
	size_t n = system->n;
	double *a = system->matrix, *x = system->solution, trace = 0;

	for (size_t i = 0; i < n; i++)
		trace += a[i * n + i];
	for (size_t i = 0; i < n; i++)
		a[i * n + i] += 1e-9 * trace / (double)n + 1e-30;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j <= i; j++) {
			double sum = a[i * n + j];

			for (size_t k = 0; k < j; k++)
				sum -= a[i * n + k] * a[j * n + k];
			a[i * n + j] = i == j ? sqrt(fmax(sum, 1e-30))
					      : sum / a[j * n + j];
		}
	for (size_t i = 0; i < n; i++) {
		x[i] = system->right[i];
		for (size_t k = 0; k < i; k++)
			x[i] -= a[i * n + k] * x[k];
		x[i] /= a[i * n + i];
	}
	for (size_t i = n; i-- > 0;) {
		for (size_t k = i + 1; k < n; k++)
			x[i] -= a[k * n + i] * x[k];
		x[i] /= a[i * n + i];
	}
}

static int add_rows(struct system *system, const struct clipping *clipping,
		    const fftpipe_host *host, struct wave_pair *turns)
{
	double pairs = 2.0 * clipping->width * clipping->height;
	double most = fmin(enough, budget / (double)(system->n * system->n));
	uint32_t step = (uint32_t)fmin(fmax(pairs / most, 1), 1e6);
	uint32_t w = clipping->width, h = clipping->height, column = 0;

	for (uint32_t y = 0; y < h; y++) {
		for (size_t i = 0; i < clipping->n; i++) {
			turns[2 * i] = turn_at(clipping, i, y);
			turns[2 * i + 1] = turn_at(clipping, i, y + 1);
		}
		/* Where a row's last step ends the next row's first begins. */
		for (; column < w; column += step) {
			if (column + 1 < w)
				add_pair(system, clipping, column, y, false,
					 turns);
			if (y + 1 < h)
				add_pair(system, clipping, column, y, true,
					 turns);
		}
		column -= w;
		if (host->progress(host, (y + 1.0) / h))
			return FFTPIPE_ECANCELED;
	}
	return FFTPIPE_OK;
}

/*
 * Start from the waves as they are.  Edges must not count even then: where one
 * side is black and the other white, only waves that go apart are not cut.
 */
static void guess(struct system *system, const struct wave *waves)
{
	for (size_t i = 0; i < system->n / 2; i++) {
		system->solution[2 * i] = waves[i].pair.re;
		system->solution[2 * i + 1] = waves[i].pair.im;
		system->limit += 4 * sqrt(wave_power(waves[i].pair));
	}
}

int neighbors_fit(struct clipping *clipping, const fftpipe_host *host,
		  struct wave *waves)
{
	size_t n = 2 * clipping->n;
	double *memory = calloc(n * (n + 3) + 4 * clipping->n, sizeof *memory);
	struct system system = { .n = n, .matrix = memory };
	struct wave_pair *turns;
	int status = memory ? FFTPIPE_OK : FFTPIPE_ENOMEM;

	if (status)
		return status;
	system.right = memory + n * n;
	system.solution = system.right + n;
	system.term = system.solution + n;
	turns = (struct wave_pair *)(system.term + n);
	guess(&system, waves);
	for (int pass = 0; pass < PASSES && !status; pass++) {
		memset(memory, 0, n * (n + 1) * sizeof *memory);
		system.squares = system.count = 0;
		status = add_rows(&system, clipping, host, turns);
		system.limit =
			outlier * sqrt(system.squares / fmax(system.count, 1));
		if (!status)
			solve(&system);
	}
	for (size_t i = 0; i < clipping->n && !status; i++)
		waves[i].pair =
			(struct wave_pair){ system.solution[2 * i],
					    system.solution[2 * i + 1] };
	free(memory);
	return status;
}
