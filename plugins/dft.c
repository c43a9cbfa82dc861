/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dft.c - a few bins of a spectrum taken again, by direct sums in double
 */
#include "dft.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "crew.h"

enum {
	SMALLEST = 32,       /* bins near the smallest, at most */
	BINS = SMALLEST + 1, /* and the largest */
	GROUP = 64,          /* rows that are summed up on their own */
	LANES = 8,           /* partial sums, for the vector unit */
};

static const double pi = 3.14159265358979323846;

struct bin {
	uint32_t kx, ky;
	double size;
};

struct dft {
	uint32_t width, height, channels;
	unsigned int slots;
	size_t padded; /* width, rounded up to whole lanes */
	/* Cosines and sines along a row, for each bin: 2 * BINS * padded. */
	double *waves;
	double *rows;            /* one row for each slot */
	double (*sums)[BINS][2]; /* for each group of rows */
	struct bin bins[BINS];
	size_t n_bins;
	const fftpipe_image *picture;
	void *copy;      /* or NULL: the picture itself is still there */
	size_t per_copy; /* bytes for each sample of the copy */
	fftpipe_image *spectrum;
	uint32_t channel;
};

/* ===========================================================================
 * Making and unmaking
 * ======================================================================== */

static size_t groups_in(const struct dft *dft)
{
	return (dft->height + (size_t)GROUP - 1) / GROUP;
}

/* How many samples a copy has. */
static bool count_samples(const struct dft *dft, size_t *samples)
{
	return crew_multiply(dft->width, dft->height, samples) &&
	       crew_multiply(*samples, dft->channels, samples);
}

static int dft_allocate(struct dft *dft, const fftpipe_host *host)
{
	size_t waves, rows, sums, copy;

	if (!crew_multiply(dft->padded, 2 * BINS * sizeof *dft->waves,
			   &waves) ||
	    !crew_multiply(dft->padded, dft->slots * sizeof *dft->rows,
			   &rows) ||
	    !crew_multiply(groups_in(dft), sizeof *dft->sums, &sums) ||
	    !count_samples(dft, &copy) ||
	    !crew_multiply(copy, sizeof(float), &copy))
		return FFTPIPE_ENOMEM;
	host->reserve(host, (uint64_t)waves + rows + sums + copy);
	dft->waves = calloc(1, waves);
	dft->rows = calloc(1, rows);
	dft->sums = malloc(sums);
	return dft->waves && dft->rows && dft->sums ? FFTPIPE_OK
						    : FFTPIPE_ENOMEM;
}

int dft_create(const fftpipe_host *host, const fftpipe_image *shape,
	       struct dft **made)
{
	struct dft *dft = calloc(1, sizeof *dft);
	int status;

	*made = NULL;
	if (!dft)
		return FFTPIPE_ENOMEM;
	dft->width = shape->width;
	dft->height = shape->height;
	dft->channels = shape->channels;
	dft->padded = ((size_t)dft->width + LANES - 1) / LANES * LANES;
	dft->slots = crew_slots(host, groups_in(dft));
	status = dft_allocate(dft, host);
	if (status) {
		dft_destroy(dft);
		return status;
	}
	*made = dft;
	return FFTPIPE_OK;
}

void dft_destroy(struct dft *dft)
{
	if (!dft)
		return;
	dft_forget(dft);
	free(dft->waves);
	free(dft->rows);
	free(dft->sums);
	free(dft);
}

/* ===========================================================================
 * The picture as it was
 * ======================================================================== */

/* The least that holds every sample: a float, or less for whole numbers. */
static size_t bytes_per_sample(const struct dft *dft,
			       const fftpipe_image *picture)
{
	bool bytes = true;

	for (uint32_t c = 0; c < dft->channels; c++) {
		for (uint32_t y = 0; y < dft->height; y++) {
			const float *row = fftpipe_row(picture, c, y);

			for (uint32_t x = 0; x < dft->width; x++) {
				if (!(row[x] >= 0 && row[x] <= 65535) ||
				    row[x] != (float)(uint16_t)row[x])
					return sizeof(float);
				bytes &= row[x] <= 255;
			}
		}
	}
	return bytes ? sizeof(uint8_t) : sizeof(uint16_t);
}

