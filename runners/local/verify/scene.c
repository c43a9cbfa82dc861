/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scene.c - what a transform is to be tried with
 */
#include "scene.h"
#include "bench.h"

#include "param.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_FEEDS = 12, WIDTH = 40, HEIGHT = 30 };

uint32_t random_below(uint64_t *state, uint32_t n)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((*state >> 33) % n);
}

/* ---- parameters ---------------------------------------------------------- */

fftpipe_value *values_copy(struct trial *trial, const fftpipe_value *values)
{
	uint32_t n = trial->module.transform->n_params;
	fftpipe_value *copy = trial_memory(trial, n, sizeof *copy);

	if (n)
		memcpy(copy, values, n * sizeof *copy);
	return copy;
}

/* What the user set for this parameter, or NULL. */
static const char *value_set(const struct trial *trial, const char *key)
{
	const char *found = NULL;

	for (size_t i = 0; i < trial->n_set; i++) {
		size_t length = strcspn(trial->set[i], "=");

		if (strlen(key) == length && trial->set[i][length] &&
		    !strncmp(trial->set[i], key, length))
			found = trial->set[i] + length + 1;
	}
	return found;
}

/* What is wrong with "key=value", to be freed; NULL if nothing is. */
static char *set_complain(struct trial *trial, const char *set)
{
	uint32_t n = trial->module.transform->n_params;
	const char **keys = trial_memory(trial, n + 1, sizeof *keys);
	size_t length = strcspn(set, "=");
	char *key = trial_memory(trial, length + 1, 1);
	char *complaint = NULL;
	fftpipe_value value;

	memcpy(key, set, length);
	for (uint32_t i = 0; i < n; i++) {
		const fftpipe_param *param = module_param(&trial->module, i);

		keys[i] = param->key;
		if (strcmp(key, keys[i]) != 0)
			continue;
		param_parse(param, set + length + 1, &value, &complaint);
		return complaint;
	}
	return n ? choice_complain(key, keys)
		 : strdup("this plugin has no parameters");
}

bool scene_check_sets(struct trial *trial)
{
	/* A plugin that cannot be asked is the matter of rules. */
	if (!trial_load(trial))
		return false;
	for (size_t i = 0; i < trial->n_set; i++) {
		char *complaint = set_complain(trial, trial->set[i]);

		if (complaint)
			return trial_refuse(trial, "--set %s: %s",
					    trial->set[i], complaint);
	}
	return true;
}

/* For a parameter that must be given: anything that it may be. */
static fftpipe_value any_value(const fftpipe_param *param)
{
	fftpipe_value value = { .bits = 0 };

	if (param->type == FFTPIPE_INT && param->min < param->max)
		value.i =
			(int64_t)(param->min > -1e18 ? param->min : param->max);
	if (param->type == FFTPIPE_INT && param->min == param->max)
		value.i = 1;
	if (param->type == FFTPIPE_FLOAT)
		value.f = param->min < param->max ? param->min : 1;
	if (param->type == FFTPIPE_TEXT)
		value.s = "";
	return value;
}

static bool find_values(struct trial *trial, fftpipe_value *values,
			const char **complaint)
{
	for (uint32_t i = 0; i < trial->module.transform->n_params; i++) {
		const fftpipe_param *param = module_param(&trial->module, i);
		const char *text = value_set(trial, param->key);
		char *reason = NULL;

		if (text) {
			if (param_parse(param, text, &values[i], &reason))
				continue;
			*complaint = reason ? reason : "--set is wrong";
			return false;
		}
		if (!param->def || !param_default(param, &values[i]))
			values[i] = any_value(param);
	}
	return true;
}

/* ---- feeds --------------------------------------------------------------- */

/* The kind to be tried after `kind` (0 for the first), or 0: no more. */
static uint32_t next_kind(const fftpipe_port *port, uint32_t kind)
{
	if (!kind && port->accepts & FFTPIPE_IMAGE)
		return FFTPIPE_IMAGE;
	if (kind != FFTPIPE_SPECTRUM && port->accepts & FFTPIPE_SPECTRUM)
		return FFTPIPE_SPECTRUM;
	return 0;
}

bool scene_next_feed(struct trial *trial, struct scene *scene)
{
	uint32_t n = trial->module.transform->n_inputs;

	for (uint32_t i = 0; i < n; i++) {
		const fftpipe_port *port = module_input(&trial->module, i);
		uint32_t kind = scene->kinds[i];
		uint32_t next = kind ? next_kind(port, kind) : 0;

		/* An optional port is left unconnected as its last choice. */
		if (next || (kind && port->flags & FFTPIPE_OPTIONAL)) {
			scene->kinds[i] = next;
			return true;
		}
		scene->kinds[i] = next_kind(port, 0);
	}
	return false;
}

