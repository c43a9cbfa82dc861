/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hunt.c - the waves in the spectrum of one channel: which of its bright spots
 * one wave explains, or two that are closer than bins can tell
 */
#include "hunt.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "crew.h"

/* How often what is left is looked at: arms hide other waves. */
enum { PEELS = 3 };

/*
 * Chosen by what 15 photographs and micrographs show: none has a spot that is
 * less than 0.41 impure, while waves of 2 % of the range are less than 0.25.
 * Two waves fit more by chance, so they have to fit better.
 */
static const double impure = 0.35, impure_pair = 0.2;

/* Take a spot for a wave, unless the arms of others were all that there was. */
static void try_spot(struct hunt *hunt, const fftpipe_image *spectrum,
		     const struct spot *spot)
{
	struct wave *wave = &hunt->waves[hunt->n];
	struct wave_pair patch[WAVE_PATCH];
	double usual = spots_above_median * spot->level, left;

	*wave = (struct wave){ .u = spot->kx,
			       .v = spot->ky,
			       .level = spot->level };
	wave_take_patch(hunt->waves, hunt->n, wave, spectrum, spot->kx,
			spot->ky, patch);
	left = wave_power(patch[WAVE_PATCH / 2]);
	if (!(left > usual * usual && left > 0.25 * spot->power))
		return;
	wave_find(wave, spectrum, spot->kx, spot->ky, patch);
	hunt->n++;
}

/* The bins around a wave, without all others. */
static void patch_of(const struct hunt *hunt, const struct wave *wave,
		     const fftpipe_image *spectrum, struct wave_pair *patch)
{
	wave_take_patch(hunt->waves, hunt->n, wave, spectrum,
			wave_nearest(wave->u), wave_nearest(wave->v), patch);
}

static void refine_one(struct hunt *hunt, struct wave *wave,
		       const fftpipe_image *spectrum)
{
	struct wave_pair patch[WAVE_PATCH];

	patch_of(hunt, wave, spectrum, patch);
	wave_find(wave, spectrum, wave_nearest(wave->u), wave_nearest(wave->v),
		  patch);
}

static double impurity(const struct hunt *hunt, const struct wave *wave,
		       const fftpipe_image *spectrum)
{
	struct wave_pair patch[WAVE_PATCH];

	patch_of(hunt, wave, spectrum, patch);
	return wave_impurity(wave, spectrum, wave_nearest(wave->u),
			     wave_nearest(wave->v), patch);
}

void hunt_refine(struct hunt *hunt, const fftpipe_image *spectrum)
{
	for (size_t i = 0; i < hunt->n; i++)
		refine_one(hunt, &hunt->waves[i], spectrum);
}

/* Where in the patch a wave leaves most. */
static void find_rest(const struct hunt *hunt, const struct wave *wave,
		      const fftpipe_image *spectrum, int64_t *kx, int64_t *ky)
{
	int64_t x = wave_nearest(wave->u) - WAVE_NEAR;
	int64_t y = wave_nearest(wave->v) - WAVE_NEAR;
	struct wave_pair patch[WAVE_PATCH];
	double most = -1;

	patch_of(hunt, wave, spectrum, patch);
	for (int i = 0; i < WAVE_PATCH; i++) {
		int64_t at_x = x + i % WAVE_SIDE, at_y = y + i / WAVE_SIDE;
		struct wave_pair part = wave_at(wave, spectrum, at_x, at_y);
		struct wave_pair rest = { patch[i].re - part.re,
					  patch[i].im - part.im };

		if (wave_power(rest) > most) {
			most = wave_power(rest);
			*kx = at_x;
			*ky = at_y;
		}
	}
}

/* Is an impure wave two?  Then the other joins the list. */
static void try_pair(struct hunt *hunt, struct wave *wave,
		     const fftpipe_image *spectrum)
{
	struct wave *other = &hunt->waves[hunt->n], before = *wave;
	int64_t kx = 0, ky = 0;

	if (hunt->n == HUNT_MOST)
		return;
	find_rest(hunt, wave, spectrum, &kx, &ky);
	*other = (struct wave){ .u = (double)kx,
				.v = (double)ky,
				.level = wave->level };
	hunt->n++;
	for (int again = 0; again < 12; again++) {
		refine_one(hunt, other, spectrum);
		refine_one(hunt, wave, spectrum);
	}
	if (impurity(hunt, wave, spectrum) < impure_pair &&
	    impurity(hunt, other, spectrum) < impure_pair)
		return;
	*wave = before;
	hunt->n--;
}

static void try_pairs(struct hunt *hunt, const fftpipe_image *spectrum)
{
	size_t n = hunt->n;

	for (size_t i = 0; i < n; i++)
		if (impurity(hunt, &hunt->waves[i], spectrum) >= impure)
			try_pair(hunt, &hunt->waves[i], spectrum);
}

/* Faintest first: what it falsely took is then there for the brighter. */
static void keep_pure(struct hunt *hunt, const fftpipe_image *spectrum)
{
	for (size_t i = hunt->n; i-- > 0;) {
		struct wave *wave = &hunt->waves[i];

		if (impurity(hunt, wave, spectrum) < impure)
			continue;
		hunt->n--;
		memmove(wave, wave + 1, (hunt->n - i) * sizeof *wave);
	}
}

/* ===========================================================================
 * Looking behind the waves that were found
 * ======================================================================== */

