/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * normalize.c - a picture's values moved and scaled to a given range, or to
 * zero mean and unit deviation
 */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include <fftpipe/math.h>
#include <fftpipe/plugin.h>

enum to { TO_RANGE, TO_DEVIATION };
static const char *const tos[] = { "range", "deviation", NULL };

enum { PARAM_TO, PARAM_LO, PARAM_HI, PARAM_LOW, PARAM_HIGH, PARAM_EACH };

enum { CELLS = 1 << 16 }; /* of half a float's bits */

/* value -> (value - from) * factor + plus, for one channel. */
struct line {
	double from, factor, plus;
};

struct normalize {
	enum to to;
	bool each;
	float lo, hi;       /* of the result, as samples hold them */
	double low, high;   /* percentiles */
	struct line *lines; /* by channel */
	uint64_t *cells;
};

/* Some channels of a picture, to be measured as one. */
struct sample_set {
	const fftpipe_host *host;
	const fftpipe_image *picture;
	uint32_t first, end; /* channels */
	/* Found by count_samples(): of those that are finite. */
	uint64_t count;
	float least, most;
};

/* ===========================================================================
 * Measuring
 * ======================================================================== */

/* Look at every row of a set. */
static int each_row(const struct sample_set *set,
		    void (*look)(void *arg, const float *row, size_t n),
		    void *arg)
{
	const fftpipe_image *picture = set->picture;

	for (uint32_t c = set->first; c < set->end; c++)
		for (uint32_t y = 0; y < picture->height; y++) {
			look(arg, fftpipe_row(picture, c, y), picture->width);
			if (set->host->progress(set->host, 0))
				return FFTPIPE_ECANCELED;
		}
	return FFTPIPE_OK;
}

static void count_samples(void *arg, const float *row, size_t n)
{
	struct sample_set *set = arg;

	for (size_t x = 0; x < n; x++) {
		if (!isfinite(row[x]))
			continue;
		set->least =
			set->count && set->least < row[x] ? set->least : row[x];
		set->most =
			set->count && set->most > row[x] ? set->most : row[x];
		set->count++;
	}
}

struct sums {
	double mean, sum;
};

/* Row by row, so that many rows do not make a sum too coarse for one. */
static void add_samples(void *arg, const float *row, size_t n)
{
	struct sums *sums = arg;
	double sum = 0;

	for (size_t x = 0; x < n; x++)
		if (isfinite(row[x]))
			sum += (double)row[x];
	sums->sum += sum;
}

static void add_squares(void *arg, const float *row, size_t n)
{
	struct sums *sums = arg;
	double sum = 0;

	for (size_t x = 0; x < n; x++) {
		double off = (double)row[x] - sums->mean;

		if (isfinite(row[x]))
			sum += off * off;
	}
	sums->sum += sum;
}

/* Unsigned numbers in the order of the floats. */
static uint32_t key_of(float value)
{
	uint32_t bits = fftpipe_float_bits(value);

	return bits >> 31 ? ~bits : bits | 0x80000000;
}

static float value_of(uint32_t key)
{
	return fftpipe_bits_float(key >> 31 ? key & 0x7fffffff : ~key);
}

struct count {
	uint64_t *cells;
	bool lower;     /* count by the lower half of the bits, */
	uint32_t upper; /* of those with this upper half */
};

static void count_keys(void *arg, const float *row, size_t n)
{
	const struct count *count = arg;

	for (size_t x = 0; x < n; x++) {
		uint32_t key = key_of(row[x]);

		if (!isfinite(row[x]))
			continue;
		if (!count->lower)
			count->cells[key >> 16]++;
		else if (key >> 16 == count->upper)
			count->cells[key & 0xffff]++;
	}
}

/* The cell in which the sample of that rank is; *rank becomes that within. */
static uint32_t find_cell(const uint64_t *cells, uint64_t *rank)
{
	uint32_t cell = 0;

	while (cell < CELLS - 1 && *rank > cells[cell])
		*rank -= cells[cell++];
	return cell;
}

/* The smallest value that `percent` of the samples do not exceed. */
static int find_quantile(const struct normalize *normalize,
			 const struct sample_set *set, double percent,
			 double *value)
{
	struct count count = { normalize->cells, false, 0 };
	/* 0.07 percent of 10000 are 7, whatever the product rounds to. */
	double exact = percent * (double)set->count / 100;
	uint64_t rank = (uint64_t)ceil(exact - 1e-9 * exact);
	int status = FFTPIPE_OK;

	*value = (double)(percent > 0 ? set->most : set->least);
	if (percent <= 0 || percent >= 100 || !set->count)
		return FFTPIPE_OK;
	for (int half = 0; half < 2 && !status; half++) {
		uint32_t cell;

		for (size_t i = 0; i < CELLS; i++)
			count.cells[i] = 0;
		status = each_row(set, count_keys, &count);
		cell = find_cell(count.cells, &rank);
		if (!count.lower)
			count.upper = cell;
		else
			*value = (double)value_of(count.upper << 16 | cell);
		count.lower = true;
	}
	return status;
}

