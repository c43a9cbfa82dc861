/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * glob.h - patterns of file names: * ? [ ] and **
 *
 * glob(3) knows no ** and fnmatch(3) does not say what a * matched.
 */
#ifndef GLOB_PATTERN_H
#define GLOB_PATTERN_H

#include "arena.h"
#include "message.h"

#include <stdbool.h>
#include <stddef.h>

/* Does one component of a pattern have a wildcard? */
bool glob_is_wild(const char *component);

/*
 * Does the name of a file or folder match one component of a pattern?  A name
 * with a dot in front needs one in the pattern.  A * takes as little as it can;
 * what the first one took is stored in *star, if `star` isn't NULL; without a *
 * in the pattern, nothing.
 */
bool glob_match(const char *pattern, const char *name, const char **star,
		size_t *star_length);

/* The file name's part of a pattern: what is behind the last slash. */
const char *glob_file(const char *pattern);

/* How many bytes of a pattern come before its first component with wildcards.
 */
size_t glob_fixed(const char *pattern);

struct glob_result {
	const char **paths; /* in byte order */
	size_t count;
	/* A folder that could not be read, and why (errno); the first one. */
	const char *unreadable;
	int error;
};

/*
 * Find what matches `pattern`: files and links to files, relative to the
 * working directory or absolute; with a slash at its end it means folders, and
 * finds nothing.  ** stands for any number of folders, none too, and follows no
 * links.  Stops behind `most` paths.  False without memory.
 */
bool glob_find(struct arena *arena, const char *pattern, size_t most,
	       struct glob_result *result);

#endif
