/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * replay.c - a fuzz target without a fuzzer: each file that is named, once
 *
 * Files are named as arguments, or one a line on standard input.
 */
#define _GNU_SOURCE /* getline */
#include "fuzz.h"

#include "store.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void replay(const char *path)
{
	size_t length = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *bytes = fd < 0 ? NULL : read_all(fd, 1 << 26, &length);

	if (!bytes) {
		perror(path);
		exit(2);
	}
	close(fd);
	/* Said first, so that a crash has a name. */
	fprintf(stderr, "%s\n", path);
	LLVMFuzzerTestOneInput((const uint8_t *)bytes, length);
	free(bytes);
}

int main(int argc, char **argv)
{
	char *line = NULL;
	size_t room = 0, count = 0;

	for (int i = 1; i < argc; i++, count++)
		replay(argv[i]);
	while (argc < 2 && getline(&line, &room, stdin) > 0) {
		line[strcspn(line, "\n")] = '\0';
		replay(line);
		count++;
	}
	free(line);
	printf("%zu files\n", count);
	return 0;
}
