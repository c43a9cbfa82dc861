/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store-s3.c - objects read into memory, outputs put from memory
 *
 * A PUT makes an object whole or not at all, so that commit needs no temporary
 * names and discard has nothing to remove.
 */
#include "store-s3.h"

#include "batch.h"
#include "credentials.h"
#include "facts.h"

#include <errno.h>
#include <fftpipe/plugin.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OUTPUT_PREFIX "output/"

static bool no_memory(struct outcome *outcome)
{
	outcome_fail(outcome, FFTPIPE_ENOMEM, "out of memory");
	return false;
}

static bool stopping(void *context)
{
	(void)context;
	return batch_stopping();
}

struct aws *s3_store_aws(struct s3_store *s3, struct outcome *outcome)
{
	const struct aws_options options = { .stop = stopping };

	if (!s3->aws)
		s3->aws = aws_create(&options, outcome);
	return s3->aws;
}

/* The object that a path names; false with the reason. */
static bool path_object(struct arena *arena, const char *path,
			struct s3_object *object, struct outcome *outcome)
{
	struct s3_uri uri;
	const char *wrong = uri_parse(arena, path, &uri);

	if (!wrong)
		wrong = key_refusal(uri.key);
	if (wrong)
		outcome_fail(outcome, FFTPIPE_EDATA, "%s", wrong);
	*object = (struct s3_object){ .bucket = uri.bucket, .key = uri.key };
	return !wrong;
}

/* ---- reading ------------------------------------------------------------ */

static bool remember_etag(struct s3_store *s3, const char *path,
			  const char *etag)
{
	char *key, *value;

	if (!etag || table_find(&s3->etags, path))
		return true;
	key = arena_strdup(&s3->arena, path);
	value = arena_strdup(&s3->arena, etag);
	return key && value && table_add(&s3->etags, key, value);
}

static int open_object(struct s3_store *s3, const char *path, uint64_t most,
		       char **facts, struct outcome *outcome)
{
	struct arena arena = { 0 };
	struct s3_about about = { 0 };
	struct s3_object object;
	int fd = recent_open(&s3->recent, path, most, facts);

	if (fd >= 0)
		return fd;
	if (s3_store_aws(s3, outcome) &&
	    path_object(&arena, path, &object, outcome))
		fd = s3_get(s3->aws, &object, most, &about, outcome);
	if (fd >= 0 && facts_from_metadata(&about, facts) &&
	    remember_etag(s3, path, about.etag)) {
		recent_keep(&s3->recent, path, fd, *facts);
	} else if (fd >= 0) {
		no_memory(outcome);
		free(*facts);
		*facts = NULL;
		close(fd);
		fd = -1;
	}
	s3_about_finish(&about);
	arena_finish(&arena);
	return fd;
}

static int s3_open(const struct store *store, const char *path, uint64_t most,
		   char **facts, struct outcome *outcome)
{
	*facts = NULL;
	if (!uri_is_s3(path))
		return file_store.open(&file_store, path, most, facts, outcome);
	return open_object(store->context, path, most, facts, outcome);
}

static bool s3_there(const struct store *store, const char *path)
{
	/* One that is forbidden is put with If-None-Match, if it is to stay. */
	return s3_place_shows(store->context, path);
}

/* ---- writing ------------------------------------------------------------ */

static bool s3_begin(const struct store *store, struct store_output *output,
		     const char *path, bool keep, struct outcome *outcome)
{
	struct arena arena = { 0 };
	struct s3_object object;
	bool fine;

	(void)store;
	if (!uri_is_s3(path))
		return file_store.begin(&file_store, output, path, keep,
					outcome);
	*output = (struct store_output){ .path = path, .fd = -1, .keep = keep };
	fine = path_object(&arena, path, &object, outcome);
	arena_finish(&arena);
	if (!fine)
		return false;
	output->fd = memory_file();
	if (output->fd < 0)
		outcome_fail(outcome, FFTPIPE_ENOMEM, "cannot write %s: %s",
			     path, strerror(errno));
	return output->fd >= 0;
}

