/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * event.c - events told apart by their shape, as deep as they are wrapped
 */
#include "event.h"
#include "event-parts.h"

#include "json-watch.h"
#include "message.h"

#include <stdlib.h>
#include <string.h>

/* ---- what every part uses ----------------------------------------------- */

const char *member_text(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text && *text ? text : NULL;
}

struct record *record_add(struct event *event, size_t item)
{
	struct record *record = arena_append(&event->arena, &event->records,
					     &event->n_records, sizeof *record);

	if (!record) {
		event_fail(event, FAILURE_MEMORY, "out of memory");
		return NULL;
	}
	record->item = item;
	record->size = -1;
	return record;
}

void record_skip(struct record *record, const char *reason)
{
	if (record->end != RECORD_OPEN)
		return;
	record->end = RECORD_SKIPPED;
	record->reason = reason;
}

void record_fail(struct record *record, const char *type, const char *reason)
{
	if (record->end != RECORD_OPEN)
		return;
	record->end = RECORD_FAILED;
	record->type = type;
	record->reason = reason ? reason : "out of memory";
}

void event_fail(struct event *event, const char *type, const char *reason)
{
	if (event->failure)
		return;
	event->failure_type = type;
	event->failure = reason ? reason : "out of memory";
}

/* A record that stands for something that couldn't be read. */
void item_fail(struct event *event, size_t item, const char *type,
	       const char *reason)
{
	struct record *record = record_add(event, item);

	if (record)
		record_fail(record, type, reason);
}

bool item_add(struct event *event, const char *id)
{
	struct item *item = arena_append(&event->arena, &event->items,
					 &event->n_items, sizeof *item);

	if (!item) {
		event_fail(event, FAILURE_MEMORY, "out of memory");
		return false;
	}
	item->id = id ? arena_strdup(&event->arena, id) : NULL;
	if (!id || item->id)
		return true;
	event_fail(event, FAILURE_MEMORY, "out of memory");
	return false;
}

const char *shape_describe(struct event *event, const json_t *json)
{
	static const char *const types[] = { "an object", "a list",   "a text",
					     "a number",  "a number", "true",
					     "false",     "null" };
	const char *keys[6] = { 0 };
	char *joined, *shown;
	const char *text;
	void *member;
	size_t n = 0;

	if (!json_is_object(json))
		return arena_strdup(&event->arena, types[json_typeof(json)]);
	if (!json_object_size(json))
		return arena_strdup(&event->arena, "an empty object");
	for (member = json_object_iter((json_t *)json); member && n < 5;
	     member = json_object_iter_next((json_t *)json, member))
		keys[n++] = json_object_iter_key(member);
	joined = words_join(keys);
	shown = joined ? text_printable(joined) : NULL;
	text = shown ? arena_printf(&event->arena, "an object with %.200s%s",
				    shown,
				    json_object_size(json) > n ? ", ..." : "")
		     : NULL;
	free(shown);
	free(joined);
	return text;
}

/* ---- documents inside messages ------------------------------------------ */

static bool is_test_event(const json_t *json)
{
	const char *service = member_text(json, "Service");
	const char *name = member_text(json, "Event");

	return service && name && !strcmp(service, "Amazon S3") &&
	       !strcmp(name, "s3:TestEvent");
}

static void take_test_event(struct event *event, size_t item)
{
	struct record *record = record_add(event, item);

	if (record)
		record_skip(record, "s3:TestEvent: the notification works");
}

static const char *record_source(const json_t *json)
{
	const char *source = member_text(json, "eventSource");

	return source ? source : member_text(json, "EventSource");
}

static void take_document(struct event *event, size_t item, const json_t *json,
			  unsigned depth);

/* The text of a message, which is a document again. */
static void take_text(struct event *event, size_t item, const char *text,
		      unsigned depth)
{
	json_error_t error;
	json_t *json;

	if (!depth) {
		item_fail(event, item, FAILURE_UNSUPPORTED,
			  "messages wrapped too often");
		return;
	}
	json = text ? json_watch_load(text, strlen(text),
				      JSON_REJECT_DUPLICATES, &error)
		    : NULL;
	if (json)
		take_document(event, item, json, depth - 1);
	else
		item_fail(event, item, FAILURE_MALFORMED,
			  text ? arena_printf(&event->arena,
					      "a message that is not JSON: %s",
					      error.text)
			       : "a message without a text");
	json_decref(json);
}

