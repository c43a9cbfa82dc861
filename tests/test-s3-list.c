/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-s3-list.c - lists read page after page, and objects kept when told to */
#include "s3-server.h"

#include "s3.h"
#include "store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FINE(status)                                                         \
	{                                                                    \
		DEED_ANSWER, REPLY(status, "Connection: close\r\n", "0", "") \
	}

static struct server server;
static struct outcome outcome;
static struct aws *aws;
static char listed[2000];

static int set_up(void **state)
{
	(void)state;
	*listed = '\0';
	return !outcome_init(&outcome);
}

static int tear_down(void **state)
{
	(void)state;
	aws_destroy(aws);
	aws = NULL;
	server_finish(&server);
	outcome_finish(&outcome);
	return 0;
}

static void start(const struct reply *replies, size_t n)
{
	assert_true(server_start(&server, replies, n));
	s3_environment(server.url);
	aws = s3_client(1);
	assert_non_null(aws);
}

static char answers[4][2000];

/* An answer with that body. */
static struct reply page(size_t index, const char *body)
{
	snprintf(answers[index], sizeof answers[index],
		 "HTTP/1.1 200 OK\r\nConnection: close\r\n"
		 "Content-Length: %zu\r\n\r\n%s",
		 strlen(body), body);
	return (struct reply){ DEED_ANSWER, answers[index] };
}

static bool take(void *context, const struct s3_entry *entry)
{
	size_t length = strlen(listed);

	snprintf(listed + length, sizeof listed - length, "%s%s:%lu|",
		 entry->folder ? "D " : "", entry->key,
		 (unsigned long)entry->size);
	return !context || --*(int *)context;
}

static bool list(const char *prefix, const char *delimiter, int *most)
{
	const struct s3_object object = { .bucket = "bkt", .key = prefix };

	return s3_list(aws, &object, delimiter, take, most, &outcome);
}

#define ENTRY(key, size)                                                \
	"<Contents><Key>" key "</Key><LastModified>2026</LastModified>" \
	"<Size>" size "</Size><Owner><ID>x</ID></Owner></Contents>"

static void all_pages_are_asked_for(void **state)
{
	const struct reply replies[] = {
		page(0,
		     "<R><IsTruncated>true</IsTruncated>" ENTRY(
			     "a/ b1", "5") "<NextContinuationToken>t/1=&amp;</"
					   "NextContinuationToken></R>"),
		page(1, "<R><IsTruncated>true</IsTruncated>"
			"<NextContinuationToken>t2</NextContinuationToken>"
			"</R>"),
		page(2,
		     "<R><IsTruncated>false</IsTruncated>" ENTRY("a/ b2",
								 "0") "</R>"),
	};

	(void)state;
	start(replies, 3);
	if (!list("a/ b", NULL, NULL))
		fail_msg("%s", outcome.reason);
	assert_string_equal(listed, "a/ b1:5|a/ b2:0|");
	server_stop(&server);
	assert_memory_equal(server.seen[0].head,
			    "GET /bkt?encoding-type=url&list-type=2&"
			    "prefix=a%2F%20b HTTP",
			    59);
	assert_memory_equal(server.seen[1].head,
			    "GET /bkt?continuation-token=t%2F1%3D%26&"
			    "encoding-type=url&list-type=2&prefix=",
			    77);
}

static void folders_and_encoded_keys_are_read(void **state)
{
	const struct reply reply =
		page(0,
		     "<R><EncodingType>url</EncodingType>"
		     "<Prefix>ignored</Prefix>"
		     "<CommonPrefixes><Prefix>d%C3%A9/</Prefix>"
		     "</CommonPrefixes>" ENTRY("a+b%2Bc%26d%0A", "7") "</R>");

	(void)state;
	start(&reply, 1);
	assert_true(list("", "/", NULL));
	assert_string_equal(listed, "D d\xC3\xA9/:0|a b+c&d\n:7|");
	server_stop(&server);
	assert_non_null(strstr(server.seen[0].head, "?delimiter=%2F&enc"));
}

