/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pipeline-memory.c - how much memory a run may take unless told otherwise */
#include "pipeline.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CGROUPS "/sys/fs/cgroup"

/* The number in a file, or UINT64_MAX ("max", no such file). */
static uint64_t limit_read(const char *path)
{
	uint64_t limit = UINT64_MAX;
	FILE *file = fopen(path, "r");

	if (!file)
		return limit;
	if (fscanf(file, "%" SCNu64, &limit) != 1 || !limit)
		limit = UINT64_MAX;
	fclose(file);
	return limit;
}

/*
 * The least of `group`'s limit and its parents'.  In a container the group's
 * name may be the host's and its folder missing: the root is what counts then.
 */
static uint64_t group_limit(const char *root, const char *group,
			    const char *file)
{
	uint64_t least = UINT64_MAX;
	char path[4096];
	size_t length = strlen(group);

	for (;;) {
		uint64_t limit;

		snprintf(path, sizeof path, "%s%.*s/%s", root, (int)length,
			 group, file);
		limit = limit_read(path);
		if (limit < least)
			least = limit;
		if (!length)
			return least;
		do
			length--;
		while (length && group[length] != '/');
	}
}

/* A line of /proc/self/cgroup: "ID:CONTROLLERS:/GROUP". */
static uint64_t line_limit(char *line)
{
	char *controllers = strchr(line, ':');
	char *group = controllers ? strchr(controllers + 1, ':') : NULL;

	if (!group)
		return UINT64_MAX;
	*controllers++ = '\0';
	*group++ = '\0';
	group[strcspn(group, "\n")] = '\0';
	if (!*controllers)
		return group_limit(CGROUPS, group, "memory.max");
	if (!strcmp(controllers, "memory"))
		return group_limit(CGROUPS "/memory", group,
				   "memory.limit_in_bytes");
	return UINT64_MAX;
}

static uint64_t cgroup_limit(void)
{
	FILE *file = fopen("/proc/self/cgroup", "r");
	uint64_t least = UINT64_MAX;
	char line[2048];

	if (!file)
		return least;
	while (fgets(line, sizeof line, file)) {
		uint64_t limit = line_limit(line);

		if (limit < least)
			least = limit;
	}
	fclose(file);
	return least;
}

uint64_t memory_default(void)
{
	long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
	uint64_t memory = cgroup_limit();

	if (pages > 0 && size > 0 && (uint64_t)pages < memory / (uint64_t)size)
		memory = (uint64_t)pages * (uint64_t)size;
	/* Nobody says: what the smallest machines have. */
	if (memory == UINT64_MAX)
		memory = (uint64_t)1 << 30;
	return memory / 4 * 3;
}
