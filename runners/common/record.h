/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * record.h - how a job ended as JSON: the lines of --json (docs/json.md)
 */
#ifndef RECORD_H
#define RECORD_H

#include "batch.h"

#include <jansson.h>

/* The version of what docs/json.md promises. */
enum { RECORD_VERSION = 1 };

/* All about one job: a new reference, or NULL without memory. */
json_t *record_result(const struct result *result);

/* The sum of a run. */
json_t *record_summary(const struct batch_summary *summary, double seconds,
		       int status);

/* A name as JSON: bytes that are no UTF-8 become \xHH. */
json_t *record_name(const char *name);

/* Write it as a line, at once; takes the reference.  False if it can't. */
bool record_print(json_t *record, FILE *stream);

#endif
