/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-s3-signing.c - what arrives is signed as S3 works it out */
#define _GNU_SOURCE /* strcasestr */
#include "s3-signature.h"

#include "s3.h"
#include "store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECRET "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
#define EMPTY  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define FINE   REPLY("200 OK", "ETag: \"x\"\r\nConnection: close\r\n", "0", "")

static struct server server;
static struct outcome outcome;

static int set_up(void **state)
{
	(void)state;
	return !outcome_init(&outcome);
}

static int tear_down(void **state)
{
	(void)state;
	server_finish(&server);
	outcome_finish(&outcome);
	return 0;
}

/* ---- the checker itself ------------------------------------------------- */

/* Requests of which the signature was published, or made by other programs. */
static const struct vector {
	const char *head, *scope, *names, *hash, *signature;
} vectors[] = {
	{ "GET /test.txt HTTP/1.1\r\n"
	  "Host: examplebucket.s3.amazonaws.com\r\n"
	  "Range: bytes=0-9\r\nx-amz-date: 20130524T000000Z\r\n",
	  "20130524/us-east-1", "host;range;x-amz-content-sha256;x-amz-date",
	  EMPTY,
	  "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41" },
	{ "PUT /test%24file.text HTTP/1.1\r\n"
	  "Host: examplebucket.s3.amazonaws.com\r\n"
	  "Date: Fri, 24 May 2013 00:00:00 GMT\r\n"
	  "x-amz-storage-class: REDUCED_REDUNDANCY\r\n"
	  "x-amz-date: 20130524T000000Z\r\n",
	  "20130524/us-east-1",
	  "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
	  "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
	  "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd" },
	{ "GET /?lifecycle= HTTP/1.1\r\n"
	  "Host: examplebucket.s3.amazonaws.com\r\n"
	  "x-amz-date: 20130524T000000Z\r\n",
	  "20130524/us-east-1", "host;x-amz-content-sha256;x-amz-date", EMPTY,
	  "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543" },
	{ "GET /?max-keys=2&prefix=J HTTP/1.1\r\n"
	  "Host: examplebucket.s3.amazonaws.com\r\n"
	  "x-amz-date: 20130524T000000Z\r\n",
	  "20130524/us-east-1", "host;x-amz-content-sha256;x-amz-date", EMPTY,
	  "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7" },
	{ "GET /input/red%20flower%20%2B%20100%25%20%C3%A9t%C3%A9/"
	  "%E6%BC%A2%E5%AD%97%20a%26b%3Dc~%281%29%27.png HTTP/1.1\r\n"
	  "Host: fftpipe-123456789012.s3.us-west-2.amazonaws.com\r\n"
	  "x-amz-security-token: TOKEN/abc+def==\r\n"
	  "x-amz-date: 20260314T150926Z\r\n",
	  "20260314/us-west-2",
	  "host;x-amz-content-sha256;x-amz-date;x-amz-security-token", EMPTY,
	  "7eeb3a38f9279251d0f143918f42aa400215bc273054fb4953b0925e80dcfc9d" },
	{ "PUT /output/forest_magnitude.png HTTP/1.1\r\n"
	  "Host: fftpipe-123456789012.s3.us-west-2.amazonaws.com\r\n"
	  "Content-Type: image/png\r\nx-amz-meta-mag-min: 0.5\r\n"
	  "x-amz-meta-mag: 1\r\nx-amz-meta-mag2: 2\r\n"
	  "x-amz-date: 20260314T150926Z\r\n",
	  "20260314/us-west-2",
	  "content-type;host;x-amz-content-sha256;x-amz-date;x-amz-meta-mag;"
	  "x-amz-meta-mag-min;x-amz-meta-mag2",
	  "2d4566582844690f8634a8b2534ea5221560038c6c0650c99140759bad603ae2",
	  "547ef06ada07618c69a77962189fcdbe97547ff5c277fd0a4f89b03fadd1e385" },
	{ "GET /bkt?list-type=2&prefix=output%2Fa%20b%2Bc HTTP/1.1\r\n"
	  "Host: 127.0.0.1:5000\r\nx-amz-date: 20260314T150926Z\r\n",
	  "20260314/us-west-2", "host;x-amz-content-sha256;x-amz-date", EMPTY,
	  "5d9d7cb174316dc7ec44636e8d85a53a7d31e85f457a49667ed2737dd07d5a63" },
};

