/* SPDX-License-Identifier: GPL-3.0-or-later */
/* inputs-job.c - all the names of one job */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inputs-gather.h"

/* "*.png, *.tif": what a named input should have matched. */
const char *files_join(struct gather *gather)
{
	const struct pipeline *pipeline = gather->pipeline;
	const char **names = calloc(pipeline->n_files + 1, sizeof *names);
	char *joined = NULL;
	const char *text = NULL;

	if (!names)
		return NULL;
	for (size_t i = 0; i < pipeline->n_files; i++)
		names[i] = pipeline->files[i].value;
	joined = words_join(names);
	if (joined)
		text = arena_strdup(&gather->inputs->arena, joined);
	free(joined);
	free(names);
	return text;
}

/* Does the companion's name lead back to its main input? */
static bool leads_back(const struct template *file)
{
	return file && file->used & (1u << TEMPLATE_STEM | 1u << TEMPLATE_NAME |
				     1u << TEMPLATE_STAR);
}

/* Why the input can't run, as far as names tell; false without memory. */
static bool input_judge(struct gather *gather, struct input *input,
			const struct candidate *candidate)
{
	const struct pipeline *pipeline = gather->pipeline;
	struct arena *arena = &gather->inputs->arena;

	if (candidate->failure) {
		input->failure = candidate->failure;
		return true;
	}
	if (gather->uses_star && !candidate->matched) {
		const char *patterns = files_join(gather);

		if (patterns)
			input->failure = arena_printf(
				arena,
				"\"%s\" does not match files = %s, so {*} "
				"stands for nothing",
				candidate->name, patterns);
		input->idle = true;
		return input->failure;
	}
	if (!pipeline->n_companions)
		return true;
	if (strcmp(input->path, "-") && !gather_exists(gather, input->path))
		return true; /* which will be said when it is opened */
	for (size_t i = 0; i < pipeline->n_companions; i++) {
		if (gather_exists(gather, input->companions[i]))
			continue;
		input->failure = arena_printf(
			arena, "its companion [input.%s] is missing: no \"%s\"",
			pipeline->companions[i].name, input->companions[i]);
		input->lacks = input->companions[i];
		input->idle = leads_back(pipeline->companions[i].file);
		return input->failure;
	}
	return true;
}

static bool companions_fill(struct gather *gather, struct input *input,
			    const struct candidate *candidate, uint32_t page)
{
	const struct pipeline *pipeline = gather->pipeline;

	input->companions =
		arena_array(&gather->inputs->arena, pipeline->n_companions,
			    sizeof *input->companions);
	if (!input->companions)
		return false;
	for (size_t i = 0; i < pipeline->n_companions; i++) {
		input->companions[i] =
			companion_path(gather, pipeline->companions[i].file,
				       candidate, page);
		if (!input->companions[i])
			return false;
	}
	return true;
}

/* How much of `stem` stands before `suffix`; 0: it does not end in that. */
static size_t stem_before(const char *stem, const char *suffix)
{
	size_t length = strlen(stem), tail = strlen(suffix);

	return length > tail && !strcmp(stem + length - tail, suffix)
		       ? length - tail
		       : 0;
}

/* Is it that file, perhaps handed on by stages that only name or save it? */
static bool feed_is(const struct pipeline *pipeline, const struct feed *feed,
		    enum feed_kind kind, size_t index)
{
	while (feed->kind == FEED_STAGE && !pipeline->stages[feed->index].use)
		feed = &pipeline->stages[feed->index].feeds[0];
	return feed->kind == kind && feed->index == index;
}

/* Is a picture rebuilt from it, whatever it is called? */
static bool is_half(const struct pipeline *pipeline, enum feed_kind kind,
		    size_t index)
{
	for (size_t i = 0; i < pipeline->n_stages; i++) {
		const struct stage *stage = &pipeline->stages[i];

		if (!stage->use || strcmp(stage->use, "ifft-reconstruct") != 0)
			continue;
		for (size_t k = 0; k < stage->n_feeds; k++)
			if (feed_is(pipeline, &stage->feeds[k], kind, index))
				return true;
	}
	return false;
}

