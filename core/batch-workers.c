/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * batch-workers.c - jobs dealt out to workers, memory shared out among them,
 * results and deaths taken in
 */
#define _GNU_SOURCE /* ppoll */
#include "batch-state.h"

#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

/* Seconds; who is stopped and goes on has lost the longest wait at most. */
static const double TICK = 0.1, LONGEST_WAIT = 1;

/* ---- workers at work ---------------------------------------------------- */

bool batch_revive(struct batch *batch, struct hand *hand,
		  struct outcome *outcome)
{
	struct problems problems = { 0 };
	bool fine;

	if (hand->alive)
		return true;
	fine = hand_start(hand, &batch->setup, &batch->arena, &problems) &&
	       !problems_any(&problems);
	if (!fine) {
		outcome_fail(outcome, FFTPIPE_EINTERNAL,
			     "no worker process for it: %s",
			     problems.count ? problems.list[0].text
					    : "out of memory");
		hand_dismiss(hand);
	}
	problems_finish(&problems);
	return fine;
}

static bool others_alive(const struct batch *batch, const struct hand *hand)
{
	for (unsigned i = 0; i < batch->n_hands; i++)
		if (&batch->hands[i] != hand && batch->hands[i].alive)
			return true;
	return false;
}

/* Where processes or descriptors are few, fewer workers do all jobs. */
static void try_start(struct batch *batch, struct hand *hand)
{
	struct outcome ignored;

	if (hand->alive || !batch_left(batch) || !others_alive(batch, hand) ||
	    !outcome_init(&ignored))
		return;
	hand->retired = !batch_revive(batch, hand, &ignored);
	outcome_finish(&ignored);
}

/* Give the hand a job, if there is one left. */
static void deal(struct batch *batch, struct hand *hand)
{
	try_start(batch, hand);
	while (!hand->retired && batch_next(batch, hand, &hand->task)) {
		struct task *task = &hand->task;
		struct parcel parcel = { .type = ASK_JOB };
		bool sent = false;

		/* An idle worker that died meanwhile is no job's fault. */
		for (int tries = 0;
		     tries < 2 && !sent && !hand_too_late(hand, &task->outcome);
		     tries++) {
			struct outcome *outcome = &task->outcome;

			parcel_finish(&parcel);
			parcel.type = ASK_JOB;
			if (!batch_revive(batch, hand, outcome))
				break;
			parcel_put_job(&parcel, &task->job, task->n_files);
			sent = parcel_send(hand->worker.socket, &parcel);
			if (!sent)
				hand_dismiss(hand);
		}
		parcel_finish(&parcel);
		if (sent) {
			hand->busy = true;
			hand->deadline =
				hand_deadline(hand,
					      batch->pipeline->limits.seconds);
			return;
		}
		/* While a new worker loaded its plugins. */
		if (batch_interrupted) {
			batch_drop(batch, task);
			return;
		}
		outcome_fail(&task->outcome, FFTPIPE_EINTERNAL,
			     "its worker process could not be reached");
		batch_conclude(batch, task, false);
	}
}

/* The hand that has waited longest for memory, or NULL. */
static struct hand *longest_waiting(struct batch *batch)
{
	struct hand *first = NULL;

	for (unsigned i = 0; i < batch->n_hands; i++) {
		struct hand *hand = &batch->hands[i];

		if (hand->needed && (!first || hand->wish < first->wish))
			first = hand;
	}
	return first;
}

static void finish_task(struct batch *batch, struct hand *hand)
{
	hand->busy = false;
	hand->needed = 0;
	batch_conclude(batch, &hand->task, hand->task.current);
}

static void grant(struct batch *batch, struct hand *hand)
{
	struct parcel parcel = { .type = GRANT };

	hand->granted = hand->needed;
	hand->needed = 0;
	hand->deadline = hand_deadline(hand, hand->left);
	parcel_put_number(&parcel, hand->granted);
	/* It waits: nothing else would tell it. */
	if (!parcel_send(hand->worker.socket, &parcel)) {
		hand_bury(hand, &hand->task.outcome);
		finish_task(batch, hand);
	}
	parcel_finish(&parcel);
}

