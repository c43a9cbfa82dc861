/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fft.c - Fourier transforms of whole images, shared by the plugins that do one
 *
 * FFTW transforms single rows and columns; the order is ours.  Rows in groups,
 * those of widths that FFTW is slow at in pairs (fft-pairs.c); then columns, in
 * blocks that are gathered into the cache, transformed and put back.  A typical
 * sample of each channel is taken off before and put back into the mean after,
 * so that floats spend their digits on what varies.
 */
#include "fft.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fftw3.h>

#include "crew.h"
#include "fft-lost.h"
#include "fft-pairs.h"
#include "fft-rows.h"

enum {
	BLOCK = 16,  /* columns gathered at once: two cache lines of each row */
	ROWS = 8,    /* rows that a thread takes at once */
	ALIGN = 64,  /* of every row and column, so that one plan fits all */
	SAMPLES = 5, /* in each direction, to guess what to subtract */
};

struct fft {
	bool forward;
	bool paired; /* rows go two by two: see fft-pairs.h */
	uint32_t width, height, channels;
	size_t column; /* complex numbers from one scratch column to the next */
	size_t row;    /* and from one row of a pair's scratch to the other */
	size_t of_rows, of_columns; /* complex numbers of a slot, by pass */
	fftwf_complex *memory;
	double *sums; /* of each row of each channel */
	float *base;  /* of each channel: taken off before, put back after */
	fftwf_plan row_plan, column_plan;
	struct lost lost; /* of the channel in hand */
};

/* ===========================================================================
 * Making and unmaking
 * ======================================================================== */

static size_t blocks_in(const struct fft *fft)
{
	return (fft->width / 2 + 1 + (size_t)BLOCK - 1) / BLOCK;
}

static size_t row_groups_in(const struct fft *fft)
{
	return (fft->height + (size_t)ROWS - 1) / ROWS;
}

/*
 * Scratch columns are whole cache lines, or odd heights break the alignment,
 * and an odd number of them, or those of a block push each other out of the
 * cache.  One more than a block has: see transform_columns().  A row of a
 * picture takes as much as it has, a pair of them twice that.
 */
static bool fft_divide(struct fft *fft)
{
	const size_t line = ALIGN / sizeof(fftwf_complex);
	const size_t all = (size_t)fft->width / 2 + 1;
	const size_t row = fft->paired ? fft->width : fft->width / 2;

	fft->column = ((fft->height + line - 1) / line | 1) * line;
	fft->row = (row + line) / line * line;
	fft->of_rows = fft->paired ? 2 * fft->row : fft->row;
	return crew_multiply(fft->column, (all < BLOCK ? all : BLOCK) + 1,
			     &fft->of_columns);
}

/* The passes use one memory in turn, each with as many slots as it has work. */
static int fft_allocate(struct fft *fft, const fftpipe_host *host)
{
	size_t bytes, columns, rows;

	if (!fft_divide(fft) ||
	    !crew_multiply(fft->of_rows, crew_slots(host, row_groups_in(fft)),
			   &bytes) ||
	    !crew_multiply(fft->of_columns, crew_slots(host, blocks_in(fft)),
			   &columns) ||
	    !crew_multiply(bytes > columns ? bytes : columns,
			   sizeof *fft->memory, &bytes) ||
	    !crew_multiply(fft->height, fft->channels, &rows) ||
	    !crew_multiply(rows, sizeof *fft->sums, &rows))
		return FFTPIPE_ENOMEM;
	host->reserve(host, (uint64_t)bytes + rows);
	fft->memory = aligned_alloc(ALIGN, bytes);
	fft->sums = malloc(rows);
	fft->base = calloc(fft->channels, sizeof *fft->base);
	return fft->memory && fft->sums && fft->base ? FFTPIPE_OK
						     : FFTPIPE_ENOMEM;
}

/*
 * ESTIMATE only: measured plans would differ from run to run.  Nothing is
 * transformed in place, where FFTW would allocate and copy each time.
 */
