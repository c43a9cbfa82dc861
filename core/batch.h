/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * batch.h - many inputs through one pipeline, by several workers
 *
 * The owner of the workers opens no plugin: a worker loads, describes and plans
 * for it.  One input is one unit of failure.
 */
#ifndef BATCH_H
#define BATCH_H

#include "inputs.h"
#include "job.h"
#include "store.h"
#include "task.h"
#include "worker.h"

#include <stdbool.h>
#include <stddef.h>

/* How one job ended. */
struct result {
	const struct input *input;
	bool skipped; /* all its outputs exist */
	bool refused; /* the pipeline is wrong: nothing ran or will */
	const struct outcome *outcome;
	const struct account *account;
	const struct store_output *outputs; /* paths, bytes, facts */
	size_t n_outputs;
	uint64_t nbytes; /* of its files */
	double seconds;
};

/* How far a run is. */
struct batch_progress {
	size_t ended;    /* done, failed or skipped */
	size_t expected; /* jobs in all, as far as they are known */
	size_t busy;
	const struct input *input; /* of the job that is longest at work */
	double seconds;            /* it takes already */
	struct board board;        /* what it does; all zero: unknown */
};

struct batch_options {
	const struct module_path *path;
	const struct store *store;
	const struct input_options *names; /* as the inputs were gathered */
	unsigned workers;                  /* 0: as many as there are cores */
	unsigned threads;                  /* of each; 0: the cores' share */
	bool in_process;
	enum task_existing existing; /* outputs: replaced, kept or checked */
	enum worker_kind kind;       /* copies of this process, or programs */
	const char *program;         /* theirs; NULL: found */
	struct worker *waiting;      /* a program, started early by the caller:
					the first of them, taken over; or NULL */
	bool own_signals; /* the caller's handlers stay: batch_interrupt() */
	/* Called for each job as it ends. */
	void (*report)(void *context, const struct result *result);
	void *report_context;
	/* Called every now and then while jobs run; NULL: nobody waits. */
	void (*tick)(void *context, const struct batch_progress *progress);
	void *tick_context;
};

struct batch;

/* NULL without memory.  `pipeline` is parsed, and outlives the batch. */
struct batch *batch_create(struct pipeline *pipeline,
			   const struct batch_options *options,
			   size_t n_inputs);
void batch_destroy(struct batch *batch);

/*
 * Have a worker start to load the plugins while the caller does something else;
 * nothing but batch_bind or batch_destroy is next.  False with the reason in
 * `problems`: there is no worker, and nothing to bind.
 */
bool batch_bind_begin(struct batch *batch, struct problems *problems);

/*
 * Load the plugins and check the pipeline against them; adds problems, a crash
 * in a plugin among them.  What batch_bind_begin began is waited for.
 */
void batch_bind(struct batch *batch, struct problems *problems);

/*
 * Plan for one input and describe the plan: to be freed, or NULL with the
 * reason in `outcome`.
 */
char *batch_describe(struct batch *batch, const struct input *input,
		     struct outcome *outcome);

/* The same as plan_graph() has it. */
char *batch_graph(struct batch *batch, const struct input *input,
		  struct outcome *outcome);

/* So many inputs in a row, none of which it survived, and a plugin is out. */
enum { BATCH_MOST_CRASHES = 5 };

/* Have jobs make views (view.h) of at most so many pixels on a side. */
void batch_make_views(struct batch *batch, uint32_t side);

struct batch_summary {
	size_t done, failed, skipped;
	bool refused;    /* the pipeline is wrong: nothing ran */
	int interrupted; /* by which signal, or 0 */
	/* Which plugin crashed again and again, so that the run ended; or "" */
	char given_up[64];
	size_t left; /* inputs not begun, or not ended, when it stopped */
};

/*
 * Run all inputs.  It can be called again: idle workers stay for the next run,
 * dead ones are replaced, plans are kept.
 */
void batch_run(struct batch *batch, struct inputs *inputs,
	       struct batch_summary *summary);

/*
 * From now on no job goes on beyond this time (clock.h; HUGE_VAL: none):
 * what runs then fails, what was not begun fails without having been begun.
 * Only workers are stopped: in-process jobs are not begun, that is all.
 */
void batch_set_deadline(struct batch *batch, double deadline);

/*
 * As if `signal_number` had come: a run ends, jobs in hand leave no outputs.
 * For signal handlers.
 */
void batch_interrupt(int signal_number);

/* What the workers' sandbox lacks on this machine, to be said once; or NULL. */
const char *batch_sandbox_lacks(const struct batch *batch);

/* The digest of the pipeline once it was bound, or "". */
const char *batch_digest(const struct batch *batch);

/*
 * Has a signal asked the running batch to stop?  A store that waits looks here:
 * while it is called, signals may be kept back.
 */
bool batch_stopping(void);

/* How many processors this process may use. */
unsigned processors(void);

#endif
