/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * embed-parse.c - the text inside a file that says what its values mean:
 * reading what somebody else may have written
 */
#include "embed.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#include "embed-words.h"
#include "json-watch.h"

/* Ours are some kilobytes; a JSON tree takes many times its text's size. */
enum { TEXT_LONGEST = 1 << 20 };

/* Leaves room to add and multiply without leaving the doubles. */
static const double NUMBER_LARGEST = 1e150;

const char *const meaning_words[] = { "picture", "data", "angle", NULL };
const char *const symmetry_words[] = { "none", "even", "odd", NULL };

static const struct {
	const char *word;
	uint32_t color;
} colors[] = { { "gray", FFTPIPE_GRAY },
	       { "rgb", FFTPIPE_RGB },
	       { "data", FFTPIPE_DATA },
	       { "angle", FFTPIPE_ANGLE } };

const char *color_word(uint32_t color)
{
	for (size_t i = 0; i < FFTPIPE_COUNT(colors); i++)
		if (colors[i].color == color)
			return colors[i].word;
	return "data";
}

bool color_of_word(const char *word, uint32_t *color)
{
	for (size_t i = 0; i < FFTPIPE_COUNT(colors); i++)
		if (!strcmp(colors[i].word, word)) {
			*color = colors[i].color;
			return true;
		}
	return false;
}

/* ---- one value: false if it is missing or not what it should be ---------- */

static bool to_number(const json_t *value, double *number)
{
	if (!json_is_number(value))
		return false;
	*number = json_number_value(value);
	return fabs(*number) <= NUMBER_LARGEST;
}

static bool get_number(const json_t *object, const char *key, double *number)
{
	return to_number(json_object_get(object, key), number);
}

static bool get_bool(const json_t *object, const char *key, bool *is)
{
	const json_t *value = json_object_get(object, key);

	*is = json_is_true(value);
	return json_is_boolean(value);
}

static bool to_uint32(const json_t *value, uint32_t *number)
{
	json_int_t integer = json_integer_value(value);

	if (!json_is_integer(value) || integer < 0 || integer > UINT32_MAX)
		return false;
	*number = (uint32_t)integer;
	return true;
}

static bool get_word(const json_t *object, const char *key,
		     const char *const *words, uint32_t *index)
{
	const char *word = json_string_value(json_object_get(object, key));

	for (uint32_t i = 0; word && words[i]; i++)
		if (!strcmp(words[i], word)) {
			*index = i;
			return true;
		}
	return false;
}

static const json_t *get_pair(const json_t *object, const char *key)
{
	const json_t *array = json_object_get(object, key);

	return json_array_size(array) == 2 ? array : NULL;
}

static bool get_range(const json_t *object, const char *key, double *lo,
		      double *hi)
{
	const json_t *pair = get_pair(object, key);

	return pair && to_number(json_array_get(pair, 0), lo) &&
	       to_number(json_array_get(pair, 1), hi) && *lo <= *hi;
}

static bool get_size(const json_t *object, uint32_t *width, uint32_t *height)
{
	const json_t *pair = get_pair(object, "size");

	return pair && to_uint32(json_array_get(pair, 0), width) &&
	       to_uint32(json_array_get(pair, 1), height) && *width && *height;
}

/* May be missing; else 64 hexadecimal digits. */
static bool get_digest(const json_t *object, const char *key, char digest[65])
{
	const json_t *value = json_object_get(object, key);
	const char *text = json_string_value(value);

	if (!value)
		return true;
	if (!text || strlen(text) != 64 ||
	    strspn(text, "0123456789abcdef") != 64)
		return false;
	memcpy(digest, text, 65);
	return true;
}

/* May be missing; else an object of strings. */
static bool get_entries(json_t *object, const char *key,
			struct embedded *embedded, fftpipe_meta *meta)
{
	json_t *entries = json_object_get(object, key);
	const char *name;
	json_t *value;

	if (entries && !json_is_object(entries))
		return false;
	json_object_foreach(entries, name, value)
	{
		const char *text = json_string_value(value);

		int status = text ? meta_set(meta, name, text) : FFTPIPE_EPARAM;

		if (status == FFTPIPE_ENOMEM)
			embedded->out_of_memory = true;
		if (status != FFTPIPE_OK)
			return false;
	}
	return true;
}

/* ---- the parts ----------------------------------------------------------- */

/* No coding: a file of floats. */
static bool get_levels(const json_t *object, struct embedded *embedded)
{
	static const char *const roundings[] = { "nearest", "down", NULL };
	const json_t *coding = json_object_get(object, "coding");
	struct levels *levels = &embedded->levels;
	uint32_t depth, rounding;

	if (!coding)
		return true;
	if (!to_uint32(json_object_get(coding, "depth"), &depth) ||
	    (depth != 8 && depth != 16) ||
	    !get_bool(coding, "circular", &levels->circular) ||
	    !get_bool(coding, "floor", &levels->floor) ||
	    !get_bool(coding, "fifths", &levels->fifths) ||
	    !get_word(coding, "rounding", roundings, &rounding))
		return false;
	levels->depth = depth;
	levels->round_down = rounding == 1;
	levels->symmetry = embedded->symmetry;
	embedded->has_levels = true;
	if (levels->circular) {
		levels->lo = -acos(-1.0);
		levels->hi = acos(-1.0);
		return true;
	}
	return get_range(object, "range", &levels->lo, &levels->hi) &&
	       levels->lo < levels->hi;
}

