/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compare.c - how far a picture is from what it should be
 */
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fftpipe/plugin.h>

#include "crew.h"
#include "number-text.h"

enum { PICTURE, TRUTH };
enum { PARAM_PEAK, PARAM_MIN_PSNR };
enum { TAPS = 11 };                 /* of SSIM's window, on longer sides */
enum { A, B, AA, BB, AB, MOMENTS }; /* of both pictures, in the window */

/* What is found in one row of one channel. */
struct row_facts {
	double squares, ssim;
	float largest, least, most; /* difference; values of the truth */
	uint32_t strange;           /* pixels that are no finite number */
};

struct compare {
	uint32_t width, height, channels;
	uint32_t taps_x, taps_y;
	double weights_x[TAPS], weights_y[TAPS];
	unsigned int slots;
	struct row_facts *facts; /* channel after channel */
	double *scratch;         /* two rows of every moment, for each slot */
};

/* ===========================================================================
 * Opening and closing
 * ======================================================================== */

static void compare_close(void *self)
{
	struct compare *compare = self;

	free(compare->facts);
	free(compare->scratch);
	free(compare);
}

/* A Gaussian of sigma 1.5, whose sum is 1; as many as there is room for. */
static uint32_t fill_weights(double *weights, uint32_t side)
{
	uint32_t taps = side < TAPS ? side : TAPS;
	double sum = 0;

	for (uint32_t i = 0; i < taps; i++) {
		double off = i - 0.5 * (taps - 1);

		weights[i] = exp(-off * off / (2 * 1.5 * 1.5));
		sum += weights[i];
	}
	for (uint32_t i = 0; i < taps; i++)
		weights[i] /= sum;
	return taps;
}

static int check_shapes(const fftpipe_host *host, const fftpipe_image *picture,
			const fftpipe_image *truth)
{
	char text[200];

	if (picture->width == truth->width &&
	    picture->height == truth->height &&
	    picture->channels == truth->channels)
		return FFTPIPE_OK;
	snprintf(text, sizeof text,
		 "the picture has %" PRIu32 " x %" PRIu32 " pixels and %" PRIu32
		 " channels, the truth %" PRIu32 " x %" PRIu32 " and %" PRIu32
		 "; both must be alike",
		 picture->width, picture->height, picture->channels,
		 truth->width, truth->height, truth->channels);
	return host->fail(host, FFTPIPE_EDATA, text);
}

static int compare_open(const fftpipe_host *host, const fftpipe_value *params,
			const fftpipe_image *const *in,
			fftpipe_image *const *out, void **self)
{
	size_t rows, bytes, scratch;
	struct compare *made;
	int status = check_shapes(host, in[PICTURE], in[TRUTH]);

	(void)params;
	if (status)
		return status;
	made = calloc(1, sizeof *made);
	if (!made)
		return FFTPIPE_ENOMEM;
	made->width = in[PICTURE]->width;
	made->height = in[PICTURE]->height;
	made->channels = in[PICTURE]->channels;
	made->taps_x = fill_weights(made->weights_x, made->width);
	made->taps_y = fill_weights(made->weights_y, made->height);
	made->slots = crew_slots(host, made->height);
	if (crew_multiply(made->height, made->channels, &rows) &&
	    crew_multiply(rows, sizeof *made->facts, &bytes) &&
	    crew_multiply(made->width, 2 * MOMENTS * sizeof(double),
			  &scratch) &&
	    crew_multiply(scratch, made->slots, &scratch)) {
		host->reserve(host, (uint64_t)bytes + scratch);
		made->facts = malloc(bytes);
		made->scratch = malloc(scratch);
	}
	if (!made->facts || !made->scratch) {
		compare_close(made);
		return FFTPIPE_ENOMEM;
	}
	out[0]->color = FFTPIPE_DATA;
	*self = made;
	return FFTPIPE_OK;
}

/* ===========================================================================
 * Differences and likeness, row by row
 * ======================================================================== */

struct pass {
	struct compare *compare;
	const fftpipe_image *picture, *truth;
	uint32_t channel;
	double c1, c2; /* what keeps the fractions of SSIM from 0 / 0 */
	double shift;  /* taken off, lest squares lose the digits that count */
};

