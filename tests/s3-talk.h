/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * s3-talk.h - a client that gets one object, and the server that it talks to
 */
#ifndef S3_TALK_H
#define S3_TALK_H

#include "s3-server.h"

#include "client.h"
#include "s3.h"

#define CLOSE "Connection: close\r\n"
#define HELLO "ETag: \"5d41402abc4b2a76b9719d911017c592\"\r\n" /* MD5 */
#define GOOD                                                            \
	{                                                               \
		DEED_ANSWER, REPLY("200 OK", CLOSE HELLO, "5", "hello") \
	}

/* One talk: talk_set_up() to talk_tear_down(), which cmocka calls. */
extern struct server server;
extern struct outcome outcome;
extern struct aws *aws;
extern struct s3_about about;
extern const struct s3_object object; /* a.png in bkt */

int talk_set_up(void **state);
int talk_tear_down(void **state);

/* The server answers with these, the client tries so many times. */
void talk_start(const struct reply *replies, size_t n, unsigned tries);

#define START(replies, tries) \
	talk_start(replies, sizeof(replies) / sizeof *(replies), tries)

/* Get the object: a descriptor, or -1. */
int talk_get(void);

/* It says "hello"; closes it. */
void assert_hello(int fd);

/* Stop the server: so many requests came. */
void assert_seen(size_t n);

#endif
