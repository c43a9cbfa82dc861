/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * graph-text.c - a graph drawn with characters
 *
 * Nodes stand below each other in the order of execution.  A slot that is still
 * to be read runs down in a lane of its own to the node that reads it last; who
 * reads it before branches off.
 */
#include "graph.h"

#include "message.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Which ways lead out of a cell. */
enum { UP = 1, DOWN = 2, LEFT = 4, RIGHT = 8, ALONG = LEFT | RIGHT };

enum { NO_LANE = -1 };

struct drawing {
	const struct graph *graph;
	const char *const *names;
	bool unicode;
	FILE *stream;
	struct arena arena;
	size_t *first_slot;  /* of each node: slots counted through */
	size_t *last_reader; /* of each slot: a node; its maker if none */
	size_t *lanes;       /* 1 + the slot that runs there, or 0 */
	unsigned *cells;     /* one row's ways */
	size_t n_lanes, n_used, text_column, shape_column;
};

static const char *cell_glyph(const struct drawing *drawing, unsigned ways)
{
	static const char *const lines[] = { " ", "╵", "╷", "│", "╴", "╯",
					     "╮", "┤", "╶", "╰", "╭", "├",
					     "─", "┴", "┬", "┼" };

	if (drawing->unicode)
		return lines[ways];
	return !ways                                    ? " "
	       : !(ways & ALONG)                        ? "|"
	       : !(ways & (UP | DOWN))                  ? "-"
	       : (ways & ALONG) && (ways & (UP | DOWN)) ? "+"
							: " ";
}

/* ---- lanes --------------------------------------------------------------- */

static size_t slot_of(const struct drawing *drawing,
		      const struct graph_read *read)
{
	return drawing->first_slot[read->node] + read->slot;
}

static int lane_of(const struct drawing *drawing, size_t slot)
{
	for (size_t i = 0; i < drawing->n_lanes; i++)
		if (drawing->lanes[i] == slot + 1)
			return (int)i;
	return NO_LANE;
}

static int free_lane(const struct drawing *drawing)
{
	size_t i = 0;

	while (i + 1 < drawing->n_lanes && drawing->lanes[i])
		i++;
	return (int)i;
}

static bool ends_at(const struct drawing *drawing, int lane, size_t node)
{
	return drawing->last_reader[drawing->lanes[lane] - 1] == node;
}

/* Where a node stands: in the first lane that ends with it, else in a new one.
 */
static int choose_lane(const struct drawing *drawing, size_t index)
{
	const struct graph_node *node = &drawing->graph->nodes[index];
	int best = NO_LANE;

	for (size_t i = 0; i < node->n_reads; i++) {
		int lane = lane_of(drawing, slot_of(drawing, &node->reads[i]));

		if (lane != NO_LANE && ends_at(drawing, lane, index) &&
		    (best == NO_LANE || lane < best))
			best = lane;
	}
	return best == NO_LANE ? free_lane(drawing) : best;
}

/* ---- rows ---------------------------------------------------------------- */

/* Every lane goes on. */
static void rule_lanes(const struct drawing *drawing)
{
	for (size_t i = 0; i < 2 * drawing->n_lanes; i++)
		drawing->cells[i] = 0;
	for (size_t i = 0; i < drawing->n_lanes; i++)
		if (drawing->lanes[i])
			drawing->cells[2 * i] = UP | DOWN;
}

/*
 * A line from one lane to another, which it enters from the side.  Lanes in
 * between pass in front of it.
 */
static void rule_across(const struct drawing *drawing, int from, int to)
{
	unsigned *cells = drawing->cells;
	int step = from < to ? 1 : -1;

	cells[2 * from] |= from < to ? RIGHT : LEFT;
	cells[2 * to] |= from < to ? LEFT : RIGHT;
	for (int i = 2 * from + step; i != 2 * to; i += step)
		if (!(cells[i] & (UP | DOWN)))
			cells[i] |= ALONG;
}

static void print_cells(const struct drawing *drawing, int node,
			const char *symbol, const char *text)
{
	size_t last = 0;

	for (size_t i = 0; i < 2 * drawing->n_lanes; i++)
		if (drawing->cells[i])
			last = i;
	if (node != NO_LANE && 2 * (size_t)node > last)
		last = 2 * (size_t)node;
	for (size_t i = 0; i <= last; i++)
		fputs(node != NO_LANE && i == 2 * (size_t)node
			      ? symbol
			      : cell_glyph(drawing, drawing->cells[i]),
		      drawing->stream);
	if (text)
		fprintf(drawing->stream, "%*s%s",
			(int)(drawing->text_column - last - 1), "", text);
	fputc('\n', drawing->stream);
}