static struct row_facts *facts_of(const struct pass *pass, size_t y)
{
	const struct compare *compare = pass->compare;

	return compare->facts + (size_t)pass->channel * compare->height + y;
}

static int differ_row(void *arg, size_t y, unsigned int slot)
{
	const struct pass *pass = arg;
	const float *a = fftpipe_row(pass->picture, pass->channel, (uint32_t)y);
	const float *b = fftpipe_row(pass->truth, pass->channel, (uint32_t)y);
	struct row_facts facts = { .least = b[0], .most = b[0] };

	(void)slot;
	for (uint32_t x = 0; x < pass->compare->width; x++) {
		double off = (double)a[x] - (double)b[x];
		float size = (float)fabs(off);

		facts.squares += off * off;
		facts.largest = size > facts.largest ? size : facts.largest;
		facts.least = b[x] < facts.least ? b[x] : facts.least;
		facts.most = b[x] > facts.most ? b[x] : facts.most;
		facts.strange += !isfinite(a[x]) || !isfinite(b[x]);
	}
	*facts_of(pass, y) = facts;
	return FFTPIPE_OK;
}

/* Weighted sums over the rows of the window at y, for every column. */
static void sum_columns(const struct pass *pass, uint32_t y, double *sums)
{
	const struct compare *compare = pass->compare;
	size_t w = compare->width;

	memset(sums, 0, MOMENTS * w * sizeof *sums);
	for (uint32_t j = 0; j < compare->taps_y; j++) {
		const float *rows[] = {
			fftpipe_row(pass->picture, pass->channel, y + j),
			fftpipe_row(pass->truth, pass->channel, y + j),
		};
		double weight = compare->weights_y[j];

		for (size_t x = 0; x < w; x++) {
			double a = (double)rows[0][x] - pass->shift;
			double b = (double)rows[1][x] - pass->shift;

			sums[A * w + x] += weight * a;
			sums[B * w + x] += weight * b;
			sums[AA * w + x] += weight * (a * a);
			sums[BB * w + x] += weight * (b * b);
			sums[AB * w + x] += weight * (a * b);
		}
	}
}

/* Those again over the columns of the window, from each on that fits. */
static void sum_rows(const struct compare *compare, const double *sums,
		     double *moments, size_t n)
{
	memset(moments, 0, MOMENTS * n * sizeof *moments);
	for (size_t k = 0; k < MOMENTS; k++)
		for (size_t i = 0; i < compare->taps_x; i++) {
			const double *from = sums + k * compare->width + i;
			double *to = moments + k * n;

			for (size_t x = 0; x < n; x++)
				to[x] += compare->weights_x[i] * from[x];
		}
}

static double likeness(const struct pass *pass, const double *m, size_t n)
{
	double mean_a = m[A * n], mean_b = m[B * n];
	double together = m[AB * n] - mean_a * mean_b;
	double alone =
		(m[AA * n] - mean_a * mean_a) + (m[BB * n] - mean_b * mean_b);
	double a = mean_a + pass->shift, b = mean_b + pass->shift;

	return (2 * a * b + pass->c1) * (2 * together + pass->c2) /
	       ((a * a + b * b + pass->c1) * (alone + pass->c2));
}

static int likeness_row(void *arg, size_t y, unsigned int slot)
{
	const struct pass *pass = arg;
	const struct compare *compare = pass->compare;
	size_t w = compare->width, n = w - compare->taps_x + 1;
	double *sums = compare->scratch + slot * w * 2 * MOMENTS;
	double *moments = sums + w * MOMENTS;
	double total = 0;

	sum_columns(pass, (uint32_t)y, sums);
	sum_rows(compare, sums, moments, n);
	for (size_t x = 0; x < n; x++)
		total += likeness(pass, moments + x, n);
	facts_of(pass, y)->ssim = total;
	return FFTPIPE_OK;
}

/* ===========================================================================
 * Figures
 * ======================================================================== */

/* What all rows have found, together. */
static struct row_facts sum_up(const struct compare *compare)
{
	struct row_facts all = compare->facts[0];
	size_t rows = (size_t)compare->channels * compare->height;

