/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bind.c - check a pipeline against what its plugins describe
 */
#include "bind.h"
#include "param.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct binding {
	struct pipeline *pipeline;
	struct modules *modules;
	struct outcome *outcome;
	struct problems *problems;
};

static void say(struct binding *binding, struct place place,
		const char *section, const char *key, const char *text)
{
	problems_add_key(binding->problems, place, section, key, "%s",
			 text ? text : "out of memory");
}

static const struct module *find(struct binding *binding, const char *id,
				 struct place place, const char *section,
				 const char *key)
{
	char *complaint;
	const struct module *module =
		module_find(binding->modules, id, binding->outcome, &complaint);

	if (!module)
		say(binding, place, section, key, complaint);
	free(complaint);
	return module;
}

/* ---- parameters -------------------------------------------------------- */

/* The plugin's parameter keys, NULL-terminated, in the pipeline's arena. */
static const char *const *param_keys(struct binding *binding,
				     const struct module *module)
{
	uint32_t n = module->transform->n_params;
	const char **keys = arena_array(&binding->pipeline->arena,
					(size_t)n + 1, sizeof *keys);

	for (uint32_t i = 0; keys && i < n; i++)
		keys[i] = module_param(module, i)->key;
	return keys;
}

static void say_unknown(struct binding *binding, const struct stage *stage,
			const struct entry *setting)
{
	static const char *const host[] = { "depth",    "range",    "round",
					    "compress", "metadata", "save",
					    "from",     NULL };
	const char *const *keys = param_keys(binding, stage->module);

	if (keys)
		problems_add_unknown_key(binding->problems, setting->place,
					 stage->name, setting->key, stage->use,
					 keys, host);
	else
		binding->problems->out_of_memory = true;
}

/* The setting of `key`, or NULL; there is one at most. */
static const struct entry *find_setting(const struct stage *stage,
					const char *key)
{
	for (size_t i = 0; i < stage->n_settings; i++)
		if (!strcmp(stage->settings[i].key, key))
			return &stage->settings[i];
	return NULL;
}

static void bind_param(struct binding *binding, struct stage *stage, uint32_t i)
{
	const fftpipe_param *param = module_param(stage->module, i);
	const struct entry *setting = find_setting(stage, param->key);
	char *complaint = NULL, *wanted;

	if (setting) {
		if (!param_parse(param, setting->value, &stage->values[i],
				 &complaint))
			say(binding, setting->place, stage->name, param->key,
			    complaint);
		free(complaint);
		return;
	}
	if (param->def) {
		param_default(param, &stage->values[i]);
		return;
	}
	if (stage->gaps)
		return;
	wanted = param_describe(param);
	problems_add(binding->problems, stage->place,
		     "[%s] %s must be given (%s)", stage->name, param->key,
		     wanted ? wanted : "see fftpipe inspect");
	free(wanted);
}

static void bind_params(struct binding *binding, struct stage *stage)
{
	uint32_t n = stage->module->transform->n_params;

	stage->values = arena_array(&binding->pipeline->arena, (size_t)n + 1,
				    sizeof *stage->values);
	if (!stage->values) {
		binding->problems->out_of_memory = true;
		return;
	}
	for (size_t i = 0; i < stage->n_settings; i++) {
		uint32_t k = 0;

		while (k < n && strcmp(module_param(stage->module, k)->key,
				       stage->settings[i].key))
			k++;
		if (k == n)
			say_unknown(binding, stage, &stage->settings[i]);
	}
	for (uint32_t i = 0; i < n; i++)
		bind_param(binding, stage, i);
}

/* ---- ports ------------------------------------------------------------- */

typedef const fftpipe_port *port_getter(const struct module *, uint32_t);

static uint32_t find_port(const struct module *module, port_getter *get,
			  uint32_t n, const char *name)
{
	uint32_t i = 0;

	while (i < n && strcmp(get(module, i)->name, name))
		i++;
	return i;
}

/* "from.mask", or "from" for the port that is meant without a name. */
static const char *key_of(struct binding *binding, const char *key,
			  const char *port)
{
	const char *whole = port ? arena_printf(&binding->pipeline->arena,
						"%s.%s", key, port)
				 : NULL;

	return whole ? whole : key;
}

