/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * batch.c - a batch made, bound, asked and run
 *
 * A task is one input on its way, a hand the place of one worker process: tasks
 * come from batch-queue.c, batch-workers.c deals them to the hands.
 */
#define _GNU_SOURCE /* sched_getaffinity */
#include "batch-state.h"
#include "heap.h"

#include <limits.h>
#include <math.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

volatile sig_atomic_t batch_interrupted;

unsigned processors(void)
{
	cpu_set_t set;
	long n;

	if (!sched_getaffinity(0, sizeof set, &set) && CPU_COUNT(&set) > 0)
		return (unsigned)CPU_COUNT(&set);
	n = sysconf(_SC_NPROCESSORS_ONLN);
	return n > 0 ? (unsigned)n : 1;
}

/* ---- making and binding ------------------------------------------------- */

/* How many workers can have the files of a job open, at least one. */
static unsigned workers_with_files(const struct pipeline *pipeline)
{
	const rlim_t ours = 16; /* open for other things */
	/* A channel, inputs; an output is written and handed on. */
	rlim_t each =
		2 + pipeline->n_companions + 2 * pipeline_outputs(pipeline);
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur > UINT_MAX)
		return UINT_MAX;
	if (limit.rlim_cur < ours + each)
		return 1;
	return (unsigned)((limit.rlim_cur - ours) / each);
}

/* Never more workers than inputs; the cores are shared out among them. */
static void share_cores(struct batch *batch, size_t n_inputs)
{
	unsigned cores = processors();
	unsigned workers =
		batch->options.workers ? batch->options.workers : cores;
	unsigned most;

	if (batch->pipeline->page != PAGE_ALL && workers > n_inputs)
		workers = n_inputs ? (unsigned)n_inputs : 1;
	most = workers_with_files(batch->pipeline);
	workers = workers < most ? workers : most;
	batch->n_hands = batch->options.in_process ? 1 : workers;
	batch->setup.threads = batch->options.threads;
	if (!batch->setup.threads)
		batch->setup.threads = cores / batch->n_hands;
	if (!batch->setup.threads)
		batch->setup.threads = 1;
}

struct batch *batch_create(struct pipeline *pipeline,
			   const struct batch_options *options, size_t n_inputs)
{
	struct batch *batch = calloc(1, sizeof *batch);

	if (!batch)
		return NULL;
	batch->pipeline = pipeline;
	batch->options = *options;
	batch->setup.pipeline = pipeline;
	batch->setup.path = options->path;
	batch->setup.kind = options->kind;
	batch->setup.program = options->program;
	share_cores(batch, n_inputs);
	batch->hands = calloc(batch->n_hands, sizeof *batch->hands);
	batch->polls = calloc(batch->n_hands, sizeof *batch->polls);
	batch->polled = calloc(batch->n_hands, sizeof(struct hand *));
	if (!batch->hands || !batch->polls || !batch->polled) {
		batch_destroy(batch);
		return NULL;
	}
	batch_set_deadline(batch, HUGE_VAL);
	if (options->waiting && options->waiting->pid > 0) {
		batch->hands[0].worker = *options->waiting;
		batch->hands[0].alive = batch->hands[0].waiting = true;
		*options->waiting = (struct worker){ .pid = -1, .socket = -1 };
	}
	return batch;
}

void batch_destroy(struct batch *batch)
{
	if (!batch)
		return;
	/* All of them end at once, then each is waited for. */
	for (unsigned i = 0; batch->hands && i < batch->n_hands; i++)
		if (batch->hands[i].alive)
			worker_dismiss(&batch->hands[i].worker);
	for (unsigned i = 0; batch->hands && i < batch->n_hands; i++)
		if (batch->hands[i].alive)
			worker_end(&batch->hands[i].worker);
	if (batch->has_workshop)
		workshop_finish(&batch->workshop);
	free(batch->hands);
	free(batch->polls);
	free(batch->polled);
	arena_finish(&batch->arena);
	free(batch);
}