	for (size_t i = 1; i < rows; i++) {
		const struct row_facts *row = &compare->facts[i];

		all.squares += row->squares;
		all.ssim += row->ssim;
		all.largest = fmaxf(all.largest, row->largest);
		all.least = fminf(all.least, row->least);
		all.most = fmaxf(all.most, row->most);
	}
	return all;
}

static int refuse_strange(const struct compare *compare,
			  const fftpipe_host *host, const fftpipe_image *a,
			  const fftpipe_image *b)
{
	size_t rows = (size_t)compare->channels * compare->height, row = rows;
	uint64_t strange = 0;
	uint32_t c, x = 0, y;
	char text[160];

	for (size_t i = rows; i-- > 0;) {
		strange += compare->facts[i].strange;
		row = compare->facts[i].strange ? i : row;
	}
	if (!strange)
		return FFTPIPE_OK;
	c = (uint32_t)(row / compare->height);
	y = (uint32_t)(row % compare->height);
	while (isfinite(fftpipe_row(a, c, y)[x]) &&
	       isfinite(fftpipe_row(b, c, y)[x]))
		x++;
	snprintf(text, sizeof text,
		 "where both pictures must have finite numbers, %" PRIu64
		 " %s not, the first at x = %" PRIu32 ", y = %" PRIu32,
		 strange, strange == 1 ? "is" : "are", x, y);
	return host->fail(host, FFTPIPE_EDATA, text);
}

static int set_number(const fftpipe_host *host, fftpipe_image *out,
		      const char *key, double number)
{
	char text[NUMBER_TEXT];

	number_text(text, 9, number);
	return host->meta_set(host, out, key, text);
}

static int set_psnr(const fftpipe_host *host, const fftpipe_value *params,
		    double peak, double mean_square, fftpipe_image *out)
{
	double least = params[PARAM_MIN_PSNR].f, psnr;
	char text[120];

	if (!(mean_square > 0))
		return host->meta_set(host, out, "psnr", "identical");
	psnr = 10 * (2 * log10(peak) - log10(mean_square));
	if (psnr < least) {
		snprintf(text, sizeof text,
			 "the PSNR is %.2f dB, less than min-psnr = %g dB",
			 psnr, least);
		return host->fail(host, FFTPIPE_EDATA, text);
	}
	return set_number(host, out, "psnr", psnr);
}

/* ===========================================================================
 * The calls
 * ======================================================================== */

static int every_row(const fftpipe_host *host, struct pass *pass, uint32_t n,
		     int (*task)(void *arg, size_t y, unsigned int slot))
{
	struct crew_work work = { .task = task, .arg = pass, .n = n, .to = 1 };
	int status = FFTPIPE_OK;

	for (pass->channel = 0;
	     pass->channel < pass->compare->channels && !status;
	     pass->channel++) {
		pass->shift =
			(double)fftpipe_row(pass->truth, pass->channel, 0)[0];
		status = crew_run(host, &work);
	}
	return status;
}

/* The span of the values: as told, as the file's, as measured. */
static double find_peak(const fftpipe_value *params, const fftpipe_image *truth,
			const struct row_facts *all)
{
	if (!isnan(params[PARAM_PEAK].f))
		return params[PARAM_PEAK].f;
	if (truth->lo < truth->hi)
		return truth->hi - truth->lo;
	return (double)all->most - (double)all->least;
}

static int measure_likeness(struct pass *pass, const fftpipe_host *host,
			    double peak, double *ssim)
{
	const struct compare *compare = pass->compare;
	uint32_t rows = compare->height - compare->taps_y + 1;
	double windows = (double)rows * (compare->width - compare->taps_x + 1);
	int status;

	pass->c1 = 0.01 * peak * (0.01 * peak);
	pass->c2 = 0.03 * peak * (0.03 * peak);
	status = every_row(host, pass, rows, likeness_row);
	if (!status)
		*ssim = sum_up(compare).ssim / (windows * compare->channels);
	return status;
}

