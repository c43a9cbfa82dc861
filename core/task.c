/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * task.c - the runner's side of a job
 */
#include "task.h"
#include "channel.h"
#include "clock.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int no_memory(struct task *task)
{
	return outcome_fail(&task->outcome, FFTPIPE_ENOMEM, "out of memory");
}

static void set_beside(struct task *task, struct job_file *file,
		       const char *bytes, size_t length)
{
	file->beside = arena_strndup(&task->arena, bytes, length);
	file->beside_length = file->beside ? strlen(file->beside) : 0;
}

/* The JSON beside a picture, if it is there and no larger than text may be. */
static void read_beside(struct task *task, const struct pipeline *pipeline,
			const struct store *store, struct job_file *file,
			const char *path)
{
	struct outcome ignored;
	char *bytes = NULL, *facts = NULL;
	size_t length = 0;
	int fd;

	if (!path || !outcome_init(&ignored))
		return;
	fd = store->open(store, path, pipeline->limits.text, &facts, &ignored);
	free(facts);
	if (fd >= 0) {
		bytes = read_all(fd, (size_t)pipeline->limits.text, &length);
		close(fd);
	}
	outcome_finish(&ignored);
	if (bytes)
		set_beside(task, file, bytes, length);
	free(bytes);
}

static int open_file(struct task *task, const struct pipeline *pipeline,
		     const struct store *store, size_t i)
{
	const struct input *input = task->input;
	struct job_file *file = &task->files[i];
	char *facts = NULL;

	file->name = i ? input->companions[i - 1] : input->path;
	file->fd = store->open(store, file->name, pipeline->limits.memory,
			       &facts, &task->outcome);
	if (file->fd < 0) {
		if (i)
			outcome_prefix(&task->outcome, "%s: ", file->name);
		return task->outcome.status;
	}
	/* What the store knows goes with the bytes; a file beside may not. */
	if (facts)
		set_beside(task, file, facts, strlen(facts));
	else if (input->beside)
		read_beside(task, pipeline, store, file, input->beside[i]);
	free(facts);
	return FFTPIPE_OK;
}

static int open_files(struct task *task, const struct pipeline *pipeline,
		      const struct store *store)
{
	int status = FFTPIPE_OK;

	task->n_files = 1 + pipeline->n_companions;
	task->files =
		arena_array(&task->arena, task->n_files, sizeof *task->files);
	if (!task->files) {
		task->n_files = 0;
		return no_memory(task);
	}
	for (size_t i = 0; i < task->n_files; i++)
		task->files[i].fd = -1;
	for (size_t i = 0; i < task->n_files && !status; i++)
		status = open_file(task, pipeline, store, i);
	task->job.files = task->files;
	return status;
}

/* Descriptors for all outputs, none begun. */
static int init_outputs(struct task *task, const struct pipeline *pipeline)
{
	size_t n = inputs_outputs(pipeline);

	task->outputs = arena_array(&task->arena, n + 1, sizeof *task->outputs);
	task->fds = arena_array(&task->arena, n + 1, sizeof *task->fds);
	task->account.facts =
		arena_array(&task->arena, n + 1, sizeof *task->account.facts);
	if (!task->outputs || !task->fds || !task->account.facts)
		return no_memory(task);
	task->account.n_facts = n;
	task->n_outputs = n;
	for (size_t i = 0; i < n; i++)
		task->outputs[i].fd = task->fds[i] = -1;
	task->job.outputs = task->fds;
	task->job.formats = task->input->formats;
	task->job.n_outputs = n;
	return FFTPIPE_OK;
}

static int begin_outputs(struct task *task, const struct store *store,
			 bool keep)
{
	for (size_t i = 0; i < task->n_outputs; i++) {
		const char *path = task->input->outputs[i];

		if (!path || (keep && store->exists(store, path)))
			continue;
		if (!store->begin(store, &task->outputs[i], path, keep,
				  &task->outcome))
			return task->outcome.status;
		task->fds[i] = task->outputs[i].fd;
	}
	return FFTPIPE_OK;
}

static void close_existing(struct task *task)
{
	for (size_t i = 0; task->existing && i < task->n_outputs; i++)
		if (task->existing[i] >= 0)
			close(task->existing[i]);
	task->existing = NULL;
	task->job.existing = NULL;
}

