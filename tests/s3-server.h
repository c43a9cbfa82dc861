/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * s3-server.h - a server on 127.0.0.1 that answers as a test wrote down, and
 * keeps what it was asked
 */
#ifndef S3_SERVER_H
#define S3_SERVER_H

#include "request.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

/* What it does once a request is there. */
enum deed {
	DEED_ANSWER,  /* write the text, close */
	DEED_KEEP,    /* write it and go on reading */
	DEED_RESET,   /* reset the connection without a word */
	DEED_HANG_UP, /* close it in order */
	DEED_STALL,   /* write the text and wait until the client leaves */
	DEED_REFUSE,  /* write it before the body comes, which it never reads */
	DEED_BE_LATE, /* write it, then 408 that nobody asked for */
	DEED_LOSE     /* answer, keep the connection, then reset it */
};

struct reply {
	enum deed deed;
	const char *text; /* head and body */
};

enum { SERVER_REQUESTS = 64 };

/* A request as its bytes came. */
struct seen {
	char *head; /* to the empty line, a NUL behind it */
	char *body;
	size_t length;
};

struct server {
	int socket;
	unsigned short port;
	char url[64]; /* "http://127.0.0.1:PORT" */
	const struct reply *replies;
	size_t n_replies;
	struct seen seen[SERVER_REQUESTS];
	size_t n_seen, n_connections;
	_Atomic unsigned n_late; /* times that it was late */
	pthread_t thread;
	bool running;
};

/*
 * Answer requests with `replies`, one after the other; further ones are
 * answered 500.  False when there is no socket.
 */
bool server_start(struct server *server, const struct reply *replies,
		  size_t n_replies);

/* No more answers; what was seen stays until server_finish. */
void server_stop(struct server *server);
void server_finish(struct server *server);

/* A header of a seen request, to be freed; NULL: it has none. */
char *seen_header(const struct seen *seen, const char *name);

/* An answer's text: "HTTP/1.1 STATUS", headers with \r\n each, a body. */
#define REPLY(status, headers, length, body)                        \
	"HTTP/1.1 " status "\r\n" headers "Content-Length: " length \
	"\r\n\r\n" body

/* The environment a test begins with: an example key, no files, no profile. */
void s3_environment(const char *endpoint);

/* A client of few seconds' patience. */
struct aws *s3_client(unsigned tries);

#endif
