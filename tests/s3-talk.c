/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * s3-talk.c - a client that gets one object, and the server that it talks to
 */
#include "s3-talk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <unistd.h>

struct server server;
struct outcome outcome;
struct aws *aws;
struct s3_about about;

const struct s3_object object = { .bucket = "bkt", .key = "a.png" };

int talk_set_up(void **state)
{
	(void)state;
	about = (struct s3_about){ 0 };
	aws = NULL;
	return !outcome_init(&outcome);
}

int talk_tear_down(void **state)
{
	(void)state;
	aws_destroy(aws);
	server_finish(&server);
	s3_about_finish(&about);
	outcome_finish(&outcome);
	return 0;
}

void talk_start(const struct reply *replies, size_t n, unsigned tries)
{
	assert_true(server_start(&server, replies, n));
	s3_environment(server.url);
	aws = s3_client(tries);
	assert_non_null(aws);
}

int talk_get(void)
{
	return s3_get(aws, &object, 1000, &about, &outcome);
}

void assert_hello(int fd)
{
	char text[10] = "";

	if (fd < 0)
		fail_msg("%s", outcome.reason);
	assert_int_equal(read(fd, text, sizeof text), 5);
	assert_string_equal(text, "hello");
	close(fd);
}

void assert_seen(size_t n)
{
	server_stop(&server);
	assert_int_equal(server.n_seen, n);
}
