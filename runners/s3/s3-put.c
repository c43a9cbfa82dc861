/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * s3-put.c - objects put, side by side
 */
#include "s3-call.h"

#include <errno.h>
#include <fftpipe/plugin.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define PUT_MOST      (5ULL << 30) /* bytes of one PUT */
#define METADATA_MOST 2048

/* Uploads on their way. */
struct put {
	struct s3_call *calls;
	struct aws_answer *answers;
	size_t n;
	struct arena arena;
};

const char *content_type_of(const char *name)
{
	static const struct {
		const char *extension, *type;
	} known[] = { { "png", "image/png" },
		      { "tif", "image/tiff" },
		      { "tiff", "image/tiff" },
		      { "csv", "text/csv" },
		      { "json", "application/json" } };
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot && i < sizeof known / sizeof *known; i++)
		if (!strcasecmp(dot + 1, known[i].extension))
			return known[i].type;
	return "application/octet-stream";
}

static bool fail(const struct s3_upload *upload, struct outcome *outcome,
		 int status, const char *reason)
{
	outcome_fail(outcome, status, "cannot write s3://%s/%s: %s",
		     upload->object.bucket, upload->object.key, reason);
	return false;
}

/* The bytes of its file, seen as memory. */
static bool map_body(const struct s3_upload *upload, struct s3_call *call,
		     struct outcome *outcome)
{
	struct stat status;
	void *bytes;

	if (fstat(upload->fd, &status))
		return fail(upload, outcome, FFTPIPE_EDATA, strerror(errno));
	if ((uint64_t)status.st_size > PUT_MOST)
		return fail(upload, outcome, FFTPIPE_EDATA,
			    "it has more than 5 GiB, the most that is put at "
			    "once; compress it, or save less depth");
	if (!status.st_size)
		return true;
	bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_SHARED,
		     upload->fd, 0);
	if (bytes == MAP_FAILED)
		return fail(upload, outcome, FFTPIPE_ENOMEM, strerror(errno));
	call->body = bytes;
	call->length = (size_t)status.st_size;
	return true;
}

static bool add_metadata(struct put *put, const struct s3_upload *upload,
			 struct s3_call *call, struct outcome *outcome)
{
	size_t used = 0;

	for (size_t i = 0; i < upload->n_metadata; i++) {
		const struct aws_header *entry = &upload->metadata[i];
		const char *name =
			arena_printf(&put->arena, "x-amz-meta-%s", entry->name);

		used += strlen(entry->name) + strlen(entry->value);
		if (!name)
			return fail(upload, outcome, FFTPIPE_ENOMEM,
				    "out of memory");
		if (used > METADATA_MOST || call->n_headers == CALL_HEADERS)
			return fail(upload, outcome, FFTPIPE_EINTERNAL,
				    "its metadata has more than 2048 bytes");
		call->headers[call->n_headers++] =
			(struct aws_header){ name, entry->value };
	}
	return true;
}

static bool begin(struct put *put, const struct s3_upload *upload,
		  struct s3_call *call, struct outcome *outcome)
{
	const char *refusal = key_refusal(upload->object.key);
	const char *type = upload->content_type
				   ? upload->content_type
				   : content_type_of(upload->object.key);

	*call = (struct s3_call){ .object = &upload->object,
				  .method = "PUT",
				  .into = -1,
				  .most = 65536 };
	if (refusal)
		return fail(upload, outcome, FFTPIPE_EDATA, refusal);
	call->headers[call->n_headers++] =
		(struct aws_header){ "Content-Type", type };
	if (upload->keep)
		call->headers[call->n_headers++] =
			(struct aws_header){ "If-None-Match", "*" };
	return map_body(upload, call, outcome) &&
	       add_metadata(put, upload, call, outcome);
}

static bool is_condition(const char *name)
{
	return !strcmp(name, "If-None-Match");
}

static bool is_underscored(const char *name)
{
	return strchr(name, '_');
}

/* Once more without those headers, if there are any. */
static void put_without(struct aws *aws, struct put *put, size_t i,
			bool (*is_one)(const char *name))
{
	struct s3_call *call = &put->calls[i];
	size_t kept = 0;

	for (size_t k = 0; k < call->n_headers; k++)
		if (!is_one(call->headers[k].name))
			call->headers[kept++] = call->headers[k];
	if (kept == call->n_headers)
		return;
	call->n_headers = kept;
	s3_perform(aws, call, &put->answers[i], 1);
}

/*
 * Not every server knows If-None-Match for PUT: there it was a look before.
 * And many web servers in front of others drop headers with an underscore,
 * which then were signed but never came: what they say is in other headers too.
 */
static void put_as_it_can(struct aws *aws, struct put *put,
			  const struct s3_upload *upload, size_t i)
{
	const struct aws_answer *answer = &put->answers[i];

	if (answer->status == 403 && answer->code &&
	    !strcmp(answer->code, "SignatureDoesNotMatch"))
		put_without(aws, put, i, is_underscored);
	if (upload->keep && answer->status == 501)
		put_without(aws, put, i, is_condition);
}

static bool judge(struct aws *aws, struct put *put, struct s3_upload *upload,
		  size_t i, struct outcome *outcome)
{
	struct aws_answer *answer = &put->answers[i];

	put_as_it_can(aws, put, upload, i);
	upload->written = !answer->failure;
	/* 412: it is there.  409 says no such thing: it may still fail. */
	if (upload->written || (upload->keep && answer->status == 412))
		return true;
	return fail(upload, outcome, answer->failure_status, answer->failure);
}

static void put_finish(struct put *put)
{
	for (size_t i = 0; put->calls && i < put->n; i++)
		if (put->calls[i].body)
			munmap((void *)(uintptr_t)put->calls[i].body,
			       put->calls[i].length);
	for (size_t i = 0; put->answers && i < put->n; i++)
		answer_finish(&put->answers[i]);
	arena_finish(&put->arena);
}

bool s3_put(struct aws *aws, struct s3_upload *uploads, size_t n,
	    struct outcome *outcome)
{
	struct put put = { .n = n };
	bool fine;

	put.calls = arena_array(&put.arena, n, sizeof *put.calls);
	put.answers = arena_array(&put.arena, n, sizeof *put.answers);
	fine = put.calls && put.answers;
	if (!fine)
		outcome_fail(outcome, FFTPIPE_ENOMEM, "out of memory");
	for (size_t i = 0; i < n; i++)
		uploads[i].written = false;
	for (size_t i = 0; i < n && fine; i++)
		fine = begin(&put, &uploads[i], &put.calls[i], outcome);
	if (fine) {
		s3_perform(aws, put.calls, put.answers, n);
		for (size_t i = 0; i < n; i++)
			fine = judge(aws, &put, &uploads[i], i, outcome) &&
			       fine;
	}
	put_finish(&put);
	return fine;
}
