/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shelf.c - buckets as the store and the place of one record's job
 *
 * The record's own object is read as the event told of it, or not at all: by
 * its ETag, so that an upload that came later is left to its own event, by its
 * version where no ETag is known.  Bytes stay in memory on both ways.
 */
#include "clock.h"
#include "facts.h"
#include "log.h"
#include "object.h"
#include "uri.h"

#include <fftpipe/plugin.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool no_memory(struct outcome *outcome)
{
	outcome_fail(outcome, FFTPIPE_ENOMEM, "out of memory");
	return false;
}

bool shelf_locate(const struct function *function, const char *path,
		  struct s3_object *object, struct outcome *outcome)
{
	const struct visit *visit = function->visit;
	const struct record *record = visit->record;
	struct s3_uri uri = { record->bucket, path };
	const char *wrong = NULL;

	/* A companion's template with a slash is below the input's bucket. */
	if (!uri_is_s3(path))
		uri.key = path + strspn(path, "/");
	else
		wrong = uri_parse(&visit->event->arena, path, &uri);
	if (wrong && uri.bucket && !bucket_is_legal(uri.bucket))
		outcome_fail(outcome, FFTPIPE_EDATA, "%s", wrong);
	else if (wrong)
		no_memory(outcome);
	if (wrong)
		return false;
	*object = (struct s3_object){ .bucket = uri.bucket,
				      .key = uri.key,
				      .deadline = visit->deadline };
	if (!strcmp(uri.bucket, record->bucket))
		object->region = record->region;
	if (strcmp(path, visit->path) != 0)
		return true;
	object->etag = record->etag;
	if (!record->etag)
		object->version = record->version;
	return true;
}

static bool ends_in(const char *text, const char *end)
{
	size_t length = strlen(text), tail = strlen(end);

	return length >= tail && !strcmp(text + length - tail, end);
}

static bool is_json(const char *path)
{
	return ends_in(path, ".json");
}

/*
 * Is that the word of S3 on an object?  Others answer 404 as well: for a bucket
 * that is not there, for a host that nobody serves.
 */
static bool is_gone(const struct aws_answer *answer)
{
	return answer->status == 404 && answer->code &&
	       (!strcmp(answer->code, "NoSuchKey") ||
		!strcmp(answer->code, "NoSuchVersion"));
}

/*
 * All but the event's own object was seen a moment ago: where that is gone,
 * another try tells what is left.
 */
static void note_refusal(struct visit *visit, const char *path,
			 const struct aws_answer *answer)
{
	bool own = !strcmp(path, visit->path), gone = is_gone(answer);
	long status = answer->status;

	if (own && gone)
		visit->finding = FOUND_NOTHING;
	else if (status == 412)
		visit->finding = FOUND_NEWER;
	else if (answer->passing || status >= 500 || gone ||
		 (status == 404 && !answer->code))
		visit->passing = true;
	if (visit->finding != FOUND)
		log_line(LOG_DEBUG, "%s: HTTP %ld", path, status);
}

/* Kept for shelf_begin, or for who misses the object; the first one counts. */
static void keep_reason(struct visit *visit, const char **slot,
			const char *path, const struct outcome *outcome)
{
	const char *reason =
		outcome->reason ? outcome->reason : "out of memory";
	struct arena *arena = &visit->event->arena;
	const char *text =
		uri_is_s3(path)
			? arena_printf(arena, "%s: %s", path, reason)
			: arena_printf(arena, "s3://%s/%s: %s",
				       visit->record->bucket,
				       path + strspn(path, "/"), reason);

	if (!*slot)
		*slot = text ? text : "out of memory";
}

/*
 * The JSON beside a picture was there a moment ago, and without it the pixels
 * would be others.  One that is longer than text may be is none.
 */
static void note_json(struct visit *visit, const char *path, uint64_t most,
		      const struct aws_answer *answer,
		      const struct outcome *outcome)
{
	const char *size = answer_header(answer, "content-length");

	if (answer->status == 403 ||
	    (answer->status == 200 && size && strtoull(size, NULL, 10) > most))
		return;
	note_refusal(visit, path, answer);
	keep_reason(visit, &visit->untold, path, outcome);
}

/* Is the object one that this very pipeline made? */
static bool is_ours(const struct function *function,
		    const struct s3_about *about)
{
	const char *marker = facts_marker(about);
	const char *digest = batch_digest(function->batch);

	return marker && digest && !strcmp(marker, digest);
}

/* What the bytes are not to be worked on for. */
static bool examine(const struct function *function, const char *path,
		    const struct s3_about *about, struct outcome *outcome)
{
	struct visit *visit = function->visit;

	if (is_ours(function, about))
		visit->finding = FOUND_OURS;
	else if (!about->size)
		visit->finding = FOUND_EMPTY;
	else
		return true;
	outcome_fail(outcome, FFTPIPE_EDATA, "%s: %s", path,
		     about->size ? "this pipeline made it" : "it is empty");
	return false;
}

