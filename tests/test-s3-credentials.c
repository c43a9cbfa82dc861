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

static void a_web_identity_is_told_what_to_do(void **state)
{
	(void)state;
	setenv("AWS_WEB_IDENTITY_TOKEN_FILE", "/nowhere", 1);
	assert_false(find());
	assert_non_null(strstr(outcome.reason, "use EKS Pod Identity"));
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

/* What AWS's own tools take for the same. */
static void a_profile_may_be_written_in_other_ways(void **state)
{
	static const struct {
		const char *credentials, *config, *name;
	} files[] = {
		{ "[work]\nAWS_ACCESS_KEY_ID = A\n"
		  "Aws_Secret_Access_Key = b:=b\n",
		  "[profile work]\nREGION = eu-west-1\n", "work" },
		{ "[work]\naws_access_key_id: A\n"
		  "aws_secret_access_key : b:=b\n",
		  "[profile work]\nregion:eu-west-1\n", "work" },
		{ "[work]\n    aws_access_key_id = A\n\n"
		  "    # a comment\n"
		  "    aws_secret_access_key = b:=b\n",
		  "  [profile work]\n\tregion = eu-west-1\n\ts3 =\n"
		  "\t  region = nested-1\n",
		  "work" },
		{ "[my dev]\naws_access_key_id = A\n"
		  "aws_secret_access_key = b:=b\n",
		  "[profile \"my dev\"]\nregion = eu-west-1\n", "my dev" },
		{ "",
		  "[profile 'my dev']\naws_access_key_id = A\n"
		  "aws_secret_access_key = b:=b\nregion = eu-west-1\n",
		  "my dev" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		assert_true(read_profile(files[i].credentials, files[i].config,
					 files[i].name));
		assert_non_null(profile.credentials.key_id);
		assert_string_equal(profile.credentials.key_id, "A");
		assert_string_equal(profile.credentials.secret, "b:=b");
		assert_non_null(profile.region);
		assert_string_equal(profile.region, "eu-west-1");
		profile_finish(&profile);
	}
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
	assert_true(
		read_profile("", "[profile sso]\nsso_session = x\n", "sso"));
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:9", 1);
	assert_false(find());
	assert_non_null(strstr(outcome.reason,
			       "aws configure export-credentials --profile "
			       "'sso' --format env"));
}

/* As they are once one did as the message says. */
static void keys_of_the_environment_do_for_a_profile_by_sign_on(void **state)
{
	struct aws *aws;
	const char *endpoint;

	(void)state;
	assert_true(read_profile("",
				 "[profile sso]\nsso_session = x\n"
				 "region = eu-west-1\n"
				 "endpoint_url = http://127.0.0.1:9\n",
				 "sso"));
	setenv("AWS_PROFILE", "sso", 1);
	setenv("AWS_ACCESS_KEY_ID", "A", 1);
	setenv("AWS_SECRET_ACCESS_KEY", "b", 1);
	assert_true(find());
	assert_string_equal(found.key_id, "A");
	aws = aws_create(&(struct aws_options){ .tries = 1 }, &outcome);
	assert_non_null(aws);
	assert_true(aws_endpoint(aws, "S3", &endpoint, &outcome));
	assert_string_equal(endpoint, "http://127.0.0.1:9");
	assert_string_equal(aws_region(aws, &outcome), "eu-west-1");
	aws_destroy(aws);
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

#define TEST(function) \
	cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_environment_comes_first),
		TEST(an_empty_variable_is_none),
		TEST(a_web_identity_is_told_what_to_do),
		TEST(half_a_key_is_told),
		TEST(a_profile_has_both_files),
		TEST(a_profile_may_be_written_in_other_ways),
		TEST(the_profile_is_the_environments_or_the_default),
		TEST(a_token_may_be_longer_than_a_line_of_inih),
		TEST(keys_of_two_files_are_not_mixed),
		TEST(missing_files_are_empty),
		TEST(a_profile_that_is_nowhere_is_told),
		TEST(a_profile_by_sign_on_is_told_what_to_do),
		TEST(keys_of_the_environment_do_for_a_profile_by_sign_on),
		TEST(an_unreadable_file_is_told),
	};

	return cmocka_run_group_tests(tests, make_files, remove_files);
}
