/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-lambda-event.c - events read into records, ends told in answers */
#include "event.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define RECORD(key, more)                                         \
	"{\"eventVersion\":\"2.1\",\"eventSource\":\"aws:s3\","   \
	"\"awsRegion\":\"eu-central-1\","                         \
	"\"eventName\":\"ObjectCreated:Put\",\"s3\":{\"bucket\":" \
	"{\"name\":\"pictures\"},\"object\":{\"key\":\"" key "\"" more "}}}"
#define RECORDS(list) "{\"Records\":[" list "]}"

static void read_event(struct event *event, const char *text)
{
	event_read(event, text, strlen(text));
}

/* The answer, which is `wanted` to the letter. */
static void assert_reply(struct event *event, bool failed, const char *wanted)
{
	const char *type;
	bool is_failed;
	char *reply = event_reply(event, &is_failed, &type);

	assert_non_null(reply);
	assert_string_equal(reply, wanted);
	assert_int_equal(is_failed, failed);
	free(reply);
	event_finish(event);
}

static void a_record_brings_all_that_is_known_of_an_object(void **state)
{
	struct event event;
	const struct record *record;

	(void)state;
	read_event(&event,
		   RECORDS(RECORD("a%20b+c%2B.png",
				  ",\"size\":7,\"eTag\":\"\\\"e\\\"\","
				  "\"versionId\":\"v\",\"sequencer\":\"0A\"")));
	assert_null(event.failure);
	assert_int_equal(event.n_records, 1);
	record = event.records;
	assert_string_equal(record->bucket, "pictures");
	assert_string_equal(record->key, "a b c+.png");
	assert_string_equal(record->etag, "e");
	assert_string_equal(record->version, "v");
	assert_string_equal(record->region, "eu-central-1");
	assert_string_equal(record->sequencer, "0A");
	assert_int_equal(record->size, 7);
	assert_int_equal(record->end, RECORD_OPEN);
	event_finish(&event);
}

static void what_is_not_told_is_unknown(void **state)
{
	struct event event;

	(void)state;
	read_event(&event, RECORDS(RECORD("a.png", "")));
	assert_int_equal(event.records[0].size, -1);
	assert_null(event.records[0].etag);
	assert_null(event.records[0].version);
	assert_null(event.records[0].sequencer);
	event_finish(&event);
}

static void keys_that_cannot_be_asked_for_fail(void **state)
{
	static const char *const keys[] = {
		RECORDS(RECORD("a%2", "")),
		RECORDS(RECORD("a%00b", "")),
		RECORDS(RECORD("%ff", "")),
		RECORDS(RECORD("a/../b", "")),
	};

	(void)state;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		struct event event;

		read_event(&event, keys[i]);
		assert_int_equal(event.n_records, 1);
		assert_int_equal(event.records[0].end, RECORD_FAILED);
		event_finish(&event);
	}
}

static void sequencers_are_numbers_of_any_length(void **state)
{
	struct event event;

	(void)state;
	read_event(&event,
		   RECORDS(RECORD("a.png", ",\"sequencer\":\"FF\"") "," RECORD(
			   "a.png",
			   ",\"sequencer\":\"0100\"") "," RECORD("b.png",
								 ",\"sequencer"
								 "\":\"01\"")));
	assert_int_equal(event.n_records, 3);
	assert_true(event_has_newer(&event, 0));
	assert_false(event_has_newer(&event, 1));
	assert_false(event_has_newer(&event, 2));
	event_finish(&event);
}

static void a_record_that_brings_nothing_makes_none_old(void **state)
{
	static const char removal[] =
		"{\"eventVersion\":\"2.1\",\"eventSource\":\"aws:s3\","
		"\"eventName\":\"ObjectRemoved:Delete\",\"s3\":{\"bucket\":"
		"{\"name\":\"pictures\"},\"object\":{\"key\":\"a.png\","
		"\"versionId\":\"old\",\"sequencer\":\"02\"}}}";
	struct event event;
	char text[1024];

	(void)state;
	snprintf(text, sizeof text, RECORDS("%s,%s"),
		 RECORD("a.png", ",\"sequencer\":\"01\""), removal);
	read_event(&event, text);
	assert_int_equal(event.n_records, 2);
	assert_int_equal(event.records[1].end, RECORD_SKIPPED);
	assert_false(event_has_newer(&event, 0));
	event_finish(&event);
}

static void a_plain_event_fails_with_its_first_record(void **state)
{
	struct event event;

	(void)state;
	read_event(&event,
		   RECORDS(RECORD("a.png", "") "," RECORD("b.png", "")));
	event.records[0].end = RECORD_DONE;
	record_fail(&event.records[1], "Function.JobFailed", "a \"reason\"");
	record_fail(&event.records[1], "Function.Other", "too late");
	assert_reply(&event, true,
		     "{\"errorMessage\":\"1 of 2 records failed; the first: a "
		     "\\\"reason\\\"\",\"errorType\":\"Function.JobFailed\","
		     "\"stackTrace\":[]}");
}

