/* SPDX-License-Identifier: GPL-3.0-or-later */
/* inputs-stand.c - inputs that stand for another: its companions */
#include <stdlib.h>
#include <string.h>

#include "inputs-gather.h"

/* Longer chains of companions of companions are nobody's intention. */
#define CHAIN_MAX 16

/*
 * Follow a candidate to the main input that it stands for, which may be a
 * companion itself.  Leaves `*main` alone if it stands for itself.  Returns
 * false if some main input on the way is missing.
 */
static bool chain_follow(struct gather *gather,
			 const struct candidate *candidate,
			 struct candidate *main)
{
	struct candidate found;

	for (unsigned i = 0; i < CHAIN_MAX; i++) {
		if (!companion_main(gather, main, &found))
			return true;
		if (!strcmp(found.key, candidate->key)) {
			*main = *candidate; /* a circle: nobody is first */
			return true;
		}
		*main = found;
		if (!gather_exists(gather, found.path))
			return false;
	}
	return true;
}

/* Put the main inputs in the place of those that stand for them. */
static bool replace_by_mains(struct gather *gather)
{
	struct candidate *old = gather->candidates;
	size_t n_old = gather->n_candidates;

	gather->candidates = NULL;
	gather->n_candidates = 0;
	gather->known = (struct table){ .arena = &gather->inputs->arena };
	for (size_t i = 0; i < n_old; i++) {
		struct candidate main = old[i];

		if (strcmp(main.path, "-") &&
		    !chain_follow(gather, &old[i], &main)) {
			gather->stand_in = old[i].path;
			gather->missing_main = main.path;
			continue;
		}
		if (!candidate_add(gather, &main))
			return false;
	}
	return true;
}

/* key of a companion -> the candidate that it belongs to. */
static bool owners_find(struct gather *gather, const struct template *file,
			struct table *owners)
{
	for (size_t i = 0; i < gather->n_candidates; i++) {
		struct candidate *main = &gather->candidates[i];
		struct candidate companion = { 0 };
		const char *path = companion_path(gather, file, main, 0);

		if (!path || !candidate_init(gather, &companion, path, ""))
			return false;
		if (strcmp(companion.key, main->key) &&
		    !table_find(owners, companion.key) &&
		    !table_add(owners, companion.key, main))
			return false;
	}
	return true;
}

/* Is it a companion of another that isn't, in the end, its own? */
static bool is_owned(const struct table *owners,
		     const struct candidate *candidate)
{
	const struct candidate *owner = table_find(owners, candidate->key);

	if (!owner)
		return false;
	for (unsigned i = 0; i < CHAIN_MAX && owner; i++) {
		if (owner == candidate)
			return false;
		owner = table_find(owners, owner->key);
	}
	return true;
}

/*
 * Not every name can be led back to its main input; but those whose main input
 * is here too are known from there.
 */
static bool drop_companions(struct gather *gather, const struct template *file)
{
	struct table owners = { .arena = &gather->inputs->arena };

	if (!owners_find(gather, file, &owners))
		return false;
	for (size_t i = 0; i < gather->n_candidates; i++)
		if (is_owned(&owners, &gather->candidates[i]))
			gather->candidates[i].dropped = true;
	return true;
}

bool gather_stand_ins(struct gather *gather)
{
	const struct pipeline *pipeline = gather->pipeline;
	bool templated = false;

	for (size_t i = 0; i < pipeline->n_companions; i++)
		templated |= pipeline->companions[i].file &&
			     pipeline->companions[i].file->used;
	if (!templated)
		return true;
	if (!replace_by_mains(gather))
		return false;
	for (size_t i = 0; i < pipeline->n_companions; i++) {
		const struct template *file = pipeline->companions[i].file;

		if (file && file->used && !drop_companions(gather, file))
			return false;
	}
	return true;
}
