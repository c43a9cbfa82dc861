/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz-event.c - events: every one is answered in JSON, whatever became of its
 * records
 */
#include "fuzz.h"

#include "event.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* As the bytes of the event decide. */
static void settle(struct event *event, const uint8_t *bytes, size_t length)
{
	for (size_t i = 0; i < event->n_records; i++) {
		struct record *record = &event->records[i];

		MUST(record->item < event->n_items);
		MUST(record->end == RECORD_FAILED ||
		     record->end == RECORD_SKIPPED ||
		     (record->bucket && record->key && *record->key));
		event_has_newer(event, i);
		switch (bytes[(i * 7) % length] % 3) {
		case 0:
			record_skip(record, "nothing to do");
			break;
		case 1:
			record_fail(record, "Function.Trial", "it failed");
			break;
		default:
			if (record->end == RECORD_OPEN)
				record->end = RECORD_DONE;
		}
	}
}

static void check_reply(const struct event *event)
{
	bool failed;
	const char *type = NULL;
	char *reply = event_reply(event, &failed, &type);
	json_t *json;

	MUST(reply);
	json = json_loads(reply, JSON_DECODE_ANY, NULL);
	MUST(json);
	MUST(!failed || type);
	json_decref(json);
	free(reply);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct event event = { 0 };

	if (!length)
		return 0;
	if (event_read(&event, (const char *)bytes, length)) {
		settle(&event, bytes, length);
		check_reply(&event);
	} else {
		char *reply;

		MUST(event.failure_type && event.failure);
		reply = error_reply(event.failure_type, event.failure);
		MUST(reply);
		free(reply);
	}
	event_finish(&event);
	return 0;
}
