/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * call.c - from the words of a call to a batch that can run
 */
#include "call.h"
#include "runner.h"

#include <stdlib.h>
#include <sys/stat.h>

static bool is_folder(const char *path)
{
	struct stat status;

	return !stat(path, &status) && S_ISDIR(status.st_mode);
}

/* Gather, unless there is nothing to gather and nothing is needed. */
static void gather(struct prepared *prepared, const struct call *call,
		   bool need_inputs, struct problems *problems)
{
	const struct pipeline *pipeline = &prepared->loaded.pipeline;

	prepared->names =
		(struct input_options){ .names = call->names,
					.n_names = call->n_names,
					.output = call->output,
					.place = runner.place,
					.reports = call->reports.list,
					.n_reports = call->reports.count };
	if (need_inputs || call->n_names)
		inputs_gather(&prepared->inputs, pipeline, &prepared->names,
			      problems);
}

bool call_prepare(struct prepared *prepared, const struct call *call,
		  struct batch_options *options, bool need_inputs)
{
	struct problems problems = { 0 };
	struct pipeline *pipeline = &prepared->loaded.pipeline;
	bool fine;

	*prepared = (struct prepared){ 0 };
	pipeline_load(&prepared->loaded, call->pipeline, call->sets.list,
		      call->sets.count, &problems);
	if (call->plugin_dir && !is_folder(call->plugin_dir))
		problems_add(&problems, (struct place){ "--plugin-dir", 0 },
			     "\"%s\" is no folder", call->plugin_dir);
	if (!module_path_init(&prepared->path, &prepared->arena,
			      call->plugin_dir))
		problems.out_of_memory = true;
	/* With a pipeline that is wrong, inputs would only add noise. */
	if (!problems_any(&problems))
		gather(prepared, call, need_inputs, &problems);
	options->path = &prepared->path;
	options->names = &prepared->names;
	options->kind = call->sandbox ? WORKER_SANDBOXED : runner.workers;
	if (pipeline->n_stages && !problems.out_of_memory) {
		prepared->batch =
			batch_create(pipeline, options, prepared->inputs.count);
		problems.out_of_memory = !prepared->batch;
	}
	if (prepared->batch)
		batch_bind(prepared->batch, &problems);
	fine = !problems_any(&problems) && prepared->batch;
	if (!fine)
		problems_print(&problems, stderr);
	problems_finish(&problems);
	return fine;
}

void prepared_finish(struct prepared *prepared)
{
	batch_destroy(prepared->batch);
	inputs_finish(&prepared->inputs);
	loaded_finish(&prepared->loaded);
	arena_finish(&prepared->arena);
}

void print_named(FILE *stream, const char *name, const char *after)
{
	char *shown = text_printable(name);

	fprintf(stream, "%s%s", shown ? shown : "", after);
	free(shown);
}

/* The pipeline is wrong, whatever the input: its place comes first. */
static void print_refusal(const struct call *call, const char *reason)
{
	if (*reason == '[')
		print_named(stderr, call->pipeline, ": ");
	print_named(stderr, reason, "\n");
}

void call_print_refusals(const struct call *call, const struct outcome *outcome)
{
	print_refusal(call,
		      outcome->reason ? outcome->reason : "out of memory");
	for (size_t i = 0; i < outcome->n_notes; i++)
		if (outcome->notes[i].level == FFTPIPE_ERROR)
			print_refusal(call, outcome->notes[i].text);
}

void call_print_failure(const struct call *call, const struct input *input,
			const struct outcome *outcome)
{
	char *name;

	if (outcome->status == FFTPIPE_EPARAM) {
		call_print_refusals(call, outcome);
		return;
	}
	name = input_printable(input);
	fprintf(stderr, "%s: %s: ", runner.program, name ? name : "an input");
	free(name);
	print_named(stderr, outcome->reason ? outcome->reason : "out of memory",
		    "\n");
}
