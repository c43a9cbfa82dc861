/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worker.h - a process that opens plugins and does jobs for us
 *
 * What crashes, hangs or eats memory there costs its job.  The worker gets
 * descriptors, never names; it has no other file open than those, its end of
 * the channel and standard error.
 *
 * A forked worker is a copy of its owner, quick to start.  Where the owner
 * holds secrets, a worker is a program of its own, fftpipe-worker: its memory
 * and environment never held them, and it has no privileges.
 */
#ifndef WORKER_H
#define WORKER_H

#include "channel.h"
#include "job.h"

#include <stdbool.h>
#include <sys/types.h>

struct worker {
	pid_t pid;
	int socket;
	struct board *board; /* shared with it */
};

enum worker_kind {
	WORKER_FORKED,
	WORKER_PROGRAM,   /* of its own, with nothing of its owner's */
	WORKER_SANDBOXED, /* the same, held in by the kernel */

/* For runners with secrets; sanitizers need what a sandbox refuses. */
#ifdef FFTPIPE_SANITIZED
	WORKER_HELD_IN = WORKER_PROGRAM
#else
	WORKER_HELD_IN = WORKER_SANDBOXED
#endif
};

/* What a new worker needs. */
struct worker_setup {
	struct pipeline *pipeline;
	const struct module_path *path;
	unsigned threads;
	enum worker_kind kind;
	const char *program; /* NULL: the one beside us, else the installed */
};

/*
 * Start one; false with errno.  It ends when the thread that started it does;
 * a program of its own when its channel does, until it has its setup.
 * An owner of programs cannot be looked into from then on, by debuggers either.
 */
bool worker_start(struct worker *worker, const struct worker_setup *setup);

/* Tell one that it can go; worker_end then waits for less. */
void worker_dismiss(struct worker *worker);

/* Let it end by itself and reap it; it has been idle. */
void worker_end(struct worker *worker);

/* Kill and reap it. */
void worker_kill(struct worker *worker);

/*
 * Reap one whose channel broke, killing it if it still lives, and say what
 * became of it: "[stage] plugin: crashed with signal 11 (Segmentation fault)".
 * To be freed.
 */
char *worker_postmortem(struct worker *worker);

/* Who runs in it now, for a message: "[stage] plugin: ", or "". */
void worker_blame(const struct worker *worker, char *text, size_t size);

#endif
