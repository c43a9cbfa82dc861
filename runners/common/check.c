/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * check.c - fftpipe check: what a pipeline would do
 */
#include "call.h"
#include "runner.h"
#include "sample.h"

#include <stdio.h>
#include <stdlib.h>

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
	    sample_input(&prepared, &sample)) {
		if (call->n_names)
			input = &prepared.inputs.list[0];
		text = batch_describe(prepared.batch, input, &outcome);
		if (text && call->n_names) {
			printf("%s, for ", call->pipeline);
			print_named(stdout, input->path, "\n");
			printf("%s", text);
		} else if (text)
			printf("%s, for a gray picture of %d x %d, 8 bit\n%s",
			       call->pipeline, SAMPLE_SIDE, SAMPLE_SIDE, text);
		else
			call_print_failure(call, input, &outcome);
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
		"INPUT it plans for a gray picture of 512 x 512, 8 bit.\n",
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