static void the_checker_agrees_with_published_signatures(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
		const struct vector *vector = &vectors[i];
		char head[2048], signature[SIGNATURE_SIZE];
		struct seen seen = { .head = head };

		snprintf(head, sizeof head,
			 "%sx-amz-content-sha256: %s\r\n"
			 "Authorization: AWS4-HMAC-SHA256 "
			 "Credential=AKIAIOSFODNN7EXAMPLE/%s/s3/aws4_request, "
			 "SignedHeaders=%s, Signature=0\r\n\r\n",
			 vector->head, vector->hash, vector->scope,
			 vector->names);
		assert_true(signature_of(&seen, SECRET, signature));
		assert_string_equal(signature, vector->signature);
	}
}

/* ---- requests of ours --------------------------------------------------- */

/* Every request that the server saw. */
static void assert_signed(size_t n)
{
	server_stop(&server);
	assert_int_equal(server.n_seen, n);
	for (size_t i = 0; i < n; i++)
		if (!signature_holds(&server.seen[i], SECRET))
			fail_msg("signed wrongly:\n%s", server.seen[i].head);
}

static const struct reply fine[] = {
	{ DEED_ANSWER, FINE }, { DEED_ANSWER, FINE }, { DEED_ANSWER, FINE },
	{ DEED_ANSWER, FINE }, { DEED_ANSWER, FINE }, { DEED_ANSWER, FINE },
	{ DEED_ANSWER, FINE }, { DEED_ANSWER, FINE }, { DEED_ANSWER, FINE },
	{ DEED_ANSWER, FINE }, { DEED_ANSWER, FINE }, { DEED_ANSWER, FINE },
	{ DEED_ANSWER, FINE }, { DEED_ANSWER, FINE }, { DEED_ANSWER, FINE },
};

static struct aws *start(void)
{
	struct aws *aws;

	assert_true(server_start(&server, fine, sizeof fine / sizeof *fine));
	s3_environment(server.url);
	aws = s3_client(1);
	assert_non_null(aws);
	return aws;
}

static void get(struct aws *aws, const struct s3_object *object)
{
	struct s3_about about = { 0 };
	int fd = s3_get(aws, object, 1000, &about, &outcome);

	assert_true(fd >= 0);
	close(fd);
	s3_about_finish(&about);
}

static void keys_of_all_kinds_are_signed(void **state)
{
	static const char *const keys[] = {
		"plain.png",
		"a b.png",
		"1+1=2&3?4#5.png",
		"100%.png",
		"%20%2F.png",
		"/begins/with//slashes//.png",
		"~*()!'@:,;$[]{}|^\\`\"<>.png",
		"\xC3\xA9t\xC3\xA9/\xE6\xBC\xA2\xE5\xAD\x97/\xF0\x9F\x8C\xB2",
		"dots.../..a/.b",
		"control \x01\x7f\n.png",
	};
	const size_t n = sizeof keys / sizeof *keys;
	struct aws *aws = start();

	(void)state;
	for (size_t i = 0; i < n; i++)
		get(aws,
		    &(struct s3_object){ .bucket = "bkt", .key = keys[i] });
	aws_destroy(aws);
	assert_signed(n);
}

static void a_key_of_1024_bytes_is_signed(void **state)
{
	struct aws *aws = start();
	char key[1025];

	(void)state;
	for (size_t i = 0; i < 1024; i++)
		key[i] = "+ %/\"a"[i % 6];
	key[1024] = '\0';
	get(aws, &(struct s3_object){ .bucket = "bkt", .key = key });
	aws_destroy(aws);
	assert_signed(1);
}

