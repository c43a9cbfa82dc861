/* SPDX-License-Identifier: GPL-3.0-or-later */
/* template.c - names with variables in them, which no value can lead astray */
#include "template.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const variable_names[TEMPLATE_VARIABLES + 1] = {
	"", "stem", "name", "ext", "dir", "page", "*", NULL
};

/* A text that grows, and which of its bytes the author wrote. */
struct filled {
	char *text;
	bool *literal;
	size_t length;
};

static bool part_add(struct arena *arena, struct template *template,
		     enum template_variable variable, const char *text)
{
	struct template_part *part;

	part = arena_append(arena, &template->parts, &template->n_parts,
			    sizeof *part);
	if (!part)
		return false;
	*part = (struct template_part){ variable, text };
	template->used |= 1u << variable;
	return true;
}

/* Literal text up to the next variable or the end; `*text` moves behind it. */
static char *literal_take(struct arena *arena, const char **text)
{
	char *copy = arena_alloc(arena, strlen(*text) + 1);
	size_t length = 0;

	if (!copy)
		return NULL;
	while (**text && ((*text)[0] != '{' || (*text)[1] == '{')) {
		if (**text == '{')
			*text += 1;
		copy[length++] = *(*text)++;
	}
	return copy;
}

/* The variable at "{...}"; TEMPLATE_TEXT after adding a problem. */
static enum template_variable variable_take(const char **text,
					    struct place place,
					    const char *what,
					    struct problems *problems)
{
	size_t length = strcspn(*text + 1, "}");
	const char *name = *text + 1, *nearest;
	char word[32];

	if (!name[length]) {
		problems_add(problems, place,
			     "%s: \"%s\" has no \"}\"; a brace itself is "
			     "written {{",
			     what, *text);
		return TEMPLATE_TEXT;
	}
	*text = name + length + 1;
	for (unsigned i = 1; i < TEMPLATE_VARIABLES; i++)
		if (strlen(variable_names[i]) == length &&
		    !strncmp(variable_names[i], name, length))
			return i;
	snprintf(word, sizeof word, "%.*s", length > 31 ? 31 : (int)length,
		 name);
	nearest = word_nearest(word, variable_names + 1);
	if (nearest)
		problems_add(problems, place,
			     "%s: unknown variable {%s}; did you mean {%s}?",
			     what, word, nearest);
	else
		problems_add(problems, place,
			     "%s: unknown variable {%s}; there are {stem}, "
			     "{name}, {ext}, {dir}, {page}, {*}",
			     what, word);
	return TEMPLATE_TEXT;
}

/* Fill in the parts; false after adding a problem. */
static bool parts_take(struct arena *arena, struct template *template,
		       const char *what, struct problems *problems)
{
	const char *text = template->source;

	while (*text) {
		enum template_variable variable = TEMPLATE_TEXT;
		const char *literal = NULL;

		if (text[0] == '{' && text[1] != '{') {
			variable = variable_take(&text, template->place, what,
						 problems);
			if (!variable)
				return false;
		} else {
			literal = literal_take(arena, &text);
		}
		if ((!variable && !literal) ||
		    !part_add(arena, template, variable, literal)) {
			problems->out_of_memory = true;
			return false;
		}
	}
	return true;
}

struct template *template_parse(struct arena *arena, const char *source,
				struct place place, const char *what,
				struct problems *problems)
{
	struct template *template;

	if (!*source) {
		problems_add(problems, place, "%s: no name is given", what);
		return NULL;
	}
	template = arena_alloc(arena, sizeof *template);
	if (!template) {
		problems->out_of_memory = true;
		return NULL;
	}
	template->source = source;
	template->place = place;
	if (!parts_take(arena, template, what, problems))
		return NULL;
	template->used &= ~(1u << TEMPLATE_TEXT);
	return template;
}

static const char *part_text(const struct template_part *part,
			     const struct template_values *values, char *page)
{
	switch (part->variable) {
	case TEMPLATE_STEM:
		return values->stem;
	case TEMPLATE_NAME:
		return values->name;
	case TEMPLATE_EXT:
		return values->ext;
	case TEMPLATE_DIR:
		return values->dir;
	case TEMPLATE_STAR:
		return values->star;
	case TEMPLATE_PAGE:
		sprintf(page, "%04u", values->page ? values->page : 1);
		return page;
	default:
		return part->text;
	}
}

static void filled_add(struct filled *filled, const char *text, bool literal)
{
	for (; *text; text++) {
		filled->text[filled->length] = *text;
		filled->literal[filled->length++] = literal;
	}
}

/* Everything in a row, as written. */
static bool template_fill(struct arena *arena, const struct template *template,
			  const struct template_values *values,
			  struct filled *filled)
{
	char page[16];
	size_t size = 1;
	bool no_dir = false;

	for (size_t i = 0; i < template->n_parts; i++)
		size += strlen(part_text(&template->parts[i], values, page));
	filled->text = arena_alloc(arena, size);
	filled->literal = arena_array(arena, size, sizeof *filled->literal);
	if (!filled->text || !filled->literal)
		return false;
	for (size_t i = 0; i < template->n_parts; i++) {
		const struct template_part *part = &template->parts[i];
		const char *text = part_text(part, values, page);
		bool literal = part->variable == TEMPLATE_TEXT;

		if (no_dir && literal && *text == '/')
			text++; /* an empty {dir} takes its slash along */
		no_dir = part->variable == TEMPLATE_DIR && !*text;
		filled_add(filled, text, literal);
	}
	return true;
}

/* Is every byte from `from` up to `to` the author's? */
static bool filled_literal(const struct filled *filled, size_t from, size_t to)
{
	for (; from < to; from++)
		if (!filled->literal[from])
			return false;
	return true;
}

/*
 * Copy the component between `from` and `to` to `end` and return its new end.
 * What isn't wholly the author's becomes a name: nothing, or "__" for "..".
 */
static char *component_copy(const struct filled *filled, size_t from, size_t to,
			    char *end)
{
	const char *text = filled->text + from;
	size_t length = to - from;

	if (!filled_literal(filled, from, to)) {
		if (length == 1 && *text == '.')
			return end;
		if (length == 2 && !memcmp(text, "..", 2))
			text = "__";
	}
	memcpy(end, text, length);
	return end + length;
}

size_t name_scheme(const char *name)
{
	size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789");

	return length && !strncmp(name + length, "://", 3) ? length + 3 : 0;
}

char *template_expand(struct arena *arena, const struct template *template,
		      const struct template_values *values)
{
	struct filled filled = { 0 };
	char *name, *end;
	size_t from = 0, to;

	if (!template_fill(arena, template, values, &filled))
		return NULL;
	end = name = arena_alloc(arena, filled.length + 1);
	if (!name)
		return NULL;
	/* Only an author's first bytes can make the name absolute. */
	from = name_scheme(template->source);
	memcpy(name, filled.text, from);
	end += from;
	if (*template->source == '/')
		*end++ = '/';
	for (;; from = to + 1) {
		char *copied;

		to = from + strcspn(filled.text + from, "/");
		copied = component_copy(&filled, from, to, end);
		/* Nothing between two slashes: one slash less. */
		if (copied != end && filled.text[to])
			*copied++ = '/';
		end = copied;
		if (!filled.text[to])
			break;
	}
	*end = '\0';
	return name;
}