/*
 * The JSON file beside `path`, in *beside; false without memory.  Only beside
 * what is a `half` of a spectrum, or is called so: other pictures have files of
 * that name for reasons of their own, such as `metadata` of what was made of
 * them.
 */
static bool beside_find(struct gather *gather, const char *path, bool half,
			const char **beside)
{
	struct arena *arena = &gather->inputs->arena;
	struct candidate candidate = { .path = path };
	size_t magnitude;
	const char *name;

	if (!strcmp(path, "-"))
		return true;
	if (!candidate_split(arena, &candidate))
		return false;
	magnitude = stem_before(candidate.stem, "_magnitude");
	half = half || magnitude ||
	       (gather->pipeline->n_companions &&
		stem_before(candidate.stem, "_phase"));
	if (!half)
		return true;
	name = arena_printf(arena, "%s%s.json", candidate.folder,
			    candidate.stem);
	if (name && !gather_exists(gather, name) && magnitude)
		name = arena_printf(arena, "%s%.*s.json", candidate.folder,
				    (int)magnitude, candidate.stem);
	if (name && gather_exists(gather, name))
		*beside = name;
	return name;
}

static bool besides_fill(struct gather *gather, struct input *input)
{
	const struct pipeline *pipeline = gather->pipeline;
	size_t n_companions = pipeline->n_companions;

	input->beside = arena_array(&gather->inputs->arena, n_companions + 1,
				    sizeof *input->beside);
	if (!input->beside ||
	    !beside_find(gather, input->path, is_half(pipeline, FEED_INPUT, 0),
			 &input->beside[0]))
		return false;
	for (size_t i = 0; i < n_companions; i++)
		if (!beside_find(gather, input->companions[i],
				 is_half(pipeline, FEED_COMPANION, i),
				 &input->beside[1 + i]))
			return false;
	return true;
}

/* The page that {page} says. */
static uint32_t page_number(const struct pipeline *pipeline, uint32_t page)
{
	return pipeline->page == PAGE_NUMBER ? pipeline->page_number : page;
}

bool input_make(struct gather *gather, struct input *input,
		const struct candidate *candidate)
{
	uint32_t page = page_number(gather->pipeline, 1);

	*input = (struct input){
		.path = candidate->path,
		.dir = candidate->dir,
		.stem = candidate->stem,
		.name = candidate->name,
		.ext = candidate->ext,
		.star = candidate->star,
		.page = gather->pipeline->page == PAGE_ALL,
	};
	return (companions_fill(gather, input, candidate, page) &&
		besides_fill(gather, input) &&
		input_judge(gather, input, candidate) &&
		outputs_fill(gather, input, page)) ||
	       gather_no_memory(gather);
}

char *input_printable(const struct input *input)
{
	/* An empty name would look like a mistake of the message. */
	char *name = text_printable(*input->path ? input->path : "\"\""),
	     *paged;
	size_t size;

	if (!name || input->pages < 2)
		return name;
	size = strlen(name) + sizeof ", page 4294967295";
	paged = malloc(size);
	if (paged)
		snprintf(paged, size, "%s, page %u", name,
			 (unsigned)input->page);
	free(name);
	return paged;
}

struct input *input_page(struct inputs *inputs, const struct pipeline *pipeline,
			 const struct input_options *options,
			 const struct input *input, uint32_t page)
{
	struct problems problems = { 0 };
	struct gather gather =
		gather_start(inputs, pipeline, options, &problems);
	struct input *copy = arena_alloc(&inputs->arena, sizeof *copy);
	struct candidate candidate;
	const char *met;

	if (!copy ||
	    !candidate_init(&gather, &candidate, input->path, input->dir))
		return NULL;
	candidate.star = input->star;
	*copy = *input;
	copy->page = page;
	if (!companions_fill(&gather, copy, &candidate, page) ||
	    !outputs_fill(&gather, copy, page))
		return NULL;
	met = copy->failure ? NULL : outputs_meet(&gather, copy);
	if (met)
		copy->failure =
			arena_printf(&inputs->arena,
				     "page %u would be written to \"%s\", "
				     "which the run itself reads or writes",
				     (unsigned)page, met);
	return problems.out_of_memory || (met && !copy->failure) ? NULL : copy;
}
