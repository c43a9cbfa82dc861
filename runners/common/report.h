/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report.h - what became of each input of a run, kept until its end and written
 * to a file
 *
 * The data is what --json tells line by line (docs/json.md).  The extension of
 * the file says as what it is written: a writer is a function in a file of its
 * own, and the table of them is in report.c.
 */
#ifndef REPORT_H
#define REPORT_H

#include "record.h"

/* What a page shows beside that (report-html.h).  Starts as { 0 }. */
struct gallery {
	bool wanted;
	struct arena arena;
	char *graph;   /* JSON, see plan_graph(); NULL: none */
	char *drawing; /* the same as text */
	const char *description;
	char **views; /* JSON, in the order of results; NULL: none */
	size_t count;
	size_t room; /* for pictures still */
};

/* Starts as { 0 }. */
struct report {
	json_t *whole;   /* the run: program, version, pipeline, end */
	json_t *results; /* the list in it, in the order in which jobs ended */
	bool broken;     /* without memory for all of it */
	struct gallery gallery;
	struct store_output *files; /* begun before the run, see report_open */
	size_t n_files;
};

/*
 * Begin files of these names, so that one that can't be written is known before
 * anything ran; false after the reason was printed.
 */
bool report_open(struct report *report, const char *const *paths, size_t n);

/* These take the references. */
void report_start(struct report *report, json_t *start);
void report_add(struct report *report, const struct result *result);

/* The run is over: inputs that were not begun are added. */
void report_end(struct report *report, const struct inputs *inputs,
		json_t *end);

/* Is there a writer for files of that name? */
bool report_can_write(const char *path);

/* Is it one that shows views? */
bool report_shows(const char *path);

/* Those there are, for a message. */
extern const char *const report_extensions;

/* Fill all files, each whole or not at all; false after reasons were printed.
 */
bool report_write(struct report *report);

void report_finish(struct report *report);

#endif