static void say_no_port(struct binding *binding, struct place place,
			const char *section, const char *key,
			const struct module *module, port_getter *get,
			uint32_t n, const char *name)
{
	struct arena *arena = &binding->pipeline->arena;
	const char **names = arena_array(arena, (size_t)n + 1, sizeof *names);
	char *list;

	for (uint32_t i = 0; names && i < n; i++)
		names[i] = get(module, i)->name;
	list = names ? words_join(names) : NULL;
	say(binding, place, section, key,
	    arena_printf(arena, "%s has no port \"%s\"; it has %s", module->id,
			 name, list ? list : "others"));
	free(list);
}

/* Which output of the stage that feeds us. */
static void bind_source(struct binding *binding, const struct stage *stage,
			struct feed *feed)
{
	const struct stage *source;
	const struct module *module;
	const char *key;
	uint32_t n;

	feed->from_output = 0;
	if (feed->kind != FEED_STAGE || !feed->output)
		return;
	key = key_of(binding, "from", feed->port);
	source = &binding->pipeline->stages[feed->index];
	module = source->module;
	if (!source->use) {
		say(binding, feed->place, stage->name, key,
		    arena_printf(&binding->pipeline->arena,
				 "stage \"%s\" has no plugin and so no ports; "
				 "write %s = %s",
				 source->name, key, source->name));
		return;
	}
	if (!module)
		return;
	n = module->transform->n_outputs;
	feed->from_output = find_port(module, module_output, n, feed->output);
	if (feed->from_output == n)
		say_no_port(binding, feed->place, stage->name, key, module,
			    module_output, n, feed->output);
}

/* Which port each feed goes to; the implied one gives way to a written one. */
static void bind_feeds(struct binding *binding, struct stage *stage)
{
	uint32_t n = stage->module->transform->n_inputs;
	struct feed *feeds = stage->feeds;

	for (size_t i = 0; i < stage->n_feeds; i++) {
		const char *port = feeds[i].port;

		feeds[i].input =
			port ? find_port(stage->module, module_input, n, port)
			     : 0;
		if (feeds[i].input == n) {
			say_no_port(binding, feeds[i].place, stage->name,
				    key_of(binding, "from", port),
				    stage->module, module_input, n, port);
			continue;
		}
		for (size_t k = 0; k < i; k++) {
			if (feeds[k].input != feeds[i].input)
				continue;
			if (feeds[k].implied) {
				feeds[k] = feeds[i];
				feeds[i].input = UINT32_MAX;
			} else if (feeds[k].input != UINT32_MAX) {
				say(binding, feeds[i].place, stage->name,
				    key_of(binding, "from", port),
				    "that port is fed already");
			}
		}
	}
	for (uint32_t input = 0; input < n; input++) {
		const fftpipe_port *port = module_input(stage->module, input);
		bool fed = port->flags & FFTPIPE_OPTIONAL;

		for (size_t i = 0; i < stage->n_feeds; i++)
			fed = fed || feeds[i].input == input;
		if (!fed && !stage->gaps)
			problems_add(binding->problems, stage->place,
				     "[%s] nothing feeds port %s of %s; add "
				     "from.%s = ...",
				     stage->name, port->name, stage->use,
				     port->name);
	}
}

static void bind_saves(struct binding *binding, struct stage *stage)
{
	for (size_t i = 0; i < stage->n_saves; i++) {
		struct save *save = &stage->saves[i];
		const struct module *module = stage->module;

		save->output = 0;
		if (!save->port)
			continue;
		if (!stage->use)
			say(binding, save->place, stage->name,
			    key_of(binding, "save", save->port),
			    "a stage without a plugin has no ports; write save "
			    "= ...");
		if (!module)
			continue;
		save->output =
			find_port(module, module_output,
				  module->transform->n_outputs, save->port);
		if (save->output == module->transform->n_outputs)
			say_no_port(binding, save->place, stage->name,
				    key_of(binding, "save", save->port), module,
				    module_output, save->output, save->port);
	}
}

static void bind_stage(struct binding *binding, struct stage *stage)
{
	if (stage->use && !stage->bad_use)
		stage->module = find(binding, stage->use, stage->use_place,
				     stage->name, "use");
	for (size_t i = 0; i < stage->n_feeds; i++)
		bind_source(binding, stage, &stage->feeds[i]);
	bind_saves(binding, stage);
	if (!stage->module)
		return;
	bind_params(binding, stage);
	bind_feeds(binding, stage);
}

