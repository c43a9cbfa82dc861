/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spots.c - bins of a spectrum that stand out from what is around them
 */
#include "spots.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "crew.h"
#include "wave.h"

enum {
	KEPT = 32,  /* of each group of rows, the brightest */
	ROWS = 16,  /* in a group */
	CORE = 2,   /* bins to each side that are not around a spot */
	AROUND = 7, /* bins to each side that are */
	ALONG = 28, /* the same along the axes, where pictures have a cross */
	CROSS = 1,  /* its half width */
	SAMPLES = 256, /* at most, around a spot */
	FEWEST = 20,   /* samples to judge by */
};

/* Streaks of the picture may go through a tenth of the surroundings. */
static const double above_upper = 3;

static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static double power_at(const fftpipe_image *spectrum, int64_t kx, int64_t ky)
{
	return wave_power(wave_bin(spectrum, kx, ky));
}

double spots_radius(const fftpipe_image *spectrum, int64_t kx, int64_t ky)
{
	double fx =
		(double)wave_centered(kx, spectrum->width) / spectrum->width;
	double fy =
		(double)wave_centered(ky, spectrum->height) / spectrum->height;

	return sqrt(fx * fx + fy * fy);
}

static int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

struct samples {
	double powers[SAMPLES];
	size_t n, n_high;
	double high; /* what counts as high */
};

/* More than this are more than a tenth, however many will be added. */
static bool too_many_high(const struct samples *samples)
{
	return samples->n_high > SAMPLES / 10 + 1;
}

/*
 * Pictures fall off as one over the frequency, more or less: what is compared
 * is the power times its square.
 */
static void add_sample(struct samples *samples, const fftpipe_image *spectrum,
		       int64_t kx, int64_t ky)
{
	double far = spots_radius(spectrum, kx, ky);
	double power = power_at(spectrum, kx, ky) * far * far;

	if (isfinite(power) && far >= spots_lowest && samples->n < SAMPLES) {
		samples->powers[samples->n++] = power;
		samples->n_high += power > samples->high;
	}
}

/* The bins around one; for one on the picture's cross those of the cross. */
static void gather(const fftpipe_image *spectrum, const struct spot *spot,
		   struct samples *samples)
{
	int64_t w = spectrum->width, h = spectrum->height;
	int64_t kx = spot->kx, ky = spot->ky;
	bool level = llabs(wave_centered(ky, spectrum->height)) <= CROSS;
	bool upright = llabs(wave_centered(kx, spectrum->width)) <= CROSS;
	int64_t most = level ? smaller(ALONG, (w - 1) / 2)
			     : smaller(ALONG, (h - 1) / 2);

	if (level || upright) {
		for (int64_t i = CORE + 1; i <= most; i++)
			for (int64_t sign = -1; sign <= 1; sign += 2)
				add_sample(samples, spectrum,
					   level ? kx + sign * i : kx,
					   level ? ky : ky + sign * i);
		return;
	}
	for (int64_t y = -smaller(AROUND, (h - 1) / 2);
	     y <= smaller(AROUND, (h - 1) / 2) && !too_many_high(samples); y++)
		for (int64_t x = -smaller(AROUND, (w - 1) / 2);
		     x <= smaller(AROUND, (w - 1) / 2); x++)
			if ((llabs(x) > CORE || llabs(y) > CORE) &&
			    llabs(wave_centered(kx + x, spectrum->width)) >
				    CROSS &&
			    llabs(wave_centered(ky + y, spectrum->height)) >
				    CROSS)
				add_sample(samples, spectrum, kx + x, ky + y);
}

static bool is_highest(const fftpipe_image *spectrum, const struct spot *spot)
{
	for (int64_t y = -CORE; y <= CORE; y++)
		for (int64_t x = -CORE; x <= CORE; x++)
			if (power_at(spectrum, spot->kx + x, spot->ky + y) >
			    spot->power)
				return false;
	return true;
}

