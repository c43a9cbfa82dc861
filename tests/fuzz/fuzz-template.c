/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz-template.c - names with variables: what inputs bring never leads out of
 * the folder
 *
 * The first line is the template, the next five are the values of an input.
 */
#include "fuzz.h"

#include "template.h"

#include <stdlib.h>
#include <string.h>

enum { LINES = 6 };

/* A part that leads up, or nothing but a slash in front. */
static bool leads_out(const char *name)
{
	size_t length = strlen(name);

	return *name == '/' || !strcmp(name, "..") ||
	       !strncmp(name, "../", 3) || strstr(name, "/../") ||
	       (length > 2 && !strcmp(name + length - 3, "/.."));
}

static void check(const char *source, char *const lines[LINES])
{
	struct arena arena = { 0 };
	struct problems problems = { 0 };
	const struct template_values values = { .stem = lines[1],
						.name = lines[2],
						.ext = lines[3],
						.dir = lines[4],
						.star = lines[5],
						.page = 7 };
	struct template *template =
		template_parse(&arena, source, (struct place){ "t.ini", 1 },
			       "save", &problems);
	char *name;

	fuzz_check_problems(&problems);
	MUST(!!template == !problems.count);
	if (template) {
		name = template_expand(&arena, template, &values);
		MUST(name);
		/* What the author wrote may lead anywhere. */
		MUST(leads_out(source) || !leads_out(name) ||
		     strstr(source, ".") || strstr(source, "/"));
	}
	problems_finish(&problems);
	arena_finish(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	char *text = malloc(length + 1), *lines[LINES];
	char *next = text;

	MUST(text);
	memcpy(text, bytes, length);
	text[length] = '\0';
	for (int i = 0; i < LINES; i++) {
		lines[i] = next;
		next += strcspn(next, "\n");
		if (*next)
			*next++ = '\0';
	}
	check(lines[0], lines);
	/* Here nothing is the author's: no name may lead out. */
	check("{dir}/{stem}_{*}.{ext}", lines);
	check("{name}", lines);
	free(text);
	return 0;
}