/* ---- the plugins that convert ------------------------------------------ */

/* A converter has one port each way, of the right kinds, and needs nothing. */
static const struct module *bind_converter(struct binding *binding,
					   const char *key, const char *id,
					   struct place place, uint32_t from,
					   uint32_t to)
{
	const struct module *module = find(binding, id, place, "pipeline", key);
	const fftpipe_transform *transform = module ? module->transform : NULL;
	bool fits;

	if (!module)
		return NULL;
	fits = module_input(module, 0)->accepts & from &&
	       module_output(module, 0)->accepts & to;
	for (uint32_t i = 1; i < transform->n_inputs; i++)
		fits = fits &&
		       module_input(module, i)->flags & FFTPIPE_OPTIONAL;
	for (uint32_t i = 0; i < transform->n_params; i++)
		fits = fits && module_param(module, i)->def;
	if (!fits)
		say(binding, place, "pipeline", key,
		    arena_printf(&binding->pipeline->arena,
				 "%s does not turn %s without being told more",
				 id,
				 from == FFTPIPE_IMAGE
					 ? "an image into a spectrum"
					 : "a spectrum into an image"));
	return fits ? module : NULL;
}

/* Could a conversion be wanted?  If not, its plugin need not be there. */
static bool wants_kind(const struct pipeline *pipeline, uint32_t kind)
{
	for (size_t i = 0; i < pipeline->n_stages; i++) {
		const struct stage *stage = &pipeline->stages[i];
		const fftpipe_transform *transform;

		if (stage->n_saves && kind == FFTPIPE_IMAGE)
			return true;
		if (stage->options.depth == DEPTH_COMPLEX &&
		    kind == FFTPIPE_SPECTRUM)
			return true;
		if (!stage->module)
			continue;
		transform = stage->module->transform;
		for (uint32_t k = 0; k < transform->n_inputs; k++)
			if (module_input(stage->module, k)->accepts == kind)
				return true;
	}
	return false;
}

/* Only a stage that may put out `kind`, or a complex file, can lead there. */
static bool makes_kind(const struct pipeline *pipeline, uint32_t kind)
{
	for (size_t i = 0; i < pipeline->n_stages; i++) {
		const struct module *module = pipeline->stages[i].module;

		for (uint32_t k = 0; module && k < module->transform->n_outputs;
		     k++)
			if (module_output(module, k)->accepts & kind)
				return true;
	}
	return false;
}

const struct module *pipeline_converter(struct pipeline *pipeline,
					struct modules *modules, uint32_t to,
					struct outcome *outcome)
{
	bool forward = to == FFTPIPE_SPECTRUM;
	const struct module **module =
		forward ? &pipeline->fft_module : &pipeline->ifft_module;
	const char *id = forward ? pipeline->fft : pipeline->ifft;
	char *complaint = NULL;

	if (!*module)
		*module = module_find(modules, id, outcome, &complaint);
	if (!*module)
		outcome_fail(outcome, FFTPIPE_EPARAM, "[pipeline] %s: %s",
			     forward ? "fft" : "ifft",
			     complaint ? complaint : "out of memory");
	free(complaint);
	return *module;
}

void pipeline_bind(struct pipeline *pipeline, struct modules *modules,
		   struct outcome *outcome, struct problems *problems)
{
	struct binding binding = { pipeline, modules, outcome, problems };
	const struct place whole = { pipeline->name, 0 };
	bool own_fft = pipeline->fft_place.source;
	bool own_ifft = pipeline->ifft_place.source;

	for (size_t i = 0; i < pipeline->n_stages; i++)
		bind_stage(&binding, &pipeline->stages[i]);
	if (wants_kind(pipeline, FFTPIPE_SPECTRUM) || own_fft)
		pipeline->fft_module =
			bind_converter(&binding, "fft", pipeline->fft,
				       own_fft ? pipeline->fft_place : whole,
				       FFTPIPE_IMAGE, FFTPIPE_SPECTRUM);
	if ((wants_kind(pipeline, FFTPIPE_IMAGE) &&
	     makes_kind(pipeline, FFTPIPE_SPECTRUM)) ||
	    own_ifft)
		pipeline->ifft_module =
			bind_converter(&binding, "ifft", pipeline->ifft,
				       own_ifft ? pipeline->ifft_place : whole,
				       FFTPIPE_SPECTRUM, FFTPIPE_IMAGE);
}
