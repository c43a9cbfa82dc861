/* SPDX-License-Identifier: GPL-3.0-or-later */
/* module-common.c - what the tests of modules share */
#define _GNU_SOURCE /* realpath */
#include "module-common.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct bench bench;

int bench_setup(void **state)
{
	if (folder_setup(state) || !outcome_init(&bench.outcome))
		return -1;
	common_path(&bench.path, &bench.arena);
	bench.modules = (struct modules){ .path = &bench.path };
	return 0;
}

int bench_teardown(void **state)
{
	free(bench.complaint);
	bench.complaint = NULL;
	modules_finish(&bench.modules);
	outcome_finish(&bench.outcome);
	arena_finish(&bench.arena);
	unsetenv("FFTPIPE_TEST_SIN");
	return folder_teardown(state);
}

const struct module *find(const char *id)
{
	free(bench.complaint);
	return module_find(&bench.modules, id, &bench.outcome,
			   &bench.complaint);
}

void assert_refused(const char *id, const char *format, ...)
{
	char expected[4096];
	va_list args;

	va_start(args, format);
	vsnprintf(expected, sizeof expected, format, args);
	va_end(args);
	assert_null(find(id));
	assert_non_null(bench.complaint);
	assert_string_equal(bench.complaint, expected);
}

const char *real_path(const char *id)
{
	const char *file = module_locate(&bench.path, &bench.arena, id);
	char *absolute = file ? realpath(file, NULL) : NULL;
	const char *kept =
		absolute ? arena_strdup(&bench.arena, absolute) : NULL;

	free(absolute);
	assert_non_null(kept);
	return kept;
}

const char *copy_plugin(const char *id, const char *folder)
{
	const char *from = real_path(id);
	const char *to =
		arena_printf(&bench.arena, "%s/%s/%s.so", scratch, folder, id);
	int in = open(from, O_RDONLY), out;
	char bytes[4096];
	ssize_t n;

	touch(to);
	out = open(to, O_WRONLY);
	assert_true(in >= 0 && out >= 0);
	while ((n = read(in, bytes, sizeof bytes)) > 0)
		assert_int_equal(write(out, bytes, (size_t)n), n);
	close(in);
	close(out);
	assert_int_equal(chmod(to, 0755), 0);
	return to;
}

void search(const char *first, const char *second)
{
	bench.path.folders =
		arena_array(&bench.arena, 3, sizeof *bench.path.folders);
	bench.path.folders[0] =
		arena_printf(&bench.arena, "%s/%s", scratch, first);
	bench.path.folders[1] =
		second ? arena_printf(&bench.arena, "%s/%s", scratch, second)
		       : NULL;
	bench.path.count = second ? 2 : 1;
}
