/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * s3.h - objects in buckets: get, put, look, list
 *
 * Names are raw: keys are encoded here.  Failures are told as "what happened;
 * what to do", and the answer's status is left in the caller's hands, so that
 * 404 or 412 may be no failure there.
 */
#ifndef S3_H
#define S3_H

#include "request.h"
#include "uri.h"

/* Which object. */
struct s3_object {
	const char *bucket, *key;
	const char *version; /* versionId; NULL: the newest */
	const char *etag;    /* only if it still is this one; NULL: any */
	const char *region;  /* of the bucket; NULL: the client's, or as told */
	double deadline;     /* clock_seconds() at the end; 0: none */
};

/* What is known of an object after get, look or put.  Starts as { 0 }. */
struct s3_about {
	struct aws_answer answer; /* ->status: 0 when no answer arrived */
	uint64_t size;
	const char *etag; /* without quotes; NULL: not told */
	const char *version, *content_type;
};

/*
 * The object's bytes in a memory file at its beginning, `most` bytes at most.
 * -1 with the reason in `outcome`.
 */
int s3_get(struct aws *aws, const struct s3_object *object, uint64_t most,
	   struct s3_about *about, struct outcome *outcome);

/* The same of a part: `length` bytes from `first`, fewer where it ends. */
int s3_get_part(struct aws *aws, const struct s3_object *object, uint64_t first,
		uint64_t length, struct s3_about *about,
		struct outcome *outcome);

/* HEAD.  False with the reason; a 404's about->answer.status tells it. */
bool s3_look(struct aws *aws, const struct s3_object *object,
	     struct s3_about *about, struct outcome *outcome);

/* User metadata of an object; NULL: it has none of that name. */
const char *s3_metadata(const struct s3_about *about, const char *name);

/* An object on its way. */
struct s3_upload {
	struct s3_object object;
	int fd; /* its bytes, all of the file */
	const char *content_type;
	/* Names in lower case without "x-amz-meta-"; values printable ASCII. */
	const struct aws_header *metadata;
	size_t n_metadata;
	bool keep;    /* what is there already stays: no failure */
	bool written; /* afterwards: it is there, by us */
};

/*
 * Put objects, side by side.  Each appears whole or not at all.  False with the
 * first reason in `outcome`, which names the object; `written` tells which are
 * there.
 */
bool s3_put(struct aws *aws, struct s3_upload *uploads, size_t n,
	    struct outcome *outcome);

/* What a look for an object told. */
enum s3_presence {
	S3_ABSENT,
	S3_THERE,
	S3_FORBIDDEN, /* 403: who may not list is told so of nothing, too */
	S3_UNTOLD
};

/*
 * Is there an object of that name?  Where that is neither yes nor no, the
 * reason is in `outcome`.
 */
enum s3_presence s3_exists(struct aws *aws, const struct s3_object *object,
			   struct outcome *outcome);

/* One object of a list. */
struct s3_entry {
	const char *key;
	uint64_t size;
	const char *modified; /* as the service writes it */
	bool folder; /* a common prefix: what is below it isn't listed */
};

/*
 * List what begins with `prefix`, page after page, in the server's order, which
 * is that of bytes; with `delimiter` (or NULL) only to the next one, each
 * page's common prefixes first.  `take` gets each entry, whose texts live
 * during the call, and returns false to stop.  False with the reason in
 * `outcome`.
 */
bool s3_list(struct aws *aws, const struct s3_object *prefix,
	     const char *delimiter,
	     bool (*take)(void *context, const struct s3_entry *entry),
	     void *context, struct outcome *outcome);

/* The media type that a name's extension stands for. */
const char *content_type_of(const char *name);

void s3_about_finish(struct s3_about *about);

#endif
