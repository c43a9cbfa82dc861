/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * resume.c - is what is there already what a job would make?
 *
 * Each picture says what it was made from, by what, and by which versions.
 * What says nothing, such as CSV, is made again; so is what a JSON text beside
 * an input had a part in, since nobody remembers that one.
 */
#include "job.h"
#include "store.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* As they are now, in this process. */
static const char *version_of(const struct workshop *workshop, const char *id)
{
	if (!strcmp(id, "fftpipe"))
		return VERSION;
	for (const struct module *module = workshop->modules.list; module;
	     module = module->next)
		if (!strcmp(module->id, id))
			return module->transform->version;
	return "";
}

/* What an output has to say of itself. */
struct claim {
	const char *source; /* digest of the input's files */
	uint32_t output;    /* its number, from 1 */
	bool text;
};

static bool says_the_same(const struct workshop *workshop,
			  const struct embedded *embedded,
			  const struct claim *claim)
{
	if (!*embedded->pipeline ||
	    strcmp(embedded->pipeline, workshop->digest) ||
	    embedded->output != claim->output ||
	    strcmp(embedded->origin.sha256, claim->source) ||
	    !embedded->versions->count)
		return false;
	for (size_t i = 0; i < embedded->versions->count; i++) {
		const struct meta_entry *entry =
			&embedded->versions->entries[i];

		if (strcmp(entry->value, version_of(workshop, entry->key)))
			return false;
	}
	return true;
}

/* What `metadata` wrote. */
static bool text_is_current(struct workshop *workshop, int fd,
			    const struct claim *claim)
{
	uint64_t most = workshop->pipeline->limits.text;
	struct embedded embedded;
	bool current = false;
	size_t length = 0;
	char *text;

	text = read_all(fd, most < SIZE_MAX ? (size_t)most : SIZE_MAX - 1,
			&length);
	if (!text)
		return false;
	if (embedded_parse(&embedded, text, length))
		current = says_the_same(workshop, &embedded, claim);
	embedded_finish(&embedded);
	free(text);
	return current;
}

static bool picture_is_current(struct workshop *workshop, int fd,
			       const struct claim *claim)
{
	const struct decode_options options = {
		.page = 1, .limits = &workshop->pipeline->limits
	};
	struct decoder *decoder;
	bool current;

	if (decoder_open(&decoder, fd, &options, &workshop->outcome)) {
		/* It is no mistake that it is something else. */
		outcome_clear(&workshop->outcome);
		return false;
	}
	current = decoder->has_embedded &&
		  says_the_same(workshop, &decoder->embedded, claim);
	decoder_close(decoder);
	return current;
}

static bool output_is_current(struct workshop *workshop, int fd,
			      const struct claim *claim)
{
	char first;

	if (pread(fd, &first, 1, 0) != 1)
		return false;
	if (claim->text != (first == '{'))
		return false;
	return claim->text ? text_is_current(workshop, fd, claim)
			   : picture_is_current(workshop, fd, claim);
}

/* A text beside a file that says itself what it holds has no part in it. */
static bool needs_beside(struct workshop *workshop, const struct job *job,
			 const struct job_file *file)
{
	const struct decode_options options = {
		.page = job->page,
		.one_page_serves = true,
		.limits = &workshop->pipeline->limits,
	};
	struct decoder *decoder;
	bool needed;

	if (!file->beside)
		return false;
	if (decoder_open(&decoder, file->fd, &options, &workshop->outcome)) {
		/* To be told when the job is run. */
		outcome_clear(&workshop->outcome);
		return true;
	}
	needed = !decoder->has_embedded;
	decoder_close(decoder);
	return needed;
}

/* Of all its files, in order; false if they can't be read, or do not tell. */
static bool digest_sources(struct workshop *workshop, const struct job *job,
			   char digest[DIGEST_SIZE])
{
	size_t n = 1 + workshop->pipeline->n_companions;
	int *fds = calloc(n, sizeof *fds);
	bool fine = fds != NULL;

	for (size_t i = 0; i < n && fine; i++) {
		fds[i] = job->files[i].fd;
		fine = !needs_beside(workshop, job, &job->files[i]);
	}
	fine = fine && digest_files(fds, n, digest);
	free(fds);
	return fine;
}

/* Files of the same values go by the number of the first; so does the text. */
static size_t first_like(const struct stage *stage, size_t k)
{
	size_t first = 0;

	if (k == stage->n_saves)
		return 0;
	while (stage->saves[first].output != stage->saves[k].output)
		first++;
	return first;
}

/* Outputs of a stage, the first of which has this index. */
static bool stage_is_current(struct workshop *workshop, const struct job *job,
			     const struct stage *stage, size_t first,
			     const char *source)
{
	for (size_t k = 0; k <= stage->n_saves; k++) {
		const struct claim claim = {
			.source = source,
			.output = (uint32_t)(first + first_like(stage, k) + 1),
			.text = k == stage->n_saves,
		};

		if (job->outputs[first + k] >= 0 &&
		    !output_is_current(workshop, job->existing[first + k],
				       &claim))
			return false;
	}
	return true;
}

bool job_is_current(struct workshop *workshop, const struct job *job)
{
	const struct pipeline *pipeline = workshop->pipeline;
	char source[DIGEST_SIZE];

	if (!job->existing)
		return false;
	for (size_t i = 0; i < job->n_outputs; i++)
		if (job->outputs[i] >= 0 && job->existing[i] < 0)
			return false;
	if (!digest_sources(workshop, job, source))
		return false;
	for (size_t i = 0, first = 0; i < pipeline->n_stages; i++) {
		const struct stage *stage = &pipeline->stages[i];

		if (!stage_is_current(workshop, job, stage, first, source))
			return false;
		first += stage->n_saves + 1;
	}
	return true;
}
