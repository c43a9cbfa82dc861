/* SPDX-License-Identifier: GPL-3.0-or-later */
/* inputs-named.c - inputs that somebody names, and where names lead */
#include <stdlib.h>
#include <string.h>

#include "inputs-gather.h"

/* ---- where names lead --------------------------------------------------- */

bool name_is_whole(const char *name)
{
	return *name == '/' || name_scheme(name);
}

const char *gather_locate(struct gather *gather, const char *input,
			  const char *name, bool output)
{
	const struct input_place *place = gather->place;

	if (!place->locate || name_is_whole(name))
		return name;
	return place->locate(place->context, &gather->inputs->arena, input,
			     name, output);
}

const char *named_dir(struct gather *gather, const char *path)
{
	const char *below = gather->options->below;
	size_t length = below ? strlen(below) : 0;
	const char *last = strrchr(path, '/');

	if (!length || strncmp(path, below, length) || !last ||
	    last <= path + length)
		return "";
	return arena_strndup(&gather->inputs->arena, path + length,
			     (size_t)(last - path) - length);
}

/* ---- a name for many ---------------------------------------------------- */

/* Can the pipeline take it, as far as the name tells? */
static bool takes(struct gather *gather, struct candidate *candidate)
{
	enum format format;

	if (candidate_match(gather, candidate))
		return true;
	return !gather->pipeline->n_files && *candidate->name != '.' &&
	       format_named(candidate->name, &format) && format != FORMAT_CSV;
}

static void complain(struct gather *gather, const char *name, size_t found)
{
	const struct pipeline *pipeline = gather->pipeline;
	const char *patterns =
		pipeline->n_files ? files_join(gather) : "*.png, *.tif, *.tiff";

	problems_add(gather->problems, (struct place){ pipeline->name, 0 },
		     "no input: nothing below \"%s\" matches files = %s (%zu "
		     "%s there)",
		     name, patterns ? patterns : "", found,
		     found == 1 ? "object is" : "objects are");
}

static bool take_objects(struct gather *gather, const char *name,
			 const struct place_objects *objects)
{
	bool any = false;

	for (size_t i = 0; i < objects->count; i++) {
		const struct place_object *object = &objects->list[i];
		struct candidate candidate;

		if (!candidate_init(gather, &candidate, object->path,
				    object->dir))
			return false;
		if (!takes(gather, &candidate))
			continue;
		any = true;
		if (!candidate_add(gather, &candidate))
			return false;
	}
	if (!any)
		complain(gather, name, objects->count);
	return true;
}

/* ---- names -------------------------------------------------------------- */

static bool take_object(struct gather *gather, const char *name,
			const struct outcome *outcome)
{
	const char *dir = named_dir(gather, name);
	struct candidate candidate;

	if (!dir || !candidate_init(gather, &candidate, name, dir))
		return gather_no_memory(gather);
	candidate.named = true;
	if (outcome->status)
		candidate.failure =
			arena_strdup(&gather->inputs->arena,
				     outcome->reason ? outcome->reason
						     : "out of memory");
	candidate_match(gather, &candidate);
	return candidate_add(gather, &candidate);
}

static bool take_name(struct gather *gather, const char *name, size_t most)
{
	const struct input_place *place = gather->place;
	struct place_objects objects = { 0 };
	struct outcome outcome;
	bool fine;

	if (!outcome_init(&outcome))
		return gather_no_memory(gather);
	if (place->expand &&
	    place->expand(place->context, &gather->inputs->arena, name, most,
			  &objects, &outcome))
		fine = take_objects(gather, name, &objects);
	else
		fine = take_object(gather, name, &outcome);
	outcome_finish(&outcome);
	return fine;
}

bool gather_named(struct gather *gather)
{
	const struct input_options *options = gather->options;
	uint64_t limit = gather->pipeline->limits.files;
	size_t most = limit < SIZE_MAX / 2 ? (size_t)limit : SIZE_MAX / 2;

	for (size_t i = 0; i < options->n_names; i++)
		if (!take_name(gather, options->names[i], most))
			return false;
	return true;
}
