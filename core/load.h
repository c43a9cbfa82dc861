/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * load.h - a pipeline by its name on a command line, with its overrides
 */
#ifndef LOAD_H
#define LOAD_H

#include "config.h"
#include "message.h"
#include "pipeline.h"

#include <stdbool.h>

/* The pipeline and the text it came from.  Starts as { 0 }. */
struct loaded {
	struct arena arena;
	struct config config;
	struct pipeline pipeline;
};

/*
 * Find `name` (a file if it has a slash or ends in .ini, else a pipeline that
 * ships), read it, apply the --set assignments in order, understand it.  Adds
 * every problem.
 */
void pipeline_load(struct loaded *loaded, const char *name,
		   const char *const *sets, size_t n_sets,
		   struct problems *problems);

/* Is there a shipped pipeline of that name? */
bool pipeline_ships(const char *name);

void loaded_finish(struct loaded *loaded);

/* The folder of shipped pipelines: FFTPIPE_DATADIR's or the installed one. */
const char *pipeline_folder(struct arena *arena);

#endif
