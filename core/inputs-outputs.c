/* SPDX-License-Identifier: GPL-3.0-or-later */
/* inputs-outputs.c - the names of what jobs write, and whether they collide */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "inputs-gather.h"

/* The more of them there are, the more alike they are. */
#define COLLISIONS_MAX 10

/* One output of the pipeline, apart from any input. */
struct output {
	const struct stage *stage;
	const struct template *name; /* NULL: none */
	const char *key, *port;
	enum format format;
	bool metadata;
};

/* Who reads or writes a name. */
struct taker {
	const struct input *input; /* NULL: the pipeline's file or a report */
	const char *path;
	bool written;
	struct output output; /* if written */
};

size_t inputs_outputs(const struct pipeline *pipeline)
{
	size_t count = 0;

	for (size_t i = 0; i < pipeline->n_stages; i++)
		count += pipeline->stages[i].n_saves + 1;
	return count;
}

/* Output `index` of a stage: a save, or behind them the metadata. */
static struct output stage_output(const struct stage *stage, size_t index)
{
	struct output output = { .stage = stage };

	if (index == stage->n_saves) {
		output.name = stage->metadata;
		output.key = "metadata";
		output.metadata = true;
		output.format = FORMAT_JSON;
	} else {
		output.name = stage->saves[index].name;
		output.key = "save";
		output.port = stage->saves[index].port;
		output.format = stage->saves[index].format;
	}
	return output;
}

static bool to_standard_output(const struct gather *gather)
{
	return gather->options->output && !strcmp(gather->options->output, "-");
}

/* The name below the output folder; NULL without memory. */
static const char *output_path(struct gather *gather,
			       const struct template *template,
			       const struct input *input, uint32_t page)
{
	const struct template_values values = {
		.stem = input->stem,
		.name = input->name,
		.ext = input->ext,
		.dir = input->dir,
		.star = input->star,
		.page = page,
	};
	const char *folder = gather->options->output;
	struct arena *arena = &gather->inputs->arena;
	const char *name = template_expand(arena, template, &values);
	bool slash;

	if (!name || to_standard_output(gather) || name_is_whole(name))
		return name;
	if (!folder)
		return gather_locate(gather, input->path, name, true);
	if (!*folder)
		return name;
	slash = folder[strlen(folder) - 1] != '/';
	return arena_printf(arena, "%s%s%s", folder, slash ? "/" : "", name);
}

static const char *depth_word(enum save_depth depth)
{
	switch (depth) {
	case DEPTH_8:
		return "8";
	case DEPTH_16:
		return "16";
	case DEPTH_32:
		return "32";
	case DEPTH_COMPLEX:
		return "complex";
	default:
		return "auto";
	}
}

/* The format of a name that came out of a template. */
static bool output_format(struct gather *gather, struct input *input,
			  const struct output *output, const char *path,
			  enum format *format)
{
	enum save_depth depth = output->stage->options.depth;
	struct arena *arena = &gather->inputs->arena;
	const char *takes, *failure;

	*format = output->format;
	if (output->format != FORMAT_BY_NAME)
		return true;
	if (!format_named(path, format))
		failure = arena_printf(
			arena,
			"[%s] save: no format has the extension of \"%s\"; "
			"end it in .png, .tif, .tiff or .csv",
			output->stage->name, path);
	else if (!format_takes(*format, depth, &takes))
		failure = arena_printf(
			arena,
			"[%s] depth: %s does not go with \"%s\", which takes "
			"%s",
			output->stage->name, depth_word(depth), path, takes);
	else
		return true;
	if (!input->failure)
		input->failure = failure;
	return failure;
}

static bool output_fill(struct gather *gather, struct input *input,
			const struct output *output, uint32_t page,
			size_t index)
{
	const char *path;

	input->outputs[index] = NULL;
	input->formats[index] = output->format;
	if (!output->name)
		return true;
	path = output_path(gather, output->name, input, page);
	if (!path)
		return false;
	if (!*path || path[strlen(path) - 1] == '/') {
		input->failure = arena_printf(
			&gather->inputs->arena,
			"[%s] %s: \"%s\" leaves no name for \"%s\"",
			output->stage->name, output->key, output->name->source,
			input->path);
		return input->failure;
	}
	if (!output->metadata &&
	    !output_format(gather, input, output, path, &input->formats[index]))
		return false;
	input->outputs[index] = to_standard_output(gather) ? "-" : path;
	return true;
}

