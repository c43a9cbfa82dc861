/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * facts.c - what a spectrum is like: its scale, its strongest bins, how many
 * there are of each strength
 *
 * One pass in groups of rows over the threads, each with facts of its own that
 * are joined in the rows' order: what comes out does not depend on who did
 * what.  A spectrum too weak or too strong for floats is surveyed once more,
 * times a gain.
 */
#include "facts.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <fftpipe/math.h>

#include "crew.h"
#include "kernel.h"
#include "spectrum.h"

enum {
	PIECE = 256, /* bins that are worked on at once */
	GROUPS = 32  /* parts of a channel, at most */
};

struct facts_group {
	double energy;
	float *columns; /* (gain |F|)^2, summed; or NULL */
	/* Of the bins that are their own conjugates; of the others. */
	struct facts_peak largest_alone, peaks[FACTS_PEAKS];
	size_t n_peaks;
};

struct survey {
	struct facts *facts;
	const fftpipe_image *spectrum;
	float gain;
	/*
	 * Bits of a power that enough peaks of some group have: a weaker bin is
	 * none of the strongest, whichever group is surveyed first.
	 */
	_Atomic uint32_t least;
};

static size_t held_columns(const fftpipe_image *image)
{
	return (size_t)image->width / 2 + 1;
}

/* Rows and columns for `groups` groups; the bytes go to *bytes. */
static bool lines_init(struct facts *facts, const fftpipe_image *shape,
		       size_t groups, size_t *bytes)
{
	size_t rows, columns, group_columns;

	if (!crew_multiply(shape->height, shape->channels, &rows) ||
	    !crew_multiply(rows, sizeof *facts->rows, &rows) ||
	    !crew_multiply(held_columns(shape), shape->channels, &columns) ||
	    !crew_multiply(columns, sizeof *facts->columns, &columns) ||
	    !crew_multiply(held_columns(shape), groups, &group_columns) ||
	    !crew_multiply(group_columns, sizeof *facts->group_columns,
			   &group_columns))
		return false;
	facts->rows = malloc(rows);
	facts->columns = malloc(columns);
	facts->group_columns = malloc(group_columns);
	*bytes = rows + columns + group_columns;
	return facts->rows && facts->columns && facts->group_columns;
}

int facts_init(struct facts *facts, const fftpipe_host *host,
	       const fftpipe_image *shape, unsigned int wanted)
{
	size_t groups, bytes, cells = 0, lines = 0;

	facts->groups_per_channel =
		shape->height < GROUPS ? shape->height : GROUPS;
	if (!crew_multiply(facts->groups_per_channel, shape->channels, &groups))
		return FFTPIPE_ENOMEM;
	facts->slots = crew_slots(host, groups);
	if (!crew_multiply(groups, sizeof *facts->groups, &bytes))
		return FFTPIPE_ENOMEM;
	facts->groups = malloc(bytes);
	facts->rms = calloc(shape->channels, sizeof *facts->rms);
	if (!facts->groups || !facts->rms)
		return FFTPIPE_ENOMEM;
	if (wanted & FACTS_CELLS_WANTED) {
		cells = sizeof *facts->cells * FACTS_CELLS;
		facts->cells = calloc(facts->slots, cells);
		if (!facts->cells)
			return FFTPIPE_ENOMEM;
	}
	if ((wanted & FACTS_LINES_WANTED) &&
	    !lines_init(facts, shape, groups, &lines))
		return FFTPIPE_ENOMEM;
	host->reserve(host,
		      (uint64_t)bytes + lines + (uint64_t)cells * facts->slots);
	return FFTPIPE_OK;
}

void facts_finish(struct facts *facts)
{
	free(facts->groups);
	free(facts->rms);
	free(facts->cells);
	free(facts->rows);
	free(facts->columns);
	free(facts->group_columns);
}

/* A strict order, so that the same peaks are chosen however one counts. */
static bool is_stronger(const struct facts_peak *a, const struct facts_peak *b)
{
	if (a->power != b->power)
		return a->power > b->power;
	if (a->at.channel != b->at.channel)
		return a->at.channel < b->at.channel;
	return a->at.ky != b->at.ky ? a->at.ky < b->at.ky : a->at.kx < b->at.kx;
}

static void add_peak(struct facts_peak *peaks, size_t *n,
		     struct facts_peak peak)
{
	size_t i = *n;