/* ===========================================================================
 * From what was measured to a line
 * ======================================================================== */

static int find_range(const struct normalize *normalize,
		      const struct sample_set *set, struct line *line)
{
	double lo = (double)normalize->lo, hi = (double)normalize->hi;
	double low, high;
	int status = find_quantile(normalize, set, normalize->low, &low);

	if (!status)
		status = find_quantile(normalize, set, normalize->high, &high);
	if (status)
		return status;
	line->from = low;
	line->factor = high > low ? (hi - lo) / (high - low) : 0;
	line->plus = lo;
	return FFTPIPE_OK;
}

static int find_deviation(const struct sample_set *set, struct line *line)
{
	struct sums sums = { 0, 0 };
	double n = set->count ? (double)set->count : 1, deviation;
	int status = each_row(set, add_samples, &sums);

	if (status)
		return status;
	sums.mean = sums.sum / n;
	sums.sum = 0;
	status = each_row(set, add_squares, &sums);
	deviation = sqrt(sums.sum / n);
	line->from = sums.mean;
	/* What rounding leaves of a constant is no deviation. */
	line->factor = set->most > set->least ? 1 / deviation : 0;
	line->plus = 0;
	return status;
}

static int measure(const struct normalize *normalize, struct sample_set *set)
{
	struct line *line = &normalize->lines[set->first];
	int status = each_row(set, count_samples, set);

	if (!status)
		status = normalize->to == TO_RANGE
				 ? find_range(normalize, set, line)
				 : find_deviation(set, line);
	for (uint32_t c = set->first; c < set->end; c++)
		normalize->lines[c] = *line;
	return status;
}

/* ===========================================================================
 * The calls
 * ======================================================================== */

static void normalize_close(void *self)
{
	struct normalize *normalize = self;

	free(normalize->lines);
	free(normalize->cells);
	free(normalize);
}

static int normalize_open(const fftpipe_host *host, const fftpipe_value *params,
			  const fftpipe_image *const *in,
			  fftpipe_image *const *out, void **self)
{
	struct normalize *made;

	if ((float)params[PARAM_LO].f >= (float)params[PARAM_HI].f)
		return host->fail(host, FFTPIPE_EPARAM,
				  "hi must be larger than lo");
	if (params[PARAM_LOW].f >= params[PARAM_HIGH].f)
		return host->fail(
			host, FFTPIPE_EPARAM,
			"high-percent must be larger than low-percent");
	made = calloc(1, sizeof *made);
	if (!made)
		return FFTPIPE_ENOMEM;
	made->to = (enum to)params[PARAM_TO].i;
	made->each = params[PARAM_EACH].i != 0;
	made->lo = (float)params[PARAM_LO].f;
	made->hi = (float)params[PARAM_HI].f;
	made->low = params[PARAM_LOW].f;
	made->high = params[PARAM_HIGH].f;
	made->lines = calloc(in[0]->channels, sizeof *made->lines);
	made->cells = calloc(CELLS, sizeof *made->cells);
	if (!made->lines || !made->cells) {
		normalize_close(made);
		return FFTPIPE_ENOMEM;
	}
	host->reserve(host, CELLS * sizeof *made->cells +
				    in[0]->channels * sizeof *made->lines);
	/* An angle that was scaled is none. */
	if (out[0]->color == FFTPIPE_ANGLE)
		out[0]->color = FFTPIPE_DATA;
	*self = made;
	return FFTPIPE_OK;
}

/* The range of a magnitude is no longer what its entries say. */
static int describe(const struct normalize *normalize, const fftpipe_host *host,
		    fftpipe_image *out)
{
	int status = host->meta_set(host, out, "mag_min", NULL);

	if (!status)
		status = host->meta_set(host, out, "mag_max", NULL);
	out->lo = normalize->to == TO_RANGE ? (double)normalize->lo : 0;
	out->hi = normalize->to == TO_RANGE ? (double)normalize->hi : 0;
	return status;
}