static int compare_prepare(void *self, const fftpipe_host *host,
			   const fftpipe_value *params,
			   const fftpipe_image *const *in,
			   fftpipe_image *const *out)
{
	struct compare *compare = self;
	struct pass pass = { .compare = compare,
			     .picture = in[PICTURE],
			     .truth = in[TRUTH] };
	double samples =
		(double)compare->width * compare->height * compare->channels;
	struct row_facts all;
	double peak, ssim = 1;
	int status = every_row(host, &pass, compare->height, differ_row);

	if (!status)
		status = refuse_strange(compare, host, in[PICTURE], in[TRUTH]);
	if (status)
		return status;
	all = sum_up(compare);
	peak = find_peak(params, in[TRUTH], &all);
	if (!(peak > 0) && all.largest > 0)
		return host->fail(host, FFTPIPE_EDATA,
				  "the truth is constant and its file names no "
				  "range; say with peak what values span");
	status = set_psnr(host, params, peak, all.squares / samples, out[0]);
	if (!status && all.largest > 0)
		status = measure_likeness(&pass, host, peak, &ssim);
	if (!status)
		status = set_number(host, out[0], "ssim", ssim);
	if (!status)
		status = set_number(host, out[0], "largest-difference",
				    (double)all.largest);
	/* Zero in the middle. */
	out[0]->lo = -(double)all.largest;
	out[0]->hi = (double)all.largest;
	return status;
}

static int compare_run(void *self, const fftpipe_host *host,
		       const fftpipe_value *params,
		       const fftpipe_image *const *in,
		       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	(void)self, (void)host, (void)params;
	for (uint32_t c = 0; c < in[PICTURE]->channels; c++)
		for (uint32_t y = first; y < first + rows; y++) {
			const float *a = fftpipe_row(in[PICTURE], c, y);
			const float *b = fftpipe_row(in[TRUTH], c, y);
			float *to = fftpipe_row(out[0], c, y);

			for (uint32_t x = 0; x < in[PICTURE]->width; x++)
				to[x] = a[x] - b[x];
		}
	return FFTPIPE_OK;
}

/* ===========================================================================
 * The description
 * ======================================================================== */

static const fftpipe_port inputs[] = {
	{ "picture", "what is judged", FFTPIPE_IMAGE, 0 },
	{ "truth", "what it should be, of the same size", FFTPIPE_IMAGE, 0 },
};
static const fftpipe_port outputs[] = { { "difference", "picture - truth",
					  FFTPIPE_IMAGE, 0 } };
static const fftpipe_param params[] = {
	{ "peak",
	  "how far apart values can be, 1e-30 to 1e30; by default as the file "
	  "of the truth has it (255 for 8 bits), else its largest value less "
	  "its smallest",
	  FFTPIPE_FLOAT, 0, "nan", 1e-30, 1e30, NULL, NULL },
	{ "min-psnr",
	  "the input fails if its PSNR is lower; -200 to 1000; by default it "
	  "never does",
	  FFTPIPE_FLOAT, 0, "nan", -200, 1000, NULL, "dB" },
};

static const fftpipe_transform transform = {
	.struct_size = sizeof transform,
	.needs_minor = 0,
	.id = "compare",
	.version = "1.0.0",
	.vendor = "fftpipe",
	.license = "GPL-3.0-or-later",
	.url = "",
	.doc = "The difference of two pictures, and in the metadata: "
	       "largest-difference; psnr in dB, 10 log10(peak^2 / mean of "
	       "(picture - truth)^2), or the word identical; ssim, the mean "
	       "over all channels and places of (2 a b + c1) (2 s_ab + c2) / "
	       "((a^2 + b^2 + c1) (s_a^2 + s_b^2 + c2)), c1 = (0.01 peak)^2, "
	       "c2 = (0.03 peak)^2, with means and variances under a Gaussian "
	       "of sigma 1.5 on 11 x 11 pixels (fewer on shorter sides) that "
	       "are all in the picture (Wang, Bovik, Sheikh and Simoncelli, "
	       "IEEE Transactions on Image Processing 13, 2004).",
	.inputs = inputs,
	.outputs = outputs,
	.params = params,
	.n_inputs = FFTPIPE_COUNT(inputs),
	.n_outputs = FFTPIPE_COUNT(outputs),
	.n_params = FFTPIPE_COUNT(params),
	.port_size = sizeof *inputs,
	.param_size = sizeof *params,
	.flags = FFTPIPE_ROWS | FFTPIPE_INPLACE,
	.open = compare_open,
	.prepare = compare_prepare,
	.run = compare_run,
	.close = compare_close,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