/* Let an idle worker go that holds memory; false if there is none. */
static bool end_idle(struct batch *batch)
{
	for (unsigned i = 0; i < batch->n_hands; i++) {
		struct hand *hand = &batch->hands[i];

		if (!hand->alive || hand->busy || !hand->granted)
			continue;
		worker_end(&hand->worker);
		hand->alive = false;
		hand->granted = 0;
		return true;
	}
	return false;
}

/*
 * Let waiting plans have their memory, in the order of their wishes, while all
 * together stay in the limit.  What a plan holds from its last job it keeps.
 * Returns whether one still waits.
 */
static bool share_memory(struct batch *batch)
{
	uint64_t limit = batch->pipeline->limits.memory;
	struct hand *hand;

	while ((hand = longest_waiting(batch))) {
		uint64_t used = 0;

		for (unsigned i = 0; i < batch->n_hands; i++)
			if (&batch->hands[i] != hand)
				used += batch->hands[i].granted;
		if (used > limit || hand->needed > limit - used)
			return true;
		grant(batch, hand);
	}
	return false;
}

/*
 * A plan was made and wants memory; what one before it held is free.  To wait
 * takes nothing from its time, for us or for others.
 */
static void note_wish(struct batch *batch, struct hand *hand,
		      struct parcel *parcel, double arrived)
{
	const double seconds = batch->pipeline->limits.seconds;
	uint64_t needed = parcel_get_number(parcel);

	batch->planned = true;
	if (!needed || hand->needed ||
	    needed > batch->pipeline->limits.memory) {
		outcome_fail(
			&hand->task.outcome, FFTPIPE_EINTERNAL,
			"its worker process asks for what it may not have");
		hand_dismiss(hand);
		finish_task(batch, hand);
		return;
	}
	hand->granted = 0;
	hand->needed = needed;
	hand->wish = batch->wishes++;
	hand->left = fmin(hand->deadline - arrived, seconds);
	hand->deadline = hand_deadline(hand, HUGE_VAL);
}

/* A plugin that crashes on whatever it is given is not given everything. */
static void count_crash(struct batch *batch, const char *plugin)
{
	if (!*plugin)
		return;
	if (!batch->crashes || strcmp(plugin, batch->crashed))
		batch->crashes = 0;
	snprintf(batch->crashed, sizeof batch->crashed, "%s", plugin);
	if (++batch->crashes >= BATCH_MOST_CRASHES)
		memcpy(batch->summary->given_up, batch->crashed,
		       sizeof batch->crashed);
}

/* Something came from a busy worker: a wish, its result, or its end. */
static void listen(struct batch *batch, struct hand *hand, double arrived)
{
	struct parcel parcel;
	struct task *task = &hand->task;
	const char *text;
	uint64_t number;

	if (!parcel_receive(hand->worker.socket, &parcel)) {
		hand_bury(hand, &task->outcome);
		count_crash(batch, hand->last.plugin);
		finish_task(batch, hand);
	} else if (parcel.type == NEED) {
		note_wish(batch, hand, &parcel, arrived);
	} else if (parcel.type != DONE) {
		outcome_fail(&task->outcome, FFTPIPE_EINTERNAL,
			     "its worker process said what nobody understands");
		hand_dismiss(hand);
		finish_task(batch, hand);
	} else {
		parcel_get_outcome(&parcel, &task->outcome, &task->arena,
				   &task->account, &text, &number);
		task->current = number && !task->outcome.status;
		if (!task->outcome.status)
			batch->crashes = 0;
		finish_task(batch, hand);
	}
	parcel_finish(&parcel);
}