static int shelf_open(const struct store *store, const char *path,
		      uint64_t most, char **facts, struct outcome *outcome)
{
	const struct function *function = store->context;
	struct visit *visit = function->visit;
	double start = clock_seconds();
	struct s3_about about = { 0 };
	struct s3_object object;
	bool json = is_json(path);
	int fd = -1;

	*facts = NULL;
	if (!shelf_locate(function, path, &object, outcome))
		return -1;
	fd = s3_get(function->aws, &object, most, &about, outcome);
	if (fd < 0 && json)
		note_json(visit, path, most, &about.answer, outcome);
	else if (fd < 0)
		note_refusal(visit, path, &about.answer);
	if (fd >= 0 && !json && !examine(function, path, &about, outcome)) {
		close(fd);
		fd = -1;
	}
	if (fd >= 0 && !facts_from_metadata(&about, facts)) {
		no_memory(outcome);
		close(fd);
		fd = -1;
	}
	if (fd >= 0) {
		visit->bytes_in += about.size;
		if (!*visit->etag && about.etag && !json)
			snprintf(visit->etag, sizeof visit->etag, "%s",
				 about.etag);
	}
	s3_about_finish(&about);
	visit->reading += clock_seconds() - start;
	return fd;
}

/*
 * A look that told nothing may hide what makes other pixels: the job is not
 * done then.  403 is also what who may not list is told of nothing: a JSON is
 * done without, and of what is needed it is the reason.
 */
static bool is_there(const struct function *function, const char *path)
{
	struct visit *visit = function->visit;
	enum s3_presence told;
	struct s3_object object;
	struct outcome outcome;

	if (!strcmp(path, visit->path))
		return true; /* the event says so; reading it will tell */
	if (!outcome_init(&outcome)) {
		visit->untold = "out of memory";
		return false;
	}
	if (!shelf_locate(function, path, &object, &outcome))
		told = S3_UNTOLD;
	else if (is_json(path) && key_refusal(object.key))
		told = S3_ABSENT; /* nothing can be called so */
	else
		told = s3_exists(function->aws, &object, &outcome);
	if (told == S3_UNTOLD)
		keep_reason(visit, &visit->untold, path, &outcome);
	else if (told == S3_FORBIDDEN && !is_json(path))
		keep_reason(visit, &visit->forbidden, path, &outcome);
	if (told == S3_FORBIDDEN || told == S3_UNTOLD)
		log_line(LOG_DEBUG, "%s: %s", path,
			 outcome.reason ? outcome.reason : "out of memory");
	outcome_finish(&outcome);
	return told == S3_THERE;
}

static bool shelf_exists(const struct store *store, const char *path)
{
	return is_there(store->context, path);
}

static bool place_exists(void *context, const char *path)
{
	return is_there(context, path);
}

static const char *place_identity(void *context, struct arena *arena,
				  const char *path)
{
	(void)context;
	return arena_strdup(arena, path);
}

static bool shelf_begin(const struct store *store, struct store_output *output,
			const char *path, bool keep, struct outcome *outcome)
{
	const struct function *function = store->context;
	struct visit *visit = function->visit;

	*output = (struct store_output){ .path = path, .fd = -1, .keep = keep };
	/* All is read here, and nothing done yet. */
	if (visit->untold) {
		visit->passing = true;
		outcome_fail(outcome, FFTPIPE_EDATA, "%s", visit->untold);
		return false;
	}
	if (!uri_is_s3(path)) {
		outcome_fail(outcome, FFTPIPE_EDATA,
			     "cannot write \"%s\": outputs go to the bucket, "
			     "below FFTPIPE_OUTPUT_PREFIX",
			     path);
		return false;
	}
	output->fd = memory_file();
	return output->fd >= 0 || no_memory(outcome);
}

static bool make_upload(const struct function *function,
			const struct store_output *output,
			struct s3_upload *upload, struct outcome *outcome)
{
	struct visit *visit = function->visit;
	struct arena *arena = &visit->event->arena;
	const struct facts_source source = { visit->record->key, visit->etag };
	struct aws_header *metadata =
		arena_array(arena, FACTS_METADATA_MAX, sizeof *metadata);
	struct stat status;

	*upload = (struct s3_upload){ .fd = output->fd,
				      .content_type = output->media_type,
				      .metadata = metadata,
				      .keep = output->keep };
	if (!metadata)
		return no_memory(outcome);
	if (!shelf_locate(function, output->path, &upload->object, outcome))
		return false;
	upload->object.etag = upload->object.version = NULL;
	if (!facts_to_metadata(arena, output->facts, &source, metadata,
			       &upload->n_metadata))
		return no_memory(outcome);
	if (!fstat(output->fd, &status))
		visit->bytes_out += (uint64_t)status.st_size;
	return true;
}

static bool shelf_commit(const struct store *store,
			 struct store_output *outputs, size_t n,
			 struct outcome *outcome)
{
	const struct function *function = store->context;
	struct visit *visit = function->visit;
	struct s3_upload *uploads = calloc(n + 1, sizeof *uploads);
	double start = clock_seconds();
	size_t n_uploads = 0;
	bool fine = uploads ? true : no_memory(outcome);

	for (size_t i = 0; i < n && fine; i++)
		if (outputs[i].fd >= 0)
			fine = make_upload(function, &outputs[i],
					   &uploads[n_uploads++], outcome);
	fine = fine && s3_put(function->aws, uploads, n_uploads, outcome);
	/* Whether it passes is not told here: an upload may always. */
	if (!fine)
		visit->passing = true;
	free(uploads);
	visit->writing += clock_seconds() - start;
	return fine;
}

static void shelf_discard(const struct store *store,
			  struct store_output *output)
{
	(void)store;
	if (output->fd >= 0)
		close(output->fd);
	output->fd = -1;
}

void shelf_init(struct function *function)
{
	function->store =
		(struct store){ function,    shelf_open,   shelf_exists,
				shelf_begin, shelf_commit, shelf_discard };
	function->place = (struct input_place){ .context = function,
						.exists = place_exists,
						.identity = place_identity };
}