bool outputs_fill(struct gather *gather, struct input *input, uint32_t page)
{
	const struct pipeline *pipeline = gather->pipeline;
	struct arena *arena = &gather->inputs->arena;
	size_t count = inputs_outputs(pipeline), index = 0;

	input->outputs = arena_array(arena, count, sizeof *input->outputs);
	input->formats = arena_array(arena, count, sizeof *input->formats);
	if (!input->outputs || !input->formats)
		return false;
	for (size_t i = 0; i < pipeline->n_stages; i++)
		for (size_t k = 0; k <= pipeline->stages[i].n_saves; k++) {
			struct output output =
				stage_output(&pipeline->stages[i], k);

			if (!output_fill(gather, input, &output, page, index++))
				return false;
		}
	return true;
}

static const char *path_identity(struct gather *gather, const char *path)
{
	return gather->place->identity(gather->place->context,
				       &gather->inputs->arena, path);
}

/* Take a name unless it is taken: returns who had it, NULL for nobody. */
static struct taker *name_take(struct gather *gather, const struct taker *taker)
{
	struct table *taken = gather->inputs->taken;
	const char *identity = path_identity(gather, taker->path);
	struct taker *copy;

	if (!identity) {
		gather_no_memory(gather);
		return NULL;
	}
	copy = table_find(taken, identity);
	if (copy)
		return copy;
	copy = arena_alloc(&gather->inputs->arena, sizeof *copy);
	if (!copy) {
		gather_no_memory(gather);
		return NULL;
	}
	*copy = *taker;
	if (!table_add(taken, identity, copy))
		gather_no_memory(gather);
	return NULL;
}

static void inputs_take(struct gather *gather, const struct input *input)
{
	struct taker taker = { .input = input, .path = input->path };

	if (strcmp(input->path, "-"))
		name_take(gather, &taker);
	for (size_t i = 0; i < gather->pipeline->n_companions; i++) {
		taker.path = input->companions[i];
		if (*taker.path)
			name_take(gather, &taker);
	}
}

/* What to do about two inputs that lead to one output. */
static const char *remedy(const struct output *output, const struct input *one,
			  const struct input *two)
{
	const unsigned used = output->name->used;
	const unsigned whole = 1u << TEMPLATE_NAME, dir = 1u << TEMPLATE_DIR;

	if (strcmp(one->dir, two->dir) && !(used & dir))
		return "add {dir} to it";
	if (strcmp(one->ext, two->ext) &&
	    !(used & (whole | 1u << TEMPLATE_EXT)))
		return "add {ext} to it";
	if (strcmp(one->stem, two->stem) &&
	    !(used & (whole | 1u << TEMPLATE_STEM)))
		return "add {stem} to it";
	if (!strcmp(one->name, two->name))
		return "find them with --set input.files and **, so that {dir} "
		       "tells them apart";
	return "add {name} to it";
}

PRINTF_LIKE(3, 4)
static void collide(struct gather *gather, const struct output *output,
		    const char *format, ...)
{
	char key[256], text[2048];
	va_list arguments;

	if (gather->collisions++ >= COLLISIONS_MAX)
		return;
	snprintf(key, sizeof key, "%s%s%s", output->key,
		 output->port ? "." : "", output->port ? output->port : "");
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	problems_add_key(gather->problems, output->name->place,
			 output->stage->name, key, "%s", text);
}

static void output_take(struct gather *gather, const struct input *input,
			const struct output *output, const char *path)
{
	const struct taker taker = { input, path, true, *output };
	const struct taker *other = name_take(gather, &taker);

	if (!other)
		return;
	if (!other->written && !other->input)
		collide(gather, output,
			"\"%s\" is the pipeline's file; write elsewhere", path);
	else if (!other->written)
		collide(gather, output, "\"%s\" is an input too; %s", path,
			gather->options->n_names
				? "write elsewhere, with -o or another name"
				: "if an earlier run wrote it, name the inputs "
				  "on the command line, or remove it and keep "
				  "outputs apart with -o FOLDER");
	else if (other->input == input)
		collide(gather, output,
			"leads to \"%s\" as [%s] %s does; change one of them",
			path, other->output.stage->name, other->output.key);
	else
		collide(gather, output, "\"%s\" and \"%s\" lead to \"%s\"; %s",
			other->input->path, input->path, path,
			remedy(output, other->input, input));
}