	if (i == FACTS_PEAKS && !is_stronger(&peak, &peaks[i - 1]))
		return;
	if (i < FACTS_PEAKS)
		*n += 1;
	else
		i--;
	for (; i > 0 && is_stronger(&peak, &peaks[i - 1]); i--)
		peaks[i] = peaks[i - 1];
	peaks[i] = peak;
}

/* The squared magnitudes of a piece, and what they come to. */
struct powers {
	float each[PIECE];
	float sum;     /* only good if `most` is neither huge nor tiny */
	uint32_t most; /* bits of the largest; no number is above all */
};

KERNEL
static void powers_of(const float *pairs, float gain, struct powers *powers,
		      size_t n)
{
	float part[8] = { 0 };
	uint32_t most = 0;

	for (size_t i = 0; i < n; i++) {
		float re = gain * pairs[2 * i], im = gain * pairs[2 * i + 1];
		float power = re * re + im * im;
		uint32_t bits = fftpipe_float_bits(power) & 0x7fffffff;

		powers->each[i] = power;
		/* Positive floats are in the order of their bits. */
		most = most > bits ? most : bits;
	}
	for (size_t i = n; i < (n + 7) / 8 * 8; i++)
		powers->each[i] = 0;
	for (size_t i = 0; i < n; i += 8)
		for (size_t j = 0; j < 8; j++)
			part[j] += powers->each[i + j];
	powers->sum = ((part[0] + part[1]) + (part[2] + part[3])) +
		      ((part[4] + part[5]) + (part[6] + part[7]));
	powers->most = most;
}

/* In double, where every square of a float fits. */
static double careful_energy(const float *pairs, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < 2 * n; i += 2) {
		double re = (double)pairs[i], im = (double)pairs[i + 1];
		double energy = re * re + im * im;

		sum += isfinite(energy) ? energy : 0;
	}
	return sum;
}

/* The sum of |F|^2, without the gain and without what is no finite number. */
static double energy_of(const struct powers *powers, double gain,
			const float *pairs, size_t n)
{
	float most = fftpipe_bits_float(powers->most);

	if (most > 1e-20f && most < 1e30f)
		return (double)powers->sum / (gain * gain);
	return careful_energy(pairs, n);
}

/* Of no number too, whatever its sign. */
static inline uint32_t cell_of(float power)
{
	const uint32_t last = FACTS_CELLS - 1;
	uint32_t bits = fftpipe_float_bits(power + 0x1p-12f) & 0x7fffffff;
	uint32_t cell = (bits - FACTS_CELL_FIRST) >> FACTS_CELL_SHIFT;

	return cell < last ? cell : last;
}

size_t facts_cell(float power)
{
	return cell_of(power);
}

double facts_cell_power(size_t cell)
{
	uint32_t bits = FACTS_CELL_FIRST + ((uint32_t)cell << FACTS_CELL_SHIFT);

	/* In double, where the end of the last cell is no infinity. */
	return ldexp(1 + (bits & 0x7fffff) * 0x1p-23, (int)(bits >> 23) - 127) -
	       0x1p-12;
}

KERNEL
static void cells_of(const float *powers, uint16_t *to, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = (uint16_t)cell_of(powers[i]);
}

static void count_cells(uint64_t *cells, const float *powers, uint32_t weight,
			size_t n)
{
	uint16_t found[PIECE];

	cells_of(powers, found, n);
	for (size_t i = 0; i < n; i++)
		cells[found[i]] += weight;
}

/* Positive floats are in the order of their bits. */
static void raise_least(struct survey *survey, const struct facts_group *group)
{
	uint32_t bits = fftpipe_float_bits(group->peaks[FACTS_PEAKS - 1].power);
	uint32_t least = survey->least;

	while (bits > least &&
	       !atomic_compare_exchange_weak(&survey->least, &least, bits))
		continue;
}

static void note_peaks(struct survey *survey, struct facts_group *group,
		       const float *powers, struct facts_bin at, size_t n)
{
	const struct facts_peak *last = &group->peaks[FACTS_PEAKS - 1];
	const float least = fftpipe_bits_float(survey->least);

	for (size_t i = 0; i < n; i++) {
		struct facts_peak peak = { powers[i], at };

		peak.at.kx += (uint32_t)i;
		/* An unused last one has power 0. */
		if (peak.power >= least && peak.power >= last->power &&
		    peak.power > 0 && peak.power < INFINITY)
			add_peak(group->peaks, &group->n_peaks, peak);
	}
	raise_least(survey, group);
}

