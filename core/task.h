/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * task.h - a job as its runner holds it: files opened, outputs begun, committed
 * or discarded
 */
#ifndef TASK_H
#define TASK_H

#include "inputs.h"
#include "job.h"
#include "store.h"

#include <stdbool.h>

struct task {
	const struct input *input;
	struct arena arena;
	struct job job;
	struct job_file *files;
	size_t n_files;
	struct store_output *outputs;
	size_t n_outputs;
	int *fds;      /* the outputs', for the job */
	int *existing; /* what is there under their names, or NULL */
	bool current;  /* and it is what the job would make: it stays */
	struct outcome outcome;
	struct account account;
	double started;
	uint64_t nbytes; /* of what it read; known at its end */
};

enum task_begun { TASK_READY, TASK_SKIPPED, TASK_FAILED };

/* What becomes of outputs that exist. */
enum task_existing {
	EXISTING_REPLACED,
	EXISTING_KEPT,   /* whatever they are; if all exist, the task is skipped
			  */
	EXISTING_CHECKED /* kept if they are what the job would make */
};

/*
 * Open what the job reads and begin what it writes.  A failure's reason is in
 * task->outcome.  End every begun task with task_end.
 */
enum task_begun task_begin(struct task *task, const struct pipeline *pipeline,
			   const struct store *store,
			   enum task_existing existing,
			   const struct input *input);

/* The same, but only to read: for planning and for counting pages. */
enum task_begun task_begin_reading(struct task *task,
				   const struct pipeline *pipeline,
				   const struct store *store,
				   const struct input *input);

/* Close everything; outputs get their names if task->outcome is a success. */
void task_end(struct task *task, const struct store *store);

/* Free what is left to look at: outcome and account. */
void task_finish(struct task *task);

#endif
