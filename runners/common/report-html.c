/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report-html.c - the data of a report's page: what a script reads from it
 *
 * A job is two elements: its record, which the page needs at once, and its
 * views, which it reads when they are looked at.  Workers made the views; here
 * they are only checked for being JSON and packed in.
 */
#include "report-html.h"

#include "graph.h"
#include "json-watch.h"
#include "view.h"

#include <math.h>
#include <nettle/base64.h>
#include <stdlib.h>
#include <string.h>

enum {
	VIEW_SIDE = 768,              /* of a single input's views, in pixels */
	PAGE_ROOM = 32 * 1000 * 1000, /* bytes of views in a page */
	PICTURE_ROOM = 20 * 1000 * 1000, /* that their pictures may fill */
	NODES_MORE = 2 /* nodes of a plan that are no stages: input, FFT */
};

uint32_t gallery_side(const struct prepared *prepared)
{
	double views =
		(double)(prepared->loaded.pipeline.n_stages +
			 prepared->loaded.pipeline.n_companions + NODES_MORE);
	/* Color takes three bytes a pixel, in some of the views. */
	double pixel = prepared->loaded.pipeline.gray ? 1 : 2;
	double side =
		sqrt(PICTURE_ROOM /
		     (pixel * views * (double)(prepared->inputs.count + 1)));

	return side < VIEW_LEAST  ? VIEW_LEAST
	       : side > VIEW_SIDE ? VIEW_SIDE
				  : (uint32_t)side;
}

/* ---- the pipeline -------------------------------------------------------- */

/* What the graph's text shows as names of outputs: as they were written. */
static const char **templates_of(struct arena *arena,
				 const struct pipeline *pipeline)
{
	size_t index = 0, n = inputs_outputs(pipeline);
	const char **names = arena_array(arena, n + 1, sizeof *names);

	for (size_t i = 0; i < pipeline->n_stages && names; i++) {
		const struct stage *stage = &pipeline->stages[i];

		for (size_t k = 0; k < stage->n_saves; k++)
			names[index++] = stage->saves[k].name->source;
		names[index++] = stage->metadata ? stage->metadata->source : "";
	}
	return names;
}

static void draw_graph(struct gallery *gallery, struct prepared *prepared)
{
	const struct pipeline *pipeline = &prepared->loaded.pipeline;
	const char **names = templates_of(&gallery->arena, pipeline);
	struct graph graph = { 0 };
	size_t length = 0;
	FILE *stream;

	if (names &&
	    graph_parse(&graph, gallery->graph, inputs_outputs(pipeline)) &&
	    (stream = open_memstream(&gallery->drawing, &length))) {
		graph_print_text(&graph, names, true, stream);
		fclose(stream);
	}
	graph_finish(&graph);
}

void gallery_start(struct gallery *gallery, struct prepared *prepared)
{
	const struct input *input = prepared->inputs.list;
	struct outcome outcome;

	gallery->room = PAGE_ROOM;
	gallery->description = prepared->loaded.pipeline.description;
	/* Standard input can be read only once. */
	if (!prepared->inputs.count || input->failure ||
	    !strcmp(input->path, "-") || !outcome_init(&outcome))
		return;
	gallery->graph = batch_graph(prepared->batch, input, &outcome);
	outcome_finish(&outcome);
	if (gallery->graph)
		draw_graph(gallery, prepared);
}

void gallery_finish(struct gallery *gallery)
{
	for (size_t i = 0; i < gallery->count; i++)
		free(gallery->views[i]);
	free(gallery->graph);
	free(gallery->drawing);
	arena_finish(&gallery->arena);
}

/* ---- views --------------------------------------------------------------- */

static json_t *encode_png(const struct view *view)
{
	size_t length = BASE64_ENCODE_RAW_LENGTH(view->length);
	char *text = malloc(length);
	json_t *json = NULL;

	if (text) {
		base64_encode_raw(text, view->length, view->png);
		json = json_stringn(text, length);
	}
	free(text);
	return json;
}

/* A view if there is room for it, with its picture if there is for that. */
static json_t *encode_view(struct gallery *gallery, const struct view *view)
{
	size_t length = view->text ? strlen(view->text) : 0;
	json_t *json;

	if (!length || length > gallery->room)
		return NULL;
	json = json_watch_load(view->text, strlen(view->text), 0, NULL);
	gallery->room -= length;
	if (view->png && view->length <= gallery->room) {
		json_object_set_new(json, "png", encode_png(view));
		gallery->room -= view->length;
	}
	return json;
}

