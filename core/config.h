/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * config.h - a pipeline file and --set, as sections, keys and values with
 * their places
 *
 * inih reads the file; what it would read wrongly without a word (sections cut
 * at 49 characters, long lines cut, empty or repeated sections, indented lines
 * that continue a value) is refused before inih sees it.
 */
#ifndef CONFIG_READER_H
#define CONFIG_READER_H

#include "arena.h"
#include "message.h"

struct entry {
	const char *key, *value;
	struct place place;
};

struct section {
	const char *name;
	struct place place;
	struct entry *entries;
	size_t n_entries;
	bool gaps; /* a line was refused: what it said is not missed again */
};

/* One --set as it was given. */
struct setting {
	unsigned number;
	const char *assignment;
};

/* Starts as { 0 }.  Strings live as long as it. */
struct config {
	struct arena arena;
	const char *name;         /* the file's, as messages show it */
	struct section *sections; /* those without keys too */
	size_t n_sections;

	/* What it was read from, for a process that shall read it again. */
	const char *text;
	size_t text_length;
	struct setting *settings;
	size_t n_settings;
};

/*
 * Read the pipeline file at `path`; messages call it `path`.  Returns 0, or -1
 * after adding problems (a file that can't be read is one too).
 */
int config_read(struct config *config, const char *path,
		struct problems *problems);

/* The same from memory, for tests, fuzzing and pipelines that came by S3. */
int config_read_text(struct config *config, const char *name, const char *text,
		     size_t length, struct problems *problems);

/*
 * Take one --set section.key=value, the `number`-th of the call (from 1).  It
 * replaces all lines of that key; the second --set of one key appends, as a
 * repeated line would.  Keys may have dots (save.PORT): the section ends at the
 * first dot, but [input.NAME] is tried first.  An unknown section is a problem,
 * except [input], [pipeline], [limits] and [input.NAME], which may be made.
 */
int config_set(struct config *config, unsigned number, const char *assignment,
	       struct problems *problems);

void config_finish(struct config *config);

#endif
