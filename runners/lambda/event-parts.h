/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * event-parts.h - what the files that read events share: event.c finds out what
 * an event is, event-record.c reads the single objects in it
 */
#ifndef EVENT_PARTS_H
#define EVENT_PARTS_H

#include "event.h"

#include <jansson.h>

/* A member that is a text; NULL: it is none, or empty. */
const char *member_text(const json_t *object, const char *name);

/* An open record more; NULL without memory, which the event then says. */
struct record *record_add(struct event *event, size_t item);

/* An item more; false without memory, which the event then says. */
bool item_add(struct event *event, const char *id);

/* A record that failed already. */
void item_fail(struct event *event, size_t item, const char *type,
	       const char *reason);

/* The event as a whole is not to be had; the first reason counts. */
void event_fail(struct event *event, const char *type, const char *reason);

/* "an object with hello, world", for messages; NULL without memory. */
const char *shape_describe(struct event *event, const json_t *json);

/* One record of an S3 notification. */
void s3_record_take(struct event *event, size_t item, const json_t *json);

/* An EventBridge event of S3. */
void bridge_record_take(struct event *event, size_t item, const json_t *json);

/* The tasks of S3 Batch Operations, each an item. */
void batch_tasks_take(struct event *event, const json_t *json);

#endif