/* One output that is there; -1 if it cannot be read. */
static int open_existing(const struct pipeline *pipeline,
			 const struct store *store, const char *path)
{
	struct outcome ignored;
	char *facts = NULL;
	int fd;

	if (!outcome_init(&ignored))
		return -1;
	fd = store->open(store, path, pipeline->limits.memory, &facts,
			 &ignored);
	outcome_finish(&ignored);
	free(facts);
	return fd;
}

/*
 * Hand what is there to the job, which tells whether it is current.  What is
 * not asked for, because there is too little memory or too many files, is made
 * again.
 */
static void open_all_existing(struct task *task,
			      const struct pipeline *pipeline,
			      const struct store *store)
{
	size_t n = task->n_outputs;

	if (task->n_files + 2 * n > PARCEL_MOST_FDS)
		return;
	task->existing = arena_array(&task->arena, n + 1, sizeof(int));
	for (size_t i = 0; task->existing && i < n; i++)
		task->existing[i] = -1;
	for (size_t i = 0; task->existing && i < n; i++) {
		const char *path = task->input->outputs[i];

		if (!path)
			continue;
		task->existing[i] = open_existing(pipeline, store, path);
		if (task->existing[i] < 0)
			close_existing(task);
	}
	task->job.existing = task->existing;
}

static bool all_exist(const struct task *task, const struct store *store)
{
	for (size_t i = 0; i < task->n_outputs; i++)
		if (task->input->outputs[i] &&
		    !store->exists(store, task->input->outputs[i]))
			return false;
	return true;
}

static int begin(struct task *task, const struct pipeline *pipeline,
		 const struct input *input)
{
	*task = (struct task){ .input = input, .started = clock_seconds() };
	if (!outcome_init(&task->outcome)) {
		task->outcome.status = FFTPIPE_ENOMEM;
		return FFTPIPE_ENOMEM;
	}
	if (input->failure)
		return outcome_fail(&task->outcome, FFTPIPE_EDATA, "%s",
				    input->failure);
	task->job.page = input->page                     ? input->page
			 : pipeline->page == PAGE_NUMBER ? pipeline->page_number
							 : 1;
	return init_outputs(task, pipeline);
}

enum task_begun task_begin(struct task *task, const struct pipeline *pipeline,
			   const struct store *store,
			   enum task_existing existing,
			   const struct input *input)
{
	if (begin(task, pipeline, input))
		return TASK_FAILED;
	if (existing != EXISTING_REPLACED && all_exist(task, store)) {
		if (existing == EXISTING_KEPT)
			return TASK_SKIPPED;
		open_all_existing(task, pipeline, store);
	}
	if (open_files(task, pipeline, store) ||
	    begin_outputs(task, store, existing == EXISTING_KEPT))
		return TASK_FAILED;
	return TASK_READY;
}

enum task_begun task_begin_reading(struct task *task,
				   const struct pipeline *pipeline,
				   const struct store *store,
				   const struct input *input)
{
	if (begin(task, pipeline, input) || open_files(task, pipeline, store))
		return TASK_FAILED;
	return TASK_READY;
}

static uint64_t file_size(int fd)
{
	struct stat status;

	return !fstat(fd, &status) && S_ISREG(status.st_mode)
		       ? (uint64_t)status.st_size
		       : 0;
}

static void commit(struct task *task, const struct store *store)
{
	for (size_t i = 0; i < task->n_outputs; i++) {
		struct store_output *output = &task->outputs[i];

		output->source = task->input->path;
		output->facts = task->account.facts[i];
		output->media_type = format_media_type(task->input->formats[i]);
		if (output->fd >= 0)
			output->nbytes = file_size(output->fd);
	}
	store->commit(store, task->outputs, task->n_outputs, &task->outcome);
}

void task_end(struct task *task, const struct store *store)
{
	for (size_t i = 0; i < task->n_files; i++) {
		if (task->files[i].fd < 0)
			continue;
		task->nbytes += file_size(task->files[i].fd);
		close(task->files[i].fd);
		task->files[i].fd = -1;
	}
	close_existing(task);
	if (!task->outcome.status && !task->current)
		commit(task, store);
	/* Backwards: the first one's folder may be the others' too. */
	for (size_t i = task->n_outputs; i-- > 0;)
		if (task->outputs[i].fd >= 0)
			store->discard(store, &task->outputs[i]);
}

void task_finish(struct task *task)
{
	outcome_finish(&task->outcome);
	arena_finish(&task->arena);
}
