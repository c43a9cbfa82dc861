/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * batch-workers.c - jobs dealt out to workers, memory shared out among them,
 * results and deaths taken in
 */
#define _GNU_SOURCE /* ppoll */
#include "batch-state.h"

#include <math.h>
#include <poll.h>

/* ---- workers at work ---------------------------------------------------- */

/*
 * Another worker where one is missing.  The pipeline was bound before, so
 * problems now are the machine's.
 */
static bool revive(struct batch *batch, struct hand *hand,
		   struct outcome *outcome)
{
	struct problems problems = { 0 };
	bool fine;

	if (hand->alive)
		return true;
	fine = hand_start(hand, &batch->setup, &batch->arena, &problems) &&
	       !problems_any(&problems);
	if (!fine)
		outcome_fail(outcome, FFTPIPE_EINTERNAL,
			     "no worker process for it: %s",
			     problems.count ? problems.list[0].text
					    : "out of memory");
	problems_finish(&problems);
	return fine;
}

/* Give the hand a job; false when there is none left. */
static bool deal(struct batch *batch, struct hand *hand)
{
	while (batch_next(batch, &hand->task)) {
		struct task *task = &hand->task;
		struct parcel parcel = { .type = ASK_JOB };
		bool sent = false;

		/* An idle worker that died meanwhile is no job's fault. */
		for (int tries = 0; tries < 2 && !sent; tries++) {
			struct outcome *outcome = &task->outcome;

			parcel_finish(&parcel);
			parcel.type = ASK_JOB;
			if (!revive(batch, hand, outcome))
				break;
			parcel_put_job(&parcel, &task->job, task->n_files);
			sent = parcel_send(hand->worker.socket, &parcel);
			if (!sent) {
				worker_kill(&hand->worker);
				hand->alive = false;
			}
		}
		parcel_finish(&parcel);
		if (sent) {
			hand->busy = true;
			hand->deadline = clock_seconds() +
					 batch->pipeline->limits.seconds;
			return true;
		}
		outcome_fail(&task->outcome, FFTPIPE_EINTERNAL,
			     "its worker process could not be reached");
		batch_conclude(batch, task, false);
	}
	return false;
}

/*
 * Let waiting plans have their memory while all together stay in the limit.  A
 * plan alone is within it, or the worker would have refused it.
 */
static void share_memory(struct batch *batch)
{
	uint64_t used = 0, limit = batch->pipeline->limits.memory;

	for (unsigned i = 0; i < batch->n_hands; i++)
		used += batch->hands[i].granted;
	for (unsigned i = 0; i < batch->n_hands; i++) {
		struct hand *hand = &batch->hands[i];
		struct parcel parcel = { .type = GRANT };

		if (!hand->needed || hand->needed > limit - used)
			continue;
		hand->granted = hand->needed;
		hand->needed = 0;
		used += hand->granted;
		hand->deadline =
			clock_seconds() + batch->pipeline->limits.seconds;
		/* If this fails, the channel's end tells the same. */
		parcel_put_number(&parcel, hand->granted);
		parcel_send(hand->worker.socket, &parcel);
		parcel_finish(&parcel);
	}
}

static void finish_task(struct batch *batch, struct hand *hand)
{
	hand->busy = false;
	batch_conclude(batch, &hand->task, false);
}

/* Something came from a busy worker: a wish, its result, or its end. */
static void listen(struct batch *batch, struct hand *hand)
{
	struct parcel parcel;
	struct task *task = &hand->task;
	const char *text;
	uint64_t number;

	if (!parcel_receive(hand->worker.socket, &parcel)) {
		hand_bury(hand, &task->outcome);
		finish_task(batch, hand);
	} else if (parcel.type == NEED) {
		batch->planned = true;
		hand->granted = 0;
		hand->needed = parcel_get_number(&parcel);
		hand->deadline = HUGE_VAL;
	} else {
		parcel_get_outcome(&parcel, &task->outcome, &task->arena,
				   &task->timings, &text, &number);
		finish_task(batch, hand);
	}
	parcel_finish(&parcel);
}

/* To the next deadline; an hour when there is none. */
static struct timespec time_left(const struct batch *batch)
{
	double nearest = clock_seconds() + 3600, left;

	for (unsigned i = 0; i < batch->n_hands; i++)
		if (batch->hands[i].busy && batch->hands[i].deadline < nearest)
			nearest = batch->hands[i].deadline;
	left = nearest - clock_seconds();
	if (left < 0)
		left = 0;
	return (struct timespec){ (time_t)left,
				  (long)(1e9 * (left - floor(left))) };
}

static void check_deadlines(struct batch *batch)
{
	double now = clock_seconds();

	for (unsigned i = 0; i < batch->n_hands; i++) {
		struct hand *hand = &batch->hands[i];

		if (!hand->busy || hand->deadline > now)
			continue;
		hand_time_out(hand, batch->pipeline->limits.seconds,
			      &hand->task.outcome);
		finish_task(batch, hand);
	}
}

/* Wait for any worker; signals come in only here. */
static void wait_for_workers(struct batch *batch, const sigset_t *open)
{
	struct pollfd *polls = batch->polls;
	struct timespec left = time_left(batch);

	for (unsigned i = 0; i < batch->n_hands; i++)
		polls[i] = (struct pollfd){
			.fd = batch->hands[i].busy
				      ? batch->hands[i].worker.socket
				      : -1,
			.events = POLLIN,
		};
	if (ppoll(polls, batch->n_hands, &left, open) <= 0)
		return;
	for (unsigned i = 0; i < batch->n_hands; i++)
		if (polls[i].revents)
			listen(batch, &batch->hands[i]);
}

static bool any_busy(const struct batch *batch)
{
	for (unsigned i = 0; i < batch->n_hands; i++)
		if (batch->hands[i].busy)
			return true;
	return false;
}

/* Until a plan was made, one worker tries alone. */
static void deal_all(struct batch *batch)
{
	unsigned n = batch->planned ? batch->n_hands : 1;

	for (unsigned i = 0; i < n && !batch->summary->refused; i++) {
		struct hand *hand = &batch->hands[i];

		if (hand->busy || deal(batch, hand) || !hand->alive)
			continue;
		/* Nothing left for it: its memory is for the others. */
		worker_end(&hand->worker);
		hand->alive = false;
		hand->granted = 0;
	}
}

static void drop_tasks(struct batch *batch)
{
	for (unsigned i = 0; i < batch->n_hands; i++) {
		struct hand *hand = &batch->hands[i];

		if (!hand->busy)
			continue;
		worker_kill(&hand->worker);
		hand->alive = hand->busy = false;
		hand->task.outcome.status = FFTPIPE_ECANCELED;
		task_end(&hand->task, batch->options.store);
		task_finish(&hand->task);
	}
}

void batch_run_workers(struct batch *batch, const sigset_t *open)
{
	struct pollfd *polls =
		arena_array(&batch->arena, batch->n_hands, sizeof *polls);

	if (!polls)
		return;
	deal_all(batch);
	while (any_busy(batch) && !batch_interrupted) {
		wait_for_workers(batch, open);
		check_deadlines(batch);
		share_memory(batch);
		deal_all(batch);
	}
	drop_tasks(batch);
}
