/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * auto-notch.c - periodic noise found and taken away
 *
 * Pictures have spectra that fall off smoothly from the zero frequency; a wave
 * all over the picture is one bright point with arms along its row and its
 * column.  So a point that stands out from what is around it is taken for a
 * wave: its frequency is fitted between the bins, and if it then explains what
 * is there, which edges and textures never do, the whole of its spectrum, arms
 * and all, is taken off.  What still stands out close by (the wave was brighter
 * here and fainter there) is cut down to what is usual around it.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fftpipe/plugin.h>

#include "crew.h"
#include "spots.h"
#include "wave.h"

enum {
	MOST = 64,     /* waves taken from one channel */
	ARM = 1024,    /* bins to each side that a wave is taken from */
	LISTED = 4000, /* bytes of the list of peaks */
};

/*
 * Chosen by what 15 photographs and micrographs show: none has a spot that is
 * less than 0.41 impure, while waves of 2 % of the range are less than 0.25.
 */
static const double impure = 0.35;

/* How far around a wave what stands out is cut down, and what that is. */
static const double reach = 0.02, standing_out = 3;

struct notch {
	uint32_t width, height, channels;
	int64_t arm; /* bins to each side */
	size_t n_waves;
	struct spots spots;
	struct wave *waves;       /* MOST for each channel */
	struct wave_pair *tables; /* of each: its spectrum along a row */
};

static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* ===========================================================================
 * Waves
 * ======================================================================== */

/* Take a spot for a wave, unless the arms of others were all that there was. */
static void try_spot(struct notch *notch, const fftpipe_image *spectrum,
		     const struct spot *spot)
{
	struct wave *wave = &notch->waves[notch->n_waves];
	struct wave_pair patch[WAVE_PATCH];
	double usual = spots_above_median * spot->level, left;

	*wave = (struct wave){ .channel = spot->channel,
			       .u = spot->kx,
			       .v = spot->ky,
			       .level = spot->level };
	wave_take_patch(notch->waves, notch->n_waves, wave, spectrum, spot->kx,
			spot->ky, patch);
	left = wave_power(patch[WAVE_PATCH / 2]);
	if (!(left > usual * usual && left > 0.25 * spot->power))
		return;
	wave_find(wave, spectrum, spot->kx, spot->ky, patch);
	notch->n_waves++;
}

/* Once more, each without the others. */
static void refine(struct notch *notch, const fftpipe_image *spectrum,
		   size_t first)
{
	for (size_t i = first; i < notch->n_waves; i++) {
		struct wave *wave = &notch->waves[i];
		int64_t kx = wave_nearest(wave->u), ky = wave_nearest(wave->v);
		struct wave_pair patch[WAVE_PATCH];

		wave_take_patch(notch->waves, notch->n_waves, wave, spectrum,
				kx, ky, patch);
		wave_find(wave, spectrum, kx, ky, patch);
	}
}

/* Faintest first: what it falsely took is then there for the brighter. */
static void keep_pure(struct notch *notch, const fftpipe_image *spectrum,
		      size_t first)
{
	for (size_t i = notch->n_waves; i-- > first;) {
		struct wave *wave = &notch->waves[i];
		int64_t kx = wave_nearest(wave->u), ky = wave_nearest(wave->v);
		struct wave_pair patch[WAVE_PATCH];

		wave_take_patch(notch->waves, notch->n_waves, wave, spectrum,
				kx, ky, patch);
		if (wave_impurity(wave, spectrum, kx, ky, patch) < impure)
			continue;
		notch->n_waves--;
		memmove(wave, wave + 1, (notch->n_waves - i) * sizeof *wave);
	}
}

static int find_waves(struct notch *notch, const fftpipe_host *host,
		      const fftpipe_image *spectrum, uint32_t channel)
{
	size_t first = notch->n_waves, n;
	int status = spots_find(&notch->spots, host, spectrum, channel, &n);

	if (status)
		return status;
	for (size_t i = 0; i < n && notch->n_waves < first + MOST; i++)
		try_spot(notch, spectrum, &notch->spots.each[i]);
	for (int again = 0; again < 3; again++)
		refine(notch, spectrum, first);
	keep_pure(notch, spectrum, first);
	refine(notch, spectrum, first);
	return FFTPIPE_OK;
}

/* ===========================================================================
 * Taking them off
 * ======================================================================== */

static void take_off(float *row, const fftpipe_image *spectrum, int64_t kx,
		     struct wave_pair part)
{
	uint32_t x = wave_wrap(kx, spectrum->width);

	if (x > spectrum->width / 2)
		return;
	row[2 * (size_t)x] -= (float)part.re;
	row[2 * (size_t)x + 1] -= (float)part.im;
}

