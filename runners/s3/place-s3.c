/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * place-s3.c - what is in buckets: prefixes taken apart into objects, objects
 * looked for
 *
 * What a list has told is not asked for again: a run over a prefix looks for
 * companions without a request.
 */
#include "store-s3.h"

#include <fftpipe/plugin.h>
#include <stdlib.h>
#include <string.h>

/* What `known` says of a path; of a hidden one nobody tells whether it is. */
static char there[] = "there", missing[] = "missing", hidden[] = "hidden";

static bool begins(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

/* Without memory it is asked for once more. */
static void learn(struct s3_store *s3, const char *path, char *state)
{
	char *copy;

	if (table_find(&s3->known, path))
		return;
	copy = arena_strdup(&s3->arena, path);
	if (copy)
		(void)table_add(&s3->known, copy, state);
}

/* ---- is it there? ------------------------------------------------------- */

static bool is_listed(const struct s3_store *s3, const char *path)
{
	for (size_t i = 0; i < s3->n_listed; i++)
		if (begins(path, s3->listed[i]))
			return true;
	return false;
}

static char *look(struct s3_store *s3, const char *path)
{
	/* What can't be told counts as there: reading it says why. */
	static char *const states[] = { [S3_ABSENT] = missing,
					[S3_THERE] = there,
					[S3_FORBIDDEN] = hidden,
					[S3_UNTOLD] = there };
	struct arena arena = { 0 };
	struct s3_uri uri;
	struct outcome ignored;
	char *found = missing;

	if (!outcome_init(&ignored))
		return missing;
	if (!uri_parse(&arena, path, &uri) && !key_refusal(uri.key) &&
	    s3_store_aws(s3, &ignored)) {
		const struct s3_object object = { .bucket = uri.bucket,
						  .key = uri.key };

		found = states[s3_exists(s3->aws, &object, &ignored)];
	}
	outcome_finish(&ignored);
	arena_finish(&arena);
	return found;
}

static const char *path_state(struct s3_store *s3, const char *path)
{
	if (!table_find(&s3->known, path))
		learn(s3, path, is_listed(s3, path) ? missing : look(s3, path));
	return table_find(&s3->known, path);
}

bool s3_place_shows(void *context, const char *path)
{
	struct s3_store *s3 = context;

	if (!uri_is_s3(path))
		return local_place.exists(local_place.context, path);
	return path_state(s3, path) == there;
}

static bool ends_in(const char *text, const char *end)
{
	size_t length = strlen(text), tail = strlen(end);

	return length >= tail && !strcmp(text + length - tail, end);
}

/*
 * Of what belongs to an input, the JSON beside it can be done without; reading
 * the rest says that it is forbidden.
 */
static bool s3_place_exists(void *context, const char *path)
{
	struct s3_store *s3 = context;

	return s3_place_shows(s3, path) ||
	       (uri_is_s3(path) && !ends_in(path, ".json") &&
		path_state(s3, path) == hidden);
}

/* Keys have one spelling each: slashes are bytes like others. */
static const char *s3_place_identity(void *context, struct arena *arena,
				     const char *path)
{
	(void)context;
	if (!uri_is_s3(path))
		return local_place.identity(local_place.context, arena, path);
	return arena_strdup(arena, path);
}

/* ---- prefixes ----------------------------------------------------------- */

struct listing {
	struct s3_store *s3;
	struct arena *arena;
	struct s3_uri prefix;
	struct place_objects *objects;
	size_t most;
	/* What this program writes: no input, unless it is asked for. */
	const char *skip;
	bool no_memory;
};

/* A folder's marker, or an empty object: no picture is in there. */
static bool is_nothing(const struct s3_entry *entry)
{
	size_t length = strlen(entry->key);

	return entry->folder || !entry->size || !length ||
	       entry->key[length - 1] == '/';
}

/* The folder of `key` below the prefix, without slashes around it. */
static const char *folder_below(struct arena *arena, const char *key,
				const char *prefix)
{
	const char *rest = key + strlen(prefix);
	const char *slash = strrchr(rest, '/');

	return slash ? arena_strndup(arena, rest, (size_t)(slash - rest)) : "";
}

static bool take_entry(void *context, const struct s3_entry *entry)
{
	struct listing *listing = context;
	struct place_objects *objects = listing->objects;
	struct place_object *object;
	const char *path, *dir;

	path = uri_print(listing->arena, listing->prefix.bucket, entry->key);
	if (path)
		learn(listing->s3, path, there);
	if (path && (is_nothing(entry) ||
		     (listing->skip && begins(entry->key, listing->skip))))
		return true;
	dir = folder_below(listing->arena, entry->key, listing->prefix.key);
	object = path && dir ? arena_append(listing->arena, &objects->list,
					    &objects->count, sizeof *object)
			     : NULL;
	listing->no_memory = !object;
	if (!object)
		return false;
	*object = (struct place_object){ path, dir };
	return objects->count <= listing->most;
}

/* All that is below the prefix was seen: what wasn't, isn't there. */
static void note_listed(struct listing *listing)
{
	struct s3_store *s3 = listing->s3;
	const char *path = uri_print(&s3->arena, listing->prefix.bucket,
				     listing->prefix.key);
	const char **slot = path ? arena_append(&s3->arena, &s3->listed,
						&s3->n_listed, sizeof *slot)
				 : NULL;

	if (slot)
		*slot = path;
}

static bool list(struct listing *listing, struct outcome *outcome)
{
	struct s3_store *s3 = listing->s3;
	const struct s3_object prefix = { .bucket = listing->prefix.bucket,
					  .key = listing->prefix.key };

	if (*s3->output_prefix && !begins(prefix.key, s3->output_prefix))
		listing->skip = s3->output_prefix;
	if (!s3_store_aws(s3, outcome) ||
	    !s3_list(s3->aws, &prefix, NULL, take_entry, listing, outcome))
		return false;
	if (listing->no_memory) {
		outcome_fail(outcome, FFTPIPE_ENOMEM, "out of memory");
		return false;
	}
	if (listing->objects->count <= listing->most)
		note_listed(listing);
	return true;
}

/* Does the last part of the key look like a file's name? */
static bool has_extension(const char *key)
{
	const char *slash = strrchr(key, '/');

	return strchr(slash ? slash : key, '.');
}

static bool s3_place_expand(void *context, struct arena *arena,
			    const char *name, size_t most,
			    struct place_objects *objects,
			    struct outcome *outcome)
{
	struct listing listing = {
		.s3 = context, .arena = arena, .objects = objects, .most = most
	};
	struct s3_uri *prefix = &listing.prefix;
	const char *wrong;
	size_t length;

	if (!uri_is_s3(name))
		return false;
	wrong = uri_parse(arena, name, prefix);
	if (wrong) {
		outcome_fail(outcome, FFTPIPE_EDATA, "%s", wrong);
		return false;
	}
	length = strlen(prefix->key);
	if (length && prefix->key[length - 1] != '/') {
		/* s3://bucket/input, as folders are named elsewhere. */
		if (has_extension(prefix->key) || s3_place_shows(context, name))
			return false;
		prefix->key = arena_printf(arena, "%s/", prefix->key);
		if (!prefix->key)
			outcome_fail(outcome, FFTPIPE_ENOMEM, "out of memory");
		return prefix->key && list(&listing, outcome) && objects->count;
	}
	return list(&listing, outcome);
}

/* ---- relative names ----------------------------------------------------- */

static const char *s3_place_locate(void *context, struct arena *arena,
				   const char *input, const char *name,
				   bool output)
{
	const struct s3_store *s3 = context;
	struct s3_uri uri;

	if (!uri_is_s3(input) || uri_parse(arena, input, &uri))
		return name;
	return arena_printf(arena, "s3://%s/%s%s", uri.bucket,
			    output ? s3->output_prefix : "", name);
}

void s3_place_init(struct s3_store *s3)
{
	s3->place = (struct input_place){ s3,
					  s3_place_exists,
					  s3_place_shows,
					  s3_place_identity,
					  s3_place_expand,
					  s3_place_locate };
}