/* What its object is made of and says of itself. */
static bool make_upload(const struct s3_store *s3, struct arena *arena,
			const struct store_output *output,
			struct s3_upload *upload, struct outcome *outcome)
{
	struct aws_header *metadata =
		arena_array(arena, FACTS_METADATA_MAX, sizeof *metadata);
	struct facts_source source = { 0 };
	struct s3_uri uri;

	*upload = (struct s3_upload){ .fd = output->fd,
				      .content_type = output->media_type,
				      .metadata = metadata,
				      .keep = output->keep };
	if (!metadata)
		return no_memory(outcome);
	if (output->source && !uri_parse(arena, output->source, &uri)) {
		source.key = uri.key;
		source.etag = table_find(&s3->etags, output->source);
	}
	if (!facts_to_metadata(arena, output->facts, &source, metadata,
			       &upload->n_metadata))
		return no_memory(outcome);
	return path_object(arena, output->path, &upload->object, outcome);
}

static bool put_all(struct s3_store *s3, const struct store_output *outputs,
		    size_t n, struct outcome *outcome)
{
	struct arena arena = { 0 };
	struct s3_upload *uploads = arena_array(&arena, n, sizeof *uploads);
	size_t n_uploads = 0;
	bool fine = uploads ? true : no_memory(outcome);

	for (size_t i = 0; i < n && fine; i++)
		if (outputs[i].fd >= 0 && uri_is_s3(outputs[i].path))
			fine = make_upload(s3, &arena, &outputs[i],
					   &uploads[n_uploads++], outcome);
	if (fine && n_uploads)
		fine = s3_store_aws(s3, outcome) &&
		       s3_put(s3->aws, uploads, n_uploads, outcome);
	arena_finish(&arena);
	return fine;
}

/* An object's output is done: forget its memory. */
static void drop(struct store_output *output)
{
	close(output->fd);
	output->fd = -1;
}

static bool s3_commit(const struct store *store, struct store_output *outputs,
		      size_t n, struct outcome *outcome)
{
	bool fine = put_all(store->context, outputs, n, outcome);

	for (size_t i = 0; i < n && fine; i++) {
		if (outputs[i].fd < 0)
			continue;
		if (uri_is_s3(outputs[i].path))
			drop(&outputs[i]);
		else
			fine = file_store.commit(&file_store, &outputs[i], 1,
						 outcome);
	}
	return fine;
}

static void s3_discard(const struct store *store, struct store_output *output)
{
	(void)store;
	if (output->path && !uri_is_s3(output->path))
		file_store.discard(&file_store, output);
	else if (output->fd >= 0)
		drop(output);
}

/* ---- the whole ---------------------------------------------------------- */

/* A prefix is a folder; set but empty, it is the whole bucket. */
static const char *read_prefix(struct arena *arena)
{
	const char *given = getenv("FFTPIPE_OUTPUT_PREFIX");

	if (!given)
		return OUTPUT_PREFIX;
	given += strspn(given, "/");
	if (!*given || given[strlen(given) - 1] == '/')
		return given;
	return arena_printf(arena, "%s/", given);
}

bool s3_store_init(struct s3_store *s3)
{
	*s3 = (struct s3_store){
		.store = { s3, s3_open, s3_there, s3_begin, s3_commit,
			   s3_discard },
		.etags.arena = &s3->arena,
		.known.arena = &s3->arena,
	};
	s3->output_prefix = read_prefix(&s3->arena);
	s3_place_init(s3);
	return s3->output_prefix;
}

void s3_store_finish(struct s3_store *s3)
{
	aws_destroy(s3->aws);
	recent_finish(&s3->recent);
	arena_finish(&s3->arena);
	*s3 = (struct s3_store){ 0 };
}
