/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules-bands.c - outputs made in bands of rows, as the flags BANDS and ROWS
 * promise
 *
 * A band's memory holds its rows alone, as it does when the host streams.
 */
#include "bench.h"
#include "rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BANDS = 512, SPLITS = 6, THREADS = 4, THREADS_MILLISECONDS = 20 };

static const struct shape shapes[] = {
	{ 40, 30, 1, FFTPIPE_GRAY }, { 31, 37, 1, FFTPIPE_GRAY },
	{ 20, 15, 3, FFTPIPE_RGB },  { 9, 64, 1, FFTPIPE_GRAY },
	{ 5, 1, 1, FFTPIPE_GRAY },   { 300, 24, 0, 0 },
};

enum { N_SHAPES = sizeof shapes / sizeof *shapes };

struct band {
	uint32_t first, rows;
};

/* All outputs, put together from bands. */
struct bands {
	struct bench *bench;
	struct kept *made;
	struct band list[MOST_BANDS];
	uint32_t n;
	bool own_inputs; /* the inputs' rows of the band, and no others */
};

static const fftpipe_transform *transform_of(const struct bands *bands)
{
	return bands->bench->trial->module.transform;
}

/* ---- one band ------------------------------------------------------------ */

/* The images that one call gets. */
struct views {
	struct sheet in[MOST_PORTS], out[MOST_PORTS];
	const fftpipe_image *in_images[MOST_PORTS];
	fftpipe_image *out_images[MOST_PORTS];
};

/* Memory for the rows of the band, described as if it were the whole image. */
static bool view_make(struct sheet *sheet, const fftpipe_image *whole,
		      const struct band *band, uint32_t fill)
{
	fftpipe_image *image = &sheet->newer.image;

	*image = *whole;
	image->height = band->rows;
	if (!sheet_allocate(sheet, true, fill))
		return false;
	image->height = whole->height;
	image->data =
		(float *)((uintptr_t)sheet->data -
			  (uintptr_t)band->first * (uintptr_t)image->stride *
				  sizeof(float));
	sheet_give(sheet);
	return true;
}

static void copy_rows(struct sheet *to, const fftpipe_image *from,
		      const struct band *band)
{
	for (uint32_t c = 0; c < from->channels; c++)
		for (uint32_t y = band->first; y < band->first + band->rows;
		     y++)
			memcpy(fftpipe_row(&to->newer.image, c, y),
			       fftpipe_row(from, c, y),
			       sheet_samples(from) * sizeof(float));
}

static bool views_make(struct bands *bands, const struct band *band,
		       struct views *views)
{
	const fftpipe_transform *t = transform_of(bands);
	struct bench *bench = bands->bench;

	memset(views, 0, sizeof *views);
	for (uint32_t i = 0; i < t->n_inputs; i++) {
		views->in_images[i] = bench->in_images[i];
		if (!bands->own_inputs || !bench->in_images[i])
			continue;
		if (!view_make(&views->in[i], bench->in_images[i], band, 0))
			return false;
		copy_rows(&views->in[i], bench->in_images[i], band);
		views->in_images[i] = &views->in[i].newer.image;
	}
	for (uint32_t i = 0; i < t->n_outputs; i++) {
		if (!view_make(&views->out[i], bench->out_images[i], band,
			       bench->scene.fill))
			return false;
		views->out_images[i] = &views->out[i].newer.image;
	}
	return true;
}

static void views_finish(struct views *views)
{
	for (uint32_t i = 0; i < MOST_PORTS; i++) {
		sheet_free(&views->in[i]);
		sheet_free(&views->out[i]);
	}
}

static void collect(struct bands *bands, const struct band *band,
		    const struct views *views)
{
	for (uint32_t i = 0; i < bands->made->n; i++) {
		struct kept_output *o = &bands->made->outputs[i];
		const fftpipe_image *image = &views->out[i].given.image;

		for (uint32_t c = 0; c < o->channels; c++)
			for (uint32_t y = 0; y < band->rows; y++) {
				size_t row =
					(size_t)c * o->height + band->first + y;

				memcpy(o->data + row * o->samples,
				       fftpipe_row(image, c, band->first + y),
				       o->samples * sizeof(float));
			}
	}
}

static int run_band(void *arg, uint32_t k)
{
	struct bands *bands = arg;
	struct bench *bench = bands->bench;
	const struct band *band = &bands->list[k];
	struct views *views = trial_memory(bench->trial, 1, sizeof *views);
	int status = FFTPIPE_ENOMEM;

	if (views_make(bands, band, views))
		status = transform_of(bands)->run(bench->self, &bench->host,
						  bench->scene.values,
						  views->in_images,
						  views->out_images,
						  band->first, band->rows);
	if (!status)
		collect(bands, band, views);
	views_finish(views);
	free(views);
	return status;
}