static int normalize_prepare(void *self, const fftpipe_host *host,
			     const fftpipe_value *params,
			     const fftpipe_image *const *in,
			     fftpipe_image *const *out)
{
	const struct normalize *normalize = self;
	uint32_t together = normalize->each ? 1 : in[0]->channels;

	(void)params;
	for (uint32_t c = 0; c < in[0]->channels; c += together) {
		struct sample_set set = { .host = host,
					  .picture = in[0],
					  .first = c,
					  .end = c + together };
		int status = measure(normalize, &set);

		if (status)
			return status;
	}
	return describe(normalize, host, out[0]);
}

static double clip(double value, double lo, double hi)
{
	value = value < lo ? lo : value;
	return value > hi ? hi : value;
}

static int normalize_run(void *self, const fftpipe_host *host,
			 const fftpipe_value *params,
			 const fftpipe_image *const *in,
			 fftpipe_image *const *out, uint32_t first,
			 uint32_t rows)
{
	const struct normalize *normalize = self;
	double lo =
		normalize->to == TO_RANGE ? (double)normalize->lo : -INFINITY;
	double hi =
		normalize->to == TO_RANGE ? (double)normalize->hi : INFINITY;

	(void)host, (void)params;
	for (uint32_t c = 0; c < in[0]->channels; c++) {
		struct line line = normalize->lines[c];

		for (uint32_t y = first; y < first + rows; y++) {
			const float *from = fftpipe_row(in[0], c, y);
			float *to = fftpipe_row(out[0], c, y);

			for (uint32_t x = 0; x < in[0]->width; x++) {
				double value = (double)from[x] - line.from;

				value = clip(value * line.factor + line.plus,
					     lo, hi);
				to[x] = isfinite(from[x]) ? (float)value
							  : from[x];
			}
		}
	}
	return FFTPIPE_OK;
}

/* ===========================================================================
 * The description
 * ======================================================================== */

static const fftpipe_port inputs[] = { { "picture", "any picture or field",
					 FFTPIPE_IMAGE, 0 } };
static const fftpipe_port outputs[] = {
	{ "normalized", "the same with other values", FFTPIPE_IMAGE, 0 }
};
static const fftpipe_param params[] = {
	{ "to",
	  "range: lo + (hi - lo) (v - a) / (b - a), clipped to lo..hi, a and b "
	  "being the percentiles; deviation: (v - mean) / sqrt(mean of (v - "
	  "mean)^2)",
	  FFTPIPE_CHOICE, 0, "range", 0, 0, tos, NULL },
	{ "lo", "what a becomes, for to = range; -1e30 to 1e30", FFTPIPE_FLOAT,
	  0, "0", -1e30, 1e30, NULL, NULL },
	{ "hi", "what b becomes, for to = range; above lo, -1e30 to 1e30",
	  FFTPIPE_FLOAT, 0, "1", -1e30, 1e30, NULL, NULL },
	{ "low-percent",
	  "a is the smallest value that at least so many samples do not "
	  "exceed; 0, the default: the smallest of all; to 100",
	  FFTPIPE_FLOAT, 0, "0", 0, 100, NULL, "percent" },
	{ "high-percent",
	  "b is the smallest value that at least so many samples do not "
	  "exceed; 100, the default: the largest of all; above low-percent",
	  FFTPIPE_FLOAT, 0, "100", 0, 100, NULL, "percent" },
	{ "each-channel", "measure every channel on its own, not all together",
	  FFTPIPE_BOOL, 0, "no", 0, 0, NULL, NULL },
};

static const fftpipe_transform transform = {
	.struct_size = sizeof transform,
	.needs_minor = 0,
	.id = "normalize",
	.version = "1.0.0",
	.vendor = "fftpipe",
	.license = "GPL-3.0-or-later",
	.url = "",
	.doc = "A picture's values moved and scaled: its smallest and largest, "
	       "or two percentiles, to a given range, or its mean to 0 and its "
	       "deviation to 1 (Gonzalez and Woods, Digital Image Processing, "
	       "chapter 3). A constant picture becomes lo, or 0. Samples that "
	       "are infinite or no number count for nothing and stay.",
	.inputs = inputs,
	.outputs = outputs,
	.params = params,
	.n_inputs = FFTPIPE_COUNT(inputs),
	.n_outputs = FFTPIPE_COUNT(outputs),
	.n_params = FFTPIPE_COUNT(params),
	.port_size = sizeof *inputs,
	.param_size = sizeof *params,
	.flags = FFTPIPE_ROWS | FFTPIPE_INPLACE,
	.open = normalize_open,
	.prepare = normalize_prepare,
	.run = normalize_run,
	.close = normalize_close,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
