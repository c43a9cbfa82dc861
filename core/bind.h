/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bind.h - a pipeline's plugins loaded, its parameters typed, its ports found
 */
#ifndef BIND_H
#define BIND_H

#include "digest.h"
#include "module.h"
#include "pipeline.h"

/*
 * Load every plugin that `pipeline` names and fill in what pipeline.h marks as
 * coming from here.  Adds a problem for all that only the plugins know: missing
 * ones, unknown keys, bad values, ports that don't exist or are not fed.  Goes
 * on after each.
 */
void pipeline_bind(struct pipeline *pipeline, struct modules *modules,
		   struct outcome *outcome, struct problems *problems);

/*
 * The plugin that turns the other kind into `to`.  pipeline_bind() loads it
 * where the pipeline's text shows the need; a file that holds a spectrum shows
 * it only when it is opened.  NULL after a failure in `outcome`.
 */
const struct module *pipeline_converter(struct pipeline *pipeline,
					struct modules *modules, uint32_t to,
					struct outcome *outcome);

/*
 * SHA-256 of what a bound pipeline does to a picture: stages, parameters after
 * defaults and overrides, save options and formats, color, page and range of
 * [input]; not files, names, limits or description.  False without memory.
 */
bool pipeline_digest(const struct pipeline *pipeline, char digest[DIGEST_SIZE]);

#endif
