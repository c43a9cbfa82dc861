/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules-calls.c - calls in any order that the host may make them in
 */
#include "bench.h"
#include "rules.h"

#include <stdio.h>

enum { CANCEL_MILLISECONDS = 100 };

/* ---- order --------------------------------------------------------------- */

/* Jobs that end early: nothing but open, and all but run. */
static bool ends_early(struct trial *trial, const struct scene *scene)
{
	struct bench bench;

	bench_init(&bench, trial, scene);
	if (!bench_open(&bench))
		bench_close(&bench);
	if (!bench_open(&bench))
		bench_prepare(&bench);
	bench_close(&bench);
	bench_finish(&bench);
	return true;
}

/* Prepared for one picture, which failed elsewhere, then for another. */
static bool prepares_anew(struct trial *trial, const struct scene *scene)
{
	struct kept *wanted = NULL, *kept = NULL;
	struct bench bench;
	char text[256];
	bool fine = true;

	bench_init(&bench, trial, scene);
	if (!bench_work(&bench))
		wanted = bench_keep(&bench);
	bench_close(&bench);
	if (wanted && !bench_open(&bench)) {
		bench_draw(&bench, scene->seed + 1);
		bench_prepare(&bench);
		bench_draw(&bench, scene->seed);
		if (!bench_picture(&bench))
			kept = bench_keep(&bench);
	}
	if (kept && !kept_same(&bench, wanted, kept, text))
		fine = trial_broken(trial,
				    "prepared for one picture, and then for "
				    "another that was run: %s",
				    text);
	kept_free(wanted);
	kept_free(kept);
	bench_finish(&bench);
	return fine;
}

static bool opens_many(struct trial *trial, const struct scene *scene)
{
	struct bench benches[3];

	for (size_t i = 0; i < 3; i++) {
		bench_init(&benches[i], trial, scene);
		bench_open(&benches[i]);
	}
	bench_close(&benches[1]);
	bench_open(&benches[1]);
	for (size_t i = 0; i < 3; i++)
		bench_finish(&benches[i]);
	return true;
}

static bool any_order(struct trial *trial, const struct scene *scene)
{
	return ends_early(trial, scene) && opens_many(trial, scene) &&
	       prepares_anew(trial, scene);
}

static bool check_order(struct trial *trial)
{
	return scenes_each(trial, any_order);
}

/* ---- parallel ------------------------------------------------------------ */

static bool calls_parallel_well(struct trial *trial, const struct scene *scene)
{
	struct bench bench;

	bench_init(&bench, trial, scene);
	bench_work(&bench);
	bench_close(&bench);
	if (bench.misplaced_parallel)
		trial_broken(trial, "parallel() was called from open, close, "
				    "or run with BANDS or ROWS");
	bench_finish(&bench);
	return trial->verdict->is != VERDICT_BROKEN;
}

static bool check_parallel(struct trial *trial)
{
	return scenes_each(trial, calls_parallel_well);
}

/* ---- progress and cancel ------------------------------------------------- */

/* Large enough to take a while. */
static const struct shape shapes[] = { { 256, 200, 1, FFTPIPE_GRAY },
				       { 120, 90, 3, FFTPIPE_RGB } };

enum { N_SHAPES = sizeof shapes / sizeof *shapes };

static bool tells_fractions(struct trial *trial, const struct scene *scene)
{
	struct bench bench;

	bench_init(&bench, trial, scene);
	bench_work(&bench);
	if (bench.strange_progress < 0 || bench.strange_progress > 0)
		trial_broken(trial, "progress() was told %g",
			     bench.strange_progress);
	else if (bench.strange_progress != 0)
		trial_broken(trial, "progress() was told no number");
	bench_finish(&bench);
	return trial->verdict->is != VERDICT_BROKEN;
}

static bool check_progress(struct trial *trial)
{
	return scenes_shapes(trial, shapes, N_SHAPES, tells_fractions);
}

/* Stop at the n-th call of progress(). */
static bool stops(struct trial *trial, const struct scene *scene, unsigned n)
{
	struct bench bench;
	bool fine = true;
	double took;
	int status;

	bench_init(&bench, trial, scene);
	bench.stop_after = n;
	status = bench_work(&bench);
	took = milliseconds_now() - bench.stopped_at;
	if (bench.stopped && status != FFTPIPE_ECANCELED)
		fine = trial_broken(trial,
				    "%s returned %s after progress() had said "
				    "to stop",
				    bench.call, status_word(status));
	else if (bench.stopped && took > CANCEL_MILLISECONDS)
		fine = trial_broken(trial,
				    "%s went on for %.0f ms after progress() "
				    "had said to stop",
				    bench.call, took);
	bench.stop_after = 0;
	if (fine && bench.opened) {
		status = bench_picture(&bench);
		if (status)
			fine = trial_broken(trial,
					    "%s returned %s for the picture "
					    "after one that was canceled",
					    bench.call, status_word(status));
	}
	bench_finish(&bench);
	return fine;
}

static bool stops_when_told(struct trial *trial, const struct scene *scene)
{
	struct bench bench;
	unsigned n;

	bench_init(&bench, trial, scene);
	bench_work(&bench);
	n = bench.n_progress;
	bench_finish(&bench);
	if (!n)
		return true;
	return stops(trial, scene, 1) && stops(trial, scene, n / 2 + 1) &&
	       stops(trial, scene, n);
}

static bool check_cancel(struct trial *trial)
{
	return scenes_shapes(trial, shapes, N_SHAPES, stops_when_told);
}

const struct rule rules_calls[] = {
	{ "order", "jobs may end early, and pictures and instances be many",
	  "What a plugin offers, open() to close()", check_order, 0 },
	{ "parallel", "parallel() is called from prepare, or run without BANDS",
	  "What the host offers, parallel()", check_parallel, 0 },
	{ "progress", "progress() is told numbers from 0 to 1",
	  "What the host offers, progress()", check_progress, 0 },
	{ "cancel", "it stops within 100 ms of being told to",
	  "What the host offers, progress()", check_cancel, RULE_CLOCK },
	{ 0 },
};
