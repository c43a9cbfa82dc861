/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-s3-credentials.c - where keys are found, and where they are not */
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
static struct profile profile;
static char credentials_file[] = "/tmp/fftpipe-test-credentials-XXXXXX";
static char config_file[] = "/tmp/fftpipe-test-config-XXXXXX";

static int set_up(void **state)
{
	(void)state;
	s3_environment(NULL);
	found = (struct credentials){ 0 };
	profile = (struct profile){ 0 };
	return !outcome_init(&outcome);
}

static int tear_down(void **state)
{
	(void)state;
	credentials_finish(&found);
	profile_finish(&profile);
	server_finish(&server);
	outcome_finish(&outcome);
	return 0;
}

static int make_files(void **state)
{
	int first = mkstemp(credentials_file), second = mkstemp(config_file);

	(void)state;
	close(first);
	close(second);
	return first < 0 || second < 0;
}

static int remove_files(void **state)
{
	(void)state;
	unlink(credentials_file);
	unlink(config_file);
	return 0;
}

/* ---- the environment ---------------------------------------------------- */

static bool find(void)
{
	return credentials_find(&found, &profile, 5, &outcome);
}

static void the_environment_comes_first(void **state)
{
	(void)state;
	setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE", 1);
	setenv("AWS_SECRET_ACCESS_KEY", "secret", 1);
	setenv("AWS_SESSION_TOKEN", "token", 1);
	profile.credentials.key_id = strdup("another");
	profile.credentials.secret = strdup("another");
	assert_true(find());
	assert_string_equal(found.key_id, "AKIAIOSFODNN7EXAMPLE");
	assert_string_equal(found.secret, "secret");
	assert_string_equal(found.token, "token");
	assert_int_equal(found.expires, 0);
}

static void an_empty_variable_is_none(void **state)
{
	(void)state;
	setenv("AWS_ACCESS_KEY_ID", "", 1);
	setenv("AWS_SECRET_ACCESS_KEY", "", 1);
	assert_false(find());
	assert_memory_equal(outcome.reason, "no AWS credentials; set ", 24);
}

static void half_a_key_is_told(void **state)
{
	(void)state;
	setenv("AWS_SECRET_ACCESS_KEY", "secret", 1);
	assert_false(find());
	assert_string_equal(outcome.reason,
			    "AWS_SECRET_ACCESS_KEY is set without "
			    "AWS_ACCESS_KEY_ID; set both");
}

/* ---- the shared files --------------------------------------------------- */

static void write_file(const char *path, const char *text)
{
	FILE *stream = fopen(path, "w");

	assert_non_null(stream);
	fputs(text, stream);
	assert_int_equal(fclose(stream), 0);
}

static bool read_profile(const char *credentials, const char *config,
			 const char *name)
{
	setenv("AWS_SHARED_CREDENTIALS_FILE", credentials_file, 1);
	setenv("AWS_CONFIG_FILE", config_file, 1);
	write_file(credentials_file, credentials);
	write_file(config_file, config);
	return profile_read(&profile, name, &outcome);
}

static const char two_profiles[] = "# keys\n"
				   "[default]\n"
				   "aws_access_key_id = FIRST\n"
				   "aws_secret_access_key = one\r\n"
				   "\n"
				   "[ work ]\n"
				   "aws_access_key_id=SECOND\n"
				   "aws_secret_access_key =two/with+=signs\n"
				   "aws_session_token = t\n";

static void a_profile_has_both_files(void **state)
{
	(void)state;
	assert_true(read_profile(two_profiles,
				 "[default]\n"
				 "region = us-west-2\n"
				 "[profile work]\n"
				 "region = eu-west-1\n"
				 "s3 =\n"
				 "  addressing_style = path\n"
				 "  region = nested-1\n"
				 "endpoint_url = http://127.0.0.1:9\n"
				 "[services work]\n"
				 "region = other-1\n",
				 "work"));
	assert_string_equal(profile.credentials.key_id, "SECOND");
	assert_string_equal(profile.credentials.secret, "two/with+=signs");
	assert_string_equal(profile.credentials.token, "t");
	assert_string_equal(profile.region, "eu-west-1");
	assert_string_equal(profile.endpoint, "http://127.0.0.1:9");
	assert_true(find());
	assert_string_equal(found.key_id, "SECOND");
}

static void the_profile_is_the_environments_or_the_default(void **state)
{
	(void)state;
	assert_true(read_profile(two_profiles, "", NULL));
	assert_string_equal(profile.credentials.key_id, "FIRST");
	assert_string_equal(profile.credentials.secret, "one");
	assert_null(profile.credentials.token);
	profile_finish(&profile);
	setenv("AWS_PROFILE", "work", 1);
	assert_true(read_profile(two_profiles, "", NULL));
	assert_string_equal(profile.credentials.key_id, "SECOND");
}

static void a_token_may_be_longer_than_a_line_of_inih(void **state)
{
	static char text[5000], token[3001];

	(void)state;
	memset(token, 'x', sizeof token - 1);
	snprintf(text, sizeof text,
		 "[default]\naws_access_key_id = A\n"
		 "aws_secret_access_key = b\naws_session_token = %s\n",
		 token);
	assert_true(read_profile(text, "", NULL));
	assert_string_equal(profile.credentials.token, token);
}

static void keys_of_two_files_are_not_mixed(void **state)
{
	(void)state;
	assert_true(read_profile("[default]\naws_access_key_id = A\n",
				 "[default]\naws_access_key_id = B\n"
				 "aws_secret_access_key = b\n",
				 NULL));
	assert_string_equal(profile.credentials.key_id, "B");
}

static void missing_files_are_empty(void **state)
{
	(void)state;
	assert_true(profile_read(&profile, NULL, &outcome));
	assert_null(profile.credentials.key_id);
	assert_false(find());
}

static void a_profile_that_is_nowhere_is_told(void **state)
{
	(void)state;
	assert_false(read_profile(two_profiles, "", "wrok"));
	assert_memory_equal(outcome.reason, "there is no profile \"wrok\" ",
			    27);
}

static void a_profile_by_sign_on_is_told_what_to_do(void **state)
{
	(void)state;
	assert_false(
		read_profile("", "[profile sso]\nsso_session = x\n", "sso"));
	assert_non_null(strstr(outcome.reason,
			       "aws configure export-credentials --profile "
			       "sso --format env"));
}

static void an_unreadable_file_is_told(void **state)
{
	char path[6000];

	(void)state;
	memset(path, 'x', sizeof path - 1);
	path[sizeof path - 1] = '\0';
	setenv("AWS_CONFIG_FILE", path, 1);
	assert_false(profile_read(&profile, NULL, &outcome));
	assert_memory_equal(outcome.reason, "cannot read xxx", 15);
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
	char *shown;

	(void)state;
	start_container(&reply, 1);
	write_file(credentials_file, "from-a-file\n");
	setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", credentials_file, 1);
	assert_true(find());
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
		TEST(the_environment_comes_first),
		TEST(an_empty_variable_is_none),
		TEST(half_a_key_is_told),
		TEST(a_profile_has_both_files),
		TEST(the_profile_is_the_environments_or_the_default),
		TEST(a_token_may_be_longer_than_a_line_of_inih),
		TEST(keys_of_two_files_are_not_mixed),
		TEST(missing_files_are_empty),
		TEST(a_profile_that_is_nowhere_is_told),
		TEST(a_profile_by_sign_on_is_told_what_to_do),
		TEST(an_unreadable_file_is_told),
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

	return cmocka_run_group_tests(tests, make_files, remove_files);
}
