/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * event.h - from the text of an event to records: which objects are new, and
 * who is told how each of them ended
 *
 * S3 notifications, alone or inside SQS, SNS and EventBridge, and the tasks of
 * S3 Batch Operations.  What is not understood is never taken for done.
 */
#ifndef EVENT_H
#define EVENT_H

#include "arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum event_kind {
	EVENT_PLAIN, /* done as a whole: S3, SNS, EventBridge */
	EVENT_QUEUE, /* SQS: each message is an item */
	EVENT_BATCH  /* S3 Batch Operations: each task is an item */
};

enum record_end {
	RECORD_OPEN,
	RECORD_DONE,
	RECORD_SKIPPED, /* nothing was to be done: that is success */
	RECORD_FAILED
};

/* A new object, and what became of it. */
struct record {
	const char *bucket, *key;
	const char *raw_key; /* to be tried when `key` isn't there, or NULL */
	const char *version, *etag; /* NULL: not told */
	const char *region;         /* NULL: not told */
	const char *sequencer;      /* NULL: not told */
	int64_t size;               /* -1: not told */
	size_t item;                /* which item it belongs to */

	enum record_end end;
	const char *reason;   /* of skipping or failing */
	const char *type;     /* of a failure: "Function.Something" */
	bool passing;         /* a failure that may pass by itself */
	const char **outputs; /* keys */
	size_t n_outputs;
	double seconds;
};

/* What the sender wants to hear of on its own. */
struct item {
	const char *id; /* messageId, taskId; NULL: an EVENT_PLAIN's only one */
};

/* Starts as { 0 }. */
struct event {
	struct arena arena;
	enum event_kind kind;
	struct item *items;
	size_t n_items;
	struct record *records;
	size_t n_records;
	/* Of S3 Batch Operations, for the answer. */
	const char *schema, *invocation;
	/* Why nothing could be made of it: "Function.Something" and a sentence.
	 */
	const char *failure_type, *failure;
};

#define FAILURE_UNSUPPORTED "Function.UnsupportedEvent"
#define FAILURE_MALFORMED   "Function.MalformedEvent"
#define FAILURE_MEMORY      "Function.OutOfMemory"

/* Read an event; false when event->failure says why not. */
bool event_read(struct event *event, const char *text, size_t length);

void event_finish(struct event *event);

/* Settle a record: the first end counts.  `reason` must live as long. */
void record_skip(struct record *record, const char *reason);
void record_fail(struct record *record, const char *type, const char *reason);

/* Does record `index` come before a newer one of the same object here? */
bool event_has_newer(const struct event *event, size_t index);

/*
 * reply.c: the answer's JSON, to be freed; NULL without memory.  *failed says
 * whether it is to be sent as an error, whose type is then in *type.
 */
char *event_reply(const struct event *event, bool *failed, const char **type);

/* The JSON of an error: {"errorMessage", "errorType", "stackTrace"}. */
char *error_reply(const char *type, const char *message);

#endif