/* Can any of these powers be among the strongest?  Mostly not. */
static bool has_peak(const struct survey *survey,
		     const struct facts_group *group,
		     const struct powers *powers)
{
	const struct facts_peak *last = &group->peaks[FACTS_PEAKS - 1];

	return powers->most >= survey->least &&
	       powers->most >= fftpipe_float_bits(last->power);
}

KERNEL
static void add_finite(float *sums, const float *powers, size_t n)
{
	for (size_t i = 0; i < n; i++)
		sums[i] += fftpipe_choosef(powers[i] < INFINITY, powers[i], 0);
}

/* One bin of a column that is held twice: its conjugate comes by itself. */
static void survey_twice_held(struct survey *survey, struct facts_group *group,
			      uint64_t *cells, struct facts_bin at)
{
	uint32_t height = survey->spectrum->height;
	struct powers powers;
	float pair[2];

	spectrum_bin(survey->spectrum, at.channel, at.kx, at.ky, pair);
	powers_of(pair, survey->gain, &powers, 1);
	group->energy += energy_of(&powers, (double)survey->gain, pair, 1);
	if (cells)
		count_cells(cells, powers.each, 1, 1);
	if (group->columns)
		add_finite(group->columns + at.kx, powers.each, 1);
	if (at.ky != fftpipe_mirror(at.ky, height)) {
		if (at.ky <= height / 2)
			note_peaks(survey, group, powers.each, at, 1);
	} else if (powers.each[0] > group->largest_alone.power &&
		   powers.each[0] < INFINITY) {
		group->largest_alone.at = at;
		group->largest_alone.power = powers.each[0];
	}
}

/* Bins whose conjugates are not held: each counts for two. */
static void survey_bins(struct survey *survey, struct facts_group *group,
			uint64_t *cells, struct facts_bin at, size_t n)
{
	const float *row = fftpipe_row(survey->spectrum, at.channel, at.ky);
	const float *pairs = row + 2 * (size_t)at.kx;
	struct powers powers;

	powers_of(pairs, survey->gain, &powers, n);
	group->energy += 2 * energy_of(&powers, (double)survey->gain, pairs, n);
	if (has_peak(survey, group, &powers))
		note_peaks(survey, group, powers.each, at, n);
	if (cells)
		count_cells(cells, powers.each, 2, n);
	if (group->columns)
		add_finite(group->columns + at.kx, powers.each, n);
}

static void survey_row(struct survey *survey, struct facts_group *group,
		       uint64_t *cells, struct facts_bin at)
{
	uint32_t width = survey->spectrum->width, end = (width + 1) / 2;

	/* The zero frequency is left out. */
	if (at.ky)
		survey_twice_held(survey, group, cells, at);
	for (at.kx = 1; at.kx < end; at.kx += PIECE) {
		uint32_t n = end - at.kx;

		survey_bins(survey, group, cells, at, n < PIECE ? n : PIECE);
	}
	if (width % 2 == 0) {
		at.kx = width / 2;
		survey_twice_held(survey, group, cells, at);
	}
}

static int survey_group(void *arg, size_t k, unsigned int slot)
{
	struct survey *survey = arg;
	struct facts *facts = survey->facts;
	struct facts_group *group = facts->groups + k;
	uint64_t height = survey->spectrum->height;
	uint64_t part = k % facts->groups_per_channel;
	uint64_t y = height * part / facts->groups_per_channel;
	uint64_t end = height * (part + 1) / facts->groups_per_channel;
	uint64_t *cells = NULL;

	if (facts->cells)
		cells = facts->cells + (size_t)slot * FACTS_CELLS;
	*group = (struct facts_group){ 0 };
	if (facts->group_columns) {
		size_t columns = held_columns(survey->spectrum);

		group->columns = facts->group_columns + k * columns;
		memset(group->columns, 0, columns * sizeof(float));
	}
	for (; y < end; y++) {
		struct facts_bin at = { 0 };
		double energy;

		at.channel = (uint32_t)(k / facts->groups_per_channel);
		at.ky = (uint32_t)y;
		energy = group->energy;
		survey_row(survey, group, cells, at);
		if (facts->rows)
			facts->rows[at.channel * height + y] =
				(group->energy - energy) /
				survey->spectrum->width;
	}
	return FFTPIPE_OK;
}