void batch_make_views(struct batch *batch, uint32_t side)
{
	batch->view_side = side;
}

static int note_planned(void *context, uint64_t bytes, struct outcome *outcome)
{
	struct batch *batch = context;

	(void)bytes, (void)outcome;
	batch->planned = true;
	return FFTPIPE_OK;
}

bool batch_bind_begin(struct batch *batch, struct problems *problems)
{
	return batch->options.in_process ||
	       hand_begin(&batch->hands[0], &batch->setup, problems);
}

static void bind_worker(struct batch *batch, struct problems *problems)
{
	struct hand *hand = &batch->hands[0];

	if (hand->binding || hand_begin(hand, &batch->setup, problems))
		hand_await(hand, &batch->setup, &batch->arena, problems);
}

void batch_bind(struct batch *batch, struct problems *problems)
{
	if (!batch->options.in_process) {
		bind_worker(batch, problems);
		return;
	}
	heap_prepare();
	batch->has_workshop =
		workshop_init(&batch->workshop, batch->pipeline,
			      batch->options.path, batch->setup.threads, NULL,
			      &batch_interrupted);
	if (!batch->has_workshop) {
		problems->out_of_memory = true;
		return;
	}
	batch->workshop.grant = note_planned;
	batch->workshop.grant_context = batch;
	workshop_bind(&batch->workshop, problems);
}

/* ---- questions that are waited for -------------------------------------- */

bool batch_ask(struct batch *batch, struct hand *hand, uint32_t type,
	       struct task *task, char **text, uint64_t *number)
{
	struct parcel question = { .type = type }, answer = { 0 };
	const char *said = NULL;

	if (!batch_revive(batch, hand, &task->outcome))
		return false;
	parcel_put_job(&question, &task->job, task->n_files);
	if (hand_ask(hand, &question, DONE, &answer,
		     batch->pipeline->limits.seconds, &task->outcome))
		parcel_get_outcome(&answer, &task->outcome, &task->arena,
				   &task->account, &said, number);
	if (text)
		*text = said ? strdup(said) : NULL;
	parcel_finish(&answer);
	parcel_finish(&question);
	return !task->outcome.status;
}

/* Plan for one input and have the plan told as `type` asks for. */
static char *plan_told(struct batch *batch, const struct input *input,
		       uint32_t type, struct outcome *outcome)
{
	const struct plan *plan = &batch->workshop.plan;
	struct task task;
	char *text = NULL;
	uint64_t number;

	if (task_begin_reading(&task, batch->pipeline, batch->options.store,
			       input) == TASK_READY) {
		if (!batch->has_workshop)
			batch_ask(batch, &batch->hands[0], type, &task, &text,
				  &number);
		else if (!job_plan(&batch->workshop, &task.job))
			text = type == ASK_GRAPH ? plan_graph(plan)
						 : plan_describe(plan);
		else
			outcome_add(&task.outcome, &batch->workshop.outcome);
	}
	if (!text) {
		outcome_add(outcome, &task.outcome);
		outcome_fail(outcome, FFTPIPE_ENOMEM, "out of memory");
	}
	task.outcome.status = FFTPIPE_ECANCELED;
	task_end(&task, batch->options.store);
	task_finish(&task);
	return text;
}

char *batch_describe(struct batch *batch, const struct input *input,
		     struct outcome *outcome)
{
	return plan_told(batch, input, ASK_PLAN, outcome);
}

char *batch_graph(struct batch *batch, const struct input *input,
		  struct outcome *outcome)
{
	return plan_told(batch, input, ASK_GRAPH, outcome);
}

/* ---- without workers ---------------------------------------------------- */

