/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan-graph.c - a plan as JSON, for programs that draw it
 */
#include "plan.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* A slot's shape in words; NULL without memory. */
static json_t *shape_words(const struct slot *slot)
{
	char *bytes = NULL;
	size_t length = 0;
	FILE *text = open_memstream(&bytes, &length);
	json_t *words;

	if (!text)
		return NULL;
	slot_describe(text, slot);
	fclose(text);
	words = bytes ? json_string(bytes) : NULL;
	free(bytes);
	return words;
}

/* What is saved of a slot, and where that stands among the outputs. */
static json_t *graph_saves(const struct plan *plan, const struct slot *slot)
{
	json_t *saves = json_array();

	for (size_t i = 0; i < plan->n_outputs; i++) {
		const struct output *output = &plan->outputs[i];
		const char *format = "JSON", *depth = "metadata";
		struct depth_words words;

		if (output->slot != slot)
			continue;
		if (!output->metadata) {
			format = output_format_word(output);
			words = output_depth_words(output);
			depth = words.text;
		}
		json_array_append_new(saves,
				      json_pack("{s:s, s:s, s:s, s:I}", "stage",
						output->stage->name, "format",
						format, "depth", depth, "index",
						(json_int_t)output->index));
	}
	return saves;
}

static json_t *graph_slot(const struct plan *plan, const struct slot *slot,
			  const char *port)
{
	return json_pack("{s:s, s:o, s:b, s:o}", "port", port, "shape",
			 shape_words(slot), "held", slot->buffer != NO_BUFFER,
			 "saves", graph_saves(plan, slot));
}

/* Inputs come first among the graph's nodes, then the plan's. */
static json_t *graph_read(const struct plan *plan, const struct slot *slot,
			  const char *port)
{
	size_t node = 0, output = 0;

	if (!slot->maker) {
		while (plan->inputs[node] != slot)
			node++;
	} else {
		while (plan->nodes[node] != slot->maker)
			node++;
		while (slot->maker->out[output] != slot)
			output++;
		node += plan->n_inputs;
	}
	return json_pack("{s:s, s:I, s:I}", "port", port, "node",
			 (json_int_t)node, "output", (json_int_t)output);
}

static json_t *graph_input(const struct plan *plan, size_t i)
{
	const char *name = i ? plan->pipeline->companions[i - 1].name : "";

	return json_pack("{s:s+, s:n, s:b, s:b, s:[], s:[o]}", "name",
			 i ? "input." : "input", name, "plugin", "inserted", 0,
			 "in_place", 0, "reads", "makes",
			 graph_slot(plan, plan->inputs[i], ""));
}

static json_t *graph_node(const struct plan *plan, const struct node *node)
{
	const fftpipe_transform *transform = node->module->transform;
	json_t *reads = json_array(), *makes = json_array();

	for (uint32_t i = 0; i < transform->n_inputs; i++)
		if (node->in[i])
			json_array_append_new(
				reads, graph_read(plan, node->in[i],
						  module_input(node->module, i)
							  ->name));
	for (uint32_t i = 0; i < transform->n_outputs; i++)
		json_array_append_new(
			makes,
			graph_slot(plan, node->out[i],
				   module_output(node->module, i)->name));
	return json_pack("{s:s, s:s, s:b, s:b, s:o, s:o}", "name", node->name,
			 "plugin", node->module->id, "inserted",
			 node->conversion, "in_place", node->in_place, "reads",
			 reads, "makes", makes);
}

char *plan_graph(const struct plan *plan)
{
	json_t *nodes = json_array(), *graph;
	char *text;

	for (size_t i = 0; i < plan->n_inputs; i++)
		json_array_append_new(nodes, graph_input(plan, i));
	for (size_t i = 0; i < plan->n_nodes; i++)
		json_array_append_new(nodes, graph_node(plan, plan->nodes[i]));
	graph = json_pack("{s:o, s:I}", "nodes", nodes, "peak",
			  (json_int_t)plan->peak);
	text = graph ? json_dumps(graph, JSON_COMPACT) : NULL;
	json_decref(graph);
	return text;
}
