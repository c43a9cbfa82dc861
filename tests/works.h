/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * works.h - a batch over pictures in the scratch folder, and how its jobs ended
 */
#ifndef WORKS_H
#define WORKS_H

#include "batch-state.h"
#include "core-common.h"
#include "inputs-run.h"

enum { MOST_RESULTS = 32 };

/* A batch and how its jobs ended, in order. */
struct works {
	struct shop shop;
	struct input_options names;
	struct inputs inputs;
	struct batch_options options;
	struct batch *batch;
	struct batch_summary summary;
	struct {
		char path[64], reason[1024];
		int status;
		bool skipped;
	} results[MOST_RESULTS];
	size_t n_results;
	int raise_at; /* a signal at the first result, or 0 */
};

/* All but the batch itself: the pipeline read, its inputs gathered. */
void works_gather(struct works *works, const char *text,
		  const char *const *names, unsigned workers, bool in_process);

/* Make a batch of all *.png here, or of `names` up to NULL, and bind it. */
void works_start(struct works *works, const char *text,
		 const char *const *names, unsigned workers, bool in_process);
void works_run(struct works *works);
void works_finish(struct works *works);

void assert_summary(const struct works *works, size_t done, size_t failed,
		    size_t skipped);

/* Why this input failed; "" if it did not. */
const char *reason_of(const struct works *works, const char *path);

/* A gray picture of that name and width whose first level is `first`. */
void write_wide(const char *path, uint32_t width, unsigned first);
void write_picture(const char *path, unsigned first);

/* p0.png to p9.png, or fewer; the one with number `odd` begins with 13. */
void write_pictures(unsigned n, unsigned odd);

/* How many names here end in `end`. */
size_t count_files(const char *end);

#endif /* WORKS_H */
