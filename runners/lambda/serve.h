/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * serve.h - the three ways to come by events; each returns an exit status
 */
#ifndef SERVE_H
#define SERVE_H

#include "function.h"

/* Lambda's Runtime API at `host`, until it breaks. */
int serve_runtime(const char *host);

/* One event from a file ("-": standard input); its answer is printed. */
int serve_file(const char *path);

struct queue_options {
	const char *url;
	const char *health;  /* [ADDRESS:]PORT for probes, or NULL */
	unsigned visibility; /* seconds that a message in hand stays hidden */
};

/* The messages of an SQS queue, until SIGTERM. */
int serve_queue(const struct queue_options *options);

/* All problems in one line; to be freed; NULL without memory. */
char *problems_line(struct problems *problems);

#endif
