/* SPDX-License-Identifier: GPL-3.0-or-later */
/* message-text.c - words and texts as they are shown: nearest, joined, safe */
#include "message.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Longer words are no typing mistakes. */
#define WORD_MAX 64

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Letters dropped, inserted, changed or swapped with their neighbor. */
static size_t word_distance(const char *a, size_t a_length, const char *b,
			    size_t b_length)
{
	size_t rows[3][WORD_MAX + 1];
	size_t *before = rows[0], *above = rows[1], *row = rows[2], *spare;

	for (size_t j = 0; j <= b_length; j++)
		row[j] = j;
	for (size_t i = 1; i <= a_length; i++) {
		spare = before;
		before = above;
		above = row;
		row = spare;
		row[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			bool same = a[i - 1] == b[j - 1];

			row[j] = least(above[j], row[j - 1]) + 1;
			row[j] = least(row[j], above[j - 1] + !same);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
	}
	return row[b_length];
}

const char *word_nearest(const char *word, const char *const *candidates)
{
	size_t length = strlen(word);
	size_t limit = least(length / 3 ? length / 3 : 1, 3);
	const char *nearest = NULL;

	if (length > WORD_MAX)
		return NULL;
	if (limit >= length) /* nothing of the word would be left */
		return NULL;
	for (; *candidates; candidates++) {
		size_t candidate_length = strlen(*candidates);
		size_t distance;

		if (candidate_length > WORD_MAX)
			continue;
		distance = word_distance(word, length, *candidates,
					 candidate_length);
		if (distance > limit)
			continue;
		nearest = *candidates;
		if (!distance)
			break;
		limit = distance - 1;
	}
	return nearest;
}

char *words_join(const char *const *words)
{
	size_t size = 1;
	char *text, *end;

	for (size_t i = 0; words[i]; i++)
		size += strlen(words[i]) + 2;
	text = malloc(size);
	if (!text)
		return NULL;
	end = text;
	*end = '\0';
	for (size_t i = 0; words[i]; i++)
		end += sprintf(end, "%s%s", i ? ", " : "", words[i]);
	return text;
}

size_t text_character(const char *text, size_t length, uint32_t *character)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *bytes = (const unsigned char *)text;
	uint32_t code = bytes[0];
	size_t size;

	if (code < 0x80) {
		*character = code;
		return 1;
	}
	if (code < 0xc2 || code > 0xf4)
		return 0;
	size = code >= 0xf0 ? 4 : code >= 0xe0 ? 3 : 2;
	if (size > length)
		return 0;
	code &= 0x7fu >> size;
	for (size_t i = 1; i < size; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (bytes[i] & 0x3f);
	}
	if (code < smallest[size] || code > 0x10ffff ||
	    (code >= 0xd800 && code <= 0xdfff))
		return 0;
	*character = code;
	return size;
}

bool text_is_utf8(const char *text)
{
	size_t left = strlen(text);

	while (left) {
		uint32_t character;
		size_t size = text_character(text, left, &character);

		if (!size)
			return false;
		text += size;
		left -= size;
	}
	return true;
}

/* Could it do something to a terminal, or to the order of what is read? */
static bool character_is_harmful(uint32_t character)
{
	return character < 0x20 || (character >= 0x7f && character <= 0x9f) ||
	       (character >= 0x202a && character <= 0x202e) ||
	       (character >= 0x2066 && character <= 0x2069);
}

char *text_printable(const char *text)
{
	static const char digits[] = "0123456789abcdef";
	size_t left = strlen(text);
	char *copy, *end;

	if (left > (SIZE_MAX - 1) / 4)
		return NULL;
	end = copy = malloc(4 * left + 1);
	if (!copy)
		return NULL;
	while (left) {
		uint32_t character;
		size_t size = text_character(text, left, &character);
		bool harmful = !size || character_is_harmful(character);

		for (size = size ? size : 1; size; size--, left--, text++) {
			unsigned char byte = (unsigned char)*text;

			if (!harmful) {
				*end++ = *text;
				continue;
			}
			*end++ = '\\';
			*end++ = 'x';
			*end++ = digits[byte >> 4];
			*end++ = digits[byte & 15];
		}
	}
	*end = '\0';
	return copy;
}
