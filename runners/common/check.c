/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * check.c - fftpipe check: what a pipeline would do
 */
#include "call.h"
#include "runner.h"

#include "codec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SAMPLE_SIDE = 512 };

/* A black picture, for plans without an input. */
static int open_sample(const struct store *store, const char *path,
		       uint64_t most, char **facts, struct outcome *outcome)
{
	struct sheet sheet = {
		.format = FORMAT_PNG,
		.depth = 8,
		.levels = { .depth = 8, .hi = 255 },
		.shape = { .struct_size = sizeof sheet.shape,
			   .kind = FFTPIPE_IMAGE,
			   .width = SAMPLE_SIDE,
			   .height = SAMPLE_SIDE,
			   .channels = 1,
			   .color = FFTPIPE_GRAY },
	};
	static float row[SAMPLE_SIDE];
	fftpipe_image rows = sheet.shape;
	struct encoder *encoder = NULL;
	struct band band = { 0 };
	int fd = memory_file(), status;

	(void)store, (void)path, (void)most;
	*facts = NULL;
	if (fd < 0)
		return -1;
	rows.data = row; /* all rows are this one: stride 0 */
	status = encoder_open(&encoder, fd, &sheet, outcome);
	if (!status)
		status = encoder_band(encoder, &rows, 0, SAMPLE_SIDE, &band);
	if (!status)
		status =
			encoder_append(encoder, &band, 0, SAMPLE_SIDE, outcome);
	if (!status)
		status = encoder_finish(encoder, outcome);
	encoder_destroy(encoder);
	band_finish(&band);
	if (status) {
		close(fd);
		return -1;
	}
	return fd;
}

static const struct store sample_store = { .open = open_sample };

/* An input without names, all of whose files are the sample. */
static bool make_sample(struct prepared *prepared, struct input *input)
{
	const struct pipeline *pipeline = &prepared->loaded.pipeline;
	struct arena *arena = &prepared->arena;
	size_t n_outputs = inputs_outputs(pipeline), index = 0;

	*input = (struct input){ .path = "sample" };
	input->companions = arena_array(arena, pipeline->n_companions + 1,
					sizeof *input->companions);
	input->outputs =
		arena_array(arena, n_outputs + 1, sizeof *input->outputs);
	input->formats =
		arena_array(arena, n_outputs + 1, sizeof *input->formats);
	if (!input->companions || !input->outputs || !input->formats)
		return false;
	for (size_t i = 0; i < pipeline->n_companions; i++)
		input->companions[i] = "sample";
	for (size_t i = 0; i < pipeline->n_stages; i++) {
		const struct stage *stage = &pipeline->stages[i];

		for (size_t k = 0; k < stage->n_saves; k++, index++)
			input->formats[index] =
				stage->saves[k].format == FORMAT_BY_NAME
					? FORMAT_PNG
					: stage->saves[k].format;
		index++; /* its metadata */
	}
	return true;
}

/* A name with nothing in it that a terminal would obey. */
static void print_named(FILE *stream, const char *name, const char *after)
{
	char *shown = text_printable(name);

	fprintf(stream, "%s%s", shown ? shown : "", after);
	free(shown);
}

/* A wrong pipeline has its own place; else it is the input's failure. */
static void print_failure(const struct call *call, const struct input *input,
			  const struct outcome *outcome)
{
	const char *reason =
		outcome->reason ? outcome->reason : "out of memory";

	if (outcome->status != FFTPIPE_EPARAM) {
		fprintf(stderr, "%s: ", runner.program);
		print_named(stderr, input->path, ": ");
	} else if (*reason == '[') {
		print_named(stderr, call->pipeline, ": ");
	}
	print_named(stderr, reason, "\n");
}

static void print_outputs(const struct prepared *prepared,
			  const struct input *input)
{
	size_t n = inputs_outputs(&prepared->loaded.pipeline);

	for (size_t i = 0; i < n; i++)
		if (input->outputs[i]) {
			printf("would write ");
			print_named(stdout, input->outputs[i], "\n");
		}
}

static int check(const struct call *call)
{
	struct batch_options options = { .store = runner.store,
					 .workers = 1,
					 .threads = call->threads,
					 .in_process = call->in_process };
	struct prepared prepared;
	struct input sample;
	const struct input *input = &sample;
	struct outcome outcome;
	char *text = NULL;
	int status = STATUS_WRONG;

	if (!outcome_init(&outcome))
		return STATUS_FAILED;
	if (!call->n_names)
		options.store = &sample_store;
	if (call_prepare(&prepared, call, &options, false) &&
	    make_sample(&prepared, &sample)) {
		if (call->n_names)
			input = &prepared.inputs.list[0];
		text = batch_describe(prepared.batch, input, &outcome);
		if (text && call->n_names) {
			printf("%s, for ", call->pipeline);
			print_named(stdout, input->path, "\n");
			printf("%s", text);
		} else if (text)
			printf("%s, for a gray picture of %d x %d\n%s",
			       call->pipeline, SAMPLE_SIDE, SAMPLE_SIDE, text);
		else
			print_failure(call, input, &outcome);
		if (text)
			print_outputs(&prepared, input);
		status = text                               ? STATUS_FINE
			 : outcome.status == FFTPIPE_EPARAM ? STATUS_WRONG
							    : STATUS_FAILED;
	}
	free(text);
	prepared_finish(&prepared);
	outcome_finish(&outcome);
	return status;
}

int command_check(int argc, char **argv)
{
	struct call call = { 0 };
	const struct option_row rows[] = {
		{ 'o', "output", "DIR", OPTION_TEXT, &call.output,
		  "as for run" },
		{ 0, "threads", "N", OPTION_COUNT, &call.threads,
		  "plan for N threads" },
		{ 0, "set", "SECTION.KEY=VALUE", OPTION_TEXTS, &call.sets,
		  "use this value instead of the file's" },
		{ 0, "plugin-dir", "DIR", OPTION_TEXT, &call.plugin_dir,
		  "look for plugins here first" },
		{ 0, "in-process", NULL, OPTION_FLAG, &call.in_process,
		  "no worker process: for debuggers" },
	};
	const struct usage usage = {
		"check", "PIPELINE [INPUT]",
		"Reads a pipeline, loads its plugins and prints the plan: "
		"stages in order, kinds and\nshapes, conversions that are "
		"inserted, outputs, peak memory. Runs nothing. Without\nan "
		"INPUT it plans for a gray picture of 512 x 512.\n",
		rows, sizeof rows / sizeof *rows
	};
	int status;

	call.sets.list = calloc((size_t)argc, sizeof *call.sets.list);
	if (!call.sets.list)
		return usage_wrong(&usage, "out of memory");
	status = options_read(&usage, &argc, &argv);
	if (status < 0 && (argc < 1 || argc > 2))
		status = usage_wrong(&usage,
				     "it takes a pipeline and at most one "
				     "input");
	if (status < 0) {
		call.pipeline = argv[0];
		call.names = (const char *const *)argv + 1;
		call.n_names = (size_t)argc - 1;
		status = check(&call);
	}
	free(call.sets.list);
	return status;
}
