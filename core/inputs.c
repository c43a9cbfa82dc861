/* SPDX-License-Identifier: GPL-3.0-or-later */
/* inputs.c - gathers the jobs of a run */
#include "inputs.h"

#include <string.h>

#include "glob.h"
#include "inputs-gather.h"

bool gather_no_memory(struct gather *gather)
{
	gather->problems->out_of_memory = true;
	return false;
}

bool gather_exists(const struct gather *gather, const char *path)
{
	return gather->place->exists(gather->place->context, path);
}

bool gather_shows(const struct gather *gather, const char *path)
{
	const struct input_place *place = gather->place;

	return place->shows ? place->shows(place->context, path)
			    : place->exists(place->context, path);
}

/* The identity of a folder, which is often the one asked for before. */
static const char *folder_identity(struct gather *gather, const char *folder)
{
	if (!*folder)
		folder = ".";
	if (gather->folder && !strcmp(gather->folder, folder))
		return gather->folder_identity;
	gather->folder = folder;
	gather->folder_identity =
		gather->place->identity(gather->place->context,
					&gather->inputs->arena, folder);
	return gather->folder_identity;
}

/* Two links in a folder are two inputs, so the name itself is not followed. */
static const char *candidate_key(struct gather *gather,
				 const struct candidate *candidate)
{
	const char *folder = folder_identity(gather, candidate->folder);

	if (!folder)
		return NULL;
	return arena_printf(&gather->inputs->arena, "%s/%s", folder,
			    candidate->name);
}

bool candidate_split(struct arena *arena, struct candidate *candidate)
{
	const char *path = candidate->path, *dot;
	size_t end = strlen(path), start;

	while (end > 1 && path[end - 1] == '/')
		end--;
	for (start = end; start && path[start - 1] != '/';)
		start--;
	candidate->folder = arena_strndup(arena, path, start);
	candidate->name = arena_strndup(arena, path + start, end - start);
	if (!candidate->folder || !candidate->name)
		return false;
	dot = strrchr(candidate->name, '.');
	if (!dot || dot == candidate->name) {
		candidate->stem = candidate->name;
		candidate->ext = "";
		return true;
	}
	candidate->ext = dot + 1;
	candidate->stem = arena_strndup(arena, candidate->name,
					(size_t)(dot - candidate->name));
	return candidate->stem;
}

bool candidate_init(struct gather *gather, struct candidate *candidate,
		    const char *path, const char *dir)
{
	*candidate = (struct candidate){ .path = path, .dir = dir, .star = "" };
	if (!strcmp(path, "-")) {
		candidate->folder = candidate->ext = "";
		candidate->name = candidate->stem = "stdin";
		candidate->key = "-";
		return true;
	}
	if (!candidate_split(&gather->inputs->arena, candidate))
		return gather_no_memory(gather);
	candidate->key = candidate_key(gather, candidate);
	return candidate->key || gather_no_memory(gather);
}

/* Match with one pattern; fills in {*}. */
static bool pattern_match(struct gather *gather, struct candidate *candidate,
			  const char *pattern)
{
	const char *star;
	size_t length;

	if (!glob_match(glob_file(pattern), candidate->name, &star, &length))
		return false;
	candidate->star = arena_strndup(&gather->inputs->arena, star, length);
	if (!candidate->star) {
		candidate->star = "";
		return gather_no_memory(gather);
	}
	candidate->matched = true;
	return true;
}

bool candidate_match(struct gather *gather, struct candidate *candidate)
{
	const struct pipeline *pipeline = gather->pipeline;

	for (size_t i = 0; i < pipeline->n_files; i++)
		if (pattern_match(gather, candidate, pipeline->files[i].value))
			return true;
	return false;
}

bool candidate_add(struct gather *gather, const struct candidate *candidate)
{
	struct candidate *slot;

	if (table_find(&gather->known, candidate->key))
		return true;
	slot = arena_append(&gather->inputs->arena, &gather->candidates,
			    &gather->n_candidates, sizeof *slot);
	if (!slot)
		return gather_no_memory(gather);
	*slot = *candidate;
	/* The value only says that it is known: candidates move. */
	return table_add(&gather->known, candidate->key, gather) ||
	       gather_no_memory(gather);
}

/* The part of `path` that is a folder below the pattern's fixed part. */
static const char *path_dir(struct gather *gather, const char *path,
			    const char *pattern)
{
	size_t fixed = 0, folder;

	/* The path has one slash where the pattern may have several. */
	for (size_t end = glob_fixed(pattern); end; end--)
		fixed += pattern[end - 1] != '/' ||
			 (end > 1 ? pattern[end - 2] != '/' : 1);
	folder = (size_t)(glob_file(path) - path);
	if (folder <= fixed)
		return "";
	return arena_strndup(&gather->inputs->arena, path + fixed,
			     folder - fixed - 1);
}

static bool glob_take(struct gather *gather, const char *pattern,
		      const struct glob_result *result)
{
	for (size_t i = 0; i < result->count; i++) {
		const char *path = result->paths[i];
		const char *dir = path_dir(gather, path, pattern);
		struct candidate candidate;

		if (!dir)
			return gather_no_memory(gather);
		if (!candidate_init(gather, &candidate, path, dir))
			return false;
		pattern_match(gather, &candidate, pattern);
		if (!candidate_add(gather, &candidate))
			return false;
	}
	return true;
}

