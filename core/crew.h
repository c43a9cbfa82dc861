/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crew.h - the workers of a batch and what each has in hand
 */
#ifndef CREW_H
#define CREW_H

#include "batch.h"
#include "worker.h"

#include <signal.h>

/* One worker's place; the worker in it may be replaced. */
struct hand {
	struct worker worker;
	bool alive;
	bool waiting; /* a program that was told nothing yet */
	bool busy;
	bool binding; /* asked to, and not heard yet */
	bool retired; /* no process could be had for it: others do its work */
	struct task task;  /* while busy */
	double deadline;   /* of the task, or of binding */
	double latest;     /* of all tasks; 0 or HUGE_VAL: none */
	uint64_t granted;  /* memory its plan holds or may take */
	uint64_t needed;   /* what it waits for, or 0 */
	uint64_t wish;     /* which wish of the batch that is */
	double left;       /* of its time when it began to wait */
	struct board last; /* who ran when its last worker broke */
	const char *lacks; /* of the sandbox, in the batch's arena, or NULL */
	char digest[DIGEST_SIZE]; /* of the pipeline, once it is bound */
	const sigset_t *open;     /* the signals that may end the wait for an
				     answer; NULL: none ends it */
};

/*
 * Start the hand's worker and ask it to bind; hand_await is next.  False with
 * the reason in `problems` if there is no worker.
 */
bool hand_begin(struct hand *hand, const struct worker_setup *setup,
		struct problems *problems);

/*
 * Wait for what it found, which is added to `problems` (place sources live in
 * `arena`).  False if there is no worker afterwards.
 */
bool hand_await(struct hand *hand, const struct worker_setup *setup,
		struct arena *arena, struct problems *problems);

/* Both. */
bool hand_start(struct hand *hand, const struct worker_setup *setup,
		struct arena *arena, struct problems *problems);

/*
 * Time in which it was stopped is not the hand's: its deadline moves, at most
 * to the latest of all.
 */
void hand_give_time(struct hand *hand, double seconds);

/*
 * Ask for something and wait for the answer of type `wanted`, at most
 * `seconds`.  False after a crash, a hang, another answer or a signal that ends
 * the run: the worker is gone and `outcome` says why.
 */
bool hand_ask(struct hand *hand, const struct parcel *question, uint32_t wanted,
	      struct parcel *answer, double seconds, struct outcome *outcome);

/* Kill the worker, if there is one, without a word. */
void hand_dismiss(struct hand *hand);

/* The worker broke its channel: explain in `outcome` and forget it. */
void hand_bury(struct hand *hand, struct outcome *outcome);

/* When `seconds` from now are over, or all tasks must be. */
double hand_deadline(const struct hand *hand, double seconds);

/* Is it too late for any task? */
bool hand_too_late(const struct hand *hand, struct outcome *outcome);

/* The task took longer than it may. */
void hand_time_out(struct hand *hand, double seconds, struct outcome *outcome);

#endif
