/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * s3.c - objects got and looked at
 */
#include "s3.h"

#include "s3-call.h"
#include "store.h"

#include <errno.h>
#include <fftpipe/plugin.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- what is known of an object ----------------------------------------- */

/* An ETag comes in quotes, a weak one with W/ in front. */
static const char *unquoted(struct arena *arena, const char *etag)
{
	size_t length;

	if (!strncmp(etag, "W/", 2))
		etag += 2;
	length = strlen(etag);
	if (length > 1 && etag[0] == '"' && etag[length - 1] == '"')
		return arena_strndup(arena, etag + 1, length - 2);
	return arena_strdup(arena, etag);
}

bool s3_about_fill(struct s3_about *about)
{
	struct aws_answer *answer = &about->answer;
	const char *etag = answer_header(answer, "etag");
	const char *size = answer_header(answer, "content-length");

	about->etag = etag ? unquoted(&answer->arena, etag) : NULL;
	about->version = answer_header(answer, "x-amz-version-id");
	about->content_type = answer_header(answer, "content-type");
	about->size = answer->length;
	if (!answer->length && size)
		about->size = strtoull(size, NULL, 10);
	return !etag || about->etag;
}

void s3_about_finish(struct s3_about *about)
{
	answer_finish(&about->answer);
	*about = (struct s3_about){ 0 };
}

const char *s3_metadata(const struct s3_about *about, const char *name)
{
	static const char prefix[] = "x-amz-meta-";
	char header[128];
	size_t length = strlen(name);

	if (length > sizeof header - sizeof prefix)
		return NULL;
	memcpy(header, prefix, sizeof prefix - 1);
	memcpy(header + sizeof prefix - 1, name, length + 1);
	return answer_header(&about->answer, header);
}

/* ---- calls -------------------------------------------------------------- */

/* Can the object be asked for at all? */
static bool object_check(const struct s3_object *object,
			 struct outcome *outcome)
{
	const char *refusal = key_refusal(object->key);

	if (refusal)
		outcome_fail(outcome, FFTPIPE_EDATA, "%s", refusal);
	return !refusal;
}

/* Version and If-Match; false without memory. */
static bool call_pin(struct s3_call *call, struct arena *arena)
{
	const struct s3_object *object = call->object;

	if (object->version) {
		const char *id = uri_encode(arena, object->version, false);

		call->query =
			id ? arena_printf(arena, "versionId=%s", id) : NULL;
		if (!call->query)
			return false;
	} else if (object->etag) {
		const char *tag = arena_printf(arena, "\"%s\"", object->etag);

		call->headers[call->n_headers++] =
			(struct aws_header){ "If-Match", tag };
		return tag;
	}
	return true;
}

/*
 * An ETag is the MD5 of the bytes, unless the object came in parts or is kept
 * under a key of its own.
 */
static const char *doubt_bytes(struct aws_answer *answer)
{
	const char *etag = answer_header(answer, "etag");
	const char *kms = answer_header(answer, "x-amz-server-side-encryption");

	etag = etag ? unquoted(&answer->arena, etag) : NULL;
	if (!etag || answer->status != 200 ||
	    strspn(etag, "0123456789abcdef") != 32 || etag[32] ||
	    (kms && strstr(kms, "kms")) ||
	    answer_header(answer, "x-amz-server-side-encryption-"
				  "customer-algorithm") ||
	    !strcmp(etag, answer->md5))
		return NULL;
	return "its bytes are not those that the server's checksum (ETag) is "
	       "of";
}

static bool no_memory(struct outcome *outcome)
{
	outcome_fail(outcome, FFTPIPE_ENOMEM, "out of memory");
	return false;
}

/*
 * libcurl 7.88 may send a request without its parameters when it has no memory:
 * then the newest version comes.
 */
static bool is_version(const struct s3_call *call, const struct s3_about *about,
		       struct outcome *outcome)
{
	const char *wanted = call->object->version;

	if (!wanted || !about->version || !strcmp(wanted, about->version))
		return true;
	outcome_fail(outcome, FFTPIPE_EDATA,
		     "version %s was asked for, and the server gives %s",
		     wanted, about->version);
	return false;
}

static bool perform_one(struct aws *aws, struct s3_call *call,
			struct s3_about *about, struct outcome *outcome)
{
	struct arena arena = { 0 };
	bool fine = call_pin(call, &arena), good;

	s3_about_finish(about);
	good = fine && s3_perform(aws, call, &about->answer, 1);
	arena_finish(&arena);
	if (!fine)
		return no_memory(outcome);
	if (good)
		return s3_about_fill(about) ? is_version(call, about, outcome)
					    : no_memory(outcome);
	outcome_fail(outcome, about->answer.failure_status, "%s",
		     about->answer.failure);
	return false;
}

static int get(struct aws *aws, struct s3_call *call, struct s3_about *about,
	       struct outcome *outcome)
{
	if (!object_check(call->object, outcome))
		return -1;
	call->method = "GET";
	call->into = memory_file();
	if (call->into < 0) {
		outcome_fail(outcome, FFTPIPE_ENOMEM, "cannot read it: %s",
			     strerror(errno));
		return -1;
	}
	/* A try before may have got further than a shorter, newer object. */
	if (perform_one(aws, call, about, outcome)) {
		if (!ftruncate(call->into, (off_t)about->answer.length))
			return call->into;
		outcome_fail(outcome, FFTPIPE_EDATA,
			     "cannot keep its bytes: %s", strerror(errno));
	}
	close(call->into);
	return -1;
}

int s3_get(struct aws *aws, const struct s3_object *object, uint64_t most,
	   struct s3_about *about, struct outcome *outcome)
{
	struct s3_call call = { .object = object,
				.most = most,
				.doubt = doubt_bytes };

	return get(aws, &call, about, outcome);
}

int s3_get_part(struct aws *aws, const struct s3_object *object, uint64_t first,
		uint64_t length, struct s3_about *about,
		struct outcome *outcome)
{
	struct s3_call call = { .object = object, .most = length };
	struct arena arena = { 0 };
	const char *range =
		arena_printf(&arena, "bytes=%" PRIu64 "-%" PRIu64, first,
			     length && first <= UINT64_MAX - length
				     ? first + length - 1
				     : UINT64_MAX);
	int fd = -1;

	call.headers[call.n_headers++] = (struct aws_header){ "Range", range };
	if (!range)
		no_memory(outcome);
	else
		fd = get(aws, &call, about, outcome);
	arena_finish(&arena);
	return fd;
}

bool s3_look(struct aws *aws, const struct s3_object *object,
	     struct s3_about *about, struct outcome *outcome)
{
	struct s3_call call = { .object = object,
				.method = "HEAD",
				.into = -1 };

	return object_check(object, outcome) &&
	       perform_one(aws, &call, about, outcome);
}

enum s3_presence s3_exists(struct aws *aws, const struct s3_object *object,
			   struct outcome *outcome)
{
	struct s3_about about = { 0 };
	enum s3_presence told = S3_THERE;
	struct outcome failure;

	if (!outcome_init(&failure)) {
		no_memory(outcome);
		return S3_UNTOLD;
	}
	if (!s3_look(aws, object, &about, &failure))
		told = about.answer.status == 404   ? S3_ABSENT
		       : about.answer.status == 403 ? S3_FORBIDDEN
						    : S3_UNTOLD;
	if (told == S3_FORBIDDEN || told == S3_UNTOLD)
		outcome_fail(outcome, failure.status, "%s",
			     failure.reason ? failure.reason : "out of memory");
	outcome_finish(&failure);
	s3_about_finish(&about);
	return told;
}
