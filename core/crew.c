/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crew.c - the worker processes of a batch started, asked and buried
 */
#define _GNU_SOURCE
#include "batch-state.h"
#include "worker-program.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

/* Who ran; a plugin may have written over its name's end. */
static void note_last(struct hand *hand)
{
	struct board *last = &hand->last;

	if (!hand->worker.board)
		return;
	*last = *hand->worker.board;
	last->stage[sizeof last->stage - 1] = '\0';
	last->plugin[sizeof last->plugin - 1] = '\0';
}

void hand_bury(struct hand *hand, struct outcome *outcome)
{
	char *text;

	note_last(hand);
	text = worker_postmortem(&hand->worker);
	hand->alive = false;
	hand->granted = hand->needed = 0;
	outcome_fail(outcome, FFTPIPE_EINTERNAL, "%s",
		     text ? text : "a worker process ended");
	free(text);
}

double hand_deadline(const struct hand *hand, double seconds)
{
	double end = clock_seconds() + seconds;

	return hand->latest > 0 && hand->latest < end ? hand->latest : end;
}

void hand_give_time(struct hand *hand, double seconds)
{
	hand->deadline += seconds;
	if (hand->latest > 0)
		hand->deadline = fmin(hand->deadline, hand->latest);
}

bool hand_too_late(const struct hand *hand, struct outcome *outcome)
{
	if (hand->latest <= 0 || clock_seconds() < hand->latest)
		return false;
	outcome_fail(outcome, FFTPIPE_EINTERNAL,
		     "not begun: the time for this run was up");
	return true;
}

void hand_time_out(struct hand *hand, double seconds, struct outcome *outcome)
{
	char blame[160];

	worker_blame(&hand->worker, blame, sizeof blame);
	if (hand->latest > 0 && clock_seconds() >= hand->latest)
		outcome_fail(outcome, FFTPIPE_EINTERNAL,
			     "%snot done when the time for this run was up",
			     blame);
	else
		outcome_fail(outcome, FFTPIPE_EINTERNAL,
			     "%stook longer than %g seconds; raise it with "
			     "[limits] seconds",
			     blame, seconds);
	note_last(hand);
	hand_dismiss(hand);
}

enum waited { COMES, TOO_LATE, STOPPED };

/* Until something comes, it is `end`, or a signal ended the run. */
static enum waited wait_for(int socket, double end, const sigset_t *open)
{
	for (;;) {
		struct pollfd wait = { .fd = socket, .events = POLLIN };
		double left = fmin(fmax(end - clock_seconds(), 0), 1e6);
		const struct timespec time = {
			(time_t)left, (long)(1e9 * (left - floor(left)))
		};
		int n = ppoll(&wait, 1, &time, open);

		if (n > 0)
			return COMES;
		if (open && batch_interrupted)
			return STOPPED;
		if (n < 0 ? errno != EINTR : clock_seconds() >= end)
			return TOO_LATE;
	}
}

void hand_dismiss(struct hand *hand)
{
	if (hand->alive)
		worker_kill(&hand->worker);
	hand->alive = false;
	hand->granted = hand->needed = 0;
}

/* The answer to what was asked, until hand->deadline. */
static bool hear(struct hand *hand, uint32_t wanted, struct parcel *answer,
		 double seconds, struct outcome *outcome)
{
	enum waited waited =
		wait_for(hand->worker.socket, hand->deadline, hand->open);

	if (waited == STOPPED) {
		outcome_fail(outcome, FFTPIPE_ECANCELED, "stopped by a signal");
		hand_dismiss(hand);
		return false;
	}
	if (waited == TOO_LATE) {
		hand_time_out(hand, seconds, outcome);
		return false;
	}
	if (!parcel_receive(hand->worker.socket, answer)) {
		hand_bury(hand, outcome);
		return false;
	}
	if (answer->type == wanted)
		return true;
	outcome_fail(outcome, FFTPIPE_EINTERNAL,
		     "its worker process said what nobody understands");
	hand_dismiss(hand);
	return false;
}

/* Ask, and note until when the answer is waited for. */
static bool tell(struct hand *hand, const struct parcel *question,
		 double seconds, struct outcome *outcome)
{
	hand->deadline = hand_deadline(hand, seconds);
	if (parcel_send(hand->worker.socket, question))
		return true;
	hand_bury(hand, outcome);
	return false;
}

