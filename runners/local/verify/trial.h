/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trial.h - one check of one plugin, in a process of its own
 *
 * Whatever a check allocates lives until its process ends, which is soon.
 */
#ifndef VERIFY_TRIAL_H
#define VERIFY_TRIAL_H

#include "fftpipe/plugin.h"
#include "message.h"
#include "module.h"
#include "pool.h"

#include <stdbool.h>
#include <stddef.h>

/* What a check found, where its parent can read it after a crash, too. */
struct verdict {
	enum {
		VERDICT_NONE,
		VERDICT_FINE,
		VERDICT_BROKEN,
		VERDICT_SKIPPED,
		VERDICT_REFUSED
	} is;
	char doing[256]; /* what was going on when it was last said */
	char text[512];  /* what is wrong, or why it was skipped or refused */
};

struct trial {
	const char *path;       /* of the plugin */
	const char *id;         /* that this path asks for */
	const char *const *set; /* parameters as "key=value" */
	size_t n_set;
	struct verdict *verdict;
	/* Below: only where the rule has it loaded */
	void *handle;
	const fftpipe_transform *(*entry)(void);
	struct module module;
	struct pool *pool;
};

enum rule_flags {
	RULE_BASIC = 1 << 0, /* if it is broken, no other can be checked */
	RULE_LOADS = 1 << 1, /* finds the plugin not loaded */
	RULE_CLOCK = 1 << 2, /* may fail by chance on a busy machine */
	RULE_PLAIN = 1 << 3  /* cannot be checked with sanitizers */
};

/* A rule of the contract.  `check` returns what the functions below do. */
struct rule {
	const char *name;
	const char *sentence;
	const char *where; /* the part of plugin.h that has it */
	bool (*check)(struct trial *trial);
	unsigned flags;
};

/* Run the check in a child, which has at most `seconds`. */
void trial_run(struct trial *trial, const struct rule *rule, unsigned seconds);

/* ===========================================================================
 * For checks
 * ======================================================================== */

/*
 * Load the plugin and find its entry; the same and ask for its description.
 * False after trial_broken().
 */
bool trial_open(struct trial *trial);
bool trial_load(struct trial *trial);

/* Say what is about to be done, for the report of a crash. */
void trial_doing(struct trial *trial, const char *format, ...)
	PRINTF_LIKE(2, 3);

/* The rule is broken: the first thing said counts.  Returns false. */
bool trial_broken(struct trial *trial, const char *format, ...)
	PRINTF_LIKE(2, 3);

/* The rule does not apply.  Returns true. */
bool trial_skip(struct trial *trial, const char *format, ...) PRINTF_LIKE(2, 3);

/* The call is wrong, not the plugin.  Returns false. */
bool trial_refuse(struct trial *trial, const char *format, ...)
	PRINTF_LIKE(2, 3);

/* Zeroed memory, or the end of this process. */
void *trial_memory(struct trial *trial, size_t count, size_t size);

/* So many threads, and no others; NULL without memory. */
struct pool *trial_pool(struct trial *trial, unsigned threads);

/* "EDATA" and so on. */
const char *status_word(int status);

#endif
