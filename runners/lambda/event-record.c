/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * event-record.c - single objects as S3, EventBridge and S3 Batch Operations
 * write them down
 */
#include "event-parts.h"

#include "message.h"
#include "uri.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *keep(struct event *event, const char *text)
{
	return text ? arena_strdup(&event->arena, text) : NULL;
}

/* A text of the event that is fit for a message, in it. */
static const char *shown(struct event *event, const char *text)
{
	char *safe = text_printable(text);
	const char *copy = safe ? arena_strdup(&event->arena, safe) : NULL;

	free(safe);
	return copy ? copy : "";
}

/*
 * Name the object: `key` as it is written, form-encoded or raw.  False after
 * the record was failed.
 */
static bool name_object(struct event *event, struct record *record,
			const char *bucket, const char *key, bool encoded)
{
	const char *refusal;

	if (!bucket || !key) {
		record_fail(record, FAILURE_MALFORMED,
			    bucket ? "a record without the object's key"
				   : "a record without the bucket's name");
		return false;
	}
	record->bucket = keep(event, bucket);
	record->key = encoded ? uri_decode_form(&event->arena, key)
			      : keep(event, key);
	if (!record->bucket || !record->key) {
		record->key = keep(event, key);
		record_fail(record, FAILURE_MALFORMED,
			    arena_printf(&event->arena,
					 "the key \"%s\" is not form-encoded",
					 shown(event, key)));
		return false;
	}
	refusal = key_refusal(record->key);
	if (refusal)
		record_fail(record, FAILURE_MALFORMED,
			    arena_printf(&event->arena, "the key \"%s\" %s",
					 shown(event, record->key), refusal));
	return !refusal;
}

/* Sizes beyond any object's are no sizes. */
static int64_t member_size(const json_t *object)
{
	const json_t *size = json_object_get(object, "size");

	return json_is_integer(size) && json_integer_value(size) >= 0
		       ? (int64_t)json_integer_value(size)
		       : -1;
}

/* ETags have no quotes in events; on the way from elsewhere they may. */
static const char *bare_etag(struct event *event, const char *etag)
{
	size_t length = etag ? strlen(etag) : 0;

	if (length > 2 && etag[0] == '"' && etag[length - 1] == '"')
		return arena_strndup(&event->arena, etag + 1, length - 2);
	return keep(event, etag);
}

/* ---- S3 notifications --------------------------------------------------- */

/* Minor versions only add; another major one may mean anything. */
static bool version_known(const char *version)
{
	return version && !strncmp(version, "2.", 2);
}

void s3_record_take(struct event *event, size_t item, const json_t *json)
{
	static const char created[] = "ObjectCreated:";
	const json_t *s3 = json_object_get(json, "s3");
	const json_t *object = json_object_get(s3, "object");
	const char *name = member_text(json, "eventName");
	const char *version = member_text(json, "eventVersion");
	struct record *record = record_add(event, item);

	if (!record)
		return;
	record->version = keep(event, member_text(object, "versionId"));
	record->etag = bare_etag(event, member_text(object, "eTag"));
	record->region = keep(event, member_text(json, "awsRegion"));
	record->sequencer = keep(event, member_text(object, "sequencer"));
	record->size = member_size(object);
	if (!version_known(version)) {
		record_fail(record, FAILURE_UNSUPPORTED,
			    arena_printf(&event->arena,
					 "an S3 record of version \"%s\"; 2.x "
					 "is known",
					 version ? shown(event, version) : ""));
		return;
	}
	if (!name_object(event, record,
			 member_text(json_object_get(s3, "bucket"), "name"),
			 member_text(object, "key"), true))
		return;
	if (!name)
		record_fail(record, FAILURE_MALFORMED,
			    "a record without an event name");
	else if (strncmp(name, created, strlen(created)))
		record_skip(record, arena_printf(&event->arena,
						 "%s brings no new object",
						 shown(event, name)));
}

/* ---- EventBridge -------------------------------------------------------- */