/* Both sides of a wave from one row; the mirror's is the conjugate. */
static void wave_take(const struct notch *notch, size_t i,
		      const fftpipe_image *spectrum, uint32_t y, float *row)
{
	const struct wave *wave = &notch->waves[i];
	const struct wave_pair *table =
		notch->tables + i * (2 * (size_t)notch->arm + 1) + notch->arm;
	struct wave_pair p =
		wave_product(wave->pair, wave_leak(y - wave->v, notch->height));
	struct wave_pair q =
		wave_product(wave_conjugate(wave->pair),
			     wave_leak(y + wave->v, notch->height));
	int64_t kx = wave_nearest(wave->u), arm = notch->arm;
	/* Beyond end / level it is a fiftieth of what is usual, or less. */
	double end = 16 * (double)notch->width *
		     sqrt(fmax(wave_power(p), wave_power(q)));

	if (end < (double)arm * wave->level)
		arm = (int64_t)(end / wave->level) + 1;
	for (int64_t j = -arm; j <= arm; j++) {
		take_off(row, spectrum, kx + j, wave_product(p, table[j]));
		take_off(row, spectrum, -(kx + j),
			 wave_product(q, wave_conjugate(table[j])));
	}
}

/* What stands out close to one side of a wave gets the usual size. */
static void wave_cut(const struct wave *wave, const fftpipe_image *spectrum,
		     uint32_t y, int sign, float *row)
{
	uint32_t w = spectrum->width, h = spectrum->height;
	int64_t kx = sign * wave_nearest(wave->u);
	int64_t ky = sign * wave_nearest(wave->v);
	double across = fmax(reach * w, WAVE_NEAR);
	double down = fmax(reach * h, WAVE_NEAR);
	double dy = (double)wave_centered(y - ky, h) / down;
	double most = standing_out * wave->level;
	int64_t side = smaller((int64_t)across, w / 2);

	for (int64_t j = -side; fabs(dy) <= 1 && j <= side; j++) {
		double dx = (double)j / across, size;
		uint32_t x = wave_wrap(kx + j, w);
		float *pair = row + 2 * (size_t)x;

		if (x > w / 2 || dx * dx + dy * dy > 1 ||
		    spots_radius(spectrum, x, y) < spots_lowest)
			continue;
		size = sqrt((double)pair[0] * (double)pair[0] +
			    (double)pair[1] * (double)pair[1]);
		if (size > most) {
			pair[0] *= (float)(wave->level / size);
			pair[1] *= (float)(wave->level / size);
		}
	}
}

static void clean_row(const struct notch *notch, const fftpipe_image *spectrum,
		      uint32_t channel, uint32_t y, float *row)
{
	for (size_t i = 0; i < notch->n_waves; i++)
		if (notch->waves[i].channel == channel)
			wave_take(notch, i, spectrum, y, row);
	for (size_t i = 0; i < notch->n_waves; i++)
		if (notch->waves[i].channel == channel) {
			wave_cut(&notch->waves[i], spectrum, y, 1, row);
			wave_cut(&notch->waves[i], spectrum, y, -1, row);
		}
}

static int notch_run(void *self, const fftpipe_host *host,
		     const fftpipe_value *params,
		     const fftpipe_image *const *in, fftpipe_image *const *out,
		     uint32_t first, uint32_t rows)
{
	size_t floats = 2 * (in[0]->width / 2 + (size_t)1);

	(void)host, (void)params;
	for (uint32_t c = 0; c < in[0]->channels; c++)
		for (uint32_t y = first; y < first + rows; y++) {
			float *row = fftpipe_row(out[0], c, y);

			memmove(row, fftpipe_row(in[0], c, y),
				floats * sizeof *row);
			clean_row(self, in[0], c, y, row);
		}
	return FFTPIPE_OK;
}

/* ===========================================================================
 * Preparing and telling
 * ======================================================================== */

/* A wave's spectrum along a row, from its nearest bin to both sides. */
static void make_table(struct notch *notch, size_t i)
{
	const struct wave *wave = &notch->waves[i];
	int64_t nearest = wave_nearest(wave->u);
	struct wave_pair *to = notch->tables + i * (2 * (size_t)notch->arm + 1);

	for (int64_t j = -notch->arm; j <= notch->arm; j++)
		*to++ = wave_leak((double)(nearest + j) - wave->u,
				  notch->width);
}

/* Five decimals with a point, whatever the locale. */
static void print_frequency(char *text, size_t size, double bins, uint32_t n)
{
	double f = bins / n - floor(bins / n + 0.5);
	unsigned int units = (unsigned int)floor(fabs(f) * 1e5 + 0.5);

	snprintf(text, size, "%s0.%05u", f < 0 && units ? "-" : "",
		 units % 100000);
}

/* Channels often share theirs. */
static bool is_listed(const struct notch *notch, size_t i)
{
	const struct wave *wave = &notch->waves[i];

	for (size_t j = 0; j < i; j++)
		if (fabs(notch->waves[j].u - wave->u) < 0.5 &&
		    fabs(notch->waves[j].v - wave->v) < 0.5)
			return true;
	return false;
}