static bool stands_out(const fftpipe_image *spectrum, struct spot *spot)
{
	double far = spots_radius(spectrum, spot->kx, spot->ky), upper;
	struct samples samples;

	if (!(spot->power > 0) || !isfinite(spot->power) ||
	    !is_highest(spectrum, spot))
		return false;
	samples.n = samples.n_high = 0;
	samples.high = spot->power * far * far / (above_upper * above_upper);
	gather(spectrum, spot, &samples);
	if (samples.n < FEWEST || too_many_high(&samples))
		return false;
	qsort(samples.powers, samples.n, sizeof *samples.powers,
	      compare_doubles);
	spot->level = sqrt(samples.powers[samples.n / 2]) / far;
	upper = samples.powers[samples.n * 9 / 10] / (far * far);
	return spot->power > spots_above_median * spots_above_median *
				     spot->level * spot->level &&
	       spot->power > above_upper * above_upper * upper;
}

/* Brightest first; where two are as bright, by place. */
static int compare_spots(const void *a, const void *b)
{
	const struct spot *s = a, *t = b;

	if (s->power != t->power)
		return s->power < t->power ? 1 : -1;
	if (s->ky != t->ky)
		return s->ky < t->ky ? -1 : 1;
	return (s->kx > t->kx) - (s->kx < t->kx);
}

struct search {
	struct spots *spots;
	const fftpipe_image *spectrum;
};

static void keep_spot(struct spot *spots, size_t *n, const struct spot *spot)
{
	if (*n == KEPT) {
		qsort(spots, *n, sizeof *spots, compare_spots);
		if (compare_spots(spot, &spots[KEPT - 1]) >= 0)
			return;
		--*n;
	}
	spots[(*n)++] = *spot;
}

static int search_rows(void *arg, size_t group, unsigned int slot)
{
	struct search *search = arg;
	const fftpipe_image *spectrum = search->spectrum;
	uint32_t w = spectrum->width, h = spectrum->height;
	uint32_t first = (uint32_t)group * ROWS;
	struct spot *spots = search->spots->each + group * KEPT;
	size_t *n = search->spots->found + group;

	(void)slot;
	*n = 0;
	for (uint32_t ky = first; ky < first + ROWS && ky < h; ky++)
		for (uint32_t kx = 0; kx <= w / 2; kx++) {
			struct spot spot = { .kx = kx, .ky = ky };

			/* Columns that are held twice: one half of them. */
			if (fftpipe_mirror(kx, w) == kx && ky > h / 2)
				continue;
			if (spots_radius(spectrum, kx, ky) < spots_lowest)
				continue;
			spot.power = power_at(spectrum, kx, ky);
			if (stands_out(spectrum, &spot))
				keep_spot(spots, n, &spot);
		}
	return FFTPIPE_OK;
}

int spots_find(struct spots *spots, const fftpipe_host *host,
	       const fftpipe_image *spectrum, size_t *n)
{
	struct search search = { spots, spectrum };
	struct crew_work work = { .task = search_rows,
				  .arg = &search,
				  .n = spots->n_groups,
				  .to = 1 };
	int status = crew_run(host, &work);

	*n = 0;
	for (size_t group = 0; !status && group < spots->n_groups; group++)
		for (size_t i = 0; i < spots->found[group]; i++)
			spots->each[(*n)++] = spots->each[group * KEPT + i];
	qsort(spots->each, *n, sizeof *spots->each, compare_spots);
	return status;
}

int spots_init(struct spots *spots, const fftpipe_host *host, uint32_t height)
{
	size_t groups = (height + (size_t)ROWS - 1) / ROWS;

	spots->n_groups = groups;
	spots->found = calloc(groups, sizeof *spots->found);
	spots->each = calloc(groups, KEPT * sizeof *spots->each);
	host->reserve(host, (uint64_t)groups * (sizeof *spots->found +
						KEPT * sizeof *spots->each));
	if (spots->found && spots->each)
		return FFTPIPE_OK;
	spots_finish(spots);
	return FFTPIPE_ENOMEM;
}

void spots_finish(struct spots *spots)
{
	free(spots->found);
	free(spots->each);
	*spots = (struct spots){ 0 };
}
