/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crew.h - the workers of a batch and what each has in hand
 */
#ifndef CREW_H
#define CREW_H

#include "batch.h"
#include "worker.h"

/* One worker's place; the worker in it may be replaced. */
struct hand {
	struct worker worker;
	bool alive;
	bool busy;
	struct task task;  /* while busy */
	double deadline;   /* of the task; HUGE_VAL while it waits for memory */
	uint64_t granted;  /* memory its plan holds or may take */
	uint64_t needed;   /* what it waits for, or 0 */
	struct board last; /* who ran when its last worker broke */
};

/*
 * Start the hand's worker and let it bind; adds what it finds to `problems`
 * (place sources live in `arena`).  False if there is no worker afterwards.
 */
bool hand_start(struct hand *hand, const struct worker_setup *setup,
		struct arena *arena, struct problems *problems);

/*
 * Ask for something and wait for the answer, at most `seconds`.  False after a
 * crash or a hang: the worker is gone and `outcome` says why.
 */
bool hand_ask(struct hand *hand, const struct parcel *question,
	      struct parcel *answer, double seconds, struct outcome *outcome);

/* The worker broke its channel: explain in `outcome` and forget it. */
void hand_bury(struct hand *hand, struct outcome *outcome);

/* The task took longer than it may. */
void hand_time_out(struct hand *hand, double seconds, struct outcome *outcome);

#endif
