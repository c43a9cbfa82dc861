/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-wire.c - HTTP with a server of the same machine, however it frames */
#include "s3-server.h"
#include "wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 1000 };

static struct server server;
static struct wire *wire;
static struct wire_reply reply;
static char headers[1000];

static void keep_header(void *context, const char *name, const char *value)
{
	size_t length = strlen(headers);

	(void)context;
	snprintf(headers + length, sizeof headers - length, "%s=%s|", name,
		 value);
}

static void start(const struct reply *replies, size_t n)
{
	assert_true(server_start(&server, replies, n));
	wire = wire_create(server.url + strlen("http://"));
	assert_non_null(wire);
}

#define START(replies) start(replies, sizeof(replies) / sizeof *(replies))

static bool ask(const char *body)
{
	free(reply.body);
	*headers = '\0';
	reply = (struct wire_reply){ .most = MOST, .header = keep_header };
	return wire_send(wire, body ? "POST" : "GET", "/path", "A: b\r\n",
			 body) &&
	       wire_receive(wire, &reply);
}

static void says(int status, const char *body)
{
	if (*wire_trouble(wire))
		print_error("%s\n", wire_trouble(wire));
	assert_int_equal(reply.status, status);
	assert_int_equal(reply.length, strlen(body));
	assert_string_equal(reply.body ? reply.body : "", body);
}

/* A kept connection keeps the server, too. */
static void stop(void)
{
	wire_destroy(wire);
	wire = NULL;
	server_stop(&server);
}

static int tear_down(void **state)
{
	(void)state;
	stop();
	server_finish(&server);
	free(reply.body);
	reply = (struct wire_reply){ 0 };
	return 0;
}

/* ---- what is asked ------------------------------------------------------ */

static void a_request_has_its_lines_and_its_body(void **state)
{
	static const struct reply replies[] = {
		{ DEED_KEEP, REPLY("200 OK", "", "2", "hi") },
		{ DEED_KEEP, REPLY("202 Accepted", "", "0", "") },
	};
	char *value;

	(void)state;
	START(replies);
	assert_true(ask(NULL));
	says(200, "hi");
	assert_true(ask("{\"a\":1}"));
	says(202, "");
	stop();
	assert_int_equal(server.n_seen, 2);
	assert_int_equal(server.n_connections, 1);
	assert_ptr_equal(strstr(server.seen[0].head, "GET /path HTTP/1.1\r\n"),
			 server.seen[0].head);
	assert_null(seen_header(&server.seen[0], "Content-Length"));
	value = seen_header(&server.seen[0], "Host");
	assert_string_equal(value, server.url + strlen("http://"));
	free(value);
	value = seen_header(&server.seen[1], "A");
	assert_string_equal(value, "b");
	free(value);
	assert_int_equal(server.seen[1].length, 7);
	assert_memory_equal(server.seen[1].body, "{\"a\":1}", 7);
}

static void headers_are_handed_out_without_blanks(void **state)
{
	static const struct reply replies[] = {
		{ DEED_ANSWER, "HTTP/1.1 200 OK\r\nOne: 1\r\nTWO:2 \nThree:\r\n"
			       "content-LENGTH:  2\r\n\r\nok" },
	};

	(void)state;
	START(replies);
	assert_true(ask(NULL));
	says(200, "ok");
	assert_string_equal(headers, "One=1|TWO=2|Three=|content-LENGTH=2|");
}

/* ---- framing ------------------------------------------------------------ */

static void chunks_are_joined(void **state)
{
	static const struct reply replies[] = {
		{ DEED_KEEP,
		  "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n"
		  "5;why=not\r\nhello\r\nA\r\n, chunked \r\n5\r\nworld\r\n"
		  "0\r\nTrailer: x\r\n\r\n" },
		{ DEED_KEEP, REPLY("200 OK", "", "5", "again") },
	};

	(void)state;
	START(replies);
	assert_true(ask(NULL));
	says(200, "hello, chunked world");
	assert_true(ask(NULL));
	says(200, "again");
	assert_int_equal(server.n_connections, 1);
}

static void a_body_without_a_length_ends_with_its_connection(void **state)
{
	static const struct reply replies[] = {
		{ DEED_ANSWER, "HTTP/1.0 200 OK\r\n\r\nall of it" },
		{ DEED_KEEP, REPLY("200 OK", "", "3", "new") },
	};

	(void)state;
	START(replies);
	assert_true(ask(NULL));
	says(200, "all of it");
	assert_true(ask(NULL));
	says(200, "new");
	assert_int_equal(server.n_connections, 2);
}

static void what_has_no_body_is_not_waited_for(void **state)
{
	static const struct reply replies[] = {
		{ DEED_KEEP, "HTTP/1.1 204 No Content\r\n\r\n" },
		{ DEED_KEEP, "HTTP/1.1 100 Continue\r\n\r\n"
			     "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" },
	};

	(void)state;
	START(replies);
	assert_true(ask(NULL));
	says(204, "");
	assert_true(ask("x"));
	says(200, "");
}

static void a_server_that_closes_after_an_answer_is_called_again(void **state)
{
	static const struct reply replies[] = {
		{ DEED_ANSWER,
		  REPLY("200 OK", "Connection: close\r\n", "3", "one") },
		{ DEED_ANSWER, REPLY("200 OK", "", "3", "two") },
		{ DEED_KEEP, REPLY("200 OK", "", "5", "three") },
	};

	(void)state;
	START(replies);
	assert_true(ask(NULL));
	says(200, "one");
	/* It does not say so, and closes. */
	assert_true(ask(NULL));
	says(200, "two");
	assert_true(ask("body"));
	says(200, "three");
	stop();
	assert_int_equal(server.n_connections, 3);
	assert_memory_equal(server.seen[server.n_seen - 1].body, "body", 4);
}

