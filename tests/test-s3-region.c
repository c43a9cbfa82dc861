/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-s3-region.c - requests to the wrong region, and by a clock that is wrong
 */
#include "s3-talk.h"

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

/* ---- regions and clocks ------------------------------------------------- */

static void a_bucket_elsewhere_is_found_by_what_its_server_says(void **state)
{
	static const struct reply replies[] = {
		{ DEED_ANSWER,
		  REPLY("301 Moved", CLOSE "x-amz-bucket-region: eu-west-1\r\n",
			"0", "") },
		GOOD,
		GOOD,
	};

	(void)state;
	START(replies, 1);
	assert_hello(talk_get());
	assert_hello(talk_get()); /* and that is remembered */
	assert_seen(3);
	assert_non_null(strstr(server.seen[0].head, "/us-east-1/s3/"));
	assert_non_null(strstr(server.seen[1].head, "/eu-west-1/s3/"));
	assert_non_null(strstr(server.seen[2].head, "/eu-west-1/s3/"));
}

static void the_region_may_be_in_the_answers_body(void **state)
{
	static const struct reply replies[] = {
		{ DEED_ANSWER,
		  "HTTP/1.1 400 Bad Request\r\n" CLOSE "\r\n<Error><Code>"
		  "AuthorizationHeaderMalformed</Code><Region>ap-south-1"
		  "</Region></Error>" },
		GOOD,
	};

	(void)state;
	START(replies, 1);
	assert_hello(talk_get());
	assert_seen(2);
	assert_non_null(strstr(server.seen[1].head, "/ap-south-1/s3/"));
}

static void a_server_that_sends_on_and_on_is_left(void **state)
{
	static const struct reply replies[] = {
		{ DEED_ANSWER,
		  REPLY("301 Moved", CLOSE "x-amz-bucket-region: eu-west-1\r\n",
			"0", "") },
		{ DEED_ANSWER,
		  REPLY("301 Moved", CLOSE "x-amz-bucket-region: eu-west-2\r\n",
			"0", "") },
		GOOD,
	};

	(void)state;
	START(replies, 1);
	assert_int_equal(talk_get(), -1);
	assert_seen(2);
}

static void a_region_that_is_none_is_not_followed(void **state)
{
	static const struct reply replies[] = {
		{ DEED_ANSWER,
		  REPLY("301 Moved",
			CLOSE "x-amz-bucket-region: evil.example/\r\n", "0",
			"") },
		GOOD,
	};

	(void)state;
	START(replies, 1);
	assert_int_equal(talk_get(), -1);
	assert_seen(1);
	talk_tear_down(NULL);
	talk_set_up(NULL);
	START(replies, 1);
	setenv("AWS_REGION", "us east", 1);
	assert_int_equal(talk_get(), -1);
	assert_string_equal(outcome.reason,
			    "the region \"us east\" is none; it is written "
			    "like us-east-1");
	assert_seen(0);
}

static void a_wrong_clock_is_put_right_where_libcurl_can(void **state)
{
	static const struct reply replies[] = {
		{ DEED_ANSWER,
		  "HTTP/1.1 403 Forbidden\r\nDate: Fri, 24 May 2013 00:00:00 "
		  "GMT\r\n" CLOSE "\r\n<Error><Code>RequestTimeTooSkewed"
		  "</Code><Message>Too far.</Message></Error>" },
		GOOD,
	};

	(void)state;
	START(replies, 1);
	if (libcurl.version_info(CURLVERSION_NOW)->version_num >=
	    CURL_SIGNS_OUR_DATE) {
		assert_hello(talk_get());
		assert_seen(2);
		assert_non_null(strstr(server.seen[1].head, "20130524T0000"));
		return;
	}
	assert_int_equal(talk_get(), -1);
	assert_string_equal(outcome.reason,
			    "the server answers 403 RequestTimeTooSkewed: Too "
			    "far; set this machine's clock");
	assert_seen(1);
}

#define TEST(function) \
	cmocka_unit_test_setup_teardown(function, talk_set_up, talk_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_bucket_elsewhere_is_found_by_what_its_server_says),
		TEST(the_region_may_be_in_the_answers_body),
		TEST(a_server_that_sends_on_and_on_is_left),
		TEST(a_region_that_is_none_is_not_followed),
		TEST(a_wrong_clock_is_put_right_where_libcurl_can),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
