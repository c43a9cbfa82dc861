/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * graph.c - fftpipe graph: the plan as a picture
 */
#include "commands.h"

#include "call.h"
#include "graph.h"
#include "runner.h"
#include "sample.h"
#include "style.h"

#include <stdio.h>
#include <stdlib.h>

/* What outputs are called: their names or, without an input, as written. */
static const char **name_outputs(struct prepared *prepared,
				 const struct input *input)
{
	const struct pipeline *pipeline = &prepared->loaded.pipeline;
	size_t index = 0, n = inputs_outputs(pipeline);
	const char **names =
		arena_array(&prepared->arena, n + 1, sizeof *names);

	for (size_t i = 0; i < pipeline->n_stages && names; i++) {
		const struct stage *stage = &pipeline->stages[i];

		for (size_t k = 0; k < stage->n_saves; k++)
			names[index++] = stage->saves[k].name->source;
		names[index++] = stage->metadata ? stage->metadata->source : "";
	}
	for (size_t i = 0; i < n && names; i++)
		if (input->outputs[i])
			names[i] = input->outputs[i];
	return names;
}

static bool print_graph(struct prepared *prepared, const struct call *call,
			const struct input *input, const char *json, bool dot)
{
	struct graph graph = { 0 };
	const char **names = name_outputs(prepared, input);
	bool fine = names &&
		    graph_parse(&graph, json,
				inputs_outputs(&prepared->loaded.pipeline));

	if (fine && dot) {
		fine = graph_print_dot(&graph, names, call->pipeline, stdout);
	} else if (fine) {
		print_named(stdout, call->pipeline, ", for ");
		if (call->n_names)
			print_named(stdout, input->path, "\n\n");
		else
			printf("a gray picture of %d x %d, 8 bit\n\n",
			       SAMPLE_SIDE, SAMPLE_SIDE);
		fine = graph_print_text(&graph, names, style_unicode(), stdout);
	}
	graph_finish(&graph);
	if (!fine)
		fprintf(stderr, "%s graph: out of memory\n", runner.program);
	return fine;
}

static int draw(const struct call *call, bool dot)
{
	struct batch_options options = { .store = runner.store, .workers = 1 };
	struct prepared prepared;
	struct input sample;
	const struct input *input = &sample;
	struct outcome outcome;
	char *json = NULL;
	int status = STATUS_WRONG;

	if (!outcome_init(&outcome))
		return STATUS_FAILED;
	if (!call->n_names)
		options.store = &sample_store;
	if (call_prepare(&prepared, call, &options, false) &&
	    sample_input(&prepared, &sample)) {
		if (call->n_names)
			input = &prepared.inputs.list[0];
		json = batch_graph(prepared.batch, input, &outcome);
		if (!json)
			call_print_failure(call, input, &outcome);
		status = outcome.status == FFTPIPE_EPARAM ? STATUS_WRONG
							  : STATUS_FAILED;
		if (json && print_graph(&prepared, call, input, json, dot))
			status = STATUS_FINE;
	}
	free(json);
	prepared_finish(&prepared);
	outcome_finish(&outcome);
	return status;
}

int command_graph(int argc, char **argv)
{
	struct call call = { 0 };
	bool dot = false;
	const struct option_row rows[] = {
		{ 0, "dot", NULL, OPTION_FLAG, &dot,
		  "as DOT, for Graphviz: fftpipe graph --dot P | dot -Tsvg" },
		{ 'o', "output", "DIR", OPTION_TEXT, &call.output,
		  "as for run" },
		{ 0, "set", "SECTION.KEY=VALUE", OPTION_TEXTS, &call.sets,
		  "use this value instead of the file's" },
		{ 0, "plugin-dir", "DIR", OPTION_TEXT, &call.plugin_dir,
		  "look for plugins here first" },
	};
	const struct usage usage = {
		"graph", "PIPELINE [INPUT]",
		"Draws a pipeline's plan: what is read, the stages in order, "
		"the conversions that\nare inserted, and what is written. Runs "
		"nothing. Without an INPUT it plans for a\ngray picture of "
		"512 x 512, 8 bit.\n",
		rows, sizeof rows / sizeof *rows
	};
	int status;

	call.sets.list = calloc((size_t)argc, sizeof *call.sets.list);
	if (!call.sets.list)
		return usage_wrong(&usage, "out of memory");
	status = options_read(&usage, &argc, &argv);
	if (status < 0 && (argc < 1 || argc > 2))
		status = usage_wrong(&usage, "it takes a pipeline and at most "
					     "one input");
	if (status < 0) {
		call.pipeline = argv[0];
		call.names = (const char *const *)argv + 1;
		call.n_names = (size_t)argc - 1;
		status = draw(&call, dot);
	}
	free(call.sets.list);
	return status;
}
