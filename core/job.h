/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * job.h - one input through the whole plan: decode, run, encode
 *
 * Works on descriptors alone: who found the files and what becomes of the
 * outputs is the runner's business, so that the same code serves files, S3 and
 * a process that may open nothing.
 */
#ifndef JOB_H
#define JOB_H

#include "plan.h"
#include "run.h"

#include <signal.h>

/* An input or a companion. */
struct job_file {
	const char *name; /* for messages */
	int fd;
	const char *beside; /* the JSON text beside it, or NULL */
	size_t beside_length;
};

struct job {
	const struct job_file *files; /* the main one, then the companions */
	uint32_t page;                /* from 1 */
	const int *outputs;           /* descriptors; -1: not wanted */
	const enum format *formats;   /* one for each output */
	size_t n_outputs;
	uint32_t view_side; /* make views (view.h) of this size; 0: none */
	/*
	 * What is there already, one for each output, -1: nothing.  If that is
	 * what the job would make, it makes nothing.  NULL: it makes it anyway.
	 */
	const int *existing;
};

/* What stays from job to job: loaded plugins, threads, the plan, its buffers.
 */
struct workshop {
	struct pipeline *pipeline;
	struct modules modules;
	struct pool *pool; /* NULL before the first job */
	unsigned threads;
	struct outcome outcome;
	struct services services;
	struct plan plan;
	bool planned;
	char digest[DIGEST_SIZE]; /* the pipeline's */
	struct arena arena;       /* of one job */
	struct account account;   /* of the last job */
	bool current;             /* it had nothing to do: see job.existing */
	/*
	 * May a plan take so many bytes, and keep them for its next jobs?
	 * Waits until it may.  An fftpipe_status; a refusal has its reason in
	 * `outcome`.
	 */
	int (*grant)(void *context, uint64_t bytes, struct outcome *outcome);
	void *grant_context;
	uint64_t granted; /* the plan has them; 0: it was not asked for */
};

/*
 * `board` and `cancel` may be NULL.  False without memory.  `pipeline` is
 * parsed, not bound.
 */
bool workshop_init(struct workshop *workshop, struct pipeline *pipeline,
		   const struct module_path *path, unsigned threads,
		   struct board *board, const volatile sig_atomic_t *cancel);
void workshop_finish(struct workshop *workshop);

/* Close the plugins' instances, for processes that end. */
void workshop_close(struct workshop *workshop);

/* Load the plugins; adds every problem. */
void workshop_bind(struct workshop *workshop, struct problems *problems);

/*
 * Read the headers and make the plan, or keep the one that fits.  An
 * fftpipe_status with the reason in workshop->outcome.
 */
int job_plan(struct workshop *workshop, const struct job *job);

/* resume.c: are all its outputs there, made of these files by this pipeline? */
bool job_is_current(struct workshop *workshop, const struct job *job);

/* The whole job; workshop->outcome and ->account tell how it went. */
int job_run(struct workshop *workshop, const struct job *job);

/* How many pages a file has; 0 after a failure in workshop->outcome. */
uint32_t job_pages(struct workshop *workshop, const struct job_file *file);

#endif
