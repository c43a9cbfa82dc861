/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recent.c - objects kept for who asks again
 */
#define _GNU_SOURCE /* asprintf, F_ADD_SEALS */
#include "recent.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SIZE_MOST (64 << 20) /* bytes of one */

/* Workers run plugins: what they get must not change what others get. */
static bool seal(int fd)
{
	return !fcntl(fd, F_ADD_SEALS,
		      F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK);
}

/* With an offset of its own. */
static int open_again(int fd)
{
	char *path;
	int copy;

	if (asprintf(&path, "/proc/self/fd/%d", fd) < 0)
		return -1;
	copy = open(path, O_RDONLY | O_CLOEXEC);
	free(path);
	return copy;
}

int recent_open(const struct recent *recent, const char *path, uint64_t most,
		char **facts)
{
	for (size_t i = 0; i < RECENT_OBJECTS; i++) {
		const struct recent_object *object = &recent->objects[i];
		int fd;

		if (!object->path || strcmp(object->path, path) != 0 ||
		    object->size > most)
			continue;
		fd = open_again(object->fd);
		*facts =
			fd >= 0 && object->facts ? strdup(object->facts) : NULL;
		if (fd >= 0 && object->facts && !*facts) {
			close(fd);
			fd = -1;
		}
		return fd;
	}
	return -1;
}

static void drop(struct recent_object *object)
{
	if (!object->path)
		return;
	close(object->fd);
	free(object->path);
	free(object->facts);
	*object = (struct recent_object){ 0 };
}

void recent_keep(struct recent *recent, const char *path, int fd,
		 const char *facts)
{
	struct recent_object *place = &recent->objects[recent->next];
	struct recent_object object = { .fd = -1 };
	struct stat status;

	if (fstat(fd, &status) || status.st_size > SIZE_MOST || !seal(fd))
		return;
	object.size = (uint64_t)status.st_size;
	object.path = strdup(path);
	object.facts = facts ? strdup(facts) : NULL;
	object.fd = open_again(fd);
	if (!object.path || object.fd < 0 || (facts && !object.facts)) {
		if (object.fd >= 0)
			close(object.fd);
		free(object.path);
		free(object.facts);
		return;
	}
	drop(place);
	*place = object;
	recent->next = (recent->next + 1) % RECENT_OBJECTS;
}

void recent_finish(struct recent *recent)
{
	for (size_t i = 0; i < RECENT_OBJECTS; i++)
		drop(&recent->objects[i]);
}