static void messages_fail_one_by_one(void **state)
{
	struct event event;

	(void)state;
	read_event(&event,
		   RECORDS("{\"eventSource\":\"aws:sqs\",\"messageId\":\"1\","
			   "\"body\":\"{\\\"Records\\\":[]}\"},"
			   "{\"eventSource\":\"aws:sqs\",\"messageId\":\"2\","
			   "\"body\":\"nonsense\"}"));
	assert_int_equal(event.kind, EVENT_QUEUE);
	assert_int_equal(event.n_items, 2);
	assert_reply(&event, false,
		     "{\"batchItemFailures\":[{\"itemIdentifier\":\"2\"}]}");
}

static void messages_without_an_id_are_refused_together(void **state)
{
	struct event event;

	(void)state;
	read_event(&event,
		   RECORDS("{\"eventSource\":\"aws:sqs\",\"body\":\"{}\"}"));
	assert_string_equal(event.failure_type, FAILURE_MALFORMED);
	event_finish(&event);
}

static void tasks_are_told_what_may_pass(void **state)
{
	struct event event;

	(void)state;
	read_event(
		&event,
		"{\"invocationSchemaVersion\":\"2.0\",\"invocationId\":\"i\","
		"\"tasks\":[{\"taskId\":\"t\",\"s3Key\":\"a+b\","
		"\"s3Bucket\":\"pictures\",\"s3VersionId\":null}]}");
	assert_string_equal(event.records[0].key, "a b");
	assert_string_equal(event.records[0].raw_key, "a+b");
	record_fail(&event.records[0], "Function.JobFailed", "no network");
	event.records[0].passing = true;
	assert_reply(&event, false,
		     "{\"invocationSchemaVersion\":\"2.0\","
		     "\"treatMissingKeysAs\":\"PermanentFailure\","
		     "\"invocationId\":\"i\",\"results\":[{\"taskId\":\"t\","
		     "\"resultCode\":\"TemporaryFailure\","
		     "\"resultString\":\"no network\"}]}");
}

static void a_result_of_a_task_is_cut_at_a_key(void **state)
{
	const char *outputs[40];
	struct event event;
	const char *type;
	char key[102];
	bool failed;
	char *reply;

	(void)state;
	memset(key, 'k', sizeof key - 1);
	key[sizeof key - 1] = '\0';
	for (size_t i = 0; i < 40; i++)
		outputs[i] = key;
	read_event(
		&event,
		"{\"invocationSchemaVersion\":\"1.0\",\"tasks\":[{\"taskId\":"
		"\"t\",\"s3Key\":\"a\",\"s3BucketArn\":\"arn:aws:s3:::b\"}]}");
	assert_string_equal(event.records[0].bucket, "b");
	event.records[0].end = RECORD_DONE;
	event.records[0].outputs = outputs;
	event.records[0].n_outputs = 40;
	reply = event_reply(&event, &failed, &type);
	assert_non_null(reply);
	assert_true(strlen(reply) < 1300);
	assert_non_null(strstr(reply, "kk\"}]"));
	free(reply);
	event_finish(&event);
}

static void what_is_no_event_is_described(void **state)
{
	struct event event;

	(void)state;
	read_event(&event, "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6}");
	assert_string_equal(event.failure_type, FAILURE_UNSUPPORTED);
	assert_string_equal(event.failure,
			    "no event of S3, SQS, SNS, EventBridge or S3 Batch "
			    "Operations: an object with a, b, c, d, e, ...");
	event_finish(&event);
	read_event(&event, "");
	assert_string_equal(event.failure_type, FAILURE_MALFORMED);
	event_finish(&event);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_record_brings_all_that_is_known_of_an_object),
		cmocka_unit_test(what_is_not_told_is_unknown),
		cmocka_unit_test(keys_that_cannot_be_asked_for_fail),
		cmocka_unit_test(sequencers_are_numbers_of_any_length),
		cmocka_unit_test(a_record_that_brings_nothing_makes_none_old),
		cmocka_unit_test(a_plain_event_fails_with_its_first_record),
		cmocka_unit_test(messages_fail_one_by_one),
		cmocka_unit_test(messages_without_an_id_are_refused_together),
		cmocka_unit_test(tasks_are_told_what_may_pass),
		cmocka_unit_test(a_result_of_a_task_is_cut_at_a_key),
		cmocka_unit_test(what_is_no_event_is_described),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