static bool rest_size(uint32_t width, uint32_t height, size_t *bytes)
{
	size_t row = 2 * (width / 2 + (size_t)1) * sizeof(float);

	return crew_multiply(row, height, bytes);
}

struct peel {
	const struct hunt *hunt;
	const fftpipe_image *from, *to;
	struct wave_pair *tables; /* of each wave: its row, and its mirror's */
};

static void make_tables(const struct peel *peel)
{
	uint32_t w = peel->from->width;
	struct wave_pair *to = peel->tables;

	for (size_t i = 0; i < peel->hunt->n; i++)
		for (int sign = -1; sign <= 1; sign += 2)
			for (uint32_t x = 0; x <= w / 2; x++)
				*to++ = wave_leak(
					x + sign * peel->hunt->waves[i].u, w);
}

/* A row without the waves, their arms and those of their mirrors. */
static int peel_row(void *arg, size_t y, unsigned int slot)
{
	const struct peel *peel = arg;
	const float *from = fftpipe_row(peel->from, 0, (uint32_t)y);
	float *to = fftpipe_row(peel->to, 0, (uint32_t)y);
	uint32_t w = peel->from->width, h = peel->from->height;
	size_t pairs = w / 2 + (size_t)1;

	(void)slot;
	memcpy(to, from, 2 * pairs * sizeof *to);
	for (size_t i = 0; i < peel->hunt->n; i++) {
		const struct wave *wave = &peel->hunt->waves[i];
		const struct wave_pair *table = peel->tables + 2 * i * pairs;
		struct wave_pair p =
			wave_product(wave->pair,
				     wave_leak((double)y - wave->v, h));
		struct wave_pair q =
			wave_product(wave_conjugate(wave->pair),
				     wave_leak((double)y + wave->v, h));

		/* Too faint to hide anything. */
		if (16 * w * sqrt(fmax(wave_power(p), wave_power(q))) <
		    wave->level)
			continue;
		for (size_t x = 0; x < pairs; x++) {
			struct wave_pair a = wave_product(p, table[x]);
			struct wave_pair b = wave_product(q, table[pairs + x]);

			to[2 * x] -= (float)(a.re + b.re);
			to[2 * x + 1] -= (float)(a.im + b.im);
		}
	}
	return FFTPIPE_OK;
}

/* What is left of a spectrum, as an image in hunt->rest. */
static int peel_off(struct hunt *hunt, const fftpipe_host *host,
		    const fftpipe_image *spectrum, fftpipe_image *rest)
{
	struct peel peel = { .hunt = hunt, .from = spectrum, .to = rest };
	struct crew_work work = {
		.task = peel_row, .arg = &peel, .n = hunt->height, .to = 1
	};
	size_t pairs = hunt->width / 2 + (size_t)1, bytes;
	int status = FFTPIPE_ENOMEM;

	if (!hunt->rest && rest_size(hunt->width, hunt->height, &bytes))
		hunt->rest = malloc(bytes);
	peel.tables = malloc(2 * hunt->n * pairs * sizeof *peel.tables);
	if (hunt->rest && peel.tables) {
		*rest = (fftpipe_image){ .struct_size = sizeof *rest,
					 .kind = FFTPIPE_SPECTRUM,
					 .width = hunt->width,
					 .height = hunt->height,
					 .channels = 1,
					 .stride = 2 * (int64_t)pairs,
					 .data = hunt->rest };
		make_tables(&peel);
		status = crew_run(host, &work);
	}
	free(peel.tables);
	return status;
}

/* ===========================================================================
 * All of it
 * ======================================================================== */

/* The waves that the spots of `seen` are, which is what is left of another. */
static int add_waves(struct hunt *hunt, const fftpipe_host *host,
		     const fftpipe_image *spectrum, const fftpipe_image *seen)
{
	size_t n;
	int status = spots_find(&hunt->spots, host, seen, &n);

	if (status)
		return status;
	for (size_t i = 0; i < n && hunt->n < HUNT_MOST; i++)
		try_spot(hunt, spectrum, &hunt->spots.each[i]);
	for (int again = 0; again < 3; again++)
		hunt_refine(hunt, spectrum);
	try_pairs(hunt, spectrum);
	keep_pure(hunt, spectrum);
	hunt_refine(hunt, spectrum);
	return FFTPIPE_OK;
}

int hunt_find(struct hunt *hunt, const fftpipe_host *host,
	      const fftpipe_image *spectrum)
{
	size_t before = 0;
	int status;

	hunt->n = 0;
	status = add_waves(hunt, host, spectrum, spectrum);
	for (int i = 0; i < PEELS && !status && hunt->n > before; i++) {
		fftpipe_image rest;

		before = hunt->n;
		status = peel_off(hunt, host, spectrum, &rest);
		if (!status)
			status = add_waves(hunt, host, spectrum, &rest);
	}
	return status;
}

int hunt_init(struct hunt *hunt, const fftpipe_host *host,
	      const fftpipe_image *shape)
{
	size_t bytes;

	hunt->width = shape->width;
	hunt->height = shape->height;
	if (!rest_size(shape->width, shape->height, &bytes))
		return FFTPIPE_ENOMEM;
	host->reserve(host, bytes + (uint64_t)2 * HUNT_MOST *
					    (shape->width / 2 + (size_t)1) *
					    sizeof(struct wave_pair));
	return spots_init(&hunt->spots, host, shape->height);
}

void hunt_finish(struct hunt *hunt)
{
	spots_finish(&hunt->spots);
	free(hunt->rest);
}