bool hand_ask(struct hand *hand, const struct parcel *question, uint32_t wanted,
	      struct parcel *answer, double seconds, struct outcome *outcome)
{
	*answer = (struct parcel){ 0 };
	return tell(hand, question, seconds, outcome) &&
	       hear(hand, wanted, answer, seconds, outcome);
}

static void take_problems(struct hand *hand, struct parcel *parcel,
			  struct arena *arena, struct problems *problems)
{
	const char *lacks, *digest;
	uint64_t n;

	if (parcel_get_number(parcel))
		problems->out_of_memory = true;
	n = parcel_get_number(parcel);
	while (n-- && !parcel->broken) {
		struct place place;
		const char *source = parcel_get_text(parcel), *text;

		place.line = (unsigned)parcel_get_number(parcel);
		text = parcel_get_text(parcel);
		source = source ? arena_strdup(arena, source) : NULL;
		place.source = source ? source : "fftpipe";
		problems_add(problems, place, "%s",
			     text ? text : "out of memory");
	}
	lacks = parcel_get_text(parcel);
	if (lacks && !hand->lacks)
		hand->lacks = arena_strdup(arena, lacks);
	digest = parcel_get_text(parcel);
	if (digest)
		snprintf(hand->digest, sizeof hand->digest, "%s", digest);
	if (parcel->broken)
		problems->out_of_memory = true;
}

static void cannot_start(const struct worker_setup *setup, int error,
			 struct problems *problems)
{
	struct place place = { setup->pipeline->name, 0 };
	char path[4096];

	if (setup->kind == WORKER_FORKED)
		problems_add(problems, place,
			     "cannot start a worker process: %s",
			     strerror(error));
	else
		problems_add(problems, place,
			     "cannot start a worker process, %s: %s",
			     worker_program_path(setup, path, sizeof path),
			     strerror(error));
}

/* Which stage names the plugin that broke the worker, or the whole pipeline. */
static struct place find_place(const struct pipeline *pipeline,
			       const char *plugin)
{
	for (size_t i = 0; i < pipeline->n_stages; i++) {
		const struct stage *stage = &pipeline->stages[i];

		if (stage->use && !strcmp(stage->use, plugin))
			return stage->use_place;
	}
	return (struct place){ pipeline->name, 0 };
}

/* The worker broke, or could not be heard. */
static void add_failure(const struct hand *hand,
			const struct pipeline *pipeline,
			const struct outcome *outcome,
			struct problems *problems)
{
	problems_add(problems, find_place(pipeline, hand->last.plugin), "%s",
		     outcome->reason ? outcome->reason : "out of memory");
}

bool hand_begin(struct hand *hand, const struct worker_setup *setup,
		struct problems *problems)
{
	const struct pipeline *pipeline = setup->pipeline;
	struct parcel question = { .type = ASK_BIND };
	struct outcome outcome;
	bool waiting = hand->waiting;

	/* Its task, if it has one, stays. */
	hand->waiting = hand->binding = false;
	hand->alive = waiting;
	hand->granted = hand->needed = 0;
	if (!outcome_init(&outcome)) {
		problems->out_of_memory = true;
		return false;
	}
	if (!waiting)
		hand->alive = worker_start(&hand->worker, setup);
	if (!hand->alive ||
	    (setup->kind != WORKER_FORKED &&
	     !worker_program_send(hand->worker.socket, setup))) {
		cannot_start(setup, errno, problems);
		hand_dismiss(hand);
	} else {
		hand->binding = tell(hand, &question, pipeline->limits.seconds,
				     &outcome);
		if (!hand->binding)
			add_failure(hand, pipeline, &outcome, problems);
	}
	outcome_finish(&outcome);
	return hand->binding;
}

bool hand_await(struct hand *hand, const struct worker_setup *setup,
		struct arena *arena, struct problems *problems)
{
	const struct pipeline *pipeline = setup->pipeline;
	struct parcel answer = { 0 };
	struct outcome outcome;

	hand->binding = false;
	if (!outcome_init(&outcome)) {
		problems->out_of_memory = true;
		hand_dismiss(hand);
		return false;
	}
	if (hear(hand, PROBLEMS, &answer, pipeline->limits.seconds, &outcome))
		take_problems(hand, &answer, arena, problems);
	else
		add_failure(hand, pipeline, &outcome, problems);
	parcel_finish(&answer);
	outcome_finish(&outcome);
	return hand->alive;
}

bool hand_start(struct hand *hand, const struct worker_setup *setup,
		struct arena *arena, struct problems *problems)
{
	return hand_begin(hand, setup, problems) &&
	       hand_await(hand, setup, arena, problems);
}