static void print_row(const struct drawing *drawing, const char *text)
{
	rule_lanes(drawing);
	print_cells(drawing, NO_LANE, NULL, text);
}

/* The lines by which a node gets what does not come from straight above. */
static void print_reads(const struct drawing *drawing, size_t index, int lane)
{
	const struct graph_node *node = &drawing->graph->nodes[index];
	bool any = false;

	rule_lanes(drawing);
	for (size_t i = 0; i < node->n_reads; i++) {
		int from = lane_of(drawing, slot_of(drawing, &node->reads[i]));

		if (from == NO_LANE || from == lane)
			continue;
		rule_across(drawing, from, lane);
		drawing->cells[2 * lane] |= DOWN;
		if (ends_at(drawing, from, index))
			drawing->cells[2 * from] &= ~(unsigned)DOWN;
		any = true;
	}
	if (any || index)
		print_cells(drawing, NO_LANE, NULL, NULL);
}

/* ---- what stands beside -------------------------------------------------- */

/* A label and, for a node that makes one thing, its shape. */
static const char *title(struct drawing *drawing, size_t index)
{
	struct arena *arena = &drawing->arena;
	const struct graph_node *node = &drawing->graph->nodes[index];
	const char *name = graph_name(arena, drawing->graph, index);

	if (!name)
		return NULL;
	if (node->inserted)
		return arena_printf(arena, "%s (inserted)", name);
	if (!node->plugin)
		return name;
	return arena_printf(arena, "%s %s", name, node->plugin);
}

static const char *joined_reads(struct drawing *drawing, size_t index)
{
	struct arena *arena = &drawing->arena;
	const struct graph_node *node = &drawing->graph->nodes[index];
	const char *text = NULL;

	for (size_t i = 0; i < node->n_reads; i++) {
		const struct graph_read *read = &node->reads[i];
		const char *from =
			graph_name(arena, drawing->graph, read->node);

		text = arena_printf(arena, "%s%s%s from %s", text ? text : "",
				    text ? ", " : "  ", read->port,
				    from ? from : "");
	}
	return text;
}

static void print_slot(struct drawing *drawing, const struct graph_node *node,
		       const struct graph_slot *slot)
{
	struct arena *arena = &drawing->arena;

	if (node->n_makes > 1)
		print_row(drawing, arena_printf(arena, "  %s: %s", slot->port,
						slot->shape));
	for (size_t i = 0; i < slot->n_saves; i++) {
		const struct graph_save *save = &slot->saves[i];
		char *name = text_printable(drawing->names[save->index]);
		bool own = !strcmp(save->stage, node->name);

		print_row(drawing,
			  arena_printf(arena, "  %s %s (%s, %s%s%s%s)",
				       drawing->unicode ? "→" : "->",
				       name ? name : "", save->format,
				       save->depth, own ? "" : ", by [",
				       own ? "" : save->stage, own ? "" : "]"));
		free(name);
	}
}

/* ---- nodes --------------------------------------------------------------- */

static void print_node_row(struct drawing *drawing, size_t index, int lane)
{
	const struct graph_node *node = &drawing->graph->nodes[index];
	const char *label = title(drawing, index), *symbol;

	if (drawing->unicode)
		symbol = !node->plugin ? "○" : node->inserted ? "◇" : "●";
	else
		symbol = !node->plugin ? "o" : node->inserted ? "~" : "*";
	if (label && node->n_makes == 1)
		label = arena_printf(&drawing->arena, "%-*s  %s",
				     (int)drawing->shape_column, label,
				     node->makes[0].shape);
	rule_lanes(drawing);
	print_cells(drawing, lane, symbol, label);
}

/* Lanes that end with a node end; what it makes gets lanes. */
static void change_lanes(struct drawing *drawing, size_t index, int lane)
{
	const struct graph_node *node = &drawing->graph->nodes[index];
	bool placed = false, across = false;

	for (size_t i = 0; i < drawing->n_lanes; i++)
		if (drawing->lanes[i] && ends_at(drawing, (int)i, index))
			drawing->lanes[i] = 0;
	for (size_t i = 0; i < node->n_makes; i++) {
		size_t slot = drawing->first_slot[index] + i;

		if (drawing->last_reader[slot] == index)
			continue;
		if (!placed) {
			drawing->lanes[lane] = slot + 1;
			rule_lanes(drawing);
		} else {
			int to = free_lane(drawing);

			rule_across(drawing, lane, to);
			drawing->cells[2 * to] |= DOWN;
			drawing->lanes[to] = slot + 1;
			across = true;
		}
		placed = true;
	}
	if (across)
		print_cells(drawing, NO_LANE, NULL, NULL);
}