/* In the order of the groups, so that no sum depends on the threads. */
static void merge_groups(struct facts *facts, const fftpipe_image *spectrum)
{
	double bins = (double)spectrum->width * spectrum->height - 1;

	facts->n_peaks = 0;
	facts->largest = (struct facts_peak){ 0 };
	for (uint32_t c = 0; c < spectrum->channels; c++) {
		double energy = 0;

		for (uint32_t k = 0; k < facts->groups_per_channel; k++) {
			const struct facts_group *group =
				facts->groups +
				(size_t)c * facts->groups_per_channel + k;

			energy += group->energy;
			if (group->largest_alone.power > facts->largest.power)
				facts->largest = group->largest_alone;
			for (size_t i = 0; i < group->n_peaks; i++)
				add_peak(facts->peaks, &facts->n_peaks,
					 group->peaks[i]);
		}
		facts->rms[c] = bins > 0 ? sqrt(energy / bins) : 0;
	}
	if (facts->n_peaks && facts->peaks[0].power > facts->largest.power)
		facts->largest = facts->peaks[0];
}

static void merge_columns(struct facts *facts, const fftpipe_image *spectrum)
{
	size_t columns = held_columns(spectrum);
	double undo = facts->gain * facts->gain * spectrum->height;

	for (size_t i = 0; i < columns * spectrum->channels; i++) {
		size_t first = i / columns * facts->groups_per_channel;
		const float *part =
			facts->group_columns + first * columns + i % columns;
		double sum = 0;

		for (size_t k = 0; k < facts->groups_per_channel; k++)
			sum += (double)part[k * columns];
		facts->columns[i] = sum / undo;
	}
}

/* Everything, for one gain. */
static int survey_all(struct facts *facts, const fftpipe_host *host,
		      const fftpipe_image *spectrum)
{
	struct survey survey = { facts, spectrum, (float)facts->gain, 0 };
	struct crew_work work = { .task = survey_group, .arg = &survey };
	int status;

	work.n = (size_t)facts->groups_per_channel * spectrum->channels;
	if (facts->cells)
		memset(facts->cells, 0,
		       sizeof *facts->cells * facts->slots * FACTS_CELLS);
	status = crew_run(host, &work);
	if (status)
		return status;
	merge_groups(facts, spectrum);
	if (facts->columns)
		merge_columns(facts, spectrum);
	for (unsigned int s = 1; facts->cells && s < facts->slots; s++)
		for (size_t i = 0; i < FACTS_CELLS; i++)
			facts->cells[i] += facts->cells[s * FACTS_CELLS + i];
	return FFTPIPE_OK;
}

/*
 * Which gain the picture needs, by its standard deviation (Parseval), but where
 * that is no more than what rounding has left of a constant.
 */
static double wanted_gain(const struct facts *facts,
			  const fftpipe_image *spectrum)
{
	double samples = (double)spectrum->width * spectrum->height;
	double variance = 0, mean = 0, deviation, exponent = 0;

	for (uint32_t c = 0; c < spectrum->channels; c++) {
		double rms = facts->rms[c];
		double zero = (double)fftpipe_row(spectrum, c, 0)[0] / samples;

		variance += rms * (rms / samples);
		if (isfinite(zero))
			mean = fmax(mean, fabs(zero));
	}
	deviation = sqrt(variance / spectrum->channels);
	if ((deviation < 1e-3 || deviation > 1e6) && deviation > 1e-7 * mean &&
	    isfinite(deviation))
		exponent = round(log2(64 / deviation));
	/* The square of the zero frequency is not to overflow either. */
	if (mean > 0)
		exponent = fmin(exponent, 60 - ceil(log2(mean * samples)));
	/* A float, and no overflow when it multiplies one. */
	return exp2(fmax(fmin(exponent, 126), -126));
}

int facts_measure(struct facts *facts, const fftpipe_host *host,
		  const fftpipe_image *spectrum)
{
	int status;

	facts->gain = 1;
	status = survey_all(facts, host, spectrum);
	if (status)
		return status;
	facts->gain = wanted_gain(facts, spectrum);
	return facts->gain == 1 ? FFTPIPE_OK
				: survey_all(facts, host, spectrum);
}
