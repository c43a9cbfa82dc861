/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz-pipeline.c - pipeline files: every text is understood, or refused in
 * words
 *
 * Lines behind a NUL are --set assignments.
 */
#include "fuzz.h"
#include "pipelines.h"

#include "bind.h"

#include <stdlib.h>
#include <string.h>

static void apply_sets(struct config *config, const char *text, size_t length,
		       struct problems *problems)
{
	char *copy = malloc(length + 1), *rest, *line;
	unsigned number = 0;

	MUST(copy);
	memcpy(copy, text, length);
	copy[length] = '\0';
	for (line = strtok_r(copy, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest))
		config_set(config, ++number, line, problems);
	free(copy);
}

/* The same pipeline has the same digest. */
static void check_digest(const struct pipeline *pipeline)
{
	char first[DIGEST_SIZE], second[DIGEST_SIZE];

	MUST(pipeline_digest(pipeline, first));
	MUST(pipeline_digest(pipeline, second));
	MUST(!strcmp(first, second));
}

static void bind(struct pipeline *pipeline, struct problems *problems)
{
	struct modules *modules = fuzz_modules();
	struct outcome outcome;

	MUST(outcome_init(&outcome));
	pipeline_bind(pipeline, modules, &outcome, problems);
	fuzz_check_problems(problems);
	if (!problems_any(problems))
		check_digest(pipeline);
	outcome_finish(&outcome);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	const uint8_t *end = memchr(bytes, 0, length);
	size_t text = end ? (size_t)(end - bytes) : length;
	struct problems problems = { 0 };
	struct config config = { 0 };
	struct pipeline pipeline = { 0 };
	int status;

	if (!length)
		return 0;
	status = config_read_text(&config, "t.ini", (const char *)bytes, text,
				  &problems);
	MUST(status == 0 || problems_any(&problems));
	if (end && !status)
		apply_sets(&config, (const char *)end + 1, length - text - 1,
			   &problems);
	pipeline_parse(&pipeline, &config, &problems);
	fuzz_check_problems(&problems);
	if (!problems_any(&problems))
		bind(&pipeline, &problems);
	problems_finish(&problems);
	pipeline_finish(&pipeline);
	config_finish(&config);
	return 0;
}

#ifdef FFTPIPE_FUZZING
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t length, size_t most,
			       unsigned seed)
{
	return pipeline_mutate(bytes, length, most, seed);
}
#endif
