/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-s3-retry.c - servers that fail, and what becomes of requests to them */
#include "s3-talk.h"

#include "clock.h"
#include "store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fftpipe/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KMS "x-amz-server-side-encryption: aws:kms\r\n"
#define BUSY                                                   \
	{                                                      \
		DEED_ANSWER, REPLY("503 Busy", CLOSE, "0", "") \
	}
#define CONFLICT                                                           \
	{                                                                  \
		DEED_ANSWER, FAULT("409 No", "ConditionalRequestConflict") \
	}
#define FAULT(status, code)                                \
	"HTTP/1.1 " status "\r\nConnection: close\r\n\r\n" \
	"<Error><Code>" code "</Code><Message>So it is.</Message></Error>"

/* ---- what passes -------------------------------------------------------- */

static void a_try_that_fails_is_followed_by_another(void **state)
{
	static const struct reply faults[][2] = {
		{ BUSY, GOOD },
		{ { DEED_ANSWER, REPLY("500 No", CLOSE, "0", "") }, GOOD },
		{ { DEED_ANSWER, REPLY("502 No", CLOSE, "0", "") }, GOOD },
		{ { DEED_ANSWER, REPLY("504 No", CLOSE, "0", "") }, GOOD },
		{ { DEED_ANSWER, REPLY("429 No", CLOSE, "0", "") }, GOOD },
		{ { DEED_ANSWER, FAULT("400 No", "RequestTimeout") }, GOOD },
		{ { DEED_ANSWER, FAULT("400 No", "SlowDown") }, GOOD },
		{ { DEED_RESET, NULL }, GOOD },
		{ { DEED_HANG_UP, NULL }, GOOD },
		{ { DEED_RESET, "HTTP/1.1 200 OK\r\nContent-" }, GOOD },
		{ { DEED_HANG_UP, REPLY("200 OK", HELLO, "5", "hel") }, GOOD },
		{ { DEED_RESET, REPLY("200 OK", HELLO, "5", "hell") }, GOOD },
		{ { DEED_HANG_UP, "HTTP/1.1 200 OK\r\nTransfer-Encoding: "
				  "chunked\r\n\r\n3\r\nhel\r\n" },
		  GOOD },
		{ { DEED_ANSWER, REPLY("200 OK", HELLO, "5", "jello") }, GOOD },
	};

	(void)state;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		START(faults[i], 2);
		assert_hello(talk_get());
		assert_int_equal(about.answer.tries, 2);
		assert_seen(2);
		talk_tear_down(NULL);
		talk_set_up(NULL);
	}
}

static void a_stalled_answer_is_given_up_and_asked_for_again(void **state)
{
	static const struct reply replies[] = {
		{ DEED_STALL, REPLY("200 OK", HELLO, "5", "he") },
		{ DEED_STALL, NULL },
		GOOD,
	};

	(void)state;
	START(replies, 3);
	assert_hello(talk_get());
	assert_seen(3);
}

static void a_longer_body_of_a_failed_try_leaves_nothing(void **state)
{
	static const struct reply replies[] = {
		{ DEED_HANG_UP, REPLY("200 OK", "", "50", "0123456789") },
		GOOD,
	};
	char text[20];
	int fd;

	(void)state;
	START(replies, 2);
	fd = talk_get();
	assert_int_equal(pread(fd, text, sizeof text, 0), 5);
	assert_hello(fd);
}

static void an_upload_is_sent_again_from_its_beginning(void **state)
{
	static const struct reply replies[] = {
		{ DEED_KEEP, REPLY("200 OK", "", "0", "") },
		{ DEED_RESET, NULL }, /* the kept connection was dead */
		BUSY,
		{ DEED_ANSWER, REPLY("200 OK", CLOSE, "0", "") },
	};
	struct s3_upload upload = { .object = object };

	(void)state;
	START(replies, 4);
	upload.fd = memory_file();
	dprintf(upload.fd, "all of it");
	assert_true(s3_put(aws, &upload, 1, &outcome));
	assert_true(s3_put(aws, &upload, 1, &outcome));
	assert_true(upload.written);
	close(upload.fd);
	server_stop(&server);
	assert_int_equal(server.n_seen, 4);
	for (size_t i = 0; i < server.n_seen; i++)
		assert_string_equal(server.seen[i].body, "all of it");
}

