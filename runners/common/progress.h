/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * progress.h - how far a run is, on standard error: a line that is drawn again
 * and again on a terminal, now and then a plain line elsewhere
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include "batch.h"

#include <stdbool.h>

struct progress {
	const char *program;
	bool terminal, color, unicode;
	bool shown; /* a line stands there */
	bool begun; /* one stood there before */
	double started, last;
	size_t failed; /* kept up by who hears of results */
};

void progress_init(struct progress *progress, const char *program);

/* Show it, if it is time to. */
void progress_show(struct progress *progress,
		   const struct batch_progress *batch);

/* Take the line away: something else is about to be said. */
void progress_hide(struct progress *progress);

#endif
