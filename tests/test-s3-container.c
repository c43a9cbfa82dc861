/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-s3-container.c - keys that a container's role gives, and that expire */
#include "s3-server.h"

#include "credentials.h"
#include "s3.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ROLE_KEY "ASIAIOSFODNN7EXAMPLE"

static struct server server;
static struct outcome outcome;
static struct credentials found;

static int set_up(void **state)
{
	(void)state;
	s3_environment(NULL);
	found = (struct credentials){ 0 };
	return !outcome_init(&outcome);
}

static int tear_down(void **state)
{
	(void)state;
	credentials_finish(&found);
	server_finish(&server);
	outcome_finish(&outcome);
	return 0;
}

static bool find(void)
{
	const struct profile none = { 0 };

	return credentials_find(&found, &none, 5, &outcome);
}

/* ---- the container ------------------------------------------------------ */

#define JSON_HEAD "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
#define ROLE(expires)                                                      \
	JSON_HEAD "{\"AccessKeyId\": \"" ROLE_KEY                          \
		  "\", \"SecretAccessKey\": \"s\", \"Token\": \"role+t\"," \
		  " \"Expiration\": \"" expires "\"}"

static void start_container(const struct reply *replies, size_t n)
{
	char url[100];

	assert_true(server_start(&server, replies, n));
	snprintf(url, sizeof url, "%s/get-credentials?a=b", server.url);
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", url, 1);
}

static void a_containers_role_gives_keys_that_expire(void **state)
{
	static const struct reply reply = { DEED_ANSWER,
					    ROLE("2033-05-18T03:33:20Z") };
	char *shown;

	(void)state;
	start_container(&reply, 1);
	setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "Basic abc", 1);
	setenv("http_proxy", "http://127.0.0.1:1/", 1);
	assert_true(find());
	assert_string_equal(found.key_id, ROLE_KEY);
	assert_string_equal(found.token, "role+t");
	assert_int_equal(found.expires, 2000000000);
	server_stop(&server);
	assert_memory_equal(server.seen[0].head,
			    "GET /get-credentials?a=b HTTP", 29);
	shown = seen_header(&server.seen[0], "Authorization");
	assert_string_equal(shown, "Basic abc");
	free(shown);
}

static void the_containers_token_may_be_in_a_file(void **state)
{
	static const struct reply reply = { DEED_ANSWER,
					    ROLE("2033-05-18T03:33:20.5Z") };
	char file[] = "/tmp/fftpipe-test-token-XXXXXX", *shown;
	int fd = mkstemp(file);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "from-a-file\n", 12), 12);
	close(fd);
	start_container(&reply, 1);
	setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", file, 1);
	assert_true(find());
	unlink(file);
	assert_int_equal(found.expires, 2000000000);
	server_stop(&server);
	shown = seen_header(&server.seen[0], "Authorization");
	assert_string_equal(shown, "from-a-file");
	free(shown);
}

static void a_container_that_fails_is_asked_again_and_told(void **state)
{
	static const struct reply replies[] = {
		{ DEED_ANSWER,
		  REPLY("500 No", "Connection: close\r\n", "0", "") },
		{ DEED_ANSWER, JSON_HEAD "{\"Code\": \"nothing\"}" },
	};

	(void)state;
	start_container(replies, 2);
	assert_false(find());
	assert_string_equal(outcome.reason,
			    "the container's endpoint gave no AccessKeyId and "
			    "SecretAccessKey");
	server_stop(&server);
	assert_int_equal(server.n_seen, 2);
}

static void credentials_are_asked_for_on_this_machine_only(void **state)
{
	static const char *const urls[] = {
		"http://example.com/x",
		"http://127.0.0.1.example.com/x",
		"http://127.0.0.1@example.com/x",
		"http://10.0.0.1/x",
		"http://169.254.169.254/x",
		"ftp://127.0.0.1/x",
		"file:///etc/passwd",
	};

	(void)state;
	for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
		setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", urls[i], 1);
		assert_false(find());
		assert_non_null(strstr(outcome.reason,
				       "credentials are not asked for there"));
		outcome_clear(&outcome);
	}
}

static void a_token_with_a_line_end_is_not_sent(void **state)
{
	static const struct reply reply = { DEED_ANSWER, ROLE("") };

	(void)state;
	start_container(&reply, 1);
	setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "a\r\nX-Evil: b", 1);
	assert_false(find());
	server_stop(&server);
	assert_int_equal(server.n_seen, 0);
}

/* ---- keys that expire --------------------------------------------------- */

static const char *utc(char text[32], long from_now)
{
	time_t then = time(NULL) + from_now;
	struct tm tm;

	gmtime_r(&then, &tm);
	strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &tm);
	return text;
}