static int fft_plan(struct fft *fft)
{
	int width = (int)fft->width, height = (int)fft->height;
	int sign = fft->forward ? FFTW_FORWARD : FFTW_BACKWARD;
	size_t pairs = ((size_t)fft->width / 2 + ALIGN) / ALIGN * ALIGN;
	fftwf_complex *row = aligned_alloc(ALIGN, pairs * sizeof *row);
	float *scratch = (float *)fft->memory;

	if (!row)
		return FFTPIPE_ENOMEM;
	fft->column_plan = fftwf_plan_dft_1d(height, fft->memory + fft->column,
					     fft->memory, sign, FFTW_ESTIMATE);
	if (fft->paired)
		fft->row_plan =
			fftwf_plan_dft_1d(width, fft->memory + fft->row,
					  fft->memory, sign, FFTW_ESTIMATE);
	else if (fft->forward)
		fft->row_plan = fftwf_plan_dft_r2c_1d(width, scratch, row,
						      FFTW_ESTIMATE);
	else
		fft->row_plan = fftwf_plan_dft_c2r_1d(width, row, scratch,
						      FFTW_ESTIMATE);
	free(row);
	return fft->row_plan && fft->column_plan ? FFTPIPE_OK : FFTPIPE_ENOMEM;
}

int fft_create(const fftpipe_host *host, const fftpipe_image *shape,
	       bool forward, struct fft **made)
{
	struct fft *fft;
	int status;

	*made = NULL;
	if (shape->width > INT32_MAX || shape->height > INT32_MAX)
		return host->fail(host, FFTPIPE_EDATA,
				  "sides beyond 2147483647 are too long");
	fft = calloc(1, sizeof *fft);
	if (!fft)
		return FFTPIPE_ENOMEM;
	fft->forward = forward;
	fft->width = shape->width;
	fft->height = shape->height;
	fft->channels = shape->channels;
	fft->paired = pairs_wanted(shape->width);
	status = fft_allocate(fft, host);
	if (!status)
		status = fft_plan(fft);
	if (status) {
		fft_destroy(fft);
		return status;
	}
	*made = fft;
	return FFTPIPE_OK;
}

void fft_destroy(struct fft *fft)
{
	if (!fft)
		return;
	fftwf_destroy_plan(fft->row_plan);
	fftwf_destroy_plan(fft->column_plan);
	free(fft->memory);
	free(fft->sums);
	free(fft->base);
	free(fft);
}

/* ===========================================================================
 * Rows and columns
 * ======================================================================== */

struct pass {
	struct fft *fft;
	const fftpipe_image *from;
	fftpipe_image *to;
	uint32_t channel;
	uint32_t roll;      /* back: by how many rows `from` is rolled */
	double scale, mean; /* back: what a sample is multiplied by, plus */
};