/* Seconds to the next deadline. */
static double time_left(const struct batch *batch)
{
	double nearest = clock_seconds() + LONGEST_WAIT, left;

	for (unsigned i = 0; i < batch->n_hands; i++)
		if (batch->hands[i].busy && batch->hands[i].deadline < nearest)
			nearest = batch->hands[i].deadline;
	left = nearest - clock_seconds();
	return fmax(left, 0);
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

static void tell_progress(const struct batch *batch)
{
	const struct batch_summary *summary = batch->summary;
	struct batch_progress progress = {
		.ended = summary->done + summary->failed + summary->skipped
	};
	const struct hand *oldest = NULL;

	for (unsigned i = 0; i < batch->n_hands; i++) {
		const struct hand *hand = &batch->hands[i];

		if (!hand->busy)
			continue;
		progress.busy++;
		if (!oldest || hand->task.started < oldest->task.started)
			oldest = hand;
	}
	progress.expected = progress.ended + progress.busy + batch_left(batch);
	if (oldest) {
		progress.input = oldest->task.input;
		progress.seconds = clock_seconds() - oldest->task.started;
		if (oldest->alive && oldest->worker.board)
			progress.board = *oldest->worker.board;
		progress.board.doing[sizeof progress.board.doing - 1] = '\0';
	}
	batch->options.tick(batch->options.tick_context, &progress);
}

/* Time in which all were stopped together is nobody's. */
static void give_time(struct batch *batch, double seconds)
{
	for (unsigned i = 0; i < batch->n_hands; i++)
		if (batch->hands[i].busy)
			hand_give_time(&batch->hands[i], seconds);
}

/*
 * Wait for any worker; signals come in only here.  If it takes far longer than
 * was asked for, all were stopped together, as by Ctrl-Z.
 */
static void wait_for_workers(struct batch *batch)
{
	struct pollfd *polls = batch->polls;
	const double before = clock_seconds();
	const double left =
		fmin(time_left(batch), batch->options.tick ? TICK : HUGE_VAL);
	const struct timespec wait = { (time_t)left,
				       (long)(1e9 * (left - floor(left))) };
	double now, arrived = batch->heard;
	nfds_t n_polls = 0;
	int n;

	/* The kernel takes no more than there may be open files. */
	for (unsigned i = 0; i < batch->n_hands; i++) {
		struct hand *hand = &batch->hands[i];

		if (!hand->busy)
			continue;
		batch->polled[n_polls] = hand;
		polls[n_polls++] = (struct pollfd){ .fd = hand->worker.socket,
						    .events = POLLIN };
	}
	/* What is there at once may have waited while an input was read. */
	n = poll(polls, n_polls, 0);
	if (n <= 0) {
		n = ppoll(polls, n_polls, &wait, &batch->open);
		arrived = clock_seconds();
	}
	now = clock_seconds();
	if (now - before - left > LONGEST_WAIT)
		give_time(batch, now - before - left);
	batch->heard = now;
	if (n <= 0)
		return;
	for (nfds_t i = 0; i < n_polls; i++)
		if (polls[i].revents && batch->polled[i]->busy)
			listen(batch, batch->polled[i], arrived);
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

		if (!hand->busy && !hand->retired)
			deal(batch, hand);
	}
}

static void drop_tasks(struct batch *batch)
{
	for (unsigned i = 0; i < batch->n_hands; i++) {
		struct hand *hand = &batch->hands[i];

		if (!hand->busy)
			continue;
		hand_dismiss(hand);
		hand->busy = false;
		batch_drop(batch, &hand->task);
	}
}

static size_t ended(const struct batch *batch)
{
	const struct batch_summary *summary = batch->summary;

	return summary->done + summary->failed + summary->skipped;
}

/*
 * Who waits for memory that is there need not wait for the next job's input as
 * well.  Then whoever is idle gets a job, and only who finds none gives its
 * memory up.  A worker lost in sharing leaves a place for the next job.
 */
static void keep_busy(struct batch *batch)
{
	size_t before;

	do {
		before = ended(batch);
		share_memory(batch);
		deal_all(batch);
		while (share_memory(batch) && end_idle(batch))
			;
	} while (ended(batch) > before);
}

void batch_run_workers(struct batch *batch)
{
	for (unsigned i = 0; i < batch->n_hands; i++)
		batch->hands[i].retired = false;
	batch->heard = clock_seconds();
	keep_busy(batch);
	while (any_busy(batch) && !batch_interrupted) {
		wait_for_workers(batch);
		if (batch->options.tick)
			tell_progress(batch);
		check_deadlines(batch);
		keep_busy(batch);
	}
	drop_tasks(batch);
}
