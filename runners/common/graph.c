/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * graph.c - a graph read from what a worker says, and written as DOT
 *
 * The worker ran plugins: what it says is checked, and made safe to show.
 */
#include "graph.h"

#include "json-watch.h"
#include "message.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* ---- reading ------------------------------------------------------------- */

/* A text that may be shown, in `arena`; NULL if there is none. */
static const char *get_text(struct arena *arena, const json_t *object,
			    const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	char *shown = text ? text_printable(text) : NULL;
	const char *kept = shown ? arena_strdup(arena, shown) : NULL;

	free(shown);
	return kept;
}

/* A whole number from 0; SIZE_MAX if there is none. */
static size_t get_index(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	json_int_t number =
		json_is_integer(value) ? json_integer_value(value) : -1;

	return number < 0 ? SIZE_MAX : (size_t)number;
}

static bool get_slot(struct graph *graph, const json_t *object,
		     struct graph_slot *slot)
{
	struct arena *arena = &graph->arena;
	const json_t *saves = json_object_get(object, "saves");
	size_t n = json_array_size(saves);

	slot->port = get_text(arena, object, "port");
	slot->shape = get_text(arena, object, "shape");
	slot->held = json_is_true(json_object_get(object, "held"));
	slot->saves = arena_array(arena, n + 1, sizeof *slot->saves);
	if (!slot->port || !slot->shape || !slot->saves)
		return false;
	for (size_t i = 0; i < n; i++) {
		struct graph_save *save = &slot->saves[slot->n_saves++];
		const json_t *from = json_array_get(saves, i);

		save->stage = get_text(arena, from, "stage");
		save->format = get_text(arena, from, "format");
		save->depth = get_text(arena, from, "depth");
		save->index = get_index(from, "index");
		if (!save->stage || !save->format || !save->depth ||
		    save->index >= graph->n_outputs)
			return false;
	}
	return true;
}

static bool get_read(struct graph *graph, const json_t *object,
		     struct graph_read *read)
{
	read->port = get_text(&graph->arena, object, "port");
	read->node = get_index(object, "node");
	read->slot = get_index(object, "output");
	return read->port && read->node < graph->n_nodes &&
	       read->slot < graph->nodes[read->node].n_makes;
}

static bool get_node(struct graph *graph, const json_t *object)
{
	struct arena *arena = &graph->arena;
	struct graph_node *node = &graph->nodes[graph->n_nodes];
	const json_t *reads = json_object_get(object, "reads");
	const json_t *makes = json_object_get(object, "makes");
	size_t n_reads = json_array_size(reads), n = json_array_size(makes);

	node->name = get_text(arena, object, "name");
	node->plugin = get_text(arena, object, "plugin");
	node->inserted = json_is_true(json_object_get(object, "inserted"));
	node->reads = arena_array(arena, n_reads + 1, sizeof *node->reads);
	node->makes = arena_array(arena, n + 1, sizeof *node->makes);
	if (!node->name || !node->reads || !node->makes ||
	    (node->inserted && n_reads < 1))
		return false;
	for (size_t i = 0; i < n_reads; i++)
		if (!get_read(graph, json_array_get(reads, i),
			      &node->reads[node->n_reads++]))
			return false;
	for (size_t i = 0; i < n; i++)
		if (!get_slot(graph, json_array_get(makes, i),
			      &node->makes[node->n_makes++]))
			return false;
	graph->n_nodes++;
	return true;
}

bool graph_parse(struct graph *graph, const char *json, size_t n_outputs)
{
	json_t *root = json_watch_load(json, strlen(json), 0, NULL);
	const json_t *nodes = json_object_get(root, "nodes");
	size_t n = json_array_size(nodes);
	bool fine;

	graph->n_outputs = n_outputs;
	graph->nodes = arena_array(&graph->arena, n + 1, sizeof *graph->nodes);
	fine = graph->nodes && n;
	for (size_t i = 0; i < n && fine; i++)
		fine = get_node(graph, json_array_get(nodes, i));
	json_decref(root);
	return fine;
}

