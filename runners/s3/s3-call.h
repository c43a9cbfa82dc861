/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * s3-call.h - what s3.c, s3-put.c and s3-list.c share: calls of S3 before they
 * are requests, since only the bucket's region makes the host's name
 */
#ifndef S3_CALL_H
#define S3_CALL_H

#include "s3.h"

#define CALL_HEADERS 24

struct s3_call {
	const struct s3_object *object; /* key NULL: the bucket */
	const char *method;
	const char *query; /* encoded and sorted, or NULL */
	struct aws_header headers[CALL_HEADERS];
	size_t n_headers;
	const void *body;
	size_t length;
	int into;
	uint64_t most;
	const char *(*doubt)(struct aws_answer *answer);
};

/*
 * Make them, and once more for the right region where the server tells one.
 * Returns how many answers are good; without memory they all have that failure.
 */
size_t s3_perform(struct aws *aws, const struct s3_call *calls,
		  struct aws_answer *answers, size_t n);

/* Can it be a part of a host's name? */
bool region_is_legal(const char *region);

/* Fill in the rest of *about from its answer; false without memory. */
bool s3_about_fill(struct s3_about *about);

#endif