void bridge_record_take(struct event *event, size_t item, const json_t *json)
{
	const json_t *detail = json_object_get(json, "detail");
	const json_t *object = json_object_get(detail, "object");
	const char *type = member_text(json, "detail-type");
	const char *etag = member_text(object, "etag");
	struct record *record = record_add(event, item);

	if (!record)
		return;
	record->version = keep(event, member_text(object, "version-id"));
	record->etag =
		bare_etag(event, etag ? etag : member_text(object, "eTag"));
	record->region = keep(event, member_text(json, "region"));
	record->sequencer = keep(event, member_text(object, "sequencer"));
	record->size = member_size(object);
	/* Unlike in notifications, this key is as it is. */
	if (!name_object(event, record,
			 member_text(json_object_get(detail, "bucket"), "name"),
			 member_text(object, "key"), false))
		return;
	if (strcmp(type, "Object Created"))
		record_skip(record, arena_printf(&event->arena,
						 "\"%s\" brings no new object",
						 shown(event, type)));
}

/* ---- S3 Batch Operations ------------------------------------------------ */

/* "arn:aws:s3:::bucket" */
static const char *bucket_of_arn(const char *arn)
{
	const char *name = arn;

	for (int i = 0; name && i < 5; i++) {
		name = strchr(name, ':');
		name = name ? name + 1 : NULL;
	}
	return name && *name ? name : NULL;
}

/*
 * A manifest's keys are form-encoded under schema 1.0.  Whether they are under
 * 2.0 too is written nowhere: the key as it is comes second.
 */
static void take_task(struct event *event, const json_t *task, bool second)
{
	const char *key = member_text(task, "s3Key");
	const char *bucket = member_text(task, "s3Bucket");
	struct record *record = record_add(event, event->n_items - 1);
	const char *decoded;

	if (!record)
		return;
	if (!bucket)
		bucket = bucket_of_arn(member_text(task, "s3BucketArn"));
	record->version = keep(event, member_text(task, "s3VersionId"));
	decoded = second && key ? uri_decode_form(&event->arena, key) : NULL;
	if (second && key && (!decoded || key_refusal(decoded))) {
		name_object(event, record, bucket, key, false);
		return;
	}
	if (!name_object(event, record, bucket, key, true))
		return;
	if (decoded && strcmp(decoded, key) != 0)
		record->raw_key = keep(event, key);
}

void batch_tasks_take(struct event *event, const json_t *json)
{
	const char *schema = member_text(json, "invocationSchemaVersion");
	const json_t *tasks = json_object_get(json, "tasks");
	bool second = schema && !strncmp(schema, "2.", 2);

	event->schema = keep(event, schema);
	event->invocation = keep(event, member_text(json, "invocationId"));
	if (!schema || (!second && strncmp(schema, "1.", 2) != 0)) {
		event_fail(event, FAILURE_UNSUPPORTED,
			   arena_printf(&event->arena,
					"S3 Batch Operations of schema \"%s\"; "
					"1.0 and 2.0 are known",
					schema ? shown(event, schema) : ""));
		return;
	}
	for (size_t i = 0; i < json_array_size(tasks); i++) {
		const json_t *task = json_array_get(tasks, i);
		const char *id = member_text(task, "taskId");

		if (!id) {
			event_fail(event, FAILURE_MALFORMED,
				   "a task without a taskId");
			return;
		}
		if (!item_add(event, id))
			return;
		take_task(event, task, second);
	}
}

/* ---- order -------------------------------------------------------------- */

/*
 * Sequencers are hexadecimal numbers of any length: the shorter one counts as
 * padded with zeros in front.
 */
static int sequencer_compare(const char *a, const char *b)
{
	size_t length_a, length_b;

	a += strspn(a, "0");
	b += strspn(b, "0");
	length_a = strlen(a);
	length_b = strlen(b);
	if (length_a != length_b)
		return length_a < length_b ? -1 : 1;
	return strcasecmp(a, b);
}

/*
 * A malformed record may lack any of these.  What was skipped, such as the
 * removal of an old version, makes no other record old.
 */
static bool is_ordered(const struct record *record)
{
	return record->bucket && record->key && record->sequencer &&
	       record->end != RECORD_SKIPPED;
}

bool event_has_newer(const struct event *event, size_t index)
{
	const struct record *old = &event->records[index];

	for (size_t i = 0; is_ordered(old) && i < event->n_records; i++) {
		const struct record *other = &event->records[i];

		if (i != index && is_ordered(other) &&
		    !strcmp(other->key, old->key) &&
		    !strcmp(other->bucket, old->bucket) &&
		    sequencer_compare(other->sequencer, old->sequencer) > 0)
			return true;
	}
	return false;
}
