/* SPDX-License-Identifier: GPL-3.0-or-later */
/* glob-match.c - does a name match a component of a pattern? */
#include <stdint.h>
#include <string.h>

#include "glob.h"

bool glob_is_wild(const char *component)
{
	return strpbrk(component, "*?[");
}

const char *glob_file(const char *pattern)
{
	const char *slash = strrchr(pattern, '/');

	return slash ? slash + 1 : pattern;
}

size_t glob_fixed(const char *pattern)
{
	size_t wild = strcspn(pattern, "*?[");

	if (!pattern[wild])
		return (size_t)(glob_file(pattern) - pattern);
	while (wild && pattern[wild - 1] != '/')
		wild--;
	return wild;
}

/* A character, or a byte of a name that is no UTF-8. */
static size_t character_take(const char *text, uint32_t *character)
{
	size_t size = text_character(text, strlen(text), character);

	if (size)
		return size;
	*character = 0x110000u + (unsigned char)*text;
	return 1;
}

/*
 * Is `character` in the set at `*pattern`, which begins with '['?  Then moves
 * behind its ']'.  A '[' that is never closed stands for itself.
 */
static bool set_match(const char **pattern, uint32_t character)
{
	const char *set = *pattern + 1, *end;
	bool negated = *set == '!' || *set == '^';
	bool found = false;

	set += negated;
	end = *set ? strchr(set + 1, ']') : NULL;
	if (!end) {
		*pattern += 1;
		return character == '[';
	}
	while (set < end) {
		uint32_t first, last;

		set += character_take(set, &first);
		last = first;
		if (*set == '-' && set + 1 < end)
			set += 1 + character_take(set + 1, &last);
		found |= first <= character && character <= last;
	}
	*pattern = end + 1;
	return found != negated;
}

/* Match one character of the name with what isn't a '*'. */
static bool one_match(const char **pattern, const char **name)
{
	uint32_t character, wanted;

	*name += character_take(*name, &character);
	switch (**pattern) {
	case '?':
		*pattern += 1;
		return true;
	case '[':
		return set_match(pattern, character);
	case '\0':
		return false;
	default:
		*pattern += character_take(*pattern, &wanted);
		return wanted == character;
	}
}

bool glob_match(const char *pattern, const char *name, const char **star,
		size_t *star_length)
{
	const char *again = NULL, *taken = NULL; /* behind the last '*' */
	const char *first_begin = NULL, *first_end = NULL;
	size_t stars = 0;

	if (*name == '.' && *pattern != '.')
		return false;
	while (*name || *pattern == '*') {
		if (*pattern == '*') {
			while (*pattern == '*')
				pattern++;
			again = pattern;
			taken = name;
			if (!stars++)
				first_begin = first_end = name;
		} else if (!one_match(&pattern, &name)) {
			uint32_t character;

			if (!again || !*taken)
				return false;
			/* One more character for the last '*'. */
			taken += character_take(taken, &character);
			pattern = again;
			name = taken;
			if (stars == 1)
				first_end = name;
		}
	}
	if (*pattern)
		return false;
	if (star) {
		*star = stars ? first_begin : name;
		*star_length = stars ? (size_t)(first_end - first_begin) : 0;
	}
	return true;
}