/* With --no-clobber, while somebody else puts it: 409 is neither yes nor no. */
static void a_put_that_meets_another_is_sent_again(void **state)
{
	static const struct {
		struct reply replies[2];
		bool fine, written;
	} cases[] = {
		{ { CONFLICT,
		    { DEED_ANSWER, REPLY("200 OK", CLOSE, "0", "") } },
		  true,
		  true },
		{ { CONFLICT,
		    { DEED_ANSWER, FAULT("412 No", "PreconditionFailed") } },
		  true,
		  false },
		{ { CONFLICT, CONFLICT }, false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct s3_upload upload = { .object = object, .keep = true };

		START(cases[i].replies, 2);
		upload.fd = memory_file();
		dprintf(upload.fd, "all of it");
		assert_int_equal(s3_put(aws, &upload, 1, &outcome),
				 cases[i].fine);
		assert_int_equal(upload.written, cases[i].written);
		close(upload.fd);
		assert_seen(2);
		if (i == 2)
			assert_non_null(strstr(outcome.reason,
					       "409 ConditionalRequestConflict"
					       ": So it is (2 tries)"));
		talk_tear_down(NULL);
		talk_set_up(NULL);
	}
}

static void connections_are_kept_between_requests(void **state)
{
	static const struct reply replies[] = {
		{ DEED_KEEP, REPLY("200 OK", HELLO, "5", "hello") },
		{ DEED_KEEP, REPLY("404 No", "", "0", "") },
		{ DEED_KEEP, REPLY("200 OK", HELLO, "5", "hello") },
	};
	int fd;

	(void)state;
	START(replies, 1);
	assert_hello(talk_get());
	assert_int_equal(talk_get(), -1);
	outcome_clear(&outcome);
	fd = talk_get();
	assert_hello(fd);
	aws_destroy(aws);
	aws = NULL;
	assert_seen(3);
	assert_int_equal(server.n_connections, 1);
}

/* ---- what does not ------------------------------------------------------ */

static void tries_come_to_an_end(void **state)
{
	static const struct reply replies[] = { BUSY, BUSY, BUSY, GOOD };

	(void)state;
	START(replies, 3);
	assert_int_equal(talk_get(), -1);
	assert_string_equal(outcome.reason, "the server answers 503 (3 tries)");
	assert_int_equal(about.answer.status, 503);
	assert_seen(3);
}

static void nothing_is_begun_behind_the_deadline(void **state)
{
	static const struct reply replies[] = { GOOD };
	struct s3_object late = object;

	(void)state;
	START(replies, 4);
	late.deadline = clock_seconds() - 1;
	assert_int_equal(s3_get(aws, &late, 9, &about, &outcome), -1);
	assert_string_equal(outcome.reason, "there is no time left for it");
	assert_seen(0);
}

static void the_deadline_ends_a_try_and_its_followers(void **state)
{
	static const struct reply replies[] = { { DEED_STALL, NULL }, GOOD };
	struct s3_object soon = object;

	(void)state;
	START(replies, 4);
	soon.deadline = clock_seconds() + 0.3;
	assert_int_equal(s3_get(aws, &soon, 9, &about, &outcome), -1);
	assert_int_equal(about.answer.status, 0);
	assert_seen(1);
}

static bool stop_at_once(void *context)
{
	(void)context;
	return true;
}

static void waiting_ends_when_told_to(void **state)
{
	static const struct reply replies[] = { { DEED_STALL, NULL } };
	const struct aws_options options = { .stop = stop_at_once };

	(void)state;
	START(replies, 4);
	aws_destroy(aws);
	aws = aws_create(&options, &outcome);
	assert_int_equal(talk_get(), -1);
	assert_int_equal(outcome.status, FFTPIPE_ECANCELED);
}

/* Answers that stay the same, with what is said of them. */
static void answers_that_would_not_change_are_final(void **state)
{
	static const struct {
		struct reply reply;
		const char *reason;
	} faults[] = {
		{ { DEED_ANSWER, FAULT("404 Not Found", "NoSuchKey") },
		  "the server answers 404 NoSuchKey: So it is; see the key "
		  "(that of a prefix ends in \"/\")" },
		{ { DEED_ANSWER, FAULT("404 Not Found", "NoSuchBucket") },
		  "the server answers 404 NoSuchBucket: So it is; see the "
		  "bucket's name, and the endpoint" },
		{ { DEED_ANSWER, FAULT("412 No", "PreconditionFailed") },
		  "the server answers 412 PreconditionFailed: So it is" },
		{ { DEED_ANSWER, FAULT("403 No", "SignatureDoesNotMatch") },
		  "the server answers 403 SignatureDoesNotMatch: So it is; see "
		  "AWS_SECRET_ACCESS_KEY or the profile" },
		{ { DEED_ANSWER, FAULT("403 No", "InvalidAccessKeyId") },
		  "the server answers 403 InvalidAccessKeyId: So it is; see "
		  "AWS_ACCESS_KEY_ID or the profile" },
		{ { DEED_ANSWER, "HTTP/1.1 400 Bad\r\n" CLOSE "\r\n"
				 "{\"__type\": \"com.amazonaws.sqs#Gone\", "
				 "\"message\": \"It is gone.\"}" },
		  "the server answers 400 Gone: It is gone" },
		{ { DEED_ANSWER, "HTTP/1.1 302 Found\r\n" CLOSE
				 "Location: http://127.0.0.1:1/\r\n\r\n" },
		  "the server answers 302" },
		{ { DEED_ANSWER, "HTTP/1.1 200 OK\r\n" CLOSE "\r\nhello" },
		  "the server does not say how long its answer is, so that "
		  "nobody can tell whether it is complete" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		talk_start(&faults[i].reply, 1, 4);
		assert_int_equal(talk_get(), -1);
		assert_string_equal(outcome.reason, faults[i].reason);
		assert_seen(1);
		talk_tear_down(NULL);
		talk_set_up(NULL);
	}
}

static void nothing_that_is_too_large_is_taken(void **state)
{
	static const struct reply announced[] = {
		{ DEED_STALL, "HTTP/1.1 200 OK\r\nContent-Length: "
			      "99999999999999\r\n\r\n" },
	};
	static const struct reply chunked[] = {
		{ DEED_STALL, "HTTP/1.1 200 OK\r\nTransfer-Encoding: "
			      "chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n" },
	};

	(void)state;
	START(announced, 4);
	assert_int_equal(s3_get(aws, &object, 5, &about, &outcome), -1);
	assert_string_equal(outcome.reason,
			    "it has more than 5 bytes, the limit; raise it "
			    "with [limits] memory");
	assert_seen(1);
	talk_tear_down(NULL);
	talk_set_up(NULL);
	START(chunked, 4);
	assert_int_equal(s3_get(aws, &object, 5, &about, &outcome), -1);
	assert_non_null(strstr(outcome.reason, "more than 5 bytes"));
	assert_seen(1);
}

static void etags_that_are_no_checksums_are_left_alone(void **state)
{
	static const char *const heads[] = {
		"ETag: \"00000000000000000000000000000000-2\"\r\n",
		KMS "ETag: \"00000000000000000000000000000000\"\r\n",
		"ETag: \"0123\"\r\n",
		"",
	};
	char text[300];
	struct reply reply = { DEED_ANSWER, text };

	(void)state;
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		snprintf(text, sizeof text,
			 "HTTP/1.1 200 OK\r\n" CLOSE "%sContent-Length: "
			 "5\r\n\r\nhello",
			 heads[i]);
		talk_start(&reply, 1, 1);
		assert_hello(talk_get());
		talk_tear_down(NULL);
		talk_set_up(NULL);
	}
}

static void another_version_than_the_one_asked_for_is_refused(void **state)
{
	static const struct reply replies[] = {
		{ DEED_ANSWER,
		  REPLY("200 OK", CLOSE "x-amz-version-id: one\r\n", "5",
			"hello") },
		{ DEED_ANSWER,
		  REPLY("200 OK", CLOSE "x-amz-version-id: two\r\n", "5",
			"hello") },
	};
	const struct s3_object one = { .bucket = "bkt",
				       .key = "a.png",
				       .version = "one" };

	(void)state;
	START(replies, 1);
	assert_hello(s3_get(aws, &one, 1000, &about, &outcome));
	assert_int_equal(s3_get(aws, &one, 1000, &about, &outcome), -1);
	assert_string_equal(outcome.reason, "version one was asked for, and "
					    "the server gives two");
	assert_seen(2);
}

static void nobody_there_is_told(void **state)
{
	(void)state;
	START(((const struct reply[]){ GOOD }), 1);
	server_stop(&server);
	assert_int_equal(talk_get(), -1);
	assert_memory_equal(outcome.reason, "the server: ", 12);
}

#define TEST(function) \
	cmocka_unit_test_setup_teardown(function, talk_set_up, talk_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_try_that_fails_is_followed_by_another),
		TEST(a_stalled_answer_is_given_up_and_asked_for_again),
		TEST(a_longer_body_of_a_failed_try_leaves_nothing),
		TEST(an_upload_is_sent_again_from_its_beginning),
		TEST(a_put_that_meets_another_is_sent_again),
		TEST(connections_are_kept_between_requests),
		TEST(tries_come_to_an_end),
		TEST(nothing_is_begun_behind_the_deadline),
		TEST(the_deadline_ends_a_try_and_its_followers),
		TEST(waiting_ends_when_told_to),
		TEST(answers_that_would_not_change_are_final),
		TEST(nothing_that_is_too_large_is_taken),
		TEST(etags_that_are_no_checksums_are_left_alone),
		TEST(another_version_than_the_one_asked_for_is_refused),
		TEST(nobody_there_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
