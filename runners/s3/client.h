/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * client.h - what the parts of the client share: client.c makes it,
 * request.c sends with it, request-try.c is one try of a request
 */
#ifndef CLIENT_H
#define CLIENT_H

#include "credentials.h"
#include "curl-library.h"
#include "request.h"
#include "table.h"

#include <nettle/md5.h>

/* Releases of libcurl, as curl_version_info() numbers them. */
#define CURL_SIGNS_OUR_DATE 0x080300 /* before, it was sent twice */
#define CURL_PLUS_WRONG     0x080e00 /* %2B in a query is signed as a blank */
#define CURL_PLUS_RIGHT     0x081300

struct aws {
	struct aws_options options;
	CURLM *multi; /* keeps the connections */
	struct arena arena;
	struct profile profile;
	bool profile_done;
	struct credentials credentials;
	bool stale;         /* the server calls the token expired */
	int64_t clock;      /* seconds the server is ahead of this machine */
	struct table where; /* bucket -> its region, as it was learned */
	char *endpoint;     /* the one asked for last, or NULL */
};

/* What a try ended as. */
enum verdict {
	VERDICT_GOOD,
	VERDICT_BAD,   /* trying again will not help */
	VERDICT_AGAIN, /* but waiting may */
	VERDICT_CLOCK, /* sign again, with the server's clock */
	VERDICT_KEY    /* sign again, with a fresh key */
};

/* A request on its way. */
struct
try {
	struct aws *aws;
	const struct aws_request *request;
	struct aws_answer *answer;
	const char *region;
	char hash[65]; /* of the request's body */
	unsigned tries;
	CURL *easy;
	struct curl_slist *headers;
	size_t sent;        /* how much of the request's body */
	size_t room;        /* that answer->body has */
	uint64_t arrived;   /* of the answer's body */
	struct md5_ctx md5; /* of it */
	int error;          /* errno of writing it, or 0 */
	bool oversized;     /* more than may be */
	double due;         /* when to start the next try */
	bool flying, ended;
	bool clocked, rekeyed; /* done once already */
	char text[CURL_ERROR_SIZE];
};

/* Have credentials that have not expired; false with the reason. */
bool aws_ready(struct aws *aws, struct outcome *outcome);

/* The profile's files, read once; false with the reason. */
bool aws_profile(struct aws *aws, struct outcome *outcome);

/* Set a handle up and hand it to aws->multi; false without memory. */
bool try_start(struct try *try);

/* It came back: take it from the multi handle and judge. */
enum verdict try_end(struct try *try, CURLcode code);

/* Drop what is under way. */
void try_drop(struct try *try);

/* The answer becomes a failure. */
PRINTF_LIKE(3, 4)
void answer_fail(struct aws_answer *answer, int status, const char *format,
		 ...);

/* Keep "Name: value" with its line end; false without memory. */
bool answer_keep_header(struct aws_answer *answer, const char *line,
			size_t length);

/* Fill in code and message of an answer that is an error. */
void answer_explain(struct aws_answer *answer);

/* How much of the message is to be shown. */
int answer_message_length(const struct aws_answer *answer);

/* What can be done about it, "; do this", or "". */
const char *answer_advice(const struct aws_answer *answer);

#endif
