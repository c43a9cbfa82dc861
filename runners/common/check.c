/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * check.c - fftpipe check: what a pipeline would do
 */
#include "preview.h"
#include "runner.h"

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

static int show(struct preview *preview, const char *text, void *arg)
{
	(void)arg;
	preview_title(preview, "\n");
	printf("%s", text);
	print_outputs(&preview->prepared, preview->input);
	return STATUS_FINE;
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

	status = preview_read(&call, &usage, argc, argv);
	if (status < 0) {
		struct batch_options options = { .store = runner.store,
						 .workers = 1,
						 .threads = call.threads,
						 .in_process =
							 call.in_process };

		status = preview_run(&call, &options, batch_describe, show,
				     NULL);
	}
	free(call.sets.list);
	return status;
}
