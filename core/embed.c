/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * embed.c - the text inside a file that says what its values mean: making it
 *
 * Reading is in embed-parse.c; the words of both are in embed-words.h.
 */
#include "embed.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "embed-words.h"

bool embedded_init(struct embedded *embedded)
{
	*embedded = (struct embedded){ .color = FFTPIPE_GRAY };
	embedded->versions = meta_create();
	embedded->meta = meta_create();
	if (embedded->versions && embedded->meta)
		return true;
	embedded_finish(embedded);
	return false;
}

void embedded_finish(struct embedded *embedded)
{
	meta_destroy(embedded->versions);
	meta_destroy(embedded->meta);
	embedded->versions = NULL;
	embedded->meta = NULL;
}

/* Each set_ function adds one key; false without memory. */
static bool set(json_t *object, const char *key, json_t *value)
{
	return !json_object_set_new(object, key, value);
}

static bool set_pair(json_t *object, const char *key, json_t *a, json_t *b)
{
	json_t *array = json_array();
	/* Without an array these give their elements up too. */
	bool added = !json_array_append_new(array, a);

	added = !json_array_append_new(array, b) && added;
	return set(object, key, array) && added;
}

/* What JSON cannot write is left out. */
static bool set_range(json_t *object, const char *key, double lo, double hi)
{
	if (!isfinite(lo) || !isfinite(hi))
		return true;
	return set_pair(object, key, json_real(lo), json_real(hi));
}

static bool set_size(json_t *object, uint32_t width, uint32_t height)
{
	return set_pair(object, "size", json_integer(width),
			json_integer(height));
}

static bool set_entries(json_t *object, const char *key,
			const fftpipe_meta *meta)
{
	json_t *entries = json_object();
	bool added = entries != NULL;

	for (size_t i = 0; added && i < meta->count; i++)
		added = set(entries, meta->entries[i].key,
			    json_string(meta->entries[i].value));
	return set(object, key, entries) && added;
}

static bool set_levels(json_t *object, const struct levels *levels)
{
	json_t *coding = json_object();
	bool added = coding &&
		     set(coding, "depth", json_integer(levels->depth)) &&
		     set(coding, "circular", json_boolean(levels->circular)) &&
		     set(coding, "floor", json_boolean(levels->floor)) &&
		     set(coding, "fifths", json_boolean(levels->fifths)) &&
		     set(coding, "rounding",
			 json_string(levels->round_down ? "down" : "nearest"));

	if (!levels->circular)
		added = added &&
			set_range(object, "range", levels->lo, levels->hi);
	return set(object, "coding", coding) && added;
}

static bool set_origin(json_t *object, const struct origin *origin)
{
	json_t *source = json_object();
	bool added = source &&
		     set(source, "depth", json_integer(origin->depth)) &&
		     set(source, "float", json_boolean(origin->floating)) &&
		     set_size(source, origin->width, origin->height) &&
		     set_range(source, "range", origin->lo, origin->hi);

	if (isfinite(origin->mean))
		added = added && set(source, "mean", json_real(origin->mean));
	if (*origin->sha256)
		added = added &&
			set(source, "sha256", json_string(origin->sha256));
	return set(object, "source", source) && added;
}

static bool set_magnitude(json_t *object, double lo, double hi)
{
	if (!isfinite(lo) || !isfinite(hi))
		return true;
	return set(object, "mag_min", json_real(lo)) &&
	       set(object, "mag_max", json_real(hi));
}

static bool set_all(json_t *object, const struct embedded *embedded)
{
	bool added =
		set(object, "fftpipe", json_integer(EMBED_VERSION)) &&
		set(object, "meaning",
		    json_string(meaning_words[embedded->meaning])) &&
		set(object, "symmetry",
		    json_string(symmetry_words[embedded->symmetry])) &&
		set_size(object, embedded->width, embedded->height) &&
		set(object, "color", json_string(color_word(embedded->color)));

	if (embedded->has_levels)
		added = added && set_levels(object, &embedded->levels);
	if (embedded->has_magnitude_range)
		added = added && set_magnitude(object, embedded->mag_min,
					       embedded->mag_max);
	if (embedded->origin.known)
		added = added && set_origin(object, &embedded->origin);
	if (*embedded->pipeline)
		added = added && set(object, "pipeline",
				     json_string(embedded->pipeline));
	if (embedded->output)
		added = added &&
			set(object, "output", json_integer(embedded->output));
	return added && set_entries(object, "versions", embedded->versions) &&
	       set_entries(object, "meta", embedded->meta);
}

/*
 * Into memory of a known size: where jansson makes a text grow and there is no
 * memory, it may leave a key out and say nothing.
 */
static char *dump(const json_t *object)
{
	const size_t flags = JSON_ENSURE_ASCII | JSON_REAL_PRECISION(17);
	size_t size = json_dumpb(object, NULL, 0, flags);
	char *text = size ? malloc(size + 1) : NULL;

	if (!text)
		return NULL;
	if (json_dumpb(object, text, size, flags) == size) {
		text[size] = '\0';
		return text;
	}
	free(text);
	return NULL;
}

char *embedded_print(const struct embedded *embedded)
{
	json_t *object = json_object();
	char *text = NULL;

	if (object && set_all(object, embedded))
		text = dump(object);
	json_decref(object);
	return text;
}