static int compare_floats(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

/*
 * What to take off every sample: the median of a few, which is near the mean
 * of most pictures, and all of a constant one, whose spectrum so gets no
 * rounding noise.  Keeping the zero frequency small is what counts: in float
 * its rounding errors would swamp the weakest of the others.
 */
static float typical_sample(const fftpipe_image *image, uint32_t channel)
{
	float found[SAMPLES * SAMPLES];
	size_t n = 0;

	for (uint32_t j = 0; j < SAMPLES; j++) {
		uint64_t y = (uint64_t)image->height * (2 * j + 1);
		const float *row = fftpipe_row(image, channel,
					       (uint32_t)(y / (2 * SAMPLES)));

		for (uint32_t i = 0; i < SAMPLES; i++) {
			uint64_t x = (uint64_t)image->width * (2 * i + 1);
			float sample = row[x / (2 * SAMPLES)];

			if (isfinite(sample))
				found[n++] = sample;
		}
	}
	if (!n)
		return 0;
	qsort(found, n, sizeof *found, compare_floats);
	return found[n / 2];
}

/* Two rows at y; one, where there is no other. */
static void forward_two(const struct pass *pass, uint32_t y, bool two,
			fftwf_complex *z)
{
	const struct fft *fft = pass->fft;
	uint32_t c = pass->channel;

	pairs_pack(fftpipe_row(pass->from, c, y),
		   two ? fftpipe_row(pass->from, c, y + 1) : NULL, fft->base[c],
		   z + fft->row, fft->width);
	fftwf_execute_dft(fft->row_plan, z + fft->row, z);
	pairs_split(z, fft->width, fftpipe_row(pass->to, c, y),
		    two ? fftpipe_row(pass->to, c, y + 1) : NULL);
}

static void forward_one(const struct pass *pass, uint32_t y, float *row)
{
	const struct fft *fft = pass->fft;
	float *to = fftpipe_row(pass->to, pass->channel, y);

	fft_row_take_off(fftpipe_row(pass->from, pass->channel, y),
			 fft->base[pass->channel], fft->width, row);
	fftwf_execute_dft_r2c(fft->row_plan, row, (fftwf_complex *)to);
}

/* Groups are of an even number of rows: pairs are the same for all threads. */
static int forward_rows(void *arg, size_t group, unsigned int slot)
{
	struct pass *pass = arg;
	struct fft *fft = pass->fft;
	uint32_t first = (uint32_t)group * ROWS;
	uint32_t left = fft->height - first, n = left < ROWS ? left : ROWS;
	fftwf_complex *scratch = fft->memory + slot * fft->of_rows;
	double *sums = fft->sums + (size_t)pass->channel * fft->height;
	float largest;
	bool fine = true;

	for (uint32_t y = first; y < first + n; y++) {
		const float *from = fftpipe_row(pass->from, pass->channel, y);

		sums[y] = fft_row_sum(from, fft->width, &largest);
		if (!isfinite(sums[y]) || largest > fft->lost.most) {
			lost_note(&fft->lost, from, y);
			fine = false;
		} else if (!fft->paired) {
			forward_one(pass, y, (float *)scratch);
		}
	}
	for (uint32_t i = 0; i < n && fft->paired && fine; i += 2)
		forward_two(pass, first + i, i + 1 < n, scratch);
	return FFTPIPE_OK;
}

static void back_two(const struct pass *pass, uint32_t y, bool two,
		     fftwf_complex *z)
{
	const struct fft *fft = pass->fft;
	float *a = fftpipe_row(pass->to, pass->channel, y);
	float *b = two ? fftpipe_row(pass->to, pass->channel, y + 1) : NULL;

	pairs_join(a, b, z + fft->row, fft->width);
	fftwf_execute_dft(fft->row_plan, z + fft->row, z);
	pairs_unpack(z, fft->width, (float)pass->scale, (float)pass->mean, a,
		     b);
}

static void back_one(const struct pass *pass, uint32_t y, float *row)
{
	const struct fft *fft = pass->fft;
	float *to = fftpipe_row(pass->to, pass->channel, y);

	fftwf_execute_dft_c2r(fft->row_plan, (fftwf_complex *)to, row);
	fft_row_put_back(row, (float)pass->scale, (float)pass->mean, fft->width,
			 to);
}

static int back_rows(void *arg, size_t group, unsigned int slot)
{
	struct pass *pass = arg;
	struct fft *fft = pass->fft;
	uint32_t first = (uint32_t)group * ROWS;
	uint32_t left = fft->height - first, n = left < ROWS ? left : ROWS;
	fftwf_complex *scratch = fft->memory + slot * fft->of_rows;

	for (uint32_t i = 0; i < n; i += fft->paired ? 2 : 1)
		if (fft->paired)
			back_two(pass, first + i, i + 1 < n, scratch);
		else
			back_one(pass, first + i, (float *)scratch);
	return FFTPIPE_OK;
}

/* A pair as one word: copied at once, whatever is in it. */
struct pair {
	float re, im;
};

static void gather(const struct pass *pass, uint32_t column, uint32_t n,
		   struct pair *to)
{
	const struct fft *fft = pass->fft;
	uint32_t wraps = fft->height - pass->roll;

	for (uint32_t y = 0; y < fft->height; y++) {
		uint32_t at = y < wraps ? y + pass->roll : y - wraps;
		const float *row = fftpipe_row(pass->from, pass->channel, at);
		const struct pair *from = (const struct pair *)row + column;

		for (uint32_t i = 0; i < n; i++)
			to[i * fft->column + y] = from[i];
	}
}

static void scatter(const struct pass *pass, uint32_t column, uint32_t n,
		    const struct pair *from)
{
	const struct fft *fft = pass->fft;

	for (uint32_t y = 0; y < fft->height; y++) {
		float *row = fftpipe_row(pass->to, pass->channel, y);
		struct pair *to = (struct pair *)row + column;

		for (uint32_t i = 0; i < n; i++)
			to[i] = from[i * fft->column + y];
	}
}

/* Each lands where the one before it has been taken from. */
static int transform_columns(void *arg, size_t block, unsigned int slot)
{
	struct pass *pass = arg;
	struct fft *fft = pass->fft;
	fftwf_complex *scratch = fft->memory + slot * fft->of_columns;
	uint32_t column = (uint32_t)block * BLOCK;
	uint32_t n = fft->width / 2 + 1 - column;

	n = n < BLOCK ? n : BLOCK;
	gather(pass, column, n, (struct pair *)(scratch + fft->column));
	/* The zero frequency is put back by the rows, in one rounding. */
	if (!fft->forward && !column)
		scratch[fft->column][0] = scratch[fft->column][1] = 0;
	for (uint32_t i = 0; i < n; i++) {
		fftwf_complex *at = scratch + i * fft->column;

		fftwf_execute_dft(fft->column_plan, at + fft->column, at);
	}
	scatter(pass, column, n, (const struct pair *)scratch);
	return FFTPIPE_OK;
}

/* ===========================================================================
 * Whole images
 * ======================================================================== */

/* The two halves of one channel's work, each with its part of the progress. */
static int two_passes(struct pass *pass, const fftpipe_host *host,
		      struct crew_work first, struct crew_work second)
{
	double channels = pass->fft->channels;
	int status;

	first.arg = second.arg = pass;
	first.from = pass->channel / channels;
	second.to = (pass->channel + 1) / channels;
	first.to = second.from = (first.from + second.to) / 2;
	lost_init(&pass->fft->lost, pass->fft->width, pass->fft->height);
	status = crew_run(host, &first);
	if (!status)
		status = lost_refuse(&pass->fft->lost, host, pass->from,
				     pass->channel);
	if (!status) {
		/* What the first pass has made is what the second reads. */
		pass->from = pass->to;
		status = crew_run(host, &second);
	}
	return status;
}

int fft_forward(struct fft *fft, const fftpipe_host *host,
		const fftpipe_image *from, fftpipe_image *to)
{
	struct crew_work rows = { .task = forward_rows,
				  .n = row_groups_in(fft) };
	struct crew_work columns = { .task = transform_columns,
				     .n = blocks_in(fft) };

	for (uint32_t c = 0; c < fft->channels; c++) {
		struct pass pass = {
			.fft = fft, .from = from, .to = to, .channel = c
		};
		const double *sums = fft->sums + (size_t)c * fft->height;
		float *zero = fftpipe_row(to, c, 0);
		double sum = 0;
		int status;

		fft->base[c] = typical_sample(from, c);
		status = two_passes(&pass, host, rows, columns);
		if (status)
			return status;
		for (uint32_t y = 0; y < fft->height; y++)
			sum += sums[y];
		zero[0] = (float)sum;
		zero[1] = 0;
	}
	return FFTPIPE_OK;
}

int fft_back(struct fft *fft, const fftpipe_host *host,
	     const fftpipe_image *from, fftpipe_image *to)
{
	return fft_back_rolled(fft, host, from, to, 0);
}

int fft_back_rolled(struct fft *fft, const fftpipe_host *host,
		    const fftpipe_image *from, fftpipe_image *to, uint32_t roll)
{
	struct crew_work columns = { .task = transform_columns,
				     .n = blocks_in(fft) };
	struct crew_work rows = { .task = back_rows, .n = row_groups_in(fft) };
	double samples = (double)fft->width * fft->height;

	for (uint32_t c = 0; c < fft->channels; c++) {
		struct pass pass = { .fft = fft,
				     .from = from,
				     .to = to,
				     .channel = c,
				     .roll = roll };
		int status;

		pass.scale = 1 / samples;
		pass.mean = (double)fftpipe_row(from, c, roll)[0] / samples;
		status = two_passes(&pass, host, columns, rows);
		if (status)
			return status;
	}
	return FFTPIPE_OK;
}
