/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xml.c - elements found by plain search, and their text
 */
#define _GNU_SOURCE /* memmem */
#include "xml.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_SIZE 64

static const char *find(const char *begin, const char *end, const char *text)
{
	return memmem(begin, (size_t)(end - begin), text, strlen(text));
}

/* Where the content of the next <name> or <name attribute...> begins. */
static const char *find_start(const char *begin, const char *end,
			      const char *name)
{
	char tag[NAME_SIZE];
	const char *at = begin;

	snprintf(tag, sizeof tag, "<%s", name);
	while ((at = find(at, end, tag))) {
		at += strlen(tag);
		if (at < end && strchr("> \t\r\n", *at)) {
			const char *close = find(at, end, ">");

			return close ? close + 1 : NULL;
		}
	}
	return NULL;
}

bool xml_next(struct xml_range *range, const char *name,
	      struct xml_range *inside)
{
	const char *start = find_start(range->begin, range->end, name), *stop;
	char tag[NAME_SIZE];

	if (!start)
		return false;
	snprintf(tag, sizeof tag, "</%s>", name);
	stop = find(start, range->end, tag);
	if (!stop)
		return false;
	inside->begin = start;
	inside->end = stop;
	range->begin = stop + strlen(tag);
	return true;
}

bool xml_find(const struct xml_range *range, const char *name,
	      struct xml_range *inside)
{
	struct xml_range copy = *range;

	return xml_next(&copy, name, inside);
}

/* UTF-8 of a character; how many bytes, 0: it is none. */
static size_t put_character(char *to, unsigned long c)
{
	if (!c || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
		return 0;
	if (c < 0x80) {
		to[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		to[0] = (char)(0xC0 | c >> 6);
		to[1] = (char)(0x80 | (c & 63));
		return 2;
	}
	if (c < 0x10000) {
		to[0] = (char)(0xE0 | c >> 12);
		to[1] = (char)(0x80 | (c >> 6 & 63));
		to[2] = (char)(0x80 | (c & 63));
		return 3;
	}
	to[0] = (char)(0xF0 | c >> 18);
	to[1] = (char)(0x80 | (c >> 12 & 63));
	to[2] = (char)(0x80 | (c >> 6 & 63));
	to[3] = (char)(0x80 | (c & 63));
	return 4;
}

/* What stands between & and ;. */
static size_t put_entity(char *to, const char *name)
{
	static const struct {
		const char *name;
		char c;
	} known[] = { { "amp", '&' },
		      { "lt", '<' },
		      { "gt", '>' },
		      { "quot", '"' },
		      { "apos", '\'' } };
	bool hex = name[0] == '#' && (name[1] == 'x' || name[1] == 'X');
	const char *digits = name + 1 + hex;
	char *end;
	unsigned long c;

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!strcmp(name, known[i].name)) {
			*to = known[i].c;
			return 1;
		}
	if (name[0] != '#' || !*digits || strchr("+- ", *digits))
		return 0;
	c = strtoul(digits, &end, hex ? 16 : 10);
	return *end ? 0 : put_character(to, c);
}

char *xml_text(struct arena *arena, const struct xml_range *range)
{
	size_t length = (size_t)(range->end - range->begin);
	char *text = arena_alloc(arena, length + 1), *to = text;

	if (!text)
		return NULL;
	/* An entity is never shorter than what it stands for. */
	for (const char *at = range->begin; at < range->end; at++) {
		char name[12];
		const char *stop;
		size_t size;

		if (*at != '&') {
			*to++ = *at;
			continue;
		}
		stop = memchr(at, ';', (size_t)(range->end - at));
		if (!stop || stop - at > (ptrdiff_t)sizeof name)
			return NULL;
		memcpy(name, at + 1, (size_t)(stop - at - 1));
		name[stop - at - 1] = '\0';
		size = put_entity(to, name);
		if (!size)
			return NULL;
		to += size;
		at = stop;
	}
	*to = '\0';
	return text;
}

char *xml_value(struct arena *arena, const struct xml_range *range,
		const char *name)
{
	struct xml_range inside;

	return xml_find(range, name, &inside) ? xml_text(arena, &inside) : NULL;
}
