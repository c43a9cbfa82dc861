/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules-parameters.c - every parameter at its ends, and anywhere in between
 */
#include "bench.h"
#include "rules.h"

#include <float.h>
#include <math.h>

enum { RANDOM_VALUES = 3, MIXTURES = 12, MOST_VALUES = 16 };

static double between(uint64_t *state, double least, double most)
{
	double part = random_below(state, 1u << 30) / (double)(1u << 30);

	return least + part * (most - least);
}

static bool ranged(const fftpipe_param *param)
{
	return param->min < param->max;
}

static size_t int_values(const fftpipe_param *param, uint64_t *state,
			 fftpipe_value *to)
{
	static const int64_t any[] = { 0,       1,         -1,       7,
				       1000000, INT64_MIN, INT64_MAX };
	double least = param->min > -9e18 ? ceil(param->min) : -9e18;
	double most = param->max < 9e18 ? floor(param->max) : 9e18;
	size_t n = 0;

	if (!ranged(param)) {
		for (; n < sizeof any / sizeof *any; n++)
			to[n].i = any[n];
		return n;
	}
	to[n++].i = (int64_t)least;
	to[n++].i = (int64_t)most;
	for (int i = 0; i < RANDOM_VALUES; i++)
		to[n++].i = (int64_t)floor(between(state, least, most));
	return n;
}

static size_t float_values(const fftpipe_param *param, uint64_t *state,
			   fftpipe_value *to)
{
	static const double any[] = { 0, 1, -1, 0.5, 1e-300, 1e300, -1e300 };
	size_t n = 0;

	if (!ranged(param)) {
		for (; n < sizeof any / sizeof *any; n++)
			to[n].f = any[n];
		return n;
	}
	to[n++].f = fmax(param->min, -DBL_MAX);
	to[n++].f = fmin(param->max, DBL_MAX);
	for (int i = 0; i < RANDOM_VALUES; i++)
		to[n++].f = between(state, fmax(param->min, -1e150),
				    fmin(param->max, 1e150));
	return n;
}

static size_t text_values(fftpipe_value *to)
{
	static const char *const any[] = { "",
					   "x",
					   "0",
					   "0.1,0.2",
					   "1 2 3",
					   "0.1,0.2 0,0.5",
					   "nan,inf",
					   ",",
					   "\xc3\xa4\xf0\x9f\x99\x82",
					   "a;b#c=%s%n\\" };
	size_t n = 0;

	for (; n < sizeof any / sizeof *any; n++)
		to[n].s = any[n];
	return n;
}

/* Values of a parameter that the host would let through. */
static size_t values_of(const fftpipe_param *param, uint64_t *state,
			fftpipe_value to[MOST_VALUES])
{
	size_t n = 0;

	switch (param->type) {
	case FFTPIPE_INT:
		return int_values(param, state, to);
	case FFTPIPE_FLOAT:
		return float_values(param, state, to);
	case FFTPIPE_TEXT:
		return text_values(to);
	case FFTPIPE_BOOL:
		to[0].i = 0;
		to[1].i = 1;
		return 2;
	default:
		for (; n < MOST_VALUES && param->choices[n]; n++)
			to[n].i = (int64_t)n;
		return n;
	}
}

static bool try_values(struct trial *trial, const struct scene *scene)
{
	struct bench bench;
	bool fine;

	bench_init(&bench, trial, scene);
	fine = bench_judge(&bench, bench_work(&bench));
	bench_finish(&bench);
	return fine;
}

static bool one_by_one(struct trial *trial, struct scene *scene,
		       uint64_t *state)
{
	for (uint32_t i = 0; i < trial->module.transform->n_params; i++) {
		const fftpipe_param *param = module_param(&trial->module, i);
		fftpipe_value values[MOST_VALUES], before = scene->values[i];
		size_t n = values_of(param, state, values);

		for (size_t k = 0; k < n; k++) {
			scene->values[i] = values[k];
			scene->changed = param;
			scene->changed_to = values[k];
			if (!try_values(trial, scene))
				return false;
		}
		scene->values[i] = before;
	}
	scene->changed = NULL;
	return true;
}

static bool all_at_once(struct trial *trial, struct scene *scene,
			uint64_t *state)
{
	for (int k = 0; k < MIXTURES; k++) {
		for (uint32_t i = 0; i < trial->module.transform->n_params;
		     i++) {
			fftpipe_value values[MOST_VALUES];
			size_t n = values_of(module_param(&trial->module, i),
					     state, values);

			scene->values[i] =
				values[random_below(state, (uint32_t)n)];
		}
		if (!try_values(trial, scene))
			return false;
	}
	return true;
}

static bool check_feed(struct trial *trial, const struct scene *given)
{
	struct scene scene = *given;
	uint64_t state = 5;
	bool fine;

	scene.values = values_copy(trial, given->values);
	fine = one_by_one(trial, &scene, &state);
	scene.width = scene.height = 1;
	return fine && one_by_one(trial, &scene, &state) &&
	       all_at_once(trial, &scene, &state);
}

static bool check_parameters(struct trial *trial)
{
	if (!trial->module.transform->n_params)
		return trial_skip(trial, "it has no parameters");
	return scenes_each(trial, check_feed);
}

const struct rule rules_parameters[] = {
	{ "parameters", "every value of a parameter is used or refused",
	  "Parameters and ports, fftpipe_param", check_parameters, 0 },
	{ 0 },
};
