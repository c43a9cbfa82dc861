/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * picture.c - a file looked at before it is put: all its pages are decoded, as
 * a run would do, by a pipeline that writes nothing
 */
#define _GNU_SOURCE /* asprintf */
#include "commands-s3.h"

#include "batch.h"
#include "load.h"

#include <fftpipe/plugin.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char pipeline_text[] = "[input]\n"
				    "page = all\n"
				    "[picture]\n"
				    "metadata = {page}\n";

const char *picture_type(int fd)
{
	char head[4] = { 0 };

	if (pread(fd, head, sizeof head, 0) != (ssize_t)sizeof head)
		return NULL;
	if (!memcmp(head, "\x89PNG", 4))
		return "image/png";
	if (!memcmp(head, "II*", 4) || !memcmp(head, "MM\0*", 4) ||
	    !memcmp(head, "II+", 4) || !memcmp(head, "MM\0+", 4))
		return "image/tiff";
	return NULL;
}

/* ---- a store of one file, and of nothing written ------------------------ */

static int one_open(const struct store *store, const char *path, uint64_t most,
		    char **facts, struct outcome *outcome)
{
	const int *fd = store->context;
	int copy = dup(*fd);

	(void)path, (void)most;
	*facts = NULL;
	if (copy < 0)
		outcome_fail(outcome, FFTPIPE_ENOMEM, "no descriptor is left");
	return copy;
}

static bool one_exists(const struct store *store, const char *path)
{
	(void)store, (void)path;
	return false;
}

static bool one_begin(const struct store *store, struct store_output *output,
		      const char *path, bool keep, struct outcome *outcome)
{
	(void)store;
	*output = (struct store_output){ .path = path, .keep = keep };
	output->fd = memory_file();
	if (output->fd < 0)
		outcome_fail(outcome, FFTPIPE_ENOMEM, "out of memory");
	return output->fd >= 0;
}

static void one_discard(const struct store *store, struct store_output *output)
{
	(void)store;
	if (output->fd >= 0)
		close(output->fd);
	output->fd = -1;
}

static bool one_commit(const struct store *store, struct store_output *outputs,
		       size_t n, struct outcome *outcome)
{
	(void)outcome;
	for (size_t i = 0; i < n; i++)
		one_discard(store, &outputs[i]);
	return true;
}

static bool no_place(void *context, const char *path)
{
	(void)context, (void)path;
	return false;
}

static const char *same_name(void *context, struct arena *arena,
			     const char *path)
{
	(void)context;
	return arena_strdup(arena, path);
}

static const struct input_place nowhere = { .exists = no_place,
					    .identity = same_name };

/* ---- decoding ----------------------------------------------------------- */

static void keep_failure(void *context, const struct result *result)
{
	const struct outcome *outcome = result->outcome;

	if (outcome->status)
		outcome_fail(context, outcome->status, "%s",
			     outcome->reason ? outcome->reason
					     : "out of memory");
}

/* The pipeline's text in a file that needs no place on the disk. */
static bool load(struct loaded *loaded, struct problems *problems)
{
	const size_t length = strlen(pipeline_text);
	int fd = memory_file();
	char *path = NULL;
	bool fine = fd >= 0 &&
		    write(fd, pipeline_text, length) == (ssize_t)length &&
		    asprintf(&path, "/dev/fd/%d", fd) > 0;

	if (fine)
		pipeline_load(loaded, path, NULL, 0, problems);
	free(path);
	if (fd >= 0)
		close(fd);
	return fine;
}

static void decode(const char *name, int fd, struct loaded *loaded,
		   struct problems *problems, struct outcome *outcome)
{
	const struct store store = { &fd,       one_open,   one_exists,
				     one_begin, one_commit, one_discard };
	const struct input_options names = { .names = &name,
					     .n_names = 1,
					     .place = &nowhere };
	struct arena arena = { 0 };
	struct module_path path;
	struct batch_options options = { .path = &path,
					 .store = &store,
					 .names = &names,
					 .workers = 1,
					 .kind = WORKER_HELD_IN,
					 .report = keep_failure,
					 .report_context = outcome };
	struct batch_summary summary;
	struct inputs inputs = { 0 };
	struct batch *batch = NULL;

	if (module_path_init(&path, &arena, NULL)) {
		inputs_gather(&inputs, &loaded->pipeline, &names, problems);
		batch = batch_create(&loaded->pipeline, &options, 1);
	}
	if (batch)
		batch_bind(batch, problems);
	else
		problems->out_of_memory = true;
	if (!problems_any(problems))
		batch_run(batch, &inputs, &summary);
	batch_destroy(batch);
	inputs_finish(&inputs);
	arena_finish(&arena);
}

bool picture_check(const char *name, int fd, struct outcome *outcome)
{
	struct problems problems = { 0 };
	struct loaded loaded = { 0 };

	if (!load(&loaded, &problems))
		problems.out_of_memory = true;
	if (!problems_any(&problems))
		decode(name, fd, &loaded, &problems, outcome);
	if (problems_any(&problems))
		outcome_fail(outcome, FFTPIPE_EINTERNAL, "%s",
			     problems.count ? problems.list[0].text
					    : "out of memory");
	problems_finish(&problems);
	loaded_finish(&loaded);
	return !outcome->status;
}