static void outputs_take(struct gather *gather, const struct input *input)
{
	const struct pipeline *pipeline = gather->pipeline;
	size_t index = 0;

	for (size_t i = 0; i < pipeline->n_stages; i++)
		for (size_t k = 0; k <= pipeline->stages[i].n_saves; k++) {
			const struct output output =
				stage_output(&pipeline->stages[i], k);
			const char *path = input->outputs[index++];

			if (path)
				output_take(gather, input, &output, path);
		}
}

/* -o - is one output of one page of one input. */
static void standard_output_check(struct gather *gather)
{
	const struct pipeline *pipeline = gather->pipeline;
	const struct place place = { "-o -", 0 };
	size_t outputs = 0;

	for (size_t i = 0; i < pipeline->n_stages; i++)
		outputs += pipeline->stages[i].n_saves +
			   !!pipeline->stages[i].metadata;
	if (outputs != 1)
		problems_add(gather->problems, place,
			     "takes a pipeline with one output; %s has %zu",
			     pipeline->name, outputs);
	if (gather->inputs->count != 1)
		problems_add(gather->problems, place,
			     "takes one input; there are %zu",
			     gather->inputs->count);
	if (pipeline->page == PAGE_ALL)
		problems_add(gather->problems, place,
			     "takes one page; write page = first or a number");
}

/* Its file is read: no place for outputs either. */
static void pipeline_take(struct gather *gather)
{
	const struct taker taker = { .path = gather->pipeline->name };

	/* Without memory it has no name. */
	if (taker.path)
		name_take(gather, &taker);
}

static const char *what_is_there(const struct gather *gather,
				 const struct taker *taker)
{
	if (taker->written)
		return "an output";
	if (taker->input)
		return "an input";
	return taker->path == gather->pipeline->name ? "the pipeline's file"
						     : "another report";
}

static void reports_check(struct gather *gather)
{
	const struct input_options *options = gather->options;

	for (size_t i = 0; i < options->n_reports; i++) {
		struct taker taker = { .path = options->reports[i] };
		const struct taker *other = name_take(gather, &taker);

		if (other)
			problems_add(gather->problems,
				     (struct place){ "--report", 0 },
				     "\"%s\" is %s too; write elsewhere",
				     taker.path, what_is_there(gather, other));
	}
}

void outputs_check(struct gather *gather)
{
	struct inputs *inputs = gather->inputs;

	inputs->taken = arena_alloc(&inputs->arena, sizeof *inputs->taken);
	if (!inputs->taken) {
		gather_no_memory(gather);
		return;
	}
	inputs->taken->arena = &inputs->arena;
	pipeline_take(gather);
	for (size_t i = 0; i < inputs->count; i++)
		inputs_take(gather, &inputs->list[i]);
	if (to_standard_output(gather))
		standard_output_check(gather);
	else
		for (size_t i = 0; i < inputs->count; i++)
			if (!inputs->list[i].failure)
				outputs_take(gather, &inputs->list[i]);
	reports_check(gather);
	if (gather->collisions > COLLISIONS_MAX)
		problems_add(gather->problems,
			     (struct place){ gather->pipeline->name, 0 },
			     "%zu more outputs collide with inputs or each "
			     "other",
			     gather->collisions - COLLISIONS_MAX);
}

const char *outputs_meet(struct gather *gather, const struct input *input)
{
	const struct table *taken = gather->inputs->taken;
	size_t count = inputs_outputs(gather->pipeline);

	for (size_t i = 0; taken && i < count; i++) {
		const char *path = input->outputs[i], *identity;
		const struct taker *other;

		if (!path || !strcmp(path, "-"))
			continue;
		identity = path_identity(gather, path);
		if (!identity) {
			gather_no_memory(gather);
			return NULL;
		}
		other = table_find(taken, identity);
		if (other && !other->written)
			return path;
	}
	return NULL;
}