/* All views of a result as JSON. */
static char *encode_views(struct gallery *gallery,
			  const struct account *account)
{
	json_t *list = json_array();
	char *text;

	for (size_t i = 0; i < account->n_views; i++) {
		json_t *json = encode_view(gallery, &account->views[i]);

		if (json)
			json_array_append_new(list, json);
	}
	text = json_dumps(list, JSON_COMPACT | JSON_REAL_PRECISION(7));
	json_decref(list);
	return text;
}

bool gallery_add(struct gallery *gallery, const struct result *result)
{
	char **slot = arena_append(&gallery->arena, &gallery->views,
				   &gallery->count, sizeof *slot);

	if (slot && !result->outcome->status && !result->skipped)
		*slot = encode_views(gallery, result->account);
	return slot != NULL;
}

/* ---- the page ------------------------------------------------------------ */

/* In a script element nothing may look like markup. */
static void put_data(FILE *stream, const char *text)
{
	while (*text) {
		size_t plain = strcspn(text, "<");

		fwrite(text, 1, plain, stream);
		text += plain;
		if (*text) {
			fputs("\\u003c", stream);
			text++;
		}
	}
}

static bool put_script(FILE *stream, const char *attributes, json_t *json)
{
	char *text =
		json ? json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(7))
		     : NULL;

	if (text) {
		fprintf(stream, "<script type=\"application/json\" %s>",
			attributes);
		put_data(stream, text);
		fputs("</script>\n", stream);
	}
	free(text);
	json_decref(json);
	return text != NULL;
}

/* A record without what files say of themselves: views tell more. */
static json_t *slim(const json_t *record)
{
	json_t *copy = json_deep_copy(record);
	json_t *outputs = json_object_get(copy, "outputs");

	for (size_t i = 0; i < json_array_size(outputs); i++)
		json_object_del(json_array_get(outputs, i), "facts");
	if (!outputs) {
		json_object_set_new(copy, "outputs", json_array());
		json_object_set_new(copy, "notes", json_array());
		json_object_set_new(copy, "timings", json_array());
	}
	return copy;
}

static bool put_job(const struct report *report, size_t i, FILE *stream)
{
	const struct gallery *gallery = &report->gallery;
	const char *views = i < gallery->count ? gallery->views[i] : NULL;
	bool fine = put_script(stream, "class=\"job\"",
			       slim(json_array_get(report->results, i)));

	/* Right behind its record: the page looks there. */
	fputs("<script type=\"application/json\" class=\"views\">", stream);
	put_data(stream, views ? views : "[]");
	fputs("</script>\n", stream);
	return fine;
}

static json_t *sum_of(const struct report *report)
{
	const struct gallery *gallery = &report->gallery;
	json_t *run = json_copy(json_object_get(report->whole, "end"));
	size_t n = json_array_size(report->results), left = 0;

	for (size_t i = 0; i < n; i++) {
		const char *status = json_string_value(
			json_object_get(json_array_get(report->results, i),
					"status"));

		left += status && !strcmp(status, "not begun");
	}
	json_object_set(run, "program",
			json_object_get(report->whole, "program"));
	json_object_set(run, "version",
			json_object_get(report->whole, "version"));
	json_object_set(run, "pipeline",
			json_object_get(report->whole, "pipeline"));
	json_object_set_new(run, "left", json_integer((json_int_t)left));
	if (gallery->description)
		json_object_set_new(run, "description",
				    json_string(gallery->description));
	if (gallery->graph)
		json_object_set_new(run, "graph",
				    json_watch_load(gallery->graph,
						    strlen(gallery->graph), 0,
						    NULL));
	if (gallery->drawing)
		json_object_set_new(run, "drawing",
				    json_string(gallery->drawing));
	return run;
}

bool report_write_html(const struct report *report, FILE *stream)
{
	size_t n = json_array_size(report->results);
	bool fine;

	fputs((const char *)report_head, stream);
	fine = put_script(stream, "id=\"run\"", sum_of(report));
	for (size_t i = 0; i < n && fine; i++)
		fine = put_job(report, i, stream);
	fputs((const char *)report_tail, stream);
	return fine;
}
