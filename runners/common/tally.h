/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tally.h - what a run came to: why inputs failed, what was written where
 */
#ifndef TALLY_H
#define TALLY_H

#include "batch.h"

enum { TALLY_NAMES = 3, TALLY_REASONS = 12 };

/* Inputs that failed for the same reason. */
struct tally_reason {
	const char *text;
	const char *names[TALLY_NAMES]; /* the first of them */
	size_t count;
	bool paged; /* a name has a comma of its own: "scan.tif, page 4" */
};

/* Starts as { 0 }. */
struct tally {
	struct arena arena;
	struct tally_reason reasons[TALLY_REASONS];
	size_t n_reasons;
	size_t other; /* failures for reasons beyond those */
	uint64_t read_bytes, written_bytes;
	size_t n_written;
	const char *written[TALLY_NAMES]; /* the first of them */
	char *folder; /* that all of them are in or below; "": here */
	bool deeper;  /* some are below it */
};

void tally_add(struct tally *tally, const struct result *result);

/*
 * Say it on standard error after a run of so many seconds; `why_skipped` is the
 * reason for which inputs were.
 */
void tally_print(const struct tally *tally, const struct batch_summary *summary,
		 const char *why_skipped, double seconds);

void tally_finish(struct tally *tally);

#endif
