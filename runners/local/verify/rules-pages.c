/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules-pages.c - where a plugin reads and writes in the memory of images
 */
#include "bench.h"
#include "rules.h"

/* Sizes whose rows end on, before and behind the ends of cache lines. */
static const struct shape shapes[] = {
	{ 1, 1, 1, FFTPIPE_GRAY },   { 1, 9, 1, FFTPIPE_GRAY },
	{ 9, 1, 1, FFTPIPE_GRAY },   { 30, 5, 1, FFTPIPE_GRAY },
	{ 31, 8, 1, FFTPIPE_GRAY },  { 32, 7, 1, FFTPIPE_GRAY },
	{ 33, 37, 1, FFTPIPE_GRAY }, { 46, 11, 3, FFTPIPE_RGB },
	{ 64, 16, 1, FFTPIPE_GRAY }, { 257, 3, 1, FFTPIPE_GRAY },
};

enum { N_SHAPES = sizeof shapes / sizeof *shapes };

static bool on_read_only(struct trial *trial, const struct scene *scene)
{
	struct scene locked = *scene;
	struct bench bench;

	locked.read_only = true;
	bench_init(&bench, trial, &locked);
	bench_work(&bench);
	bench_finish(&bench);
	return true;
}

static bool check_read_only(struct trial *trial)
{
	return scenes_each(trial, on_read_only);
}

static bool at_guard(struct trial *trial, const struct scene *scene)
{
	uint32_t n = trial->module.transform->n_outputs, row;
	struct scene guarded = *scene;
	struct bench bench;
	char text[200];

	guarded.guarded = true;
	bench_init(&bench, trial, &guarded);
	if (!bench_work(&bench))
		for (uint32_t i = 0; i < n; i++) {
			const char *name =
				module_output(&trial->module, i)->name;

			if (!sheet_overrun(&bench.out[i], &row))
				continue;
			scene_describe(trial, scene, text, sizeof text);
			trial_broken(trial,
				     "something was written behind the room "
				     "of row %u of %s; %s",
				     row, name, text);
		}
	bench_finish(&bench);
	return trial->verdict->is != VERDICT_BROKEN;
}

static bool at_guards(struct trial *trial, const struct scene *scene)
{
	struct scene measured = *scene;

	measured.measured = true;
	return at_guard(trial, scene) && at_guard(trial, &measured);
}

static bool check_bounds(struct trial *trial)
{
	return scenes_shapes(trial, shapes, N_SHAPES, at_guards);
}

const struct rule rules_pages[] = {
	{ "read-only", "inputs are not written to",
	  "What a plugin offers, run(): its inputs are const", check_read_only,
	  0 },
	{ "bounds", "nothing is touched outside of the rows' room",
	  "Images, fftpipe_image", check_bounds, 0 },
	{ 0 },
};