static void run_in_process(struct batch *batch)
{
	struct workshop *workshop = &batch->workshop;
	struct task task;

	while (!batch->summary->refused && batch_next(batch, NULL, &task)) {
		if (hand_too_late(batch->hands, &task.outcome)) {
			batch_conclude(batch, &task, false);
			continue;
		}
		job_run(workshop, &task.job);
		if (workshop->outcome.status == FFTPIPE_ECANCELED &&
		    batch_interrupted) {
			batch_drop(batch, &task);
			break;
		}
		outcome_add(&task.outcome, &workshop->outcome);
		/* Its texts are the workshop's until the next job. */
		task.account = workshop->account;
		task.current = workshop->current;
		batch_conclude(batch, &task, task.current);
	}
}

/* ---- the whole ---------------------------------------------------------- */

void batch_set_deadline(struct batch *batch, double deadline)
{
	for (unsigned i = 0; i < batch->n_hands; i++)
		batch->hands[i].latest = deadline;
}

const char *batch_digest(const struct batch *batch)
{
	return batch->options.in_process ? batch->workshop.digest
					 : batch->hands[0].digest;
}

const char *batch_sandbox_lacks(const struct batch *batch)
{
	return batch->options.in_process ? NULL : batch->hands[0].lacks;
}

void batch_interrupt(int signal_number)
{
	batch_interrupted = signal_number;
}

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

enum { N_SIGNALS = sizeof signals / sizeof *signals };

bool batch_stopping(void)
{
	sigset_t waiting;

	if (batch_interrupted)
		return true;
	if (sigpending(&waiting))
		return false;
	for (size_t i = 0; i < N_SIGNALS; i++)
		if (sigismember(&waiting, signals[i]) == 1)
			return true;
	return false;
}

/*
 * Ours from now on, unless the caller keeps them.  What is ignored stays so:
 * nohup and a shell that runs us in the background want it.
 */
static void take_signals(struct batch *batch, struct sigaction *before)
{
	/* A second one ends the program at once. */
	struct sigaction action = { .sa_handler = batch_interrupt,
				    .sa_flags = SA_RESETHAND };

	sigemptyset(&batch->blocked);
	for (size_t i = 0; i < N_SIGNALS; i++) {
		sigaction(signals[i], NULL, &before[i]);
		if (before[i].sa_handler == SIG_IGN)
			continue;
		/* One that is ignored and blocked would wait nevertheless. */
		sigaddset(&batch->blocked, signals[i]);
		if (!batch->options.own_signals)
			sigaction(signals[i], &action, NULL);
	}
}

static void return_signals(const struct batch *batch,
			   const struct sigaction *before)
{
	for (size_t i = 0; i < N_SIGNALS && !batch->options.own_signals; i++)
		sigaction(signals[i], &before[i], NULL);
}

/* Signals come in where something is waited for, and only there. */
static void run_with_workers(struct batch *batch)
{
	pthread_sigmask(SIG_BLOCK, &batch->blocked, &batch->open);
	for (unsigned i = 0; i < batch->n_hands; i++)
		batch->hands[i].open = &batch->open;
	batch_run_workers(batch);
	for (unsigned i = 0; i < batch->n_hands; i++)
		batch->hands[i].open = NULL;
	pthread_sigmask(SIG_SETMASK, &batch->open, NULL);
}

void batch_run(struct batch *batch, struct inputs *inputs,
	       struct batch_summary *summary)
{
	struct sigaction before[N_SIGNALS];

	batch->inputs = inputs;
	batch->summary = summary;
	batch->next = batch->dropped = 0;
	batch->pages = (struct pages){ 0 };
	*summary = (struct batch_summary){ 0 };
	batch->crashes = 0;
	if (!batch->options.own_signals)
		batch_interrupted = 0;
	take_signals(batch, before);
	if (batch->options.in_process)
		run_in_process(batch);
	else
		run_with_workers(batch);
	return_signals(batch, before);
	summary->interrupted = batch_interrupted;
	summary->left = batch_left(batch) + batch->dropped;
	batch_interrupted = 0;
}