static int tell_peaks(const struct notch *notch, const fftpipe_host *host,
		      fftpipe_image *out)
{
	char list[LISTED] = "";
	size_t length = 0;

	for (size_t i = 0; i < notch->n_waves && length + 32 < LISTED; i++) {
		const struct wave *wave = &notch->waves[i];
		char fx[12], fy[12];

		if (is_listed(notch, i))
			continue;
		print_frequency(fx, sizeof fx, wave->u, notch->width);
		print_frequency(fy, sizeof fy, wave->v, notch->height);
		length +=
			(size_t)snprintf(list + length, LISTED - length,
					 "%s%s,%s", length ? " " : "", fx, fy);
	}
	return host->meta_set(host, out, "peaks", list);
}

static int notch_prepare(void *self, const fftpipe_host *host,
			 const fftpipe_value *params,
			 const fftpipe_image *const *in,
			 fftpipe_image *const *out)
{
	struct notch *notch = self;

	(void)params;
	notch->n_waves = 0;
	for (uint32_t c = 0; c < notch->channels; c++) {
		int status = find_waves(notch, host, in[0], c);

		if (status)
			return status;
	}
	for (size_t i = 0; i < notch->n_waves; i++)
		make_table(notch, i);
	return tell_peaks(notch, host, out[0]);
}

/* ===========================================================================
 * Making and unmaking
 * ======================================================================== */

static void notch_close(void *self)
{
	struct notch *notch = self;

	spots_finish(&notch->spots);
	free(notch->waves);
	free(notch->tables);
	free(notch);
}

static int notch_allocate(struct notch *notch, const fftpipe_host *host)
{
	size_t waves, pairs, tables;

	if (!crew_multiply((size_t)MOST * notch->channels,
			   2 * (size_t)notch->arm + 1, &pairs) ||
	    !crew_multiply(pairs, sizeof *notch->tables, &tables))
		return FFTPIPE_ENOMEM;
	waves = (size_t)MOST * notch->channels * sizeof *notch->waves;
	host->reserve(host, (uint64_t)waves + tables);
	notch->waves = malloc(waves);
	notch->tables = malloc(tables);
	if (!notch->waves || !notch->tables)
		return FFTPIPE_ENOMEM;
	return spots_init(&notch->spots, host, notch->height);
}

static int notch_open(const fftpipe_host *host, const fftpipe_value *params,
		      const fftpipe_image *const *in, fftpipe_image *const *out,
		      void **self)
{
	struct notch *notch = calloc(1, sizeof *notch);
	int status;

	(void)params, (void)out;
	if (!notch)
		return FFTPIPE_ENOMEM;
	notch->width = in[0]->width;
	notch->height = in[0]->height;
	notch->channels = in[0]->channels;
	notch->arm = smaller(ARM, (notch->width - 1) / 2);
	status = notch_allocate(notch, host);
	if (status) {
		notch_close(notch);
		return status;
	}
	*self = notch;
	return FFTPIPE_OK;
}

static const fftpipe_port inputs[] = {
	{ "spectrum", "of a picture with periodic noise", FFTPIPE_SPECTRUM, 0 }
};
static const fftpipe_port outputs[] = {
	{ "spectrum",
	  "of it without; its metadata entry peaks lists what was found, the "
	  "brightest first, as pairs fx,fy in cycles per pixel separated by "
	  "blanks; empty: nothing, and the spectrum is what it was",
	  FFTPIPE_SPECTRUM, 0 }
};

static const fftpipe_transform transform = {
	.struct_size = sizeof transform,
	.needs_minor = 0,
	.id = "auto-notch",
	.version = "1.0.0",
	.vendor = "fftpipe",
	.license = "GPL-3.0-or-later",
	.url = "",
	.doc = "Finds periodic noise (screens, moire, hum) and removes it, "
	       "with nothing to set. A peak is a bin with |F| f above 6 times "
	       "the median and 3 times the upper tenth of its surroundings, f "
	       "from 0.02 cycles per pixel up, that a wave a cos(2 pi (fx x + "
	       "fy y) + p) fitted by least squares explains but for 0.35. The "
	       "waves are subtracted with their leakage; what is still above 3 "
	       "times the median within 0.02 cycles per pixel gets the "
	       "median's size and keeps its phase (after Gonzalez and Woods, "
	       "Digital Image Processing, chapter 5, notch filters; Hogbom, "
	       "Astron. Astrophys. Suppl. 15, 1974, for one wave after the "
	       "other).",
	.inputs = inputs,
	.outputs = outputs,
	.params = NULL,
	.n_inputs = FFTPIPE_COUNT(inputs),
	.n_outputs = FFTPIPE_COUNT(outputs),
	.n_params = 0,
	.port_size = sizeof *inputs,
	.param_size = sizeof(fftpipe_param),
	.flags = FFTPIPE_ROWS | FFTPIPE_INPLACE,
	.open = notch_open,
	.prepare = notch_prepare,
	.run = notch_run,
	.close = notch_close,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
