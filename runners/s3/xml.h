/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xml.h - texts of elements in the services' answers
 *
 * These are written by machines, flat and without attributes that matter, so
 * elements are found by plain search.
 */
#ifndef XML_H
#define XML_H

#include "arena.h"

#include <stdbool.h>
#include <stddef.h>

struct xml_range {
	const char *begin, *end;
};

/*
 * What is inside the next element of that name in `range`, whose beginning
 * moves behind it; false: there is none.
 */
bool xml_next(struct xml_range *range, const char *name,
	      struct xml_range *inside);

/* The same, but the first one, and `range` stays. */
bool xml_find(const struct xml_range *range, const char *name,
	      struct xml_range *inside);

/* The text with its entities replaced; NULL without memory, or malformed. */
char *xml_text(struct arena *arena, const struct xml_range *range);

/* Both in one: the text of the first element of that name, or NULL. */
char *xml_value(struct arena *arena, const struct xml_range *range,
		const char *name);

#endif
