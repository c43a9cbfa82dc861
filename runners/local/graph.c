/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * graph.c - fftpipe graph: the plan as a picture
 */
#include "commands.h"

#include "graph.h"
#include "preview.h"
#include "runner.h"
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

static int show(struct preview *preview, const char *json, void *arg)
{
	struct prepared *prepared = &preview->prepared;
	const bool *dot = arg;
	struct graph graph = { 0 };
	const char **names = name_outputs(prepared, preview->input);
	bool fine = names &&
		    graph_parse(&graph, json,
				inputs_outputs(&prepared->loaded.pipeline));

	if (fine && *dot) {
		fine = graph_print_dot(&graph, names, preview->call->pipeline,
				       stdout);
	} else if (fine) {
		preview_title(preview, "\n\n");
		fine = graph_print_text(&graph, names, style_unicode(), stdout);
	}
	graph_finish(&graph);
	if (!fine)
		fprintf(stderr, "%s graph: out of memory\n", runner.program);
	return fine ? STATUS_FINE : STATUS_FAILED;
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

	status = preview_read(&call, &usage, argc, argv);
	if (status < 0) {
		struct batch_options options = { .store = runner.store,
						 .workers = 1 };

		status = preview_run(&call, &options, batch_graph, show, &dot);
	}
	free(call.sets.list);
	return status;
}
