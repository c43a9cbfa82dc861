/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * preview.h - what a pipeline would do with one input, or with the sample:
 * check and graph
 */
#ifndef PREVIEW_H
#define PREVIEW_H

#include "call.h"

struct preview {
	struct call *call;
	struct prepared prepared;
	const struct input *input;
};

/* "PATH, for INPUT", or for the sample, then `after`. */
void preview_title(const struct preview *preview, const char *after);

/* Two ways to tell a plan: batch_describe and batch_graph. */
typedef char *preview_ask(struct batch *batch, const struct input *input,
			  struct outcome *outcome);

/*
 * Plan for the call's input and let `show` print what was told; it returns a
 * status.  Returns that, or what to exit with after all problems were printed.
 */
int preview_run(struct call *call, struct batch_options *options,
		preview_ask *ask,
		int (*show)(struct preview *preview, const char *text,
			    void *arg),
		void *arg);

/*
 * Read options and arguments, "PIPELINE [INPUT]", into `call`, whose sets.list
 * is then to be freed.  Returns -1, or what to exit with.
 */
int preview_read(struct call *call, const struct usage *usage, int argc,
		 char **argv);

#endif
