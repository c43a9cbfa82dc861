/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run.h - a plan at work on one input whose pictures are decoded
 */
#ifndef RUN_H
#define RUN_H

#include "plan.h"

/* How long one part of a job took. */
struct timing {
	const char *stage; /* "decode", a stage's name */
	const char *what;  /* the plugin, or what else was done */
	double seconds;
};

struct timings {
	struct timing *list; /* in the plan's arena or the job's */
	size_t count;
};

/* An image of the plan, to be looked at (view.h). */
struct view {
	const char *text; /* JSON: what it is, its values and entries */
	uint8_t *png;     /* a small picture, or NULL */
	size_t length;
};

/* What a job tells of itself. */
struct account {
	struct timings timings;
	/* The text inside each output, or NULL. */
	const char **facts;
	size_t n_facts;
	/* Where the job asked for them. */
	struct view *views;
	size_t n_views;
};

/*
 * Run all nodes in order and write each output to fds[its index] as soon as
 * what it needs is there.  The input slots hold data, meta, lo, hi, origin;
 * `digest` is the pipeline's.  Adds to `account`, whose facts have room for
 * every output; texts live in `arena`.
 */
int plan_run(struct plan *plan, const int *fds, const char *digest,
	     struct arena *arena, struct account *account);

/*
 * save.c: write one output.  *text becomes what it says of itself, to be freed,
 * or NULL.
 */
int output_write(struct plan *plan, const struct output *output, int fd,
		 const char *digest, char **text);

/* Note a timing; without memory it is lost. */
void timings_add(struct timings *timings, struct arena *arena,
		 const char *stage, const char *what, double seconds);

#endif