static void print_node(struct drawing *drawing, size_t index)
{
	const struct graph_node *node = &drawing->graph->nodes[index];
	int lane = choose_lane(drawing, index);
	size_t kept;

	print_reads(drawing, index, lane);
	kept = drawing->lanes[lane];
	for (size_t i = 0; i < drawing->n_lanes; i++)
		if ((int)i != lane && drawing->lanes[i] &&
		    ends_at(drawing, (int)i, index))
			drawing->lanes[i] = 0;
	drawing->lanes[lane] = 0;
	print_node_row(drawing, index, lane);
	drawing->lanes[lane] = kept;
	change_lanes(drawing, index, lane);
	if (node->n_reads > 1)
		print_row(drawing, joined_reads(drawing, index));
	for (size_t i = 0; i < node->n_makes; i++)
		print_slot(drawing, node, &node->makes[i]);
}

/* ---- before the first row ------------------------------------------------ */

static bool count_slots(struct drawing *drawing)
{
	const struct graph *graph = drawing->graph;
	struct arena *arena = &drawing->arena;
	size_t n = 0;

	drawing->first_slot = arena_array(arena, graph->n_nodes + 1,
					  sizeof *drawing->first_slot);
	for (size_t i = 0; drawing->first_slot && i < graph->n_nodes; i++) {
		drawing->first_slot[i] = n;
		n += graph->nodes[i].n_makes;
	}
	drawing->n_lanes = n + 1;
	drawing->last_reader =
		arena_array(arena, n + 1, sizeof *drawing->last_reader);
	drawing->lanes =
		arena_array(arena, drawing->n_lanes, sizeof *drawing->lanes);
	drawing->cells = arena_array(arena, 2 * drawing->n_lanes,
				     sizeof *drawing->cells);
	if (!drawing->first_slot || !drawing->last_reader || !drawing->lanes ||
	    !drawing->cells)
		return false;
	for (size_t i = 0; i < graph->n_nodes; i++)
		for (size_t k = 0; k < graph->nodes[i].n_makes; k++)
			drawing->last_reader[drawing->first_slot[i] + k] = i;
	for (size_t i = 0; i < graph->n_nodes; i++)
		for (size_t k = 0; k < graph->nodes[i].n_reads; k++)
			drawing->last_reader[slot_of(
				drawing, &graph->nodes[i].reads[k])] = i;
	return true;
}

/* How many lanes are live at once: as wide is the drawing. */
static size_t count_lanes(const struct drawing *drawing)
{
	const struct graph *graph = drawing->graph;
	size_t most = 1;

	for (size_t i = 0; i < graph->n_nodes; i++) {
		size_t above = 0, ending = 0, below = 0;

		for (size_t k = 0; k <= i; k++)
			for (size_t s = 0; s < graph->nodes[k].n_makes; s++) {
				size_t last =
					drawing->last_reader
						[drawing->first_slot[k] + s];

				above += k < i && last >= i;
				ending += k < i && last == i;
				below += last > i;
			}
		above += !ending; /* the node's own */
		most = above > most ? above : most;
		most = below > most ? below : most;
	}
	return most;
}

static bool measure(struct drawing *drawing)
{
	if (!count_slots(drawing))
		return false;
	drawing->n_lanes = count_lanes(drawing);
	drawing->text_column = 2 * drawing->n_lanes + 1;
	for (size_t i = 0; i < drawing->graph->n_nodes; i++) {
		const char *label = title(drawing, i);

		if (!label)
			return false;
		if (drawing->graph->nodes[i].n_makes == 1 &&
		    strlen(label) > drawing->shape_column)
			drawing->shape_column = strlen(label);
	}
	return true;
}

bool graph_print_text(const struct graph *graph, const char *const *names,
		      bool unicode, FILE *stream)
{
	struct drawing drawing = { .graph = graph,
				   .names = names,
				   .unicode = unicode,
				   .stream = stream };
	bool fine = measure(&drawing);

	for (size_t i = 0; i < graph->n_nodes && fine; i++)
		print_node(&drawing, i);
	arena_finish(&drawing.arena);
	return fine;
}