void graph_finish(struct graph *graph)
{
	arena_finish(&graph->arena);
	*graph = (struct graph){ 0 };
}

const char *graph_name(struct arena *arena, const struct graph *graph,
		       size_t index)
{
	const struct graph_node *node = &graph->nodes[index];
	const char *source;

	if (!node->plugin)
		return node->name;
	if (!node->inserted)
		return arena_printf(arena, "[%s]", node->name);
	source = graph_name(arena, graph, node->reads[0].node);
	return source ? arena_printf(arena, "%s of %s", node->plugin, source)
		      : NULL;
}

/* ---- DOT ----------------------------------------------------------------- */

/* Inside of a quoted string of DOT. */
static void print_quoted(FILE *stream, const char *text)
{
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fputc('\\', stream);
		fputc(*text, stream);
	}
}

static void print_dot_node(const struct graph *graph, size_t index,
			   FILE *stream)
{
	const struct graph_node *node = &graph->nodes[index];

	fprintf(stream, "\tn%zu [label=\"", index);
	print_quoted(stream, node->inserted ? node->plugin : node->name);
	if (node->inserted)
		fputs("\\n(inserted)", stream);
	else if (node->plugin && strcmp(node->plugin, node->name) != 0) {
		fputs("\\n", stream);
		print_quoted(stream, node->plugin);
	}
	fprintf(stream, "\"%s];\n",
		!node->plugin    ? ", shape=oval"
		: node->inserted ? ", style=dashed"
				 : "");
}

/* An edge, with what flows along it and the ports where they need a name. */
static void print_dot_read(const struct graph *graph, size_t index,
			   const struct graph_read *read, FILE *stream)
{
	const struct graph_node *from = &graph->nodes[read->node];

	fprintf(stream, "\tn%zu -> n%zu [label=\"", read->node, index);
	print_quoted(stream, from->makes[read->slot].shape);
	if (from->n_makes > 1) {
		fputs("\\nout: ", stream);
		print_quoted(stream, from->makes[read->slot].port);
	}
	if (graph->nodes[index].n_reads > 1) {
		fputs("\\nin: ", stream);
		print_quoted(stream, read->port);
	}
	fputs("\"];\n", stream);
}

static bool print_dot_save(size_t node, const struct graph_slot *slot,
			   const struct graph_save *save,
			   const char *const *names, FILE *stream)
{
	char *name = text_printable(names[save->index]);

	if (!name)
		return false;
	fprintf(stream, "\tf%zu [shape=note, label=\"", save->index);
	print_quoted(stream, name);
	fprintf(stream, "\\n%s, %s\"];\n\tn%zu -> f%zu [label=\"", save->format,
		save->depth, node, save->index);
	print_quoted(stream, slot->shape);
	fputs("\"];\n", stream);
	free(name);
	return true;
}

bool graph_print_dot(const struct graph *graph, const char *const *names,
		     const char *title, FILE *stream)
{
	bool fine = true;

	fputs("digraph \"", stream);
	print_quoted(stream, title);
	fputs("\" {\n\tnode [shape=box, fontname=\"sans-serif\"];\n"
	      "\tedge [fontname=\"sans-serif\", fontsize=10];\n",
	      stream);
	for (size_t i = 0; i < graph->n_nodes; i++) {
		const struct graph_node *node = &graph->nodes[i];

		print_dot_node(graph, i, stream);
		for (size_t k = 0; k < node->n_reads; k++)
			print_dot_read(graph, i, &node->reads[k], stream);
		for (size_t k = 0; k < node->n_makes; k++)
			for (size_t s = 0; s < node->makes[k].n_saves; s++)
				fine = print_dot_save(i, &node->makes[k],
						      &node->makes[k].saves[s],
						      names, stream) &&
				       fine;
	}
	fputs("}\n", stream);
	return fine;
}
