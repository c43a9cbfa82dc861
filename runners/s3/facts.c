/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * facts.c - the text of an output cut down to what metadata can hold, and back
 */
#include "facts.h"

#include "json-watch.h"
#include "number.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * An object's metadata are 2 KB at most, names included, and OpenStack's store
 * takes 256 bytes of each.
 */
#define VALUE_MAX 250
#define TEXT_MAX  900

/* The text in pieces; no name begins another. */
static const char *const pieces[] = { "facts-1", "facts-2", "facts-3",
				      "facts-4", "facts-5" };
#define PIECES (sizeof pieces / sizeof *pieces)

static void add(struct aws_header *metadata, size_t *n, const char *name,
		const char *value)
{
	if (value && *value)
		metadata[(*n)++] = (struct aws_header){ name, value };
}

static const char *real_text(struct arena *arena, const json_t *value)
{
	char text[NUMBER_NBYTES];

	if (!json_is_number(value))
		return NULL;
	number_print(text, sizeof text, json_number_value(value));
	return arena_strdup(arena, text);
}

/* Without what is long and says nothing of levels. */
static const char *short_text(struct arena *arena, json_t *json)
{
	const char *copy;
	char *text;

	json_object_del(json, "meta");
	json_object_del(json, "versions");
	text = json_dumps(json, JSON_COMPACT | JSON_ENSURE_ASCII);
	copy = text && strlen(text) <= TEXT_MAX ? arena_strdup(arena, text)
						: NULL;
	free(text);
	return copy;
}

/* How much of the text is a piece: blanks at its ends would be lost. */
static size_t piece_length(const char *text)
{
	size_t length = strlen(text);

	if (length <= VALUE_MAX)
		return length;
	length = VALUE_MAX;
	while (length > 1 && (text[length] == ' ' || text[length - 1] == ' '))
		length--;
	return length;
}

/* All of it, or nothing. */
static void add_pieces(struct arena *arena, const char *text,
		       struct aws_header *metadata, size_t *n)
{
	size_t before = *n;

	for (size_t i = 0; text && *text; i++) {
		size_t length = piece_length(text);
		const char *piece = arena_strndup(arena, text, length);

		if (!piece || i == PIECES) {
			*n = before;
			return;
		}
		add(metadata, n, pieces[i], piece);
		text += length;
	}
}

static void add_facts(struct arena *arena, const char *facts,
		      struct aws_header *metadata, size_t *n)
{
	json_t *json =
		facts ? json_watch_load(facts, strlen(facts), 0, NULL) : NULL;
	const char *digest =
		json_string_value(json_object_get(json, "pipeline"));

	if (!json)
		return;
	if (digest)
		add(metadata, n, "fftpipe", arena_strdup(arena, digest));
	add(metadata, n, "mag_min",
	    real_text(arena, json_object_get(json, "mag_min")));
	add(metadata, n, "mag_max",
	    real_text(arena, json_object_get(json, "mag_max")));
	add_pieces(arena, short_text(arena, json), metadata, n);
	json_decref(json);
}

bool facts_to_metadata(struct arena *arena, const char *facts,
		       const struct facts_source *source,
		       struct aws_header metadata[FACTS_METADATA_MAX],
		       size_t *n)
{
	bool before = arena->failed, fine;
	const char *key;

	*n = 0;
	arena->failed = false;
	json_watch_begin();
	key = source->key ? uri_encode(arena, source->key, true) : NULL;
	add_facts(arena, facts, metadata, n);
	if (key && strlen(key) <= VALUE_MAX)
		add(metadata, n, "source-key", key);
	add(metadata, n, "source-etag", source->etag);
	fine = !arena->failed && !json_watch_failed();
	arena->failed |= before;
	return fine;
}

/* The pieces put together, NULL: there are none; false without memory. */
static bool join_pieces(const struct s3_about *about, char **whole)
{
	struct arena arena = { 0 };
	const char *text = "";
	bool fine;

	for (size_t i = 0; i < PIECES && text; i++) {
		const char *piece = s3_metadata(about, pieces[i]);

		if (!piece)
			break;
		text = arena_printf(&arena, "%s%s", text, piece);
	}
	*whole = text && *text ? strdup(text) : NULL;
	fine = text && (*whole || !*text);
	arena_finish(&arena);
	return fine;
}

/* Servers that have no underscores in names may have turned it round. */
static const char *either(const struct s3_about *about, const char *name,
			  const char *turned)
{
	const char *value = s3_metadata(about, name);

	return value ? value : s3_metadata(about, turned);
}

bool facts_from_metadata(const struct s3_about *about, char **facts)
{
	const char *low = either(about, "mag_min", "mag-min");
	const char *high = either(about, "mag_max", "mag-max");
	double lo, hi;
	json_t *json;

	if (!join_pieces(about, facts))
		return false;
	if (*facts || !low || !high || !number_parse(low, &lo) ||
	    !number_parse(high, &hi) || !isfinite(lo) || !isfinite(hi))
		return true;
	json = json_pack("{s:f, s:f}", "mag_min", lo, "mag_max", hi);
	if (json)
		*facts = json_dumps(json, JSON_COMPACT);
	json_decref(json);
	return *facts;
}

const char *facts_marker(const struct s3_about *about)
{
	return s3_metadata(about, "fftpipe");
}