static void pins_ranges_and_looks_are_signed(void **state)
{
	const struct s3_object version = { .bucket = "bkt",
					   .key = "k",
					   .version = "096f/K.n+l=" };
	const struct s3_object etag = { .bucket = "bkt",
					.key = "k",
					.etag = "0123456789abcdef" };
	struct s3_about about = { 0 };
	struct aws *aws = start();
	int fd;

	(void)state;
	get(aws, &version);
	get(aws, &etag);
	fd = s3_get_part(aws, &etag, 10, 20, &about, &outcome);
	assert_true(fd >= 0);
	close(fd);
	assert_true(s3_look(aws, &etag, &about, &outcome));
	s3_about_finish(&about);
	aws_destroy(aws);
	assert_signed(4);
	assert_non_null(strstr(server.seen[0].head,
			       "?versionId=096f%2FK.n%2Bl%3D HTTP"));
	assert_non_null(strstr(server.seen[1].head,
			       "\r\nIf-Match: \"0123456789abcdef\"\r\n"));
	assert_non_null(
		strstr(server.seen[2].head, "\r\nRange: bytes=10-29\r\n"));
	assert_memory_equal(server.seen[3].head, "HEAD ", 5);
}

static void temporary_keys_show_their_token(void **state)
{
	struct aws *aws = start();
	char token[1201];

	(void)state;
	for (size_t i = 0; i < 1200; i++)
		token[i] = "Fwo+/=x9"[i % 8];
	token[1200] = '\0';
	setenv("AWS_SESSION_TOKEN", token, 1);
	get(aws, &(struct s3_object){ .bucket = "bkt", .key = "k" });
	aws_destroy(aws);
	assert_signed(1);
	assert_non_null(strstr(server.seen[0].head, token));
}

static void an_empty_token_is_none(void **state)
{
	struct aws *aws = start();

	(void)state;
	setenv("AWS_SESSION_TOKEN", "", 1);
	get(aws, &(struct s3_object){ .bucket = "bkt", .key = "k" });
	aws_destroy(aws);
	assert_signed(1);
	assert_null(strcasestr(server.seen[0].head, "security-token"));
}

/* Names of which none begins another, in any order. */
static const struct aws_header metadata[] = {
	{ "mag_min", "-0.5" },     { "mag_max", "12.25" },
	{ "fftpipe", "0123" },     { "facts-1", "{\"a\": [1,2]}" },
	{ "source-key", "a%20b" }, { "source-etag", "ff" },
};

static void uploads_are_signed_with_body_and_metadata(void **state)
{
	struct s3_upload upload = {
		.object = { .bucket = "bkt", .key = "out/a b.png" },
		.metadata = metadata,
		.n_metadata = sizeof metadata / sizeof *metadata,
		.keep = true,
	};
	struct aws *aws = start();

	(void)state;
	upload.fd = memory_file();
	dprintf(upload.fd, "PNGDATA");
	assert_true(s3_put(aws, &upload, 1, &outcome));
	assert_true(upload.written);
	close(upload.fd);
	aws_destroy(aws);
	assert_signed(1);
	assert_string_equal(server.seen[0].body, "PNGDATA");
	assert_non_null(strstr(server.seen[0].head,
			       "\r\nx-amz-meta-mag_min: -0.5\r\n"));
	assert_non_null(
		strstr(server.seen[0].head, "\r\nContent-Type: image/png\r\n"));
}

static void an_empty_object_is_put(void **state)
{
	struct s3_upload upload = { .object = { .bucket = "bkt",
						.key = "empty" } };
	struct aws *aws = start();

	(void)state;
	upload.fd = memory_file();
	assert_true(s3_put(aws, &upload, 1, &outcome));
	close(upload.fd);
	aws_destroy(aws);
	assert_signed(1);
}

