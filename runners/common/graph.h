/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * graph.h - a plan as a graph of nodes, read from what a worker says of it, and
 * drawn as text or written as DOT
 */
#ifndef GRAPH_H
#define GRAPH_H

#include "arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Something written of a slot. */
struct graph_save {
	const char *stage, *format, *depth;
	size_t index; /* among the input's outputs */
};

/* What a node makes. */
struct graph_slot {
	const char *port, *shape;
	bool held; /* in memory as a whole */
	struct graph_save *saves;
	size_t n_saves;
};

/* What it reads, by the indices of a node and of its slot. */
struct graph_read {
	const char *port;
	size_t node, slot;
};

struct graph_node {
	const char *name, *plugin; /* NULL: an input */
	bool inserted;             /* a conversion nobody wrote */
	struct graph_read *reads;
	size_t n_reads;
	struct graph_slot *makes;
	size_t n_makes;
};

/* Starts as { 0 }.  Nodes read only what stands before them. */
struct graph {
	struct arena arena;
	struct graph_node *nodes;
	size_t n_nodes;
	size_t n_outputs; /* of the input: no save's index is above */
};

/*
 * Read what batch_graph() gave, for an input that has `n_outputs`; false if it
 * is no such thing.
 */
bool graph_parse(struct graph *graph, const char *json, size_t n_outputs);
void graph_finish(struct graph *graph);

/* "input", "[stage]", "fft2d of input": in `arena`, NULL without memory. */
const char *graph_name(struct arena *arena, const struct graph *graph,
		       size_t node);

/*
 * Draw it, lines from top to bottom; `names` are the outputs' names by index.
 * False without memory.
 */
bool graph_print_text(const struct graph *graph, const char *const *names,
		      bool unicode, FILE *stream);
bool graph_print_dot(const struct graph *graph, const char *const *names,
		     const char *title, FILE *stream);

#endif
