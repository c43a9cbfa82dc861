/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * runner.h - what sets one program apart from another
 *
 * fftpipe and fftpipe-s3 share the commands in this folder and main itself;
 * each defines `runner` once.
 */
#ifndef RUNNER_H
#define RUNNER_H

#include "inputs.h"
#include "store.h"
#include "worker.h"

/* A word that a program takes, and what it does. */
struct command {
	const char *name;
	int (*run)(int argc, char **argv); /* argv[0]: the name; exit status */
	const char *help;
};

struct runner {
	const char *program; /* its name, for messages */
	const char *purpose; /* the first lines of its help, with \n */
	const struct command *commands;  /* up to one without a name */
	const struct store *store;       /* where bytes come from and go to */
	const struct input_place *place; /* where names are looked up */
	enum worker_kind workers;        /* without --sandbox */
	const char *inputs; /* what run says of them in its help; NULL: files */
};

extern const struct runner runner;

/* Back to what writing to a broken pipe did before main: mostly, to end. */
void runner_break_pipes(void);

/* Did all get to standard output?  False after saying that it did not. */
bool runner_flushed(void);

/* Commands that more than one program has. */
int command_run(int argc, char **argv);
int command_check(int argc, char **argv);

#endif
