/* SPDX-License-Identifier: GPL-3.0-or-later */
/* works.c - a batch over pictures in the scratch folder */
#include "works.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void report(void *context, const struct result *result)
{
	struct works *works = context;
	size_t i = works->n_results++;

	assert_true(i < MOST_RESULTS);
	snprintf(works->results[i].path, sizeof works->results[i].path, "%s",
		 result->input->path);
	snprintf(works->results[i].reason, sizeof works->results[i].reason,
		 "%s", result->outcome->reason ? result->outcome->reason : "");
	works->results[i].status = result->outcome->status;
	works->results[i].skipped = result->skipped;
	assert_true(result->seconds >= 0);
	if (works->raise_at && !i)
		raise(works->raise_at);
}

void works_gather(struct works *works, const char *text,
		  const char *const *names, unsigned workers, bool in_process)
{
	*works = (struct works){ 0 };
	crash_plainly();
	shop_parse(&works->shop, text);
	works->names = (struct input_options){ .names = names };
	while (names && names[works->names.n_names])
		works->names.n_names++;
	inputs_gather(&works->inputs, &works->shop.pipeline, &works->names,
		      &works->shop.problems);
	assert_problems(&works->shop.problems, "");
	works->options = (struct batch_options){ .path = &works->shop.path,
						 .store = &file_store,
						 .names = &works->names,
						 .workers = workers,
						 .threads = 2,
						 .in_process = in_process,
						 .report = report,
						 .report_context = works };
}

void works_start(struct works *works, const char *text,
		 const char *const *names, unsigned workers, bool in_process)
{
	works_gather(works, text, names, workers, in_process);
	works->batch = batch_create(&works->shop.pipeline, &works->options,
				    works->inputs.count);
	assert_non_null(works->batch);
	batch_bind(works->batch, &works->shop.problems);
}

void works_run(struct works *works)
{
	assert_problems(&works->shop.problems, "");
	batch_run(works->batch, &works->inputs, &works->summary);
}

void works_finish(struct works *works)
{
	batch_destroy(works->batch);
	inputs_finish(&works->inputs);
	shop_finish(&works->shop);
}

void assert_summary(const struct works *works, size_t done, size_t failed,
		    size_t skipped)
{
	assert_int_equal(works->summary.done, done);
	assert_int_equal(works->summary.failed, failed);
	assert_int_equal(works->summary.skipped, skipped);
	assert_int_equal(works->n_results, done + failed + skipped);
}

const char *reason_of(const struct works *works, const char *path)
{
	for (size_t i = 0; i < works->n_results; i++)
		if (!strcmp(works->results[i].path, path))
			return works->results[i].reason;
	fail_msg("no result for %s", path);
	return NULL;
}

void write_wide(const char *path, uint32_t width, unsigned first)
{
	int fd = picture_file(width, 50, 1, first), to;
	uint8_t *bytes;
	size_t length = common_file_bytes(fd, &bytes);

	touch(path);
	to = open(path, O_WRONLY);
	assert_true(to >= 0);
	assert_int_equal(write(to, bytes, length), length);
	free(bytes);
	close(to);
	close(fd);
}

void write_picture(const char *path, unsigned first)
{
	write_wide(path, 60, first);
}

void write_pictures(unsigned n, unsigned odd)
{
	char path[16];

	for (unsigned i = 0; i < n; i++) {
		snprintf(path, sizeof path, "p%u.png", i);
		write_picture(path, i == odd ? 13 : 20 + i);
	}
}

size_t count_files(const char *end)
{
	DIR *stream = opendir(".");
	const struct dirent *entry;
	size_t n = 0, length = strlen(end);

	assert_non_null(stream);
	while ((entry = readdir(stream))) {
		size_t here = strlen(entry->d_name);

		n += here >= length &&
		     !strcmp(entry->d_name + here - length, end);
	}
	closedir(stream);
	return n;
}
