/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * request.h - requests to AWS services: signed, tried again when that may help,
 * given up at a deadline
 *
 * libcurl carries and signs them (CURLOPT_AWS_SIGV4).  What some of its
 * releases sign wrongly is kept away from it here: the payload's hash is always
 * given, no header without a value, no date of ours; callers keep to strictly
 * encoded paths, sorted queries, and header names of which none begins another.
 *
 * A client and what belongs to it is for one thread.
 */
#ifndef REQUEST_H
#define REQUEST_H

#include "arena.h"
#include "message.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct aws_answer;
struct aws; /* credentials, connections that are kept, the server's clock */

struct aws_options {
	const char *profile; /* NULL: AWS_PROFILE, else "default" */
	/* NULL: AWS_REGION, AWS_DEFAULT_REGION, the profile's, us-east-1 */
	const char *region;
	unsigned tries;  /* of a request at most; 0: AWS_MAX_ATTEMPTS, else 4 */
	double connect;  /* seconds that a connection may take; 0: 5 */
	double patience; /* seconds that nothing may move; 0: 20 */
	/*
	 * Asked now and then while waiting: true gives everything up with
	 * FFTPIPE_ECANCELED.  May be NULL.
	 */
	bool (*stop)(void *context);
	void *stop_context;
};

/*
 * Nothing is read or asked before the first request.  The options' texts must
 * live as long.  NULL with the reason in `outcome`.
 */
struct aws *aws_create(const struct aws_options *options,
		       struct outcome *outcome);
void aws_destroy(struct aws *aws);

/* The region that requests go to by default; NULL with a reason. */
const char *aws_region(struct aws *aws, struct outcome *outcome);

/*
 * The endpoint that the user names for a service ("S3", "SQS"), without a slash
 * at its end: AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL, the profile's
 * endpoint_url; NULL: Amazon's own.  False with a reason: nobody knows, and
 * what is meant for another host must not go to Amazon's.
 */
bool aws_endpoint(struct aws *aws, const char *service, const char **endpoint,
		  struct outcome *outcome);

struct aws_header {
	const char *name, *value;
};

struct aws_request {
	const char *service; /* as it's signed: "s3", "sqs" */
	const char *region;  /* NULL: aws_region() */
	const char *method;  /* GET, HEAD, PUT, POST, DELETE */
	const char *url;     /* encoded as it is to be signed and sent */
	/* Signed, beside Host and the X-Amz- ones of signing. */
	const struct aws_header *headers;
	size_t n_headers;
	const void *body; /* stays until the answer */
	size_t length;
	/*
	 * The descriptor that a good answer's body is written to, from its
	 * beginning at each try; -1: to memory, answer->body.
	 */
	int into;
	uint64_t most;   /* bytes that a good answer's body may have */
	double patience; /* seconds without a byte; 0: the client's */
	double deadline; /* clock_seconds() at the end; 0: none */
	/*
	 * Asked about a good answer: NULL, or why it is none, in its arena, and
	 * the request is tried again.  May be NULL.
	 */
	const char *(*doubt)(struct aws_answer *answer);
};

/* What came back.  Starts as { 0 }; a retry starts it afresh. */
struct aws_answer {
	struct arena arena;
	long status; /* of HTTP; 0: none arrived */
	struct aws_header *headers;
	size_t n_headers;
	char *body; /* with a NUL behind it; NULL: written to `into` */
	size_t length;
	char md5[33]; /* of a good body, in hexadecimal */
	/* Of an answer that is an error; NULL when it does not say. */
	const char *code, *message;
	/* NULL: the answer is a good one, a 2xx, and complete. */
	const char *failure;
	int failure_status; /* the fftpipe_status that goes with it */
	bool passing;       /* the same request may do better in a while */
	unsigned tries;
};

/*
 * True for a good answer.  False with answer->failure in `outcome`, too;
 * answer->status, ->code and ->headers tell more.  The body of an answer to GET
 * is as long as the server announced, and no longer than request->most.
 */
bool aws_send(struct aws *aws, const struct aws_request *request,
	      struct aws_answer *answer, struct outcome *outcome);

/*
 * Several at once; each answer has its own failure.  Returns how many are good.
 */
size_t aws_send_all(struct aws *aws, const struct aws_request *requests,
		    struct aws_answer *answers, size_t n);

/* A header's value, the name in any case; NULL: it isn't there. */
const char *answer_header(const struct aws_answer *answer, const char *name);

void answer_finish(struct aws_answer *answer);

#endif
