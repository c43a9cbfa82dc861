/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules-determinism.c - the same inputs and parameters give the same bits
 */
#include "bench.h"
#include "rules.h"

#include <pthread.h>
#include <stdio.h>

enum { AT_ONCE = 4, AT_ONCE_MILLISECONDS = 150 };

/* ---- repeat -------------------------------------------------------------- */

/* What is drawn, with an open instance that must then give `wanted`. */
static bool once_more(struct bench *bench, const struct kept *wanted,
		      const char *how)
{
	struct kept *kept = NULL;
	char text[256] = "", scene[200];
	bool same = false;
	int status;

	status = bench_picture(bench);
	if (status)
		snprintf(text, sizeof text, "%s returned %s", bench->call,
			 status_word(status));
	if (!status) {
		kept = bench_keep(bench);
		same = kept_same(bench, wanted, kept, text);
	}
	scene_describe(bench->trial, &bench->scene, scene, sizeof scene);
	if (!same)
		trial_broken(bench->trial, "%s: %s; %s", how, text, scene);
	kept_free(kept);
	return same;
}

/* Another picture. */
static bool again(struct bench *bench, unsigned seed, const struct kept *wanted,
		  const char *how)
{
	bench_draw(bench, seed);
	return once_more(bench, wanted, how);
}

static bool repeats(struct trial *trial, const struct scene *scene)
{
	struct scene other = *scene;
	struct kept *first = bench_make(trial, scene), *second;
	struct bench bench;
	bool fine;

	other.seed = scene->seed + 1;
	second = first ? bench_make(trial, &other) : NULL;
	if (!second)
		return true;
	bench_init(&bench, trial, scene);
	fine = !bench_open(&bench) &&
	       again(&bench, scene->seed, first, "a second time") &&
	       again(&bench, other.seed, second,
		     "another picture through the same instance") &&
	       again(&bench, other.seed, second,
		     "the same picture through the same instance") &&
	       again(&bench, scene->seed, first,
		     "the first picture after another");
	bench_finish(&bench);
	kept_free(first);
	kept_free(second);
	return fine || trial_broken(trial, "a second open failed");
}

static bool check_repeat(struct trial *trial)
{
	return scenes_each(trial, repeats);
}

/* ---- instances ----------------------------------------------------------- */

struct player {
	pthread_t thread;
	struct bench bench;
	const struct kept *wanted;
	bool same;
};

static void *play(void *arg)
{
	struct player *player = arg;
	double end = milliseconds_now() + AT_ONCE_MILLISECONDS;

	/* Long enough to be interrupted anywhere. */
	do
		player->same = once_more(&player->bench, player->wanted,
					 "several instances at once");
	while (player->same && milliseconds_now() < end);
	return NULL;
}

/* Opened one after the other, as the host does it; then all at once. */
static bool play_all(struct trial *trial, const struct scene *scene,
		     struct kept **wanted)
{
	struct player *players = trial_memory(trial, AT_ONCE, sizeof *players);
	struct scene own = *scene;
	bool fine = true;

	for (unsigned i = 0; i < AT_ONCE; i++) {
		own.seed = i + 1;
		players[i].wanted = wanted[i];
		bench_init(&players[i].bench, trial, &own);
		if (bench_open(&players[i].bench))
			return trial_broken(trial, "open failed while other "
						   "instances were open");
	}
	for (unsigned i = 0; i < AT_ONCE; i++)
		if (pthread_create(&players[i].thread, NULL, play, &players[i]))
			play(&players[i]);
	for (unsigned i = 0; i < AT_ONCE; i++) {
		if (players[i].thread)
			pthread_join(players[i].thread, NULL);
		fine = fine && players[i].same;
	}
	/* Closing one is nothing to the others. */
	bench_finish(&players[0].bench);
	for (unsigned i = 1; i < AT_ONCE; i++) {
		if (fine)
			fine = again(&players[i].bench, i + 1, wanted[i],
				     "after another instance was closed");
		bench_finish(&players[i].bench);
	}
	return fine;
}

