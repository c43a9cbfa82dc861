/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settings.h - what the environment asks of the function
 *
 *	FFTPIPE_PIPELINE       a shipped name, a path or s3://...; spectra
 *	FFTPIPE_SET            section.key=value, one a line
 *	FFTPIPE_INPUT_PREFIX   input/
 *	FFTPIPE_OUTPUT_PREFIX  output/
 *	FFTPIPE_OUTPUT_BUCKET  the input's
 */
#ifndef SETTINGS_H
#define SETTINGS_H

#include "arena.h"
#include "message.h"

#include <stddef.h>

struct settings {
	struct arena arena;
	const char *pipeline;
	const char **sets;
	size_t n_sets;
	/* Both end with a slash, or are empty. */
	const char *input_prefix, *output_prefix;
	const char *output_bucket; /* NULL: the input's */
};

/* Read them; adds every problem. */
void settings_read(struct settings *settings, struct problems *problems);
void settings_finish(struct settings *settings);

#endif
