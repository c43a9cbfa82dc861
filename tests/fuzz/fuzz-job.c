/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz-job.c - whole jobs: a pipeline, a NUL, a picture; what is written can be
 * read
 *
 * The picture serves as every companion, too.
 */
#define _GNU_SOURCE /* memmem */
#include "fuzz.h"
#include "pipelines.h"

#include "config.h"
#include "job.h"
#include "store.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_FILES = 8 };

struct trial {
	struct config config;
	struct pipeline pipeline;
	struct problems problems;
	struct workshop workshop;
	struct job_file files[MOST_FILES];
	int outputs[MOST_FILES];
	enum format formats[MOST_FILES];
	struct job job;
};

/* Formats of all outputs; false when there are too many. */
static bool list_outputs(struct trial *trial)
{
	size_t n = 0;

	for (size_t i = 0; i < trial->pipeline.n_stages; i++) {
		const struct stage *stage = &trial->pipeline.stages[i];

		for (size_t k = 0; k < stage->n_saves; k++, n++) {
			if (n + 1 >= MOST_FILES)
				return false;
			trial->formats[n] =
				stage->saves[k].format == FORMAT_BY_NAME
					? FORMAT_TIFF
					: stage->saves[k].format;
		}
		if (n >= MOST_FILES)
			return false;
		trial->formats[n++] = FORMAT_JSON;
	}
	trial->job = (struct job){ .files = trial->files,
				   .page = 1,
				   .outputs = trial->outputs,
				   .formats = trial->formats,
				   .n_outputs = n };
	return 1 + trial->pipeline.n_companions <= MOST_FILES;
}

static void check_outputs(const struct trial *trial)
{
	struct decode_options options = { .page = 1, .limits = &fuzz_limits };

	for (size_t i = 0; i < trial->job.n_outputs; i++) {
		fftpipe_image *image;
		bool embedded;

		if (lseek(trial->outputs[i], 0, SEEK_END) <= 0 ||
		    trial->formats[i] == FORMAT_CSV ||
		    trial->formats[i] == FORMAT_JSON)
			continue;
		MUST(!fuzz_decode(trial->outputs[i], &options, &image,
				  &embedded));
		fuzz_image_destroy(image);
	}
}

static void run(struct trial *trial, const uint8_t *picture, size_t length)
{
	int fd = fuzz_file(picture, length);

	for (size_t i = 0; i < MOST_FILES; i++)
		trial->files[i] = (struct job_file){ .name = "t", .fd = fd };
	for (size_t i = 0; i < trial->job.n_outputs; i++) {
		trial->outputs[i] = memory_file();
		MUST(trial->outputs[i] >= 0);
	}
	if (!job_run(&trial->workshop, &trial->job))
		check_outputs(trial);
	else
		MUST(trial->workshop.outcome.reason);
	for (size_t i = 0; i < trial->job.n_outputs; i++)
		close(trial->outputs[i]);
}

/* Small pictures, small plans: many runs a second. */
static void set_limits(struct limits *limits)
{
	limits->pixels = fuzz_limits.pixels;
	limits->memory = fuzz_limits.memory;
	limits->pages = fuzz_limits.pages;
	limits->text = fuzz_limits.text;
	limits->profile = fuzz_limits.profile;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	const uint8_t *end = memchr(bytes, 0, length);
	struct trial trial = { 0 };

	if (!end)
		return 0;
	config_read_text(&trial.config, "t.ini", (const char *)bytes,
			 (size_t)(end - bytes), &trial.problems);
	pipeline_parse(&trial.pipeline, &trial.config, &trial.problems);
	set_limits(&trial.pipeline.limits);
	if (!problems_any(&trial.problems) && list_outputs(&trial)) {
		MUST(workshop_init(&trial.workshop, &trial.pipeline,
				   fuzz_module_path(), 2, NULL, NULL));
		workshop_bind(&trial.workshop, &trial.problems);
		if (!problems_any(&trial.problems))
			run(&trial, end + 1,
			    length - (size_t)(end + 1 - bytes));
		workshop_finish(&trial.workshop);
	}
	problems_finish(&trial.problems);
	pipeline_finish(&trial.pipeline);
	config_finish(&trial.config);
	return 0;
}

#ifdef FFTPIPE_FUZZING
/* Now the pipeline, now the picture. */
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t length, size_t most,
			       unsigned seed)
{
	const uint8_t *end = memchr(bytes, 0, length);
	size_t text = end ? (size_t)(end - bytes) : 0, rest = length - text;
	uint8_t *picture;

	if (!end)
		return LLVMFuzzerMutate(bytes, length, most);
	if (seed % 3 == 0)
		return text + 1 +
		       LLVMFuzzerMutate(bytes + text + 1, rest - 1,
					most - text - 1);
	picture = malloc(rest);
	MUST(picture);
	memcpy(picture, end, rest);
	text = pipeline_mutate(bytes, text, most - rest, seed);
	memcpy(bytes + text, picture, rest);
	free(picture);
	return text + rest;
}
#endif
