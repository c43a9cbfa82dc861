/* SPDX-License-Identifier: GPL-3.0-or-later */
/* inputs-place.c - the local file system, as a place where inputs live */
#define _XOPEN_SOURCE 700 /* realpath() */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "inputs.h"

static bool local_exists(void *context, const char *path)
{
	struct stat status;

	(void)context;
	return !stat(path, &status) || (errno != ENOENT && errno != ENOTDIR);
}

/* `folder` (absolute) with the components of `rest` behind it. */
static const char *path_resolve(struct arena *arena, const char *folder,
				const char *rest)
{
	char *path = arena_alloc(arena, strlen(folder) + strlen(rest) + 2);
	size_t length = strlen(folder);

	if (!path)
		return NULL;
	memcpy(path, folder, length);
	while (length && path[length - 1] == '/')
		length--;
	while (*rest) {
		size_t next = strcspn(rest, "/");

		if (next == 2 && !memcmp(rest, "..", 2)) {
			while (length && path[--length] != '/')
				;
		} else if (next && !(next == 1 && *rest == '.')) {
			path[length++] = '/';
			memcpy(path + length, rest, next);
			length += next;
		}
		rest += next + !!rest[next];
	}
	path[length] = '\0';
	return length ? path : "/";
}

/*
 * The folder's true path, links followed, as far as it is there; then what is
 * still to be made.
 */
static const char *local_identity(void *context, struct arena *arena,
				  const char *path)
{
	char *head = arena_strdup(arena, path);
	const char *root = *path == '/' ? "/" : ".";
	size_t length = strlen(path);
	const char *identity;
	char *real;

	(void)context;
	if (!head)
		return NULL;
	while (!(real = realpath(length ? head : root, NULL))) {
		if (errno == ENOMEM)
			return NULL;
		if (!length) /* the working directory is gone */
			return arena_strdup(arena, path);
		while (length && head[length - 1] == '/')
			length--;
		while (length && head[length - 1] != '/')
			length--;
		head[length] = '\0';
	}
	identity = path_resolve(arena, real, path + length);
	free(real);
	return identity;
}

const struct input_place local_place = { .exists = local_exists,
					 .identity = local_identity };