static void keys_that_are_not_encoded_are_taken_as_they_are(void **state)
{
	const struct reply reply =
		page(0, "<R>" ENTRY("100%+&lt;1&gt;.png", "7") "</R>");

	(void)state;
	start(&reply, 1);
	assert_true(list("", NULL, NULL));
	assert_string_equal(listed, "100%+<1>.png:7|");
}

static void a_list_may_be_left(void **state)
{
	const struct reply reply =
		page(0, "<R><IsTruncated>true</IsTruncated>" ENTRY("a", "1")
				ENTRY("b", "2") "<NextContinuationToken>t"
						"</NextContinuationToken></R>");
	int most = 1;

	(void)state;
	start(&reply, 1);
	assert_true(list("", NULL, &most));
	assert_string_equal(listed, "a:1|");
}

static void a_list_without_end_is_told(void **state)
{
	static const char body[] =
		"<R><IsTruncated>true</IsTruncated><NextContinuationToken>t"
		"</NextContinuationToken></R>";
	const struct reply replies[] = { page(0, body), page(1, body),
					 page(2, "<R><IsTruncated>true"
						 "</IsTruncated></R>") };

	(void)state;
	start(replies, 3);
	assert_false(list("", NULL, NULL));
	assert_string_equal(outcome.reason, "the server's list does not say "
					    "how it goes on");
	outcome_clear(&outcome);
	assert_false(list("", NULL, NULL));
	server_stop(&server);
	assert_int_equal(server.n_seen, 3);
}

static void broken_lists_are_told(void **state)
{
	const struct reply replies[] = {
		page(0, "<R><Contents><Size>1</Size></Contents></R>"),
		page(1,
		     "<R><EncodingType>url</EncodingType>" ENTRY("a%zz",
								 "1") "</R>"),
		page(2, "<R>" ENTRY("a&b;", "1") "</R>"),
	};

	(void)state;
	start(replies, 3);
	for (int i = 0; i < 3; i++) {
		assert_false(list("", NULL, NULL));
		assert_string_equal(outcome.reason,
				    "the server's list can't be read");
		outcome_clear(&outcome);
	}
}

static void what_is_not_below_the_prefix_is_no_part_of_a_list(void **state)
{
	const struct reply replies[] = {
		page(0, "<R>" ENTRY("in/a", "1") ENTRY("out/b", "1") "</R>"),
		page(1, "<R><CommonPrefixes><Prefix>out/</Prefix>"
			"</CommonPrefixes></R>"),
	};

	(void)state;
	start(replies, 2);
	assert_false(list("in/", NULL, NULL));
	assert_string_equal(outcome.reason, "the server lists out/b, which was "
					    "not asked for");
	outcome_clear(&outcome);
	assert_false(list("in/", "/", NULL));
}

static void a_prefix_with_plus_is_refused(void **state)
{
	(void)state;
	start(NULL, 0);
	assert_false(list("a+b", NULL, NULL));
	assert_memory_equal(outcome.reason,
			    "a prefix with \"+\" can't be listed", 33);
	server_stop(&server);
	assert_int_equal(server.n_seen, 0);
}

/* ---- putting ------------------------------------------------------------ */

static struct s3_upload upload(const char *key, bool keep)
{
	struct s3_upload made = { .object = { .bucket = "bkt", .key = key },
				  .fd = memory_file(),
				  .keep = keep };

	dprintf(made.fd, "%s", key);
	return made;
}

static void what_is_there_is_kept_when_told_to(void **state)
{
	static const struct reply replies[] = { FINE("412 No") };
	struct s3_upload one = upload("k", true);

	(void)state;
	start(replies, 1);
	assert_true(s3_put(aws, &one, 1, &outcome));
	assert_false(one.written);
	close(one.fd);
	server_stop(&server);
	assert_non_null(strstr(server.seen[0].head, "If-None-Match: *\r\n"));
}

