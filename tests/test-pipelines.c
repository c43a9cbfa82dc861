/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-pipelines.c - each file in tests/pipelines gets the message beside it
 *
 * NAME.err holds what is printed about NAME.ini; without it the file is good.
 * Files called bind-* are wrong in what only a plugin can tell, and good here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline.h"

/* What is printed about the file; to be freed. */
static char *file_problems(const char *path)
{
	struct config config = { 0 };
	struct pipeline pipeline = { 0 };
	struct problems problems = { 0 };
	char *text = NULL;
	size_t length;
	FILE *stream = open_memstream(&text, &length);

	assert_non_null(stream);
	config_read(&config, path, &problems);
	pipeline_parse(&pipeline, &config, &problems);
	problems_print(&problems, stream);
	fclose(stream);
	problems_finish(&problems);
	pipeline_finish(&pipeline);
	config_finish(&config);
	return text;
}

/* The message beside NAME.ini, or ""; to be freed. */
static char *file_expected(const char *path)
{
	char name[256], *text = calloc(1, 8192);
	FILE *file;

	assert_non_null(text);
	snprintf(name, sizeof name, "%.*s.err", (int)strlen(path) - 4, path);
	file = strncmp(path, "bind-", 5) ? fopen(name, "r") : NULL;
	if (!file)
		return text;
	assert_true(fread(text, 1, 8191, file) > 0);
	fclose(file);
	return text;
}

/* Returns whether the file's message is the one that was expected. */
static bool file_check(const char *path)
{
	char *found = file_problems(path), *expected = file_expected(path);
	bool same = !strcmp(found, expected);

	if (!same)
		print_error("%s says\n%sand not\n%s", path, found, expected);
	free(found);
	free(expected);
	return same;
}

static void every_file_has_the_message_beside_it(void **state)
{
	const struct dirent *entry;
	unsigned wrong = 0, count = 0;
	DIR *folder = opendir(".");

	(void)state;
	assert_non_null(folder);
	while ((entry = readdir(folder))) {
		const char *dot = strrchr(entry->d_name, '.');

		if (!dot || strcmp(dot, ".ini"))
			continue;
		count++;
		wrong += !file_check(entry->d_name);
	}
	closedir(folder);
	assert_int_equal(wrong, 0);
	assert_true(count > 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_file_has_the_message_beside_it),
	};
	const char *source = getenv("top_srcdir");
	char path[4096];

	snprintf(path, sizeof path, "%s/tests/pipelines",
		 source ? source : ".");
	if (chdir(path)) {
		perror(path);
		return 1;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