static void copy_row(const struct dft *dft, const float *row, size_t at)
{
	uint8_t *bytes = dft->copy;
	uint16_t *words = dft->copy;

	if (dft->per_copy == sizeof *bytes)
		for (uint32_t x = 0; x < dft->width; x++)
			bytes[at + x] = (uint8_t)row[x];
	else if (dft->per_copy == sizeof *words)
		for (uint32_t x = 0; x < dft->width; x++)
			words[at + x] = (uint16_t)row[x];
	else
		memcpy((float *)dft->copy + at, row, dft->width * sizeof *row);
}

int dft_keep(struct dft *dft, const fftpipe_host *host,
	     const fftpipe_image *picture, bool overwritten)
{
	size_t size;

	dft->picture = picture;
	if (!overwritten)
		return FFTPIPE_OK;
	dft->per_copy = bytes_per_sample(dft, picture);
	if (!count_samples(dft, &size) ||
	    !crew_multiply(size, dft->per_copy, &size))
		return FFTPIPE_ENOMEM;
	dft->copy = malloc(size);
	if (!dft->copy)
		return FFTPIPE_ENOMEM;
	for (uint32_t c = 0; c < dft->channels; c++)
		for (uint32_t y = 0; y < dft->height; y++) {
			size_t row = (size_t)c * dft->height + y;

			if (y % GROUP == 0 && host->progress(host, 0))
				return FFTPIPE_ECANCELED;
			copy_row(dft, fftpipe_row(picture, c, y),
				 row * dft->width);
		}
	return FFTPIPE_OK;
}

void dft_forget(struct dft *dft)
{
	free(dft->copy);
	dft->copy = NULL;
	dft->picture = NULL;
}

static void recall_row(const struct dft *dft, uint32_t y, double *to)
{
	size_t at = ((size_t)dft->channel * dft->height + y) * dft->width;
	const uint8_t *bytes = dft->copy;
	const uint16_t *words = dft->copy;
	const float *floats;

	if (dft->copy && dft->per_copy == sizeof *bytes) {
		for (uint32_t x = 0; x < dft->width; x++)
			to[x] = bytes[at + x];
		return;
	}
	if (dft->copy && dft->per_copy == sizeof *words) {
		for (uint32_t x = 0; x < dft->width; x++)
			to[x] = words[at + x];
		return;
	}
	floats = dft->copy ? (const float *)dft->copy + at
			   : fftpipe_row(dft->picture, dft->channel, y);
	for (uint32_t x = 0; x < dft->width; x++)
		to[x] = (double)floats[x];
}

/* ===========================================================================
 * Which bins
 * ======================================================================== */

/* Is this bin held only here, or where it is held twice, the one to use? */
static bool is_first(const struct dft *dft, uint32_t kx, uint32_t ky)
{
	bool twice = kx == 0 || 2 * (uint64_t)kx == dft->width;

	return !twice || ky <= dft->height / 2;
}

static void add_bin(struct dft *dft, struct bin bin)
{
	size_t i = dft->n_bins;

	if (i == SMALLEST && bin.size >= dft->bins[i - 1].size)
		return;
	if (i < SMALLEST)
		dft->n_bins++;
	else
		i--;
	for (; i > 0 && dft->bins[i - 1].size > bin.size; i--)
		dft->bins[i] = dft->bins[i - 1];
	dft->bins[i] = bin;
}

/* The largest at the end of the list; false if there is nothing to refine. */
static bool choose_bins(struct dft *dft)
{
	double energy = 0, limit = 0, n = (double)dft->width * dft->height;
	struct bin largest = { .size = -1 };

	dft->n_bins = 0;
	for (uint32_t ky = 0; ky < dft->height; ky++) {
		const float *row = fftpipe_row(dft->spectrum, dft->channel, ky);

		for (uint32_t kx = 0; kx <= dft->width / 2; kx++) {
			double re = (double)row[2 * kx];
			double im = (double)row[2 * kx + 1];
			double size = sqrt(re * re + im * im);

			if ((!kx && !ky) || !is_first(dft, kx, ky))
				continue;
			energy += 2 * size * size;
			if (size > largest.size)
				largest = (struct bin){ kx, ky, size };
			add_bin(dft, (struct bin){ kx, ky, size });
		}
	}
	if (!isfinite(energy) || !dft->n_bins)
		return false;
	/* Four times what float's rounding leaves uncertain of any bin. */
	limit = dft->bins[0].size + 4e-7 * sqrt(energy / n) * sqrt(log2(n));
	while (dft->bins[dft->n_bins - 1].size > limit)
		dft->n_bins--;
	dft->bins[dft->n_bins++] = largest;
	return true;
}

