/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worker-parcels.h - what a worker and its owner say to each other
 */
#ifndef WORKER_PARCELS_H
#define WORKER_PARCELS_H

#include "channel.h"
#include "job.h"

/* Types of parcels. */
enum worker_word {
	/* To the worker */
	SET_UP = 1, /* to a program: the worker_setup */
	ASK_BIND,   /* load the plugins */
	ASK_PLAN,   /* a job: plan it, describe the plan */
	ASK_GRAPH,  /* the same, described for a program to draw */
	ASK_JOB,    /* a job: do it */
	ASK_PAGES,  /* a job: count the main file's pages */
	GRANT,      /* go on: the memory is there */

	/* From the worker */
	PROBLEMS, /* ASK_BIND is done: count, then place and text of each; what
		     the sandbox lacks */
	NEED, /* a job's plan wants so many bytes, for as long as it lasts */
	DONE  /* a job's outcome, see parcel_put_outcome */
};

/* A job and its files, the main one and the companions'. */
void parcel_put_job(struct parcel *parcel, const struct job *job,
		    size_t n_files);

/*
 * DONE: status, reason, notes, timings, the text inside each output, and a text
 * (the plan's description) or a number (pages).
 */
void parcel_put_outcome(struct parcel *parcel, const struct workshop *workshop,
			const char *text, uint64_t number);

/*
 * Counterpart: adds to `outcome` and, in `arena`, to `account`, which has facts
 * for account->n_facts outputs.
 */
void parcel_get_outcome(struct parcel *parcel, struct outcome *outcome,
			struct arena *arena, struct account *account,
			const char **text, uint64_t *number);

#endif
