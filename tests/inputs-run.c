/* SPDX-License-Identifier: GPL-3.0-or-later */
/* inputs-run.c - a folder of its own for each test, and a run of gathering */
#include "inputs-run.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char scratch[64];
static char start[4096];

void touch(const char *path)
{
	char folder[512];
	FILE *file;

	snprintf(folder, sizeof folder, "%s", path);
	for (char *slash = folder; (slash = strchr(slash + 1, '/'));) {
		*slash = '\0';
		mkdir(folder, 0777);
		*slash = '/';
	}
	file = fopen(path, "w");
	assert_non_null(file);
	fclose(file);
}

void remove_below(const char *folder)
{
	DIR *stream = opendir(folder);
	const struct dirent *entry;
	char path[1024];

	while (stream && (entry = readdir(stream))) {
		struct stat status;

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		if (!lstat(path, &status) && S_ISDIR(status.st_mode)) {
			chmod(path, 0777);
			remove_below(path);
			rmdir(path);
		} else {
			unlink(path);
		}
	}
	if (stream)
		closedir(stream);
}

int folder_setup(void **state)
{
	(void)state;
	strcpy(scratch, "/tmp/test-inputs-XXXXXX");
	if (!getcwd(start, sizeof start))
		return -1;
	return !mkdtemp(scratch) || chdir(scratch);
}

int folder_teardown(void **state)
{
	(void)state;
	remove_below(scratch);
	return chdir(start) || rmdir(scratch);
}

const char *run_below;
const struct input_place *run_place;

void run_start(struct run *run, const char *text, const char *const *names,
	       const char *output)
{
	*run = (struct run){ .options = { .names = names,
					  .output = output,
					  .below = run_below,
					  .place = run_place } };
	while (names && names[run->options.n_names])
		run->options.n_names++;
	config_read_text(&run->config, "t.ini", text, strlen(text),
			 &run->problems);
	pipeline_parse(&run->pipeline, &run->config, &run->problems);
	assert_false(problems_any(&run->problems));
	inputs_gather(&run->inputs, &run->pipeline, &run->options,
		      &run->problems);
}

void run_finish(struct run *run)
{
	inputs_finish(&run->inputs);
	problems_finish(&run->problems);
	pipeline_finish(&run->pipeline);
	config_finish(&run->config);
}

void assert_paths(const struct run *run, const char *expected)
{
	char paths[2048] = "";

	assert_int_equal(run->problems.count, 0);
	for (size_t i = 0; i < run->inputs.count; i++) {
		strcat(paths, run->inputs.list[i].path);
		strcat(paths, " ");
	}
	assert_string_equal(paths, expected);
}

void assert_one_problem(struct run *run, const char *text)
{
	assert_int_equal(run->problems.count, 1);
	assert_string_equal(run->problems.list[0].text, text);
	run_finish(run);
}