static void glob_complain(struct gather *gather, const struct entry *files,
			  const struct glob_result *result)
{
	if (result->unreadable)
		problems_add_key(gather->problems, files->place, "input",
				 "files", "\"%s\" can't be read: %s",
				 result->unreadable, strerror(result->error));
	else
		problems_add_key(gather->problems, files->place, "input",
				 "files",
				 "\"%s\" matches no file here; name files on "
				 "the command line, or with --set input.files",
				 files->value);
}

/* As far as the dot of the extension, or to the end. */
static size_t without_extension(const char *pattern)
{
	const char *dot = strrchr(glob_file(pattern), '.');

	return dot ? (size_t)(dot - pattern) : strlen(pattern);
}

/* Are they the same pattern, but for the format of the files? */
static bool differ_in_format(const char *a, const char *b)
{
	size_t length = without_extension(a);

	return length == without_extension(b) && !strncmp(a, b, length);
}

/*
 * A pattern that finds nothing beside others may be mistyped; not so *.tif
 * beside *.png, of which one is enough.
 */
static bool note_unmatched(struct gather *gather, const bool *found)
{
	const struct entry *files = gather->pipeline->files;
	struct inputs *inputs = gather->inputs;
	size_t n = gather->pipeline->n_files;

	for (size_t i = 0; i < n; i++) {
		bool served = found[i];
		const struct entry **slot;

		for (size_t k = 0; k < n && !served; k++)
			served = found[k] && differ_in_format(files[i].value,
							      files[k].value);
		if (served)
			continue;
		slot = arena_append(&inputs->arena, &inputs->unmatched,
				    &inputs->n_unmatched, sizeof *slot);
		if (!slot)
			return gather_no_memory(gather);
		*slot = &files[i];
	}
	return true;
}

static bool gather_globs(struct gather *gather)
{
	const struct pipeline *pipeline = gather->pipeline;
	uint64_t limit = pipeline->limits.files;
	size_t most = limit < SIZE_MAX / 2 ? (size_t)limit : SIZE_MAX / 2;
	struct glob_result result;
	bool *matched = arena_array(&gather->inputs->arena,
				    pipeline->n_files + 1, sizeof *matched);
	size_t found = 0;

	if (!matched)
		return gather_no_memory(gather);
	for (size_t i = 0; i < pipeline->n_files; i++) {
		const struct entry *files = &pipeline->files[i];

		if (!glob_find(&gather->inputs->arena, files->value, most,
			       &result))
			return gather_no_memory(gather);
		if (result.unreadable ||
		    (!result.count && !glob_is_wild(files->value)))
			glob_complain(gather, files, &result);
		/* What can't be read has been told and says no more. */
		matched[i] = result.count > 0 || result.unreadable;
		found += result.count;
		if (!glob_take(gather, files->value, &result))
			return false;
	}
	/* Of patterns for several formats, one is enough to find something. */
	for (size_t i = 0; !found && i < pipeline->n_files; i++)
		if (!matched[i] && glob_is_wild(pipeline->files[i].value)) {
			result = (struct glob_result){ 0 };
			glob_complain(gather, &pipeline->files[i], &result);
		}
	return !found || note_unmatched(gather, matched);
}

static bool inputs_make(struct gather *gather)
{
	struct inputs *inputs = gather->inputs;

	for (size_t i = 0; i < gather->n_candidates; i++) {
		struct input *input;

		if (gather->candidates[i].dropped)
			continue;
		input = arena_append(&inputs->arena, &inputs->list,
				     &inputs->count, sizeof *input);
		if (!input)
			return gather_no_memory(gather);
		if (!input_make(gather, input, &gather->candidates[i]))
			return false;
	}
	return true;
}

/* Nothing to do, or too much of it. */
static void count_check(struct gather *gather)
{
	const struct pipeline *pipeline = gather->pipeline;
	struct place place = { pipeline->name, 0 };
	size_t count = gather->inputs->count;

	if (count > pipeline->limits.files)
		problems_add_key(gather->problems, pipeline->limits.files_place,
				 "limits", "files",
				 "%s%zu inputs are more than the limit, %llu; "
				 "raise it",
				 gather->options->n_names ? "" : "at least ",
				 count,
				 (unsigned long long)pipeline->limits.files);
	if (count || problems_any(gather->problems))
		return;
	if (gather->stand_in)
		problems_add(gather->problems, place,
			     "no input: \"%s\" stands for \"%s\", which is "
			     "missing",
			     gather->stand_in, gather->missing_main);
	else
		problems_add(gather->problems, place,
			     "no input: name files on the command line, or "
			     "give [input] files");
}

struct gather gather_start(struct inputs *inputs,
			   const struct pipeline *pipeline,
			   const struct input_options *options,
			   struct problems *problems)
{
	return (struct gather){
		.inputs = inputs,
		.pipeline = pipeline,
		.options = options,
		.problems = problems,
		.place = options->place ? options->place : &local_place,
		.uses_star = pipeline_uses_star(pipeline),
		.known.arena = &inputs->arena,
	};
}

void inputs_gather(struct inputs *inputs, const struct pipeline *pipeline,
		   const struct input_options *options,
		   struct problems *problems)
{
	struct gather gather =
		gather_start(inputs, pipeline, options, problems);

	if (!(options->n_names ? gather_named(&gather)
			       : gather_globs(&gather)) ||
	    !gather_stand_ins(&gather) || !inputs_make(&gather)) {
		problems->out_of_memory = true;
		return;
	}
	count_check(&gather);
	if (inputs->count)
		outputs_check(&gather);
}

void inputs_finish(struct inputs *inputs)
{
	arena_finish(&inputs->arena);
	*inputs = (struct inputs){ 0 };
}