static void large_uploads_wait_for_their_go_ahead(void **state)
{
	struct s3_upload upload = { .object = { .bucket = "bkt",
						.key = "large" } };
	struct aws *aws = start();

	(void)state;
	upload.fd = memory_file();
	assert_int_equal(ftruncate(upload.fd, 3000000), 0);
	assert_true(s3_put(aws, &upload, 1, &outcome));
	close(upload.fd);
	aws_destroy(aws);
	assert_signed(1);
	assert_int_equal(server.seen[0].length, 3000000);
}

static void another_service_is_signed_in_its_name(void **state)
{
	static const struct aws_header headers[] = {
		{ "Content-Type", "application/x-amz-json-1.0" },
		{ "X-Amz-Target", "AmazonSQS.ReceiveMessage" },
	};
	struct aws *aws = start();
	struct aws_request request = { .service = "sqs",
				       .region = "eu-central-1",
				       .method = "POST",
				       .url = server.url,
				       .headers = headers,
				       .n_headers = 2,
				       .body = "{\"QueueUrl\": \"x\"}",
				       .length = 17,
				       .into = -1 };
	struct aws_answer answer = { 0 };

	(void)state;
	assert_true(aws_send(aws, &request, &answer, &outcome));
	answer_finish(&answer);
	aws_destroy(aws);
	assert_signed(1);
	assert_non_null(
		strstr(server.seen[0].head, "/eu-central-1/sqs/aws4_request"));
	assert_string_equal(server.seen[0].body, "{\"QueueUrl\": \"x\"}");
}

/* ---- what is not sent --------------------------------------------------- */

static void refuse_header(const char *name, const char *value)
{
	const struct aws_header headers[] = { { "x-amz-meta-a-long-one", "1" },
					      { name, value } };
	struct aws *aws = start();
	struct aws_request request = { .service = "s3",
				       .method = "GET",
				       .url = server.url,
				       .headers = headers,
				       .n_headers = 2,
				       .into = -1 };
	struct aws_answer answer = { 0 };

	assert_false(aws_send(aws, &request, &answer, &outcome));
	assert_non_null(strstr(outcome.reason, "signed wrongly"));
	outcome_clear(&outcome);
	answer_finish(&answer);
	aws_destroy(aws);
	server_stop(&server);
	assert_int_equal(server.n_seen, 0);
	server_finish(&server);
}

static void headers_that_some_release_signs_wrongly_are_refused(void **state)
{
	(void)state;
	refuse_header("x-amz-meta-a", "begins another");
	refuse_header("X-AMZ-META-A-LONG-ONE", "is another");
	refuse_header("x-amz", "begins ours");
	refuse_header("expect", "");
	refuse_header("x-amz-meta-b", "two\r\nx-evil: lines");
}

static void keys_that_some_release_folds_are_refused(void **state)
{
	static const char *const keys[] = { "a/./b", "a/../b", "..",
					    "./a",   "a/..",   "" };
	struct aws *aws = start();
	struct s3_about about = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		const struct s3_object object = { .bucket = "bkt",
						  .key = keys[i] };

		assert_int_equal(s3_get(aws, &object, 1, &about, &outcome), -1);
		assert_non_null(outcome.reason);
		outcome_clear(&outcome);
	}
	s3_about_finish(&about);
	aws_destroy(aws);
	server_stop(&server);
	assert_int_equal(server.n_seen, 0);
}

#define TEST(function) \
	cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_checker_agrees_with_published_signatures),
		TEST(keys_of_all_kinds_are_signed),
		TEST(a_key_of_1024_bytes_is_signed),
		TEST(pins_ranges_and_looks_are_signed),
		TEST(temporary_keys_show_their_token),
		TEST(an_empty_token_is_none),
		TEST(uploads_are_signed_with_body_and_metadata),
		TEST(an_empty_object_is_put),
		TEST(large_uploads_wait_for_their_go_ahead),
		TEST(another_service_is_signed_in_its_name),
		TEST(headers_that_some_release_signs_wrongly_are_refused),
		TEST(keys_that_some_release_folds_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