/* ---- splits -------------------------------------------------------------- */

/* Cut rows 0 .. height - 1 into bands of at most `most` rows, and shuffle. */
static void split(struct bands *bands, uint32_t height, uint32_t most,
		  uint64_t *state)
{
	uint32_t first = 0;

	for (bands->n = 0; first < height && bands->n < MOST_BANDS;
	     bands->n++) {
		uint32_t rows = 1 + random_below(state, most);

		if (rows > height - first || bands->n == MOST_BANDS - 1)
			rows = height - first;
		bands->list[bands->n] = (struct band){ first, rows };
		first += rows;
	}
	for (uint32_t i = bands->n; i > 1; i--) {
		uint32_t k = random_below(state, i);
		struct band band = bands->list[k];

		bands->list[k] = bands->list[i - 1];
		bands->list[i - 1] = band;
	}
}

static int run_all(struct bands *bands, bool threads)
{
	struct pool *pool =
		threads ? trial_pool(bands->bench->trial, THREADS) : NULL;
	int status = FFTPIPE_OK;

	if (pool)
		return pool_run(pool, bands->n, run_band, bands);
	for (uint32_t k = 0; k < bands->n && !status; k++)
		status = run_band(bands, k);
	/* Once more: any row may be made again. */
	return status ? status : run_band(bands, 0);
}

static bool compare(struct bands *bands, const struct kept *wanted, int status,
		    const char *how)
{
	struct trial *trial = bands->bench->trial;
	char text[256], scene[200];

	scene_describe(trial, &bands->bench->scene, scene, sizeof scene);
	if (status)
		return trial_broken(trial,
				    "%s: run returned %s for a band, but OK "
				    "for all rows; %s",
				    how, status_word(status), scene);
	if (!kept_same(bands->bench, wanted, bands->made, text))
		return trial_broken(trial, "%s: %s; %s", how, text, scene);
	return true;
}

/* The results of a whole run, and an instance that is prepared for more. */
static struct kept *start(struct bench *bench, struct trial *trial,
			  const struct scene *scene)
{
	bench_init(bench, trial, scene);
	if (bench_work(bench))
		return NULL;
	return bench_keep(bench);
}

/* One split; with threads, long enough to be interrupted anywhere. */
static bool check_split(struct bands *bands, const struct kept *wanted,
			bool threads)
{
	const char *how = threads ? "in bands on several threads"
				  : "in bands of any size and order";
	double end = milliseconds_now() + THREADS_MILLISECONDS;
	bool fine;

	bands->made = bench_keep(bands->bench);
	do
		fine = compare(bands, wanted, run_all(bands, threads), how);
	while (threads && fine && milliseconds_now() < end);
	kept_free(bands->made);
	return fine;
}

static bool check_bands_of(struct trial *trial, const struct scene *scene,
			   bool own_inputs)
{
	struct bands *bands = trial_memory(trial, 1, sizeof *bands);
	struct bench bench;
	struct kept *wanted = start(&bench, trial, scene);
	uint64_t state = 3;
	bool fine = true;
	char text[200];

	scene_describe(trial, scene, text, sizeof text);
	bands->bench = &bench;
	bands->own_inputs = own_inputs;
	for (int i = 0; wanted && fine && i < SPLITS; i++) {
		trial_doing(trial, "in run, called for bands, %s", text);
		split(bands, bench.out_images[0]->height, i < 2 ? 1 : 13,
		      &state);
		fine = check_split(bands, wanted, i % 2);
	}
	kept_free(wanted);
	bench_finish(&bench);
	free(bands);
	return fine;
}

static bool same_in_bands(struct trial *trial, const struct scene *scene)
{
	return check_bands_of(trial, scene, false);
}

static bool same_from_rows(struct trial *trial, const struct scene *scene)
{
	return check_bands_of(trial, scene, true);
}

static bool check_bands(struct trial *trial)
{
	if (!(trial->module.transform->flags & (FFTPIPE_BANDS | FFTPIPE_ROWS)))
		return trial_skip(trial, "it says neither BANDS nor ROWS");
	return scenes_shapes(trial, shapes, N_SHAPES, same_in_bands);
}

static bool check_rows(struct trial *trial)
{
	if (!(trial->module.transform->flags & FFTPIPE_ROWS))
		return trial_skip(trial, "it does not say ROWS");
	return scenes_shapes(trial, shapes, N_SHAPES, same_from_rows);
}

const struct rule rules_bands[] = {
	{ "bands", "any split into bands gives the same bits",
	  "Words, FFTPIPE_BANDS", check_bands, 0 },
	{ "rows", "a row is made from the same row of the inputs alone",
	  "Words, FFTPIPE_ROWS", check_rows, 0 },
	{ 0 },
};