static bool any_connected(const struct trial *trial, const struct scene *scene)
{
	for (uint32_t i = 0; i < trial->module.transform->n_inputs; i++)
		if (scene->kinds[i])
			return true;
	return false;
}

static struct scene with_shape(const struct scene *scene,
			       const struct shape *shape)
{
	struct scene shaped = *scene;

	shaped.width = shape->width;
	shaped.height = shape->height;
	if (!shape->channels)
		return shaped;
	shaped.channels = shape->channels;
	shaped.color = shape->color;
	return shaped;
}

bool scene_find(struct trial *trial, struct scene *scene,
		const char **complaint)
{
	static const struct shape shapes[] = {
		{ WIDTH, HEIGHT, 1, FFTPIPE_GRAY },
		{ WIDTH, HEIGHT, 3, FFTPIPE_RGB },
		{ WIDTH, HEIGHT, 1, FFTPIPE_DATA },
		{ WIDTH, HEIGHT, 1, FFTPIPE_ANGLE },
		{ WIDTH, HEIGHT, 2, FFTPIPE_GRAY },
		{ 64, 64, 1, FFTPIPE_GRAY },
		{ 256, 1, 1, FFTPIPE_GRAY },
	};
	static char last[256];
	struct bench bench;
	int status;

	*scene = (struct scene){ .fill = FILL_A, .threads = 1 };
	scene->values = trial_memory(trial, trial->module.transform->n_params,
				     sizeof *scene->values);
	for (uint32_t i = 0; i < trial->module.transform->n_inputs; i++)
		scene->kinds[i] = next_kind(module_input(&trial->module, i), 0);
	if (!find_values(trial, scene->values, complaint))
		return false;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		*scene = with_shape(scene, &shapes[i]);
		bench_init(&bench, trial, scene);
		status = bench_work(&bench);
		bench_describe(&bench, status, last, sizeof last);
		bench_finish(&bench);
		/* Outputs that cannot be are the matter of a rule. */
		if (!status || status == STATUS_IMPOSSIBLE)
			return true;
	}
	*complaint = last;
	return false;
}

bool scenes_each(struct trial *trial,
		 bool (*check)(struct trial *trial, const struct scene *scene))
{
	const char *complaint;
	struct scene scene;
	int left = MOST_FEEDS;

	if (!scene_find(trial, &scene, &complaint))
		return trial_skip(trial, "no picture is known that it takes");
	do {
		if (any_connected(trial, &scene) && !check(trial, &scene))
			return false;
	} while (scene_next_feed(trial, &scene) && --left);
	return true;
}

bool scenes_shapes(struct trial *trial, const struct shape *shapes, size_t n,
		   bool (*check)(struct trial *trial,
				 const struct scene *scene))
{
	const char *complaint;
	struct scene scene, shaped;
	int left = MOST_FEEDS;

	if (!scene_find(trial, &scene, &complaint))
		return trial_skip(trial, "no picture is known that it takes");
	do {
		for (size_t i = 0; i < n && any_connected(trial, &scene); i++) {
			shaped = with_shape(&scene, &shapes[i]);
			if (!check(trial, &shaped))
				return false;
		}
	} while (scene_next_feed(trial, &scene) && --left);
	return true;
}

static void value_describe(const fftpipe_param *param, fftpipe_value value,
			   char *text, size_t size)
{
	switch (param->type) {
	case FFTPIPE_FLOAT:
		snprintf(text, size, ", %s=%.9g", param->key, value.f);
		break;
	case FFTPIPE_CHOICE:
		snprintf(text, size, ", %s=%s", param->key,
			 param->choices[value.i]);
		break;
	case FFTPIPE_TEXT:
		snprintf(text, size, ", %s=\"%s\"", param->key, value.s);
		break;
	default:
		snprintf(text, size, ", %s=%lld", param->key,
			 (long long)value.i);
	}
}

void scene_describe(const struct trial *trial, const struct scene *scene,
		    char *text, size_t size)
{
	int n = snprintf(text, size, "%u by %u, %u channel%s", scene->width,
			 scene->height, scene->channels,
			 scene->channels == 1 ? "" : "s");

	for (uint32_t i = 0; i < trial->module.transform->n_inputs; i++) {
		const char *word = "not connected";

		if (scene->kinds[i])
			word = scene->kinds[i] == FFTPIPE_IMAGE ? "image"
								: "spectrum";
		if (n > 0 && (size_t)n < size)
			n += snprintf(text + n, size - (size_t)n, ", %s %s",
				      module_input(&trial->module, i)->name,
				      word);
	}
	if (scene->changed && n > 0 && (size_t)n < size)
		value_describe(scene->changed, scene->changed_to, text + n,
			       size - (size_t)n);
}
