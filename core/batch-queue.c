/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * batch-queue.c - inputs, and the pages of inputs, one after the other as jobs
 */
#include "batch-state.h"

/* ---- results ------------------------------------------------------------ */

/*
 * A wrong pipeline shows when the first input is planned: then nothing has run
 * and nothing will.
 */
void batch_conclude(struct batch *batch, struct task *task, bool skipped)
{
	struct result result = { .input = task->input,
				 .skipped = skipped,
				 .outcome = &task->outcome,
				 .account = &task->account };
	struct batch_summary *summary = batch->summary;

	task_end(task, batch->options.store);
	result.outputs = task->outputs;
	result.n_outputs = task->n_outputs;
	result.nbytes = task->nbytes;
	result.seconds = clock_seconds() - task->started;
	if (task->outcome.status == FFTPIPE_EPARAM && !batch->planned)
		summary->refused = result.refused = true;
	if (task->outcome.status)
		summary->failed++;
	else if (skipped)
		summary->skipped++;
	else
		summary->done++;
	if (batch->options.report)
		batch->options.report(batch->options.report_context, &result);
	task_finish(task);
}

void batch_drop(struct batch *batch, struct task *task)
{
	batch->dropped++;
	task->outcome.status = FFTPIPE_ECANCELED;
	task_end(task, batch->options.store);
	task_finish(task);
}

/* ---- the queue ---------------------------------------------------------- */

/* Standard input or a pipe may take for ever to be read. */
static void let_signals_in(const struct batch *batch, const struct hand *hand)
{
	if (hand)
		pthread_sigmask(SIG_SETMASK, &batch->open, NULL);
}

static void keep_signals_out(const struct batch *batch, const struct hand *hand)
{
	if (hand)
		pthread_sigmask(SIG_BLOCK, &batch->blocked, NULL);
}

/* An input that fails before it is a task. */
static void conclude_failed(struct batch *batch, const struct input *input,
			    const char *reason)
{
	struct input failed = *input;
	struct task task;

	if (!failed.failure)
		failed.failure = reason;
	task_begin_reading(&task, batch->pipeline, batch->options.store,
			   &failed);
	task.input = input;
	batch_conclude(batch, &task, false);
}

/* Count the pages of a file that is to be split into them. */
static bool open_pages(struct batch *batch, struct hand *hand,
		       const struct input *input)
{
	uint64_t limit = batch->pipeline->limits.pages, count = 0;
	struct task task;
	bool fine;

	let_signals_in(batch, hand);
	fine = task_begin_reading(&task, batch->pipeline, batch->options.store,
				  input) == TASK_READY;
	keep_signals_out(batch, hand);
	if (fine && batch->has_workshop) {
		count = job_pages(&batch->workshop, task.files);
		fine = count > 0;
		if (!fine)
			outcome_fail(&task.outcome,
				     batch->workshop.outcome.status, "%s",
				     batch->workshop.outcome.reason);
	} else if (fine) {
		fine = batch_ask(batch, hand, ASK_PAGES, &task, NULL, &count);
	}
	if (!fine && batch_interrupted) {
		batch_drop(batch, &task);
		return false;
	}
	if (fine && !count) {
		outcome_fail(&task.outcome, FFTPIPE_EINTERNAL,
			     "its pages could not be counted");
		fine = false;
	}
	if (fine && count > limit) {
		outcome_fail(&task.outcome, FFTPIPE_EDATA,
			     "it has %llu pages, over the limit of %llu; raise "
			     "it with [limits] pages",
			     (unsigned long long)count,
			     (unsigned long long)limit);
		fine = false;
	}
	if (!fine) {
		batch_conclude(batch, &task, false);
		return false;
	}
	task.outcome.status = FFTPIPE_ECANCELED;
	task_end(&task, batch->options.store);
	task_finish(&task);
	batch->pages = (struct pages){ input, 1, (uint32_t)count };
	return true;
}

/* The next job's names, or NULL when there are no more. */
static const struct input *next_input(struct batch *batch, struct hand *hand)
{
	struct pages *pages = &batch->pages;

	for (;;) {
		struct input *input;

		/* Maybe while pages were counted. */
		if (batch_interrupted)
			return NULL;
		if (pages->next && pages->next <= pages->count) {
			input = input_page(batch->inputs, batch->pipeline,
					   batch->options.names, pages->input,
					   pages->next++);
			if (input) {
				input->pages = pages->count;
				return input;
			}
			conclude_failed(batch, pages->input, "out of memory");
			continue;
		}
		if (batch->next == batch->inputs->count)
			return NULL;
		input = &batch->inputs->list[batch->next++];
		if (batch->pipeline->page != PAGE_ALL || input->failure)
			return input;
		open_pages(batch, hand, input);
	}
}

size_t batch_left(const struct batch *batch)
{
	const struct pages *pages = &batch->pages;
	size_t left = batch->inputs->count - batch->next;

	if (pages->next && pages->next <= pages->count)
		left += pages->count - pages->next + 1;
	return left;
}

bool batch_next(struct batch *batch, struct hand *hand, struct task *task)
{
	const struct input *input;

	while (!*batch->summary->given_up &&
	       (input = next_input(batch, hand))) {
		enum task_begun begun;

		let_signals_in(batch, hand);
		begun = task_begin(task, batch->pipeline, batch->options.store,
				   batch->options.existing, input);
		keep_signals_out(batch, hand);
		task->job.view_side = batch->view_side;
		if (begun == TASK_READY)
			return true;
		if (task->outcome.status == FFTPIPE_ECANCELED)
			batch_drop(batch, task);
		else
			batch_conclude(batch, task, begun == TASK_SKIPPED);
	}
	return false;
}