static void servers_that_know_no_condition_get_none(void **state)
{
	static const struct reply replies[] = { FINE("501 No"),
						FINE("200 OK") };
	struct s3_upload one = upload("k", true);

	(void)state;
	start(replies, 2);
	assert_true(s3_put(aws, &one, 1, &outcome));
	assert_true(one.written);
	close(one.fd);
	server_stop(&server);
	assert_null(strstr(server.seen[1].head, "If-None-Match"));
}

static void headers_that_a_server_drops_are_left_out(void **state)
{
	static const struct reply replies[] = {
		{ DEED_ANSWER,
		  "HTTP/1.1 403 No\r\nConnection: close\r\n\r\n"
		  "<Error><Code>SignatureDoesNotMatch</Code></Error>" },
		FINE("200 OK"),
	};
	static const struct aws_header metadata[] = { { "mag_min", "1" },
						      { "facts-1", "{}" } };
	struct s3_upload one = upload("k", false);

	(void)state;
	one.metadata = metadata;
	one.n_metadata = 2;
	start(replies, 2);
	assert_true(s3_put(aws, &one, 1, &outcome));
	close(one.fd);
	server_stop(&server);
	assert_non_null(strstr(server.seen[0].head, "x-amz-meta-mag_min: 1"));
	assert_null(strstr(server.seen[1].head, "mag_min"));
	assert_non_null(strstr(server.seen[1].head, "x-amz-meta-facts-1: {}"));
}

static void several_are_put_and_the_failure_named(void **state)
{
	static const struct reply replies[] = { FINE("403 No"),
						FINE("403 No") };
	struct s3_upload both[] = { upload("one", false),
				    upload("two", false) };

	(void)state;
	start(replies, 2);
	assert_false(s3_put(aws, both, 2, &outcome));
	assert_string_equal(outcome.reason,
			    "cannot write s3://bkt/one: the server answers "
			    "403; see what the key's policy allows (reading "
			    "needs s3:GetObject, writing s3:PutObject, lists "
			    "s3:ListBucket)");
	close(both[0].fd);
	close(both[1].fd);
	server_stop(&server);
	assert_int_equal(server.n_seen, 2);
}

static void existence_is_told_apart_from_trouble(void **state)
{
	static const struct reply replies[] = { FINE("200 OK"), FINE("404 No"),
						FINE("403 No"),
						FINE("500 No") };
	const struct s3_object object = { .bucket = "bkt", .key = "k" };

	(void)state;
	start(replies, 4);
	assert_int_equal(s3_exists(aws, &object, &outcome), S3_THERE);
	assert_int_equal(s3_exists(aws, &object, &outcome), S3_ABSENT);
	assert_null(outcome.reason);
	assert_int_equal(s3_exists(aws, &object, &outcome), S3_FORBIDDEN);
	assert_string_equal(outcome.reason,
			    "the server answers 403; see what the key's policy "
			    "allows (reading needs s3:GetObject, writing "
			    "s3:PutObject, lists s3:ListBucket)");
	outcome_finish(&outcome);
	assert_true(outcome_init(&outcome));
	assert_int_equal(s3_exists(aws, &object, &outcome), S3_UNTOLD);
	assert_string_equal(outcome.reason, "the server answers 500");
}

#define TEST(function) \
	cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(all_pages_are_asked_for),
		TEST(folders_and_encoded_keys_are_read),
		TEST(keys_that_are_not_encoded_are_taken_as_they_are),
		TEST(a_list_may_be_left),
		TEST(a_list_without_end_is_told),
		TEST(broken_lists_are_told),
		TEST(what_is_not_below_the_prefix_is_no_part_of_a_list),
		TEST(a_prefix_with_plus_is_refused),
		TEST(what_is_there_is_kept_when_told_to),
		TEST(servers_that_know_no_condition_get_none),
		TEST(headers_that_a_server_drops_are_left_out),
		TEST(several_are_put_and_the_failure_named),
		TEST(existence_is_told_apart_from_trouble),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
