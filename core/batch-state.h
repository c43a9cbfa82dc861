/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * batch-state.h - what the parts of a batch share: batch.c makes it and asks,
 * batch-queue.c deals with inputs, batch-workers.c with workers
 */
#ifndef BATCH_STATE_H
#define BATCH_STATE_H

#include "batch.h"
#include "clock.h"
#include "crew.h"
#include "worker-parcels.h"

#include <signal.h>

struct pollfd;

/* A file that is several jobs: one for each page. */
struct pages {
	const struct input *input;
	uint32_t next, count;
};

struct batch {
	struct pipeline *pipeline;
	struct batch_options options;
	struct worker_setup setup;
	struct arena arena;
	struct hand *hands;
	struct pollfd *polls; /* as many as hands; first those in use, */
	struct hand **polled; /* whose these are */
	unsigned n_hands;
	uint32_t view_side;       /* of jobs to come; 0: no views */
	struct workshop workshop; /* in_process only */
	bool has_workshop;

	/* While running */
	struct inputs *inputs;
	struct batch_summary *summary;
	size_t next;        /* input not looked at yet */
	struct pages pages; /* of the input before it */
	bool planned;       /* a plan was made: the pipeline holds */
	uint64_t wishes;    /* for memory, so far */
	double heard;       /* when workers were listened to last */
	size_t dropped;     /* jobs that a signal ended */
	unsigned crashes;   /* of one plugin, with no success between */
	char crashed[64];
	sigset_t open;    /* let signals in: while it waits or reads */
	sigset_t blocked; /* keep them out */
};

/* The signal that asked us to stop, or 0. */
extern volatile sig_atomic_t batch_interrupted;

/*
 * Ask about an input without running it, an idle hand.  False with the reason
 * in task->outcome.  `text`, if not NULL, gets what was said, to be freed.
 */
bool batch_ask(struct batch *batch, struct hand *hand, uint32_t type,
	       struct task *task, char **text, uint64_t *number);

/*
 * A bound worker where one is missing.  The pipeline was bound before, so
 * problems now are the machine's, or a plugin's that changed meanwhile.
 */
bool batch_revive(struct batch *batch, struct hand *hand,
		  struct outcome *outcome);

/* Count, report and forget a task; its outputs get their names if all is well.
 */
void batch_conclude(struct batch *batch, struct task *task, bool skipped);

/*
 * The next job that has work to do, begun; false when there is none.  `hand` is
 * idle and counts pages where that is needed; NULL without workers.
 */
bool batch_next(struct batch *batch, struct hand *hand, struct task *task);

/* Forget a task that a signal ended: it counts as left. */
void batch_drop(struct batch *batch, struct task *task);

/* How many jobs are still to come, as far as pages are counted. */
size_t batch_left(const struct batch *batch);

/* Run all inputs. */
void batch_run_workers(struct batch *batch);

#endif
