/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report.c - results collected, and files of them begun and finished
 */
#define _GNU_SOURCE /* strcasecmp */
#include "report.h"
#include "report-html.h"
#include "runner.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* For programs. */
static bool write_json(const struct report *report, FILE *stream)
{
	return !json_dumpf(report->whole, stream,
			   JSON_INDENT(1) | JSON_REAL_PRECISION(15)) &&
	       fputc('\n', stream) != EOF;
}

/* Each false without memory, or with ferror(). */
static const struct {
	const char *extension;
	bool (*write)(const struct report *report, FILE *stream);
} writers[] = {
	{ ".json", write_json },
	{ ".html", report_write_html },
};

enum { N_WRITERS = sizeof writers / sizeof *writers };

const char *const report_extensions = ".json or .html";

/* ---- collecting --------------------------------------------------------- */

void report_start(struct report *report, json_t *start)
{
	report->whole = start;
	report->results = json_array();
	json_object_del(start, "event");
	if (json_object_set_new(start, "results", report->results)) {
		report->results = NULL;
		report->broken = true;
	}
}

static void append(struct report *report, json_t *record)
{
	json_object_del(record, "event");
	if (json_array_append_new(report->results, record))
		report->broken = true;
}

void report_add(struct report *report, const struct result *result)
{
	append(report, record_result(result));
	if (report->gallery.wanted && !gallery_add(&report->gallery, result))
		report->broken = true;
}

/* Some pages of an input may have ended: then it was begun. */
static json_t *names_of(const json_t *results)
{
	json_t *names = json_object();
	const json_t *record;
	size_t i;

	json_array_foreach(results, i, record)
	{
		const char *name =
			json_string_value(json_object_get(record, "input"));

		if (name)
			json_object_set_new(names, name, json_true());
	}
	return names;
}

static void add_left(struct report *report, const struct inputs *inputs)
{
	json_t *begun = names_of(report->results);

	for (size_t i = 0; i < inputs->count; i++) {
		json_t *name = record_name(inputs->list[i].path);
		const char *text = json_string_value(name);

		if (!text || !json_object_get(begun, text))
			append(report, json_pack("{s:O, s:s}", "input", name,
						 "status", "not begun"));
		json_decref(name);
	}
	json_decref(begun);
}

void report_end(struct report *report, const struct inputs *inputs, json_t *end)
{
	add_left(report, inputs);
	json_object_del(end, "event");
	if (json_object_set_new(report->whole, "end", end))
		report->broken = true;
}

/* ---- writing ------------------------------------------------------------ */

/* Its index, or N_WRITERS. */
static size_t find_writer(const char *path)
{
	const char *extension = strrchr(path, '.');
	size_t i = 0;

	while (i < N_WRITERS &&
	       (!extension || strcasecmp(extension, writers[i].extension)))
		i++;
	return i;
}

bool report_can_write(const char *path)
{
	return find_writer(path) < N_WRITERS;
}

bool report_shows(const char *path)
{
	size_t i = find_writer(path);

	return i < N_WRITERS && writers[i].write == report_write_html;
}

/* Through a copy of the descriptor, which the store goes on using. */
static bool fill(const struct report *report, const char *path, int fd)
{
	int copy = dup(fd);
	FILE *stream = copy < 0 ? NULL : fdopen(copy, "w");
	bool fine;

	if (!stream) {
		if (copy >= 0)
			close(copy);
		return false;
	}
	fine = writers[find_writer(path)].write(report, stream);
	if (!fine && !ferror(stream))
		errno = ENOMEM;
	fine = !ferror(stream) && fine;
	return !fclose(stream) && fine;
}

static void say(const char *path, const char *reason)
{
	char *name = text_printable(path);

	fprintf(stderr, "%s: --report %s: %s\n", runner.program,
		name ? name : "", reason ? reason : "out of memory");
	free(name);
}

/* Reports are files, wherever inputs and outputs may live. */
static bool begin(struct store_output *file, const char *path)
{
	struct outcome outcome;
	bool fine;

	file->fd = -1;
	if (!outcome_init(&outcome)) {
		say(path, NULL);
		return false;
	}
	fine = file_store.begin(&file_store, file, path, false, &outcome);
	if (!fine)
		say(path, outcome.reason);
	outcome_finish(&outcome);
	return fine;
}

bool report_open(struct report *report, const char *const *paths, size_t n)
{
	bool fine = true;

	report->files = calloc(n + 1, sizeof *report->files);
	if (!report->files) {
		say(paths[0], NULL);
		return false;
	}
	for (report->n_files = 0; report->n_files < n; report->n_files++)
		fine = begin(&report->files[report->n_files],
			     paths[report->n_files]) &&
		       fine;
	return fine;
}

static bool write_one(const struct report *report, struct store_output *file)
{
	const char *path = file->path;
	struct outcome outcome;
	bool fine;

	if (report->broken || !outcome_init(&outcome)) {
		say(path, NULL);
		return false;
	}
	fine = fill(report, path, file->fd);
	if (!fine)
		outcome_fail(&outcome, FFTPIPE_EDATA, "cannot write it: %s",
			     strerror(errno));
	fine = fine && file_store.commit(&file_store, file, 1, &outcome);
	if (!fine)
		say(path, outcome.reason);
	outcome_finish(&outcome);
	return fine;
}

bool report_write(struct report *report)
{
	bool fine = true;

	for (size_t i = 0; i < report->n_files; i++)
		fine = write_one(report, &report->files[i]) && fine;
	return fine;
}

void report_finish(struct report *report)
{
	/* Backwards: the first one's folder may be the others' too. */
	for (size_t i = report->n_files; i-- > 0;)
		file_store.discard(&file_store, &report->files[i]);
	free(report->files);
	json_decref(report->whole);
	gallery_finish(&report->gallery);
	*report = (struct report){ 0 };
}