static void role(char *text, size_t size, const char *key, long from_now)
{
	char expires[32];

	snprintf(text, size,
		 JSON_HEAD "{\"AccessKeyId\": \"%s\", \"SecretAccessKey\": "
			   "\"s\", \"Token\": \"t\", \"Expiration\": \"%s\"}",
		 key, utc(expires, from_now));
}

#define EMPTY_OK                                                               \
	{                                                                      \
		DEED_ANSWER, REPLY("200 OK", "Connection: close\r\n", "0", "") \
	}

static void look(struct aws *aws)
{
	const struct s3_object object = { .bucket = "bkt", .key = "k" };
	struct s3_about about = { 0 };

	if (!s3_look(aws, &object, &about, &outcome))
		fail_msg("%s", outcome.reason);
	s3_about_finish(&about);
}

static void a_key_is_changed_before_it_expires(void **state)
{
	static char first[400], second[400];
	static const struct reply replies[] = {
		{ DEED_ANSWER, first },
		EMPTY_OK,
		{ DEED_ANSWER, second },
		EMPTY_OK,
		EMPTY_OK,
	};
	struct aws *aws;

	(void)state;
	role(first, sizeof first, "FIRST", 60); /* soon */
	role(second, sizeof second, "SECOND", 3600);
	start_container(replies, 5);
	setenv("AWS_ENDPOINT_URL_S3", server.url, 1);
	aws = s3_client(1);
	for (int i = 0; i < 3; i++)
		look(aws);
	aws_destroy(aws);
	server_stop(&server);
	assert_int_equal(server.n_seen, 5);
	assert_non_null(strstr(server.seen[1].head, "Credential=FIRST/"));
	assert_non_null(strstr(server.seen[3].head, "Credential=SECOND/"));
	assert_non_null(strstr(server.seen[4].head, "Credential=SECOND/"));
}

static void a_key_that_still_holds_outlives_its_source(void **state)
{
	static char first[400];
	static const struct reply replies[] = {
		{ DEED_ANSWER, first },
		EMPTY_OK,
		{ DEED_ANSWER,
		  REPLY("404 Gone", "Connection: close\r\n", "0", "") },
		EMPTY_OK,
	};
	struct aws *aws;

	(void)state;
	role(first, sizeof first, "FIRST", 60);
	start_container(replies, 4);
	setenv("AWS_ENDPOINT_URL_S3", server.url, 1);
	aws = s3_client(1);
	look(aws);
	look(aws);
	aws_destroy(aws);
	server_stop(&server);
	assert_non_null(strstr(server.seen[3].head, "Credential=FIRST/"));
}

static void a_key_that_the_server_calls_expired_is_changed(void **state)
{
	static char first[400], second[400];
	static const struct reply replies[] = {
		{ DEED_ANSWER, first },
		{ DEED_ANSWER, "HTTP/1.1 403 No\r\nConnection: close\r\n\r\n"
			       "<Error><Code>ExpiredToken</Code></Error>" },
		{ DEED_ANSWER, second },
		{ DEED_ANSWER, "HTTP/1.1 200 OK\r\nConnection: close\r\n"
			       "Content-Length: 0\r\n\r\n" },
	};
	const struct s3_object object = { .bucket = "bkt", .key = "k" };
	struct s3_about about = { 0 };
	struct aws *aws;
	int fd;

	(void)state;
	role(first, sizeof first, "FIRST", 3600);
	role(second, sizeof second, "SECOND", 3600);
	start_container(replies, 4);
	setenv("AWS_ENDPOINT_URL_S3", server.url, 1);
	aws = s3_client(1);
	fd = s3_get(aws, &object, 10, &about, &outcome);
	assert_true(fd >= 0);
	close(fd);
	s3_about_finish(&about);
	aws_destroy(aws);
	server_stop(&server);
	assert_non_null(strstr(server.seen[1].head, "Credential=FIRST/"));
	assert_non_null(strstr(server.seen[3].head, "Credential=SECOND/"));
}

static void no_key_is_told_by_each_request(void **state)
{
	const struct s3_object object = { .bucket = "bkt", .key = "k" };
	struct s3_about about = { 0 };
	struct aws *aws = s3_client(1);

	(void)state;
	assert_int_equal(s3_get(aws, &object, 10, &about, &outcome), -1);
	assert_memory_equal(outcome.reason, "no AWS credentials; set ", 24);
	s3_about_finish(&about);
	aws_destroy(aws);
}

#define TEST(function) \
	cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_containers_role_gives_keys_that_expire),
		TEST(the_containers_token_may_be_in_a_file),
		TEST(a_container_that_fails_is_asked_again_and_told),
		TEST(credentials_are_asked_for_on_this_machine_only),
		TEST(a_token_with_a_line_end_is_not_sent),
		TEST(a_key_is_changed_before_it_expires),
		TEST(a_key_that_still_holds_outlives_its_source),
		TEST(a_key_that_the_server_calls_expired_is_changed),
		TEST(no_key_is_told_by_each_request),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
