/* SPDX-License-Identifier: GPL-3.0-or-later */
/* inputs-gather.h - what the parts that gather inputs share */
#ifndef INPUTS_GATHER_H
#define INPUTS_GATHER_H

#include "inputs.h"
#include "table.h"

#include <stdbool.h>
#include <stddef.h>

/* A name that may become a job. */
struct candidate {
	const char *path, *folder; /* folder: with its slash, or "" */
	const char *dir, *name, *stem, *ext, *star;
	const char *key;     /* one text for all ways to write the name */
	bool named;          /* by the user, not found by a glob */
	bool matched;        /* by a files pattern, so that {*} has a meaning */
	bool dropped;        /* another job serves it, or it is none */
	const char *failure; /* why it can't run, or NULL */
};

struct gather {
	struct inputs *inputs;
	const struct pipeline *pipeline;
	const struct input_options *options;
	struct problems *problems;
	const struct input_place *place;
	bool uses_star;

	struct candidate *candidates;
	size_t n_candidates;
	struct table known; /* key -> candidate */
	/* One that was dropped because its main input is missing. */
	const char *stand_in, *missing_main;

	/* The folder that was asked for last, and its identity. */
	const char *folder, *folder_identity;
	size_t collisions;
};

/* The state to begin with. */
struct gather gather_start(struct inputs *inputs,
			   const struct pipeline *pipeline,
			   const struct input_options *options,
			   struct problems *problems);

/* Note that there was no memory; returns false. */
bool gather_no_memory(struct gather *gather);

bool gather_exists(const struct gather *gather, const char *path);
bool gather_shows(const struct gather *gather, const char *path);

/*
 * Where a relative name leads that belongs to `input`; NULL without memory.
 */
const char *gather_locate(struct gather *gather, const char *input,
			  const char *name, bool output);

/* Does it say all by itself: an absolute path, or one with a scheme? */
bool name_is_whole(const char *name);

/* Take what the user or an event named; false without memory. */
bool gather_named(struct gather *gather);

/* Fill in a candidate from its path and dir; false without memory. */
bool candidate_init(struct gather *gather, struct candidate *candidate,
		    const char *path, const char *dir);

/* {dir} of an input that was named; NULL without memory. */
const char *named_dir(struct gather *gather, const char *path);

/* Fill in folder, name, stem and ext from its path; false without memory. */
bool candidate_split(struct arena *arena, struct candidate *candidate);

/* Does a files pattern match its name?  Then fills in {*}. */
bool candidate_match(struct gather *gather, struct candidate *candidate);

/* "*.png, *.tif": the files patterns; NULL without memory. */
const char *files_join(struct gather *gather);

/* Append a candidate unless its key is known; false without memory. */
bool candidate_add(struct gather *gather, const struct candidate *candidate);

/*
 * Where the companion of `candidate` is; with `template` NULL (a mistake that
 * has been told), "".  NULL without memory.
 */
const char *companion_path(struct gather *gather,
			   const struct template *template,
			   const struct candidate *candidate, uint32_t page);

/* Is the companion looked for beside each input? */
bool companion_is_beside(const struct template *template);

/*
 * The main input that `candidate`'s name as a companion stands for: fills in
 * *found and returns true.
 */
bool companion_main(struct gather *gather, const struct candidate *candidate,
		    struct candidate *found);

/* Drop candidates that are companions of others, or put the others there. */
bool gather_stand_ins(struct gather *gather);

/* All the names of the job that `candidate` is; false without memory. */
bool input_make(struct gather *gather, struct input *input,
		const struct candidate *candidate);

/* Names of what `input` writes on page `page`; false without memory. */
bool outputs_fill(struct gather *gather, struct input *input, uint32_t page);

/* Problems for outputs that meet inputs or each other. */
void outputs_check(struct gather *gather);

/* The first output of `input` that is some input too, or NULL. */
const char *outputs_meet(struct gather *gather, const struct input *input);

#endif