static void what_comes_behind_an_answer_is_no_answer(void **state)
{
	static const struct reply replies[] = {
		{ DEED_KEEP,
		  REPLY("200 OK", "", "2", "hiHTTP/1.1 500 Junk\n") },
		{ DEED_KEEP, REPLY("200 OK", "", "5", "right") },
	};

	(void)state;
	START(replies);
	assert_true(ask(NULL));
	says(200, "hi");
	assert_true(ask(NULL));
	says(200, "right");
}

static void what_comes_late_is_no_answer(void **state)
{
	static const struct reply replies[] = {
		{ DEED_BE_LATE, REPLY("200 OK", "", "2", "hi") },
		{ DEED_KEEP, REPLY("200 OK", "", "5", "right") },
	};

	(void)state;
	START(replies);
	assert_true(ask(NULL));
	says(200, "hi");
	while (!server.n_late)
		sched_yield();
	assert_true(ask("body"));
	says(200, "right");
	stop();
	assert_int_equal(server.n_seen, 2);
}

static void an_answer_before_the_end_of_a_request_is_heard(void **state)
{
	static const struct reply replies[] = {
		{ DEED_KEEP, REPLY("200 OK", "", "2", "hi") },
		{ DEED_REFUSE, REPLY("413 Too Large", "", "2", "no") },
		{ DEED_KEEP, REPLY("200 OK", "", "5", "small") },
	};
	size_t length = 20 * 1024 * 1024;
	char *body = malloc(length + 1);

	(void)state;
	assert_non_null(body);
	memset(body, 'x', length);
	body[length] = '\0';
	START(replies);
	assert_true(ask(NULL));
	assert_true(ask(body));
	free(body);
	says(413, "no");
	assert_true(ask("y"));
	says(200, "small");
	stop();
	assert_int_equal(server.n_connections, 2);
}

/* ---- what goes wrong ---------------------------------------------------- */

static void nobody_there_is_told_with_the_address(void **state)
{
	(void)state;
	wire = wire_create("127.0.0.1:1");
	assert_false(ask(NULL));
	assert_string_equal(wire_trouble(wire), "cannot connect to 127.0.0.1:1:"
						" Connection refused");
}

static void names_and_addresses_in_brackets_are_found(void **state)
{
	(void)state;
	wire = wire_create("[::1]:1");
	assert_false(ask(NULL));
	assert_non_null(
		strstr(wire_trouble(wire), "cannot connect to [::1]:1"));
	wire_destroy(wire);
	wire = wire_create("localhost:1");
	assert_false(ask(NULL));
	assert_non_null(strstr(wire_trouble(wire), "cannot connect to local"));
}

/* An answer that is none, and what is said of it. */
static void is_refused(const char *text, const char *trouble)
{
	const struct reply replies[] = { { DEED_ANSWER, text } };

	START(replies);
	assert_false(ask(NULL));
	assert_int_equal(reply.status, 0);
	assert_string_equal(wire_trouble(wire), trouble);
	stop();
	server_finish(&server);
}

static void broken_answers_are_refused(void **state)
{
	static char endless[40000] = "HTTP/1.1 200 OK\r\nA: ";

	(void)state;
	is_refused("SSH-2.0-OpenSSH\r\n\r\n", "its answer is not HTTP/1.1");
	is_refused("HTTP/1.1 0 OK\r\n\r\n", "its answer is not HTTP/1.1");
	is_refused("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
		   "the connection was closed");
	is_refused("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n",
		   "its answer has more than 1000 bytes");
	is_refused("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		   "ffffffffffffffff\r\nmuch",
		   "the connection was closed");
	is_refused("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		   "-5\r\n",
		   "a chunk of its answer has no size");
	is_refused("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		   "\r\n",
		   "a chunk of its answer has no size");
	is_refused("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		   "5\r\nhello, world\r\n0\r\n\r\n",
		   "a chunk of its answer is longer than its size");
	is_refused("HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\n",
		   "the length of its answer is not one number");
	is_refused("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"
		   "Content-Length: 3\r\n\r\nhi!",
		   "the length of its answer is not one number");
	memset(endless + strlen(endless), 'a',
	       sizeof endless - strlen(endless) - 1);
	is_refused(endless, "a line of its answer has no end");
}

static void a_new_connection_that_dies_is_not_tried_for_ever(void **state)
{
	static const struct reply replies[] = {
		{ DEED_HANG_UP, NULL },
		{ DEED_KEEP, REPLY("200 OK", "", "2", "hi") },
	};

	(void)state;
	START(replies);
	assert_false(ask(NULL));
	assert_string_equal(wire_trouble(wire), "the connection was closed");
	assert_true(ask(NULL));
	says(200, "hi");
}

int main(void)
{
#define T(name) cmocka_unit_test_teardown(name, tear_down)
	const struct CMUnitTest tests[] = {
		T(a_request_has_its_lines_and_its_body),
		T(headers_are_handed_out_without_blanks),
		T(chunks_are_joined),
		T(a_body_without_a_length_ends_with_its_connection),
		T(what_has_no_body_is_not_waited_for),
		T(a_server_that_closes_after_an_answer_is_called_again),
		T(what_comes_behind_an_answer_is_no_answer),
		T(what_comes_late_is_no_answer),
		T(an_answer_before_the_end_of_a_request_is_heard),
		T(nobody_there_is_told_with_the_address),
		T(names_and_addresses_in_brackets_are_found),
		T(broken_answers_are_refused),
		T(a_new_connection_that_dies_is_not_tried_for_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
