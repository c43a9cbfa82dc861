/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-common.c - what the tests of the file store share */
#include "store-common.h"

#include <dirent.h>
#include <fftpipe/plugin.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct outcome outcome;
struct store_output output;

int store_setup(void **state)
{
	output = (struct store_output){ .fd = -1 };
	return folder_setup(state) || !outcome_init(&outcome);
}

int store_teardown(void **state)
{
	file_store.discard(&file_store, &output);
	outcome_finish(&outcome);
	return folder_teardown(state);
}

void assert_reason(const char *expected)
{
	assert_int_equal(outcome.status, FFTPIPE_EDATA);
	assert_non_null(outcome.reason);
	assert_string_equal(outcome.reason, expected);
}

size_t count_files(const char *folder)
{
	DIR *stream = opendir(folder);
	const struct dirent *entry;
	size_t n = 0;

	assert_non_null(stream);
	while ((entry = readdir(stream)))
		n += strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
	closedir(stream);
	return n;
}

void write_file(const char *path, const char *text)
{
	FILE *file;

	touch(path);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

void assert_holds(const char *path, const char *text)
{
	char got[64] = "";
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	assert_true(fread(got, 1, sizeof got - 1, file) <= sizeof got - 1);
	fclose(file);
	assert_string_equal(got, text);
}

void begin_output(const char *path)
{
	assert_true(
		file_store.begin(&file_store, &output, path, false, &outcome));
	assert_int_equal(write(output.fd, "new", 3), 3);
}

int replace(int standard, int fd)
{
	int before = dup(standard);

	assert_true(before >= 0);
	assert_int_equal(dup2(fd, standard), standard);
	close(fd);
	return before;
}