/* ===========================================================================
 * Sums
 * ======================================================================== */

static double *wave(const struct dft *dft, size_t bin, size_t part)
{
	return dft->waves + (2 * bin + part) * dft->padded;
}

static void make_waves(struct dft *dft)
{
	for (size_t i = 0; i < dft->n_bins; i++) {
		double *cosine = wave(dft, i, 0), *sine = wave(dft, i, 1);
		uint64_t kx = dft->bins[i].kx;

		/* Modulo the period, angles keep all their digits. */
		for (uint64_t x = 0; x < dft->width; x++) {
			double turn = (double)(kx * x % dft->width);
			double angle = 2 * pi * turn / dft->width;

			cosine[x] = cos(angle);
			sine[x] = sin(angle);
		}
	}
}

static double dot(const double *a, const double *b, size_t n)
{
	double part[LANES] = { 0 };

	for (size_t x = 0; x < n; x += LANES)
		for (size_t i = 0; i < LANES; i++)
			part[i] += a[x + i] * b[x + i];
	return ((part[0] + part[1]) + (part[2] + part[3])) +
	       ((part[4] + part[5]) + (part[6] + part[7]));
}

static int sum_group(void *arg, size_t group, unsigned int slot)
{
	struct dft *dft = arg;
	double *row = dft->rows + slot * dft->padded;
	double(*sums)[2] = dft->sums[group];
	uint64_t y = (uint64_t)group * GROUP, end = y + GROUP;

	memset(sums, 0, sizeof dft->sums[group]);
	for (; y < end && y < dft->height; y++) {
		recall_row(dft, (uint32_t)y, row);
		for (size_t i = 0; i < dft->n_bins; i++) {
			double turn =
				(double)(dft->bins[i].ky * y % dft->height);
			double angle = 2 * pi * turn / dft->height;
			double c = cos(angle), s = sin(angle);
			double re = dot(row, wave(dft, i, 0), dft->padded);
			double im = -dot(row, wave(dft, i, 1), dft->padded);

			sums[i][0] += re * c + im * s;
			sums[i][1] += im * c - re * s;
		}
	}
	return FFTPIPE_OK;
}

static void store_bin(struct dft *dft, struct bin bin, double re, double im)
{
	uint32_t mirrored = fftpipe_mirror(bin.ky, dft->height);
	float *row = fftpipe_row(dft->spectrum, dft->channel, bin.ky);
	bool twice = bin.kx == 0 || 2 * (uint64_t)bin.kx == dft->width;

	if (twice && mirrored == bin.ky)
		im = 0;
	row[2 * bin.kx] = (float)re;
	row[2 * bin.kx + 1] = (float)im;
	if (!twice || mirrored == bin.ky)
		return;
	row = fftpipe_row(dft->spectrum, dft->channel, mirrored);
	row[2 * bin.kx] = (float)re;
	row[2 * bin.kx + 1] = (float)-im;
}

static int refine_channel(struct dft *dft, const fftpipe_host *host)
{
	struct crew_work work = { .task = sum_group,
				  .arg = dft,
				  .n = groups_in(dft),
				  .from = 1,
				  .to = 1 };
	int status;

	if (!choose_bins(dft))
		return FFTPIPE_OK;
	make_waves(dft);
	status = crew_run(host, &work);
	if (status)
		return status;
	for (size_t i = 0; i < dft->n_bins; i++) {
		double re = 0, im = 0;

		for (size_t group = 0; group < work.n; group++) {
			re += dft->sums[group][i][0];
			im += dft->sums[group][i][1];
		}
		store_bin(dft, dft->bins[i], re, im);
	}
	return FFTPIPE_OK;
}

int dft_refine(struct dft *dft, const fftpipe_host *host,
	       fftpipe_image *spectrum)
{
	int status = FFTPIPE_OK;

	dft->spectrum = spectrum;
	for (uint32_t c = 0; c < dft->channels && !status; c++) {
		dft->channel = c;
		status = refine_channel(dft, host);
	}
	return status;
}
