/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * serve-queue.c - a worker on a queue: one message at a time, for containers
 * that an orchestrator starts and stops
 *
 * A message in hand is kept hidden by a thread of its own.  It is deleted once
 * all its objects are done; one that failed comes again when it shows up, as
 * often as the queue's redrive policy allows.
 */
#include "health.h"
#include "log.h"
#include "queue.h"
#include "serve.h"

#include "options.h"

#include <errno.h>
#include <jansson.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define RECEIVE_MOST 240 /* seconds, tries and pauses included */
#define PAUSE_MOST   30  /* seconds after a queue that can't be reached */

static volatile sig_atomic_t stopping;

static void on_stop(int signal_number)
{
	(void)signal_number;
	stopping = 1;
}

/* Waiting for a message is given up; what a message in hand needs is not. */
static bool waiting;

static bool is_stopping(void *context)
{
	(void)context;
	return waiting && stopping;
}

/* ---- keeping a message hidden ------------------------------------------- */

struct keeper {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct queue queue; /* of its own: a client is for one thread */
	unsigned visibility;
	const char *receipt; /* of the message in hand, or NULL */
	bool done;
};

/* With the lock held: until something changes or `seconds` are over. */
static void keeper_wait(struct keeper *keeper, double seconds)
{
	double whole = (double)(long)seconds;
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += (time_t)whole;
	until.tv_nsec += (long)(1e9 * (seconds - whole));
	if (until.tv_nsec >= 1000000000) {
		until.tv_nsec -= 1000000000;
		until.tv_sec++;
	}
	pthread_cond_timedwait(&keeper->changed, &keeper->lock, &until);
}

/* With the lock held, which is let go meanwhile. */
static void keeper_extend(struct keeper *keeper)
{
	char *receipt = strdup(keeper->receipt);
	struct outcome outcome;

	if (!receipt || !outcome_init(&outcome)) {
		free(receipt);
		return;
	}
	pthread_mutex_unlock(&keeper->lock);
	if (!queue_extend(&keeper->queue, receipt, keeper->visibility,
			  &outcome))
		log_line(LOG_WARN,
			 "the message could not be kept hidden, so that it "
			 "may be worked on twice: %s",
			 outcome.reason ? outcome.reason : "out of memory");
	else
		log_line(LOG_DEBUG, "the message stays hidden for %u seconds",
			 keeper->visibility);
	outcome_finish(&outcome);
	free(receipt);
	pthread_mutex_lock(&keeper->lock);
}

static void *keeper_main(void *context)
{
	struct keeper *keeper = context;

	pthread_mutex_lock(&keeper->lock);
	while (!keeper->done) {
		const char *before = keeper->receipt;

		if (!before) {
			pthread_cond_wait(&keeper->changed, &keeper->lock);
			continue;
		}
		keeper_wait(keeper, keeper->visibility / 3.0);
		if (!keeper->done && keeper->receipt == before)
			keeper_extend(keeper);
	}
	pthread_mutex_unlock(&keeper->lock);
	return NULL;
}

static bool keeper_start(struct keeper *keeper,
			 const struct queue_options *options,
			 struct outcome *outcome)
{
	pthread_condattr_t clock;

	*keeper = (struct keeper){ .visibility = options->visibility };
	if (!queue_open(&keeper->queue, options->url, NULL, outcome))
		return false;
	pthread_mutex_init(&keeper->lock, NULL);
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&keeper->changed, &clock);
	pthread_condattr_destroy(&clock);
	return !pthread_create(&keeper->thread, NULL, keeper_main, keeper);
}

static void keeper_set(struct keeper *keeper, const char *receipt)
{
	pthread_mutex_lock(&keeper->lock);
	keeper->receipt = receipt;
	pthread_cond_signal(&keeper->changed);
	pthread_mutex_unlock(&keeper->lock);
}

static void keeper_stop(struct keeper *keeper)
{
	pthread_mutex_lock(&keeper->lock);
	keeper->done = true;
	pthread_cond_signal(&keeper->changed);
	pthread_mutex_unlock(&keeper->lock);
	pthread_join(keeper->thread, NULL);
	pthread_cond_destroy(&keeper->changed);
	pthread_mutex_destroy(&keeper->lock);
}

/* ---- messages ----------------------------------------------------------- */

struct shift {
	struct function function;
	struct queue queue;
	struct keeper keeper;
	struct health *health;
	const struct queue_options *options;
	double pause; /* seconds, after failures to receive */
};

/* The message as Lambda would hand it on; to be freed. */
static char *message_event(const struct message *message)
{
	json_t *json = json_pack("{s:[{s:s, s:s, s:s}]}", "Records",
				 "messageId", message->id, "eventSource",
				 "aws:sqs", "body", message->body);
	char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;

	json_decref(json);
	return text;
}

