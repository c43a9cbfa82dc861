/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recent.h - the last few objects that were read, kept in memory: a file of
 * many pages is a job for each, and a companion may be all inputs'
 */
#ifndef RECENT_H
#define RECENT_H

#include <stdint.h>

enum { RECENT_OBJECTS = 4 };

struct recent_object {
	char *path; /* NULL: an empty place */
	char *facts;
	int fd;
	uint64_t size;
};

struct recent {
	struct recent_object objects[RECENT_OBJECTS];
	unsigned next; /* the place that is taken next */
};

/*
 * A descriptor of its own, to read only, of an object of `most` bytes at most;
 * *facts to be freed, or NULL.  -1: it isn't kept.
 */
int recent_open(const struct recent *recent, const char *path, uint64_t most,
		char **facts);

/* Keep it, unless it is large or there is no memory. */
void recent_keep(struct recent *recent, const char *path, int fd,
		 const char *facts);

void recent_finish(struct recent *recent);

#endif