static void take_record(struct event *event, size_t item, const json_t *json,
			unsigned depth)
{
	const char *source = record_source(json);
	const json_t *sns = json_object_get(json, "Sns");
	char *shown;

	if (source && !strcmp(source, "aws:s3")) {
		s3_record_take(event, item, json);
		return;
	}
	if (source && !strcmp(source, "aws:sns") && sns) {
		take_text(event, item, member_text(sns, "Message"), depth);
		return;
	}
	shown = source ? text_printable(source) : NULL;
	if (shown)
		item_fail(
			event, item, FAILURE_UNSUPPORTED,
			arena_printf(&event->arena,
				     "a record of the event source \"%.100s\""
				     "; aws:s3, aws:sqs and aws:sns are known",
				     shown));
	else
		item_fail(event, item, FAILURE_UNSUPPORTED,
			  "a record without an event source");
	free(shown);
}

static void take_unknown(struct event *event, size_t item, const json_t *json)
{
	const char *shape = shape_describe(event, json);
	const char *reason;

	if (json_object_get(json, "getObjectContext"))
		reason = "an event of S3 Object Lambda, which is not "
			 "supported: this function answers to new objects";
	else
		reason =
			shape ? arena_printf(
					&event->arena,
					"no event of S3, SQS, SNS, EventBridge "
					"or S3 Batch Operations: %s",
					shape)
			      : NULL;
	item_fail(event, item, FAILURE_UNSUPPORTED, reason);
}

/* An S3 document, wherever it came from. */
static void take_document(struct event *event, size_t item, const json_t *json,
			  unsigned depth)
{
	const char *source = member_text(json, "source");
	const char *type = member_text(json, "Type");
	const json_t *records = json_object_get(json, "Records");

	if (is_test_event(json)) {
		take_test_event(event, item);
	} else if (source && !strcmp(source, "aws.s3") &&
		   member_text(json, "detail-type")) {
		bridge_record_take(event, item, json);
	} else if (json_is_array(records)) {
		for (size_t i = 0; i < json_array_size(records); i++)
			take_record(event, item, json_array_get(records, i),
				    depth);
	} else if (type && !strcmp(type, "Notification")) {
		take_text(event, item, member_text(json, "Message"), depth);
	} else {
		take_unknown(event, item, json);
	}
}

/* ---- whole events ------------------------------------------------------- */

static bool is_queue(const json_t *json)
{
	const json_t *first =
		json_array_get(json_object_get(json, "Records"), 0);
	const char *source = record_source(first);

	return source && !strcmp(source, "aws:sqs");
}

/*
 * Each message is done or comes again on its own.  One without an id could not
 * be told of, so that the event is refused as a whole.
 */
static void take_queue(struct event *event, const json_t *json)
{
	const json_t *records = json_object_get(json, "Records");

	event->kind = EVENT_QUEUE;
	for (size_t i = 0; i < json_array_size(records); i++) {
		const json_t *record = json_array_get(records, i);
		const char *id = member_text(record, "messageId");
		const char *source = record_source(record);

		if (!id || !source || strcmp(source, "aws:sqs")) {
			event_fail(event, FAILURE_MALFORMED,
				   "an SQS event with a record that is no "
				   "message of SQS with a messageId");
			return;
		}
		if (!item_add(event, id))
			return;
		take_text(event, event->n_items - 1,
			  json_string_value(json_object_get(record, "body")),
			  3);
	}
}

static void take_event(struct event *event, const json_t *json)
{
	if (json_object_get(json, "invocationSchemaVersion") &&
	    json_object_get(json, "tasks")) {
		event->kind = EVENT_BATCH;
		batch_tasks_take(event, json);
	} else if (is_queue(json)) {
		take_queue(event, json);
	} else if (item_add(event, NULL)) {
		take_document(event, 0, json, 3);
		/* Nothing in it was understood: that is the event's failure. */
		if (event->n_records == 1 && event->records->type &&
		    !event->records->bucket)
			event_fail(event, event->records->type,
				   event->records->reason);
	}
}

/* Nothing was begun: the whole event comes again. */
static void event_refuse(struct event *event)
{
	event->failure_type = FAILURE_MEMORY;
	event->failure = "out of memory";
}

bool event_read(struct event *event, const char *text, size_t length)
{
	json_error_t error;
	json_t *json;

	*event = (struct event){ 0 };
	json_watch_begin();
	json = json_watch_load(text, length, JSON_REJECT_DUPLICATES, &error);
	if (json)
		take_event(event, json);
	/* What memory was missing for might be a record, or change its sense.
	 */
	if (json_watch_failed() || event->arena.failed)
		event_refuse(event);
	else if (!json)
		event_fail(event, FAILURE_MALFORMED,
			   arena_printf(&event->arena,
					"the event is not JSON: line %d: %s",
					error.line, error.text));
	json_decref(json);
	return !event->failure;
}

void event_finish(struct event *event)
{
	arena_finish(&event->arena);
	*event = (struct event){ 0 };
}