static bool instances_apart(struct trial *trial, const struct scene *scene)
{
	struct kept *wanted[AT_ONCE] = { NULL };
	struct scene own = *scene;
	bool all = true, fine = true;

	for (unsigned i = 0; i < AT_ONCE; i++) {
		own.seed = i + 1;
		wanted[i] = bench_make(trial, &own);
		all = all && wanted[i];
	}
	if (all)
		fine = play_all(trial, scene, wanted);
	for (unsigned i = 0; i < AT_ONCE; i++)
		kept_free(wanted[i]);
	return fine;
}

static bool check_instances(struct trial *trial)
{
	static const struct shape wide[] = { { 160, 50, 0, 0 } };

	return scenes_shapes(trial, wide, 1, instances_apart);
}

/* ---- threads ------------------------------------------------------------- */

static const struct shape shapes[] = { { 130, 67, 1, FFTPIPE_GRAY },
				       { 61, 90, 3, FFTPIPE_RGB },
				       { 7, 5, 1, FFTPIPE_GRAY } };

static bool any_number(struct trial *trial, const struct scene *scene)
{
	struct kept *wanted = bench_make(trial, scene);
	struct scene other = *scene;
	bool fine = true;

	if (!wanted)
		return true;
	other.threads = 0;
	fine = bench_compare(trial, &other, wanted,
			     "with the tasks of parallel() in another order");
	for (unsigned n = 2; n <= 8 && fine; n *= 2) {
		other.threads = n;
		fine = bench_compare(trial, &other, wanted,
				     "with another number of threads");
	}
	kept_free(wanted);
	return fine;
}

static bool any_threads(struct trial *trial, const struct scene *scene)
{
	struct scene measured = *scene;

	measured.measured = true;
	return any_number(trial, scene) && any_number(trial, &measured);
}

static bool check_threads(struct trial *trial)
{
	return scenes_shapes(trial, shapes, sizeof shapes / sizeof *shapes,
			     any_threads);
}

/* ---- in place ------------------------------------------------------------ */

/* The output fits where the input was. */
static bool fits(struct trial *trial, const struct scene *scene)
{
	struct bench bench;
	bool same = false;

	bench_init(&bench, trial, scene);
	if (scene->kinds[0] && !bench_open(&bench)) {
		const fftpipe_image *in = bench.in_images[0];
		const fftpipe_image *out = bench.out_images[0];

		same = in->width / 2 == out->width / 2 &&
		       in->height == out->height &&
		       in->channels == out->channels;
	}
	bench_finish(&bench);
	return same;
}

static bool works_in_place(struct trial *trial, const struct scene *scene)
{
	struct kept *wanted =
		fits(trial, scene) ? bench_make(trial, scene) : NULL;
	struct scene in_place = *scene;
	bool fine;

	if (!wanted)
		return true;
	in_place.in_place = true;
	fine = bench_compare(trial, &in_place, wanted, "in place of its input");
	kept_free(wanted);
	return fine;
}

static bool check_in_place(struct trial *trial)
{
	uint32_t flags = trial->module.transform->flags;

	if (!(flags & FFTPIPE_INPLACE))
		return trial_skip(trial, "it does not say INPLACE");
	/* Such bands would find the rows of others overwritten. */
	if (flags & FFTPIPE_BANDS && !(flags & FFTPIPE_ROWS))
		return trial_skip(trial, "bands without ROWS are never made "
					 "in place");
	return scenes_shapes(trial, shapes, sizeof shapes / sizeof *shapes,
			     works_in_place);
}

const struct rule rules_determinism[] = {
	{ "repeat", "a picture gives the same bits each time",
	  "What a plugin offers, fftpipe_transform", check_repeat, 0 },
	{ "instances", "instances do not disturb each other",
	  "What a plugin offers, run(): [instance]", check_instances, 0 },
	{ "threads", "any number of threads gives the same bits",
	  "What a plugin offers, fftpipe_transform", check_threads, 0 },
	{ "in-place", "in place of its input it gives the same bits",
	  "Words, FFTPIPE_INPLACE", check_in_place, 0 },
	{ 0 },
};