/* Combinations that levels_write never uses. */
static bool levels_sane(const struct embedded *embedded)
{
	const struct levels *levels = &embedded->levels;

	if (!embedded->has_levels)
		return true;
	if (levels->circular &&
	    (levels->floor || embedded->meaning != MEANING_ANGLE))
		return false;
	if (!levels->fifths)
		return true;
	return levels->depth == 8 && !levels->round_down &&
	       (levels->symmetry == FFTPIPE_EVEN ||
		(levels->symmetry == FFTPIPE_ODD && levels->circular));
}

static bool get_meaning(const json_t *object, struct embedded *embedded)
{
	const char *color = json_string_value(json_object_get(object, "color"));
	uint32_t meaning;

	if (!get_word(object, "meaning", meaning_words, &meaning) ||
	    !get_word(object, "symmetry", symmetry_words,
		      &embedded->symmetry) ||
	    !color || !color_of_word(color, &embedded->color))
		return false;
	embedded->meaning = (enum meaning)meaning;
	return (meaning == MEANING_DATA) == (embedded->color == FFTPIPE_DATA) &&
	       (meaning == MEANING_ANGLE) == (embedded->color == FFTPIPE_ANGLE);
}

static bool get_origin(const json_t *object, struct origin *origin)
{
	const json_t *source = json_object_get(object, "source");
	uint32_t depth;

	if (!source)
		return true;
	if (!to_uint32(json_object_get(source, "depth"), &depth) || !depth ||
	    depth > 64 || !get_bool(source, "float", &origin->floating) ||
	    !get_size(source, &origin->width, &origin->height) ||
	    !get_digest(source, "sha256", origin->sha256))
		return false;
	if (json_object_get(source, "mean") &&
	    !get_number(source, "mean", &origin->mean))
		return false;
	if (json_object_get(source, "range") &&
	    !get_range(source, "range", &origin->lo, &origin->hi))
		return false;
	origin->depth = depth;
	origin->known = true;
	return true;
}

static bool get_magnitude(const json_t *object, struct embedded *embedded)
{
	if (!json_object_get(object, "mag_min") &&
	    !json_object_get(object, "mag_max"))
		return true;
	embedded->has_magnitude_range = true;
	if (!get_number(object, "mag_min", &embedded->mag_min) ||
	    !get_number(object, "mag_max", &embedded->mag_max))
		return false;
	embedded->reversed = embedded->mag_min > embedded->mag_max;
	return !embedded->reversed;
}

static bool get_output(const json_t *object, uint32_t *output)
{
	const json_t *number = json_object_get(object, "output");

	return !number || (to_uint32(number, output) && *output);
}

static bool get_ours(json_t *object, struct embedded *embedded)
{
	return json_integer_value(json_object_get(object, "fftpipe")) ==
		       EMBED_VERSION &&
	       get_meaning(object, embedded) &&
	       get_size(object, &embedded->width, &embedded->height) &&
	       get_levels(object, embedded) && levels_sane(embedded) &&
	       get_magnitude(object, embedded) &&
	       get_origin(object, &embedded->origin) &&
	       get_digest(object, "pipeline", embedded->pipeline) &&
	       get_output(object, &embedded->output) &&
	       get_entries(object, "versions", embedded, embedded->versions) &&
	       get_entries(object, "meta", embedded, embedded->meta);
}

static bool get_bare(const json_t *object, struct embedded *embedded)
{
	embedded->meaning = MEANING_DATA;
	embedded->color = FFTPIPE_DATA;
	return get_magnitude(object, embedded) && embedded->has_magnitude_range;
}

/* Fresh, but for why. */
static bool parse_failed(struct embedded *embedded, bool out_of_memory)
{
	const struct embedded failed = *embedded;

	embedded_finish(embedded);
	embedded->out_of_memory = !embedded_init(embedded) || out_of_memory;
	embedded->reversed = failed.reversed;
	if (failed.reversed) {
		embedded->mag_min = failed.mag_min;
		embedded->mag_max = failed.mag_max;
	}
	return false;
}

bool embedded_parse(struct embedded *embedded, const char *text, size_t length)
{
	json_error_t error;
	json_t *object;
	bool ours;

	if (!embedded_init(embedded)) {
		embedded->out_of_memory = true;
		return false;
	}
	if (length > TEXT_LONGEST)
		return false;
	json_watch_begin();
	object = json_watch_load(text, length, JSON_REJECT_DUPLICATES, &error);
	if (!object)
		return parse_failed(embedded, json_watch_failed());
	if (json_object_get(object, "fftpipe"))
		ours = get_ours(object, embedded);
	else
		ours = get_bare(object, embedded);
	json_decref(object);
	return ours || parse_failed(embedded, embedded->out_of_memory);
}
