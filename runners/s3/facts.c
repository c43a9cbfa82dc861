/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * facts.c - the text of an output cut down to what metadata can hold, and back
 */
#include "facts.h"

#include "number.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* An object's metadata are 2 KB at most, names included. */
#define TEXT_MAX     900
#define KEY_TEXT_MAX 700

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

static void add_facts(struct arena *arena, const char *facts,
		      struct aws_header *metadata, size_t *n)
{
	json_t *json = facts ? json_loads(facts, 0, NULL) : NULL;
	const char *digest =
		json_string_value(json_object_get(json, "pipeline"));

	if (!json)
		return;
	if (digest)
		add(metadata, n, "fftpipe", arena_strdup(arena, digest));
	add(metadata, n, "mag-min",
	    real_text(arena, json_object_get(json, "mag_min")));
	add(metadata, n, "mag-max",
	    real_text(arena, json_object_get(json, "mag_max")));
	add(metadata, n, "facts", short_text(arena, json));
	json_decref(json);
}

size_t facts_to_metadata(struct arena *arena, const char *facts,
			 const struct facts_source *source,
			 struct aws_header metadata[FACTS_METADATA_MAX])
{
	const char *key =
		source->key ? uri_encode(arena, source->key, true) : NULL;
	size_t n = 0;

	add_facts(arena, facts, metadata, &n);
	if (key && strlen(key) <= KEY_TEXT_MAX)
		add(metadata, &n, "source-key", key);
	add(metadata, &n, "source-etag", source->etag);
	return n;
}

/* The second is what other programs write. */
static const char *either(const struct s3_about *about, const char *name,
			  const char *other)
{
	const char *value = s3_metadata(about, name);

	return value ? value : s3_metadata(about, other);
}

char *facts_from_metadata(const struct s3_about *about)
{
	const char *facts = s3_metadata(about, "facts");
	const char *low = either(about, "mag-min", "mag_min");
	const char *high = either(about, "mag-max", "mag_max");
	char *text = NULL;
	double lo, hi;
	json_t *json;

	if (facts)
		return strdup(facts);
	if (!low || !high || !number_parse(low, &lo) ||
	    !number_parse(high, &hi))
		return NULL;
	json = json_pack("{s:f, s:f}", "mag_min", lo, "mag_max", hi);
	if (json)
		text = json_dumps(json, JSON_COMPACT);
	json_decref(json);
	return text;
}

const char *facts_marker(const struct s3_about *about)
{
	return s3_metadata(about, "fftpipe");
}
