/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reply.c - what the sender of an event is told: keys and figures, no pixels
 */
#include "event-parts.h"

#include "json-watch.h"
#include "message.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Destinations and logs cut longer answers. */
#define LISTED_MAX (128 * 1024)

static const char *end_word(enum record_end end)
{
	return end == RECORD_DONE      ? "done"
	       : end == RECORD_SKIPPED ? "skipped"
				       : "failed";
}

static size_t count_ends(const struct event *event, enum record_end end)
{
	size_t count = 0;

	for (size_t i = 0; i < event->n_records; i++)
		count += event->records[i].end == end;
	return count;
}

/* Add a text that may be NULL or no UTF-8, which jansson does not take. */
static void set_text(json_t *object, const char *name, const char *text)
{
	char *shown = text ? text_printable(text) : NULL;

	if (shown)
		json_object_set_new(object, name, json_string(shown));
	else if (text)
		json_watch_note();
	free(shown);
}

static json_t *record_json(const struct record *record)
{
	json_t *object = json_object();
	json_t *outputs = json_array();

	set_text(object, "bucket", record->bucket);
	set_text(object, "key", record->key);
	set_text(object, "status", end_word(record->end));
	set_text(object, "reason", record->reason);
	for (size_t i = 0; i < record->n_outputs; i++)
		json_array_append_new(outputs, json_string(record->outputs[i]));
	if (record->n_outputs)
		json_object_set(object, "outputs", outputs);
	json_decref(outputs);
	if (record->end == RECORD_DONE)
		json_object_set_new(object, "milliseconds",
				    json_real(round(1e3 * record->seconds)));
	return object;
}

/* How much of an answer a record takes, about. */
static size_t record_weight(const struct record *record)
{
	size_t weight = 120;

	if (record->key)
		weight += 2 * strlen(record->key);
	if (record->reason)
		weight += strlen(record->reason);
	for (size_t i = 0; i < record->n_outputs; i++)
		if (record->outputs[i])
			weight += 2 * strlen(record->outputs[i]);
	return weight;
}

static json_t *plain_json(const struct event *event)
{
	json_t *answer = json_object(), *records = json_array();
	size_t weight = 0;

	for (enum record_end end = RECORD_DONE; end <= RECORD_FAILED; end++)
		json_object_set_new(answer, end_word(end),
				    json_integer((json_int_t)count_ends(event,
									end)));
	for (size_t i = 0; i < event->n_records; i++) {
		weight += record_weight(&event->records[i]);
		if (weight > LISTED_MAX)
			break;
		json_array_append_new(records, record_json(&event->records[i]));
	}
	if (weight > LISTED_MAX)
		json_object_set_new(
			answer, "unlisted",
			json_integer((json_int_t)(event->n_records -
						  json_array_size(records))));
	json_object_set_new(answer, "records", records);
	return answer;
}

/* ---- SQS ---------------------------------------------------------------- */

static bool item_failed(const struct event *event, size_t item)
{
	for (size_t i = 0; i < event->n_records; i++)
		if (event->records[i].item == item &&
		    (event->records[i].end == RECORD_FAILED ||
		     event->records[i].end == RECORD_OPEN))
			return true;
	return false;
}

static json_t *queue_json(const struct event *event)
{
	json_t *failures = json_array();

	for (size_t i = 0; i < event->n_items; i++)
		if (item_failed(event, i))
			json_array_append_new(failures,
					      json_pack("{s:s}",
							"itemIdentifier",
							event->items[i].id));
	return json_pack("{s:o}", "batchItemFailures", failures);
}

/* ---- S3 Batch Operations ------------------------------------------------ */

/* "key key", or why not; the service keeps 1024 bytes of it. */
static json_t *result_string(const struct record *record)
{
	char text[1024];
	size_t used = 0;
	char *shown;
	json_t *json;

	text[0] = '\0';
	if (record->reason)
		snprintf(text, sizeof text, "%s%s",
			 record->end == RECORD_SKIPPED ? "skipped: " : "",
			 record->reason);
	for (size_t i = 0; !record->reason && i < record->n_outputs; i++) {
		int n = snprintf(text + used, sizeof text - used, "%s%s",
				 i ? " " : "", record->outputs[i]);

		if (n < 0 || (size_t)n >= sizeof text - used) {
			text[used] = '\0';
			break;
		}
		used += (size_t)n;
	}
	/* A character may have been cut in two. */
	shown = text_printable(text);
	if (!shown)
		json_watch_note();
	json = json_string(shown ? shown : "");
	free(shown);
	return json;
}

static json_t *batch_json(const struct event *event)
{
	json_t *results = json_array();

	for (size_t i = 0; i < event->n_records; i++) {
		const struct record *record = &event->records[i];
		const char *code = record->end != RECORD_FAILED ? "Succeeded"
				   : record->passing ? "TemporaryFailure"
						     : "PermanentFailure";

		json_array_append_new(results,
				      json_pack("{s:s, s:s, s:o}", "taskId",
						event->items[record->item].id,
						"resultCode", code,
						"resultString",
						result_string(record)));
	}
	return json_pack("{s:s, s:s, s:s, s:o}", "invocationSchemaVersion",
			 event->schema, "treatMissingKeysAs",
			 "PermanentFailure", "invocationId",
			 event->invocation ? event->invocation : "", "results",
			 results);
}

/* ---- errors ------------------------------------------------------------- */

char *error_reply(const char *type, const char *message)
{
	char *shown = text_printable(message), *text = NULL;
	json_t *json = shown ? json_pack("{s:s, s:s, s:[]}", "errorMessage",
					 shown, "errorType", type, "stackTrace")
			     : NULL;

	if (json)
		text = json_dumps(json, JSON_COMPACT);
	json_decref(json);
	free(shown);
	return text;
}

/* Of a plain event with failed records: the sender hears of the first. */
static char *failed_reply(const struct event *event, const char **type)
{
	size_t failed = count_ends(event, RECORD_FAILED);
	const struct record *first = event->records;
	char message[2048];

	while (first->end != RECORD_FAILED)
		first++;
	*type = first->type;
	if (event->n_records == 1)
		snprintf(message, sizeof message, "%s", first->reason);
	else
		snprintf(message, sizeof message,
			 "%zu of %zu records failed; the first: %s", failed,
			 event->n_records, first->reason);
	return error_reply(first->type, message);
}

char *event_reply(const struct event *event, bool *failed, const char **type)
{
	char *text;
	json_t *json;

	json_watch_begin();
	*failed = event->failure != NULL;
	if (event->failure) {
		*type = event->failure_type;
		return error_reply(event->failure_type, event->failure);
	}
	if (event->kind == EVENT_PLAIN && count_ends(event, RECORD_FAILED)) {
		*failed = true;
		return failed_reply(event, type);
	}
	json = event->kind == EVENT_QUEUE   ? queue_json(event)
	       : event->kind == EVENT_BATCH ? batch_json(event)
					    : plain_json(event);
	text = json ? json_dumps(json, JSON_COMPACT) : NULL;
	json_decref(json);
	/* A failed message that is left out would count as done. */
	if (json_watch_failed()) {
		free(text);
		text = NULL;
	}
	return text;
}
