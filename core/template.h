/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * template.h - names of outputs and companions with variables in them
 *
 * {stem} {name} {ext} {dir} {page} {*}, and {{ for a brace.
 */
#ifndef TEMPLATE_H
#define TEMPLATE_H

#include "arena.h"
#include "message.h"

#include <stdbool.h>

enum template_variable {
	TEMPLATE_TEXT, /* no variable: literal text */
	TEMPLATE_STEM,
	TEMPLATE_NAME,
	TEMPLATE_EXT,
	TEMPLATE_DIR,
	TEMPLATE_PAGE,
	TEMPLATE_STAR,
	TEMPLATE_VARIABLES
};

struct template_part {
	enum template_variable variable;
	const char *text; /* of TEMPLATE_TEXT */
};

struct template
{
	const char *source; /* as written */
	struct place place;
	struct template_part *parts;
	size_t n_parts;
	unsigned used; /* 1 << variable for each one in it */
};

/* What an input brings; strings are never NULL ("" when there is none). */
struct template_values {
	const char *stem, *name, *ext, *dir, *star;
	unsigned page; /* from 1; 0 when the input is not split into pages */
};

/*
 * Parse `source`.  NULL after adding a problem ("unknown variable {stm}; did
 * you mean {stem}?"; an unclosed brace; empty text).
 */
struct template *template_parse(struct arena *arena, const char *source,
				struct place place, const char *what,
				struct problems *problems);

/*
 * Fill in.  Values are names, never ways out: a "..", an empty or "." part and
 * a leading slash that a value brings are dropped ("..": the part becomes
 * "__").  An empty {dir} takes the
 * slash behind it along.  What the pipeline's author wrote literally stays.
 * NULL without memory.
 */
char *template_expand(struct arena *arena, const struct template *template,
		      const struct template_values *values);

/* How long the "s3://" is that a name begins with; 0: it has none. */
size_t name_scheme(const char *name);

#endif
