/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * call.h - what run and check have in common: a pipeline, inputs, a batch
 */
#ifndef CALL_H
#define CALL_H

#include "options.h"

#include "batch.h"
#include "load.h"

/* A call in words. */
struct call {
	const char *pipeline;
	const char *const *names;
	size_t n_names;
	const char *output; /* -o */
	const char *plugin_dir;
	struct texts sets;
	unsigned workers, threads;
	bool in_process, no_clobber, resume, sandbox, timings, json, quiet;
	struct texts reports; /* --report */
};

/* What it became. */
struct prepared {
	struct arena arena;
	struct loaded loaded;
	struct module_path path;
	struct input_options names;
	struct inputs inputs;
	struct batch *batch;
};

/*
 * Load the pipeline, gather the inputs, bind the plugins.  With `need_inputs`
 * a lack of inputs is a problem.  False after all problems were printed.
 */
bool call_prepare(struct prepared *prepared, const struct call *call,
		  struct batch_options *options, bool need_inputs);

void prepared_finish(struct prepared *prepared);

/* A name with nothing in it that a terminal would obey, then `after`. */
void print_named(FILE *stream, const char *name, const char *after);

/* What is wrong with the pipeline, as planning for one input showed: all. */
void call_print_refusals(const struct call *call,
			 const struct outcome *outcome);

/*
 * Why an input could not be planned.  A wrong pipeline has its own place; else
 * it is the input's failure.
 */
void call_print_failure(const struct call *call, const struct input *input,
			const struct outcome *outcome);

#endif