/* All its objects done, or nothing to do about them? */
static bool work(struct shift *shift, const struct message *message)
{
	bool failed = true, any = true;
	const char *type;
	char *event = message_event(message), *answer = NULL;

	if (event)
		answer = function_answer(&shift->function, event, strlen(event),
					 0, &failed, &type, &any);
	free(event);
	free(answer);
	return answer && !failed && !any;
}

static void handle(struct shift *shift, const struct message *message)
{
	struct outcome outcome;
	bool fine;

	log_request(message->id);
	keeper_set(&shift->keeper, message->receipt);
	fine = work(shift, message);
	keeper_set(&shift->keeper, NULL);
	if (!fine)
		log_line(LOG_WARN,
			 "the message stays in the queue (received "
			 "%lu times)",
			 message->times);
	if (fine && outcome_init(&outcome)) {
		if (!queue_delete(&shift->queue, message->receipt, &outcome))
			log_line(LOG_ERROR,
				 "the message could not be deleted, so that "
				 "its work will be done again: %s",
				 outcome.reason ? outcome.reason
						: "out of memory");
		outcome_finish(&outcome);
	}
	log_request(NULL);
}

static void rest(struct shift *shift)
{
	struct timespec left;

	shift->pause = shift->pause > 0 ? 2 * shift->pause : 1;
	if (shift->pause > PAUSE_MOST)
		shift->pause = PAUSE_MOST;
	left = (struct timespec){ (time_t)shift->pause, 0 };
	while (!stopping && nanosleep(&left, &left) && errno == EINTR)
		;
}

/* Seconds that one message may take: many objects may be in it. */
static double work_most(const struct shift *shift)
{
	return 10 * shift->function.loaded.pipeline.limits.seconds + 300;
}

static void next_message(struct shift *shift)
{
	struct message message = { 0 };
	struct outcome outcome;
	bool fine;

	if (!outcome_init(&outcome))
		return;
	health_step(shift->health, RECEIVE_MOST);
	waiting = true;
	fine = queue_receive(&shift->queue, shift->options->visibility,
			     &message, &outcome);
	waiting = false;
	health_ready(shift->health, fine && !stopping);
	if (fine && message.id) {
		health_step(shift->health, work_most(shift));
		handle(shift, &message);
	}
	if (fine)
		shift->pause = 0;
	else if (!stopping)
		log_line(LOG_ERROR, "no message could be received: %s",
			 outcome.reason ? outcome.reason : "out of memory");
	outcome_finish(&outcome);
	message_finish(&message);
	if (!fine)
		rest(shift);
}

/* ---- life --------------------------------------------------------------- */

static void catch_signals(void)
{
	static const int signals[] = { SIGTERM, SIGINT };
	/* A second one ends the program at once. */
	struct sigaction action = { .sa_handler = on_stop,
				    .sa_flags = (int)SA_RESETHAND };

	/* What our caller had us ignore stays ignored. */
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
		struct sigaction before;

		sigaction(signals[i], NULL, &before);
		if (before.sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	}
}

/* Signals go to the thread that waits for messages. */
static bool start_threads(struct shift *shift, struct outcome *outcome)
{
	sigset_t all, before;
	bool fine = true;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	if (shift->options->health) {
		shift->health = health_start(shift->options->health, outcome);
		fine = shift->health;
	}
	fine = fine && keeper_start(&shift->keeper, shift->options, outcome);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return fine;
}

static bool shift_start(struct shift *shift)
{
	struct problems problems = { 0 };
	struct outcome outcome;
	bool fine;

	if (!outcome_init(&outcome))
		return false;
	function_start(&shift->function, true, &problems);
	function_await(&shift->function, &problems);
	fine = !problems_any(&problems);
	if (!fine)
		problems_print(&problems, stderr);
	fine = fine &&
	       queue_open(&shift->queue, shift->options->url, is_stopping,
			  &outcome) &&
	       start_threads(shift, &outcome);
	if (outcome.reason)
		fprintf(stderr, "fftpipe-lambda: %s\n", outcome.reason);
	problems_finish(&problems);
	outcome_finish(&outcome);
	return fine;
}

int serve_queue(const struct queue_options *options)
{
	struct shift shift = { .options = options };
	bool started = shift_start(&shift);

	if (started) {
		catch_signals();
		log_line(LOG_INFO, "waiting for messages of %s", options->url);
		while (!stopping)
			next_message(&shift);
		log_line(LOG_INFO, "stopped; nothing is left in hand");
		keeper_stop(&shift.keeper);
	}
	health_stop(shift.health);
	queue_close(&shift.keeper.queue);
	queue_close(&shift.queue);
	function_finish(&shift.function);
	return started ? STATUS_FINE : STATUS_WRONG;
}
