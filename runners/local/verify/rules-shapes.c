/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules-shapes.c - pictures of any shape, ports fed in any way, parameters at
 * their ends: worked on, or refused in words
 */
#include "bench.h"
#include "rules.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

static const struct shape shapes[] = {
	{ 1, 1, 1, FFTPIPE_GRAY },   { 1, 7, 1, FFTPIPE_GRAY },
	{ 7, 1, 1, FFTPIPE_GRAY },   { 1, 64, 1, FFTPIPE_GRAY },
	{ 64, 1, 1, FFTPIPE_GRAY },  { 2, 2, 1, FFTPIPE_GRAY },
	{ 2, 3, 1, FFTPIPE_GRAY },   { 3, 2, 1, FFTPIPE_GRAY },
	{ 16, 16, 1, FFTPIPE_GRAY }, { 17, 16, 1, FFTPIPE_GRAY },
	{ 31, 37, 1, FFTPIPE_GRAY }, { 15, 15, 1, FFTPIPE_GRAY },
	{ 33, 9, 1, FFTPIPE_GRAY },  { 30, 21, 3, FFTPIPE_RGB },
	{ 1, 1, 3, FFTPIPE_RGB },    { 13, 11, 3, FFTPIPE_GRAY },
	{ 12, 10, 2, FFTPIPE_GRAY }, { 12, 10, 4, FFTPIPE_DATA },
	{ 14, 9, 1, FFTPIPE_ANGLE }, { 127, 61, 1, FFTPIPE_GRAY },
};

enum { N_SHAPES = sizeof shapes / sizeof *shapes };

/* ---- works --------------------------------------------------------------- */

static bool check_works(struct trial *trial)
{
	const char *complaint = NULL;
	struct scene scene;

	if (scene_find(trial, &scene, &complaint))
		return true;
	return trial_broken(trial,
			    "%s; --set KEY=VALUE gives parameters that "
			    "it needs",
			    complaint);
}

/* ---- outputs ------------------------------------------------------------- */

static bool outputs_fine(struct trial *trial, const struct scene *scene)
{
	struct bench bench;
	bool fine = true;
	int status;

	bench_init(&bench, trial, scene);
	status = bench_open(&bench);
	if (status == STATUS_IMPOSSIBLE)
		fine = bench_judge(&bench, status);
	bench_finish(&bench);
	return fine;
}

static bool check_outputs(struct trial *trial)
{
	return scenes_shapes(trial, shapes, N_SHAPES, outputs_fine);
}

/* ---- geometry ------------------------------------------------------------ */

static bool geometry_kept(struct trial *trial, const struct scene *scene)
{
	struct bench bench;

	bench_init(&bench, trial, scene);
	bench_work(&bench);
	if (*bench.changed)
		trial_broken(trial, "%s", bench.changed);
	bench_finish(&bench);
	return trial->verdict->is != VERDICT_BROKEN;
}

static bool check_geometry(struct trial *trial)
{
	return scenes_each(trial, geometry_kept);
}

/* ---- shapes and ports ---------------------------------------------------- */

/* What it answers is the matter of other rules; that it does is of this. */
static bool survives(struct trial *trial, const struct scene *scene)
{
	struct bench bench;
	int status;
	bool fine = true;

	bench_init(&bench, trial, scene);
	status = bench_work(&bench);
	if (status == FFTPIPE_EINTERNAL)
		fine = bench_judge(&bench, status);
	bench_finish(&bench);
	return fine;
}

static bool check_shapes(struct trial *trial)
{
	return scenes_shapes(trial, shapes, N_SHAPES, survives);
}

/* Each output left out, alone. */
static bool outputs_left_out(struct trial *trial, const struct scene *scene)
{
	uint32_t n = trial->module.transform->n_outputs;

	if (!survives(trial, scene))
		return false;
	for (uint32_t i = 0; n > 1 && i < n; i++) {
		struct scene without = *scene;

		without.unneeded[i] = true;
		if (!survives(trial, &without))
			return false;
	}
	return true;
}

static bool check_ports(struct trial *trial)
{
	return scenes_each(trial, outputs_left_out);
}

/* ---- refusals ------------------------------------------------------------ */

static bool sentence_fine(struct trial *trial, const struct bench *bench,
			  int status)
{
	size_t length = strlen(bench->sentence);
	char text[200];

	scene_describe(trial, &bench->scene, text, sizeof text);
	if (!length)
		return trial_broken(trial,
				    "%s returned %s and did not say why with "
				    "fail(); %s",
				    bench->call, status_word(status), text);
	if (strchr(bench->sentence, '\n') || bench->sentence[length - 1] == '.')
		return trial_broken(trial,
				    "\"%s\" is not one sentence without a "
				    "full stop or line end; %s",
				    bench->sentence, text);
	if (bench->code != status)
		return trial_broken(trial,
				    "%s returned %s, but told fail() %s; %s",
				    bench->call, status_word(status),
				    status_word(bench->code), text);
	return true;
}

static bool refuses_in_words(struct trial *trial, const struct scene *scene)
{
	struct bench bench;
	bool fine = true;
	int status;

	bench_init(&bench, trial, scene);
	status = bench_work(&bench);
	if (status == FFTPIPE_EPARAM || status == FFTPIPE_EDATA)
		fine = sentence_fine(trial, &bench, status);
	else
		fine = bench_judge(&bench, status);
	if (!status && *bench.sentence)
		fine = trial_broken(trial,
				    "%s returned OK after it had told fail() "
				    "\"%s\"",
				    bench.call, bench.sentence);
	bench_finish(&bench);
	return fine;
}

static bool check_refusals(struct trial *trial)
{
	return scenes_shapes(trial, shapes, N_SHAPES, refuses_in_words);
}

const struct rule rules_shapes[] = {
	{ "works", "there is a picture that it works on with its defaults",
	  "What a plugin offers, fftpipe_transform", check_works, RULE_BASIC },
	{ "outputs", "open describes outputs that can be",
	  "Images, and What a plugin offers, open()", check_outputs,
	  RULE_BASIC },
	{ "ports", "any kind that a port accepts, and ports left unconnected",
	  "What a plugin offers, fftpipe_transform", check_ports, 0 },
	{ "geometry", "stride, plane, data and inputs are not changed",
	  "Images, fftpipe_image", check_geometry, 0 },
	{ "shapes", "any width, height, number of channels and color",
	  "What a plugin offers, fftpipe_transform", check_shapes, 0 },
	{ "refusals", "what is refused gets a status and a sentence",
	  "Words, fftpipe_status, and What the host offers, fail()",
	  check_refusals, 0 },
	{ 0 },
};
