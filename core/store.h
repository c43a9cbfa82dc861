/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store.h - where bytes come from and go to
 *
 * A store turns names into descriptors and finished outputs into named ones.
 * Nothing of an output is seen under its name before commit, and nothing is
 * left after discard.  store-file.c keeps files; other runners bring their own.
 */
#ifndef STORE_H
#define STORE_H

#include "message.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An output on its way. */
struct store_output {
	const char *path;
	int fd; /* -1: not begun */
	/* Known at commit; the caller's. */
	const char *source;     /* the path of the main input */
	const char *media_type; /* "image/png" */
	const char *facts;      /* the JSON text inside it, or NULL */
	uint64_t nbytes;
	char *temporary; /* the store's */
	int lock;        /* the store's: a descriptor, or 0 */
	char *folder;    /* the store's: made for it */
	size_t made;     /* the store's: how much of that name */
	bool direct;     /* the store's: copied to its place at commit */
	bool keep;       /* what is there already */
};

struct store {
	void *context; /* the store's own */

	/*
	 * A descriptor that pread works on; -1 with the reason in `outcome`.
	 * What can be read only once is kept in memory, `most` bytes at most.
	 * *facts becomes the JSON text, to be freed, that the store keeps
	 * beside the bytes about what their levels stand for, or NULL.
	 */
	int (*open)(const struct store *store, const char *path, uint64_t most,
		    char **facts, struct outcome *outcome);

	/* Is something there? */
	bool (*exists)(const struct store *store, const char *path);

	/*
	 * Begin an output, folders included.  With `keep`, what appears under
	 * that name meanwhile stays.  False with the reason in `outcome`.
	 */
	bool (*begin)(const struct store *store, struct store_output *output,
		      const char *path, bool keep, struct outcome *outcome);

	/*
	 * Give a job's outputs their names, replacing what was there unless
	 * told to keep it; those not begun are passed over.  It stops at the
	 * first that fails.
	 */
	bool (*commit)(const struct store *store, struct store_output *outputs,
		       size_t n, struct outcome *outcome);

	/* Undo begin; safe after commit and before begin. */
	void (*discard)(const struct store *store, struct store_output *output);
};

/* Files; "-" is standard input and standard output. */
extern const struct store file_store;

/* A descriptor of memory that looks like a file; -1 with errno. */
int memory_file(void);

/*
 * Everything that can be read from `fd`, with a NUL behind it, if it is at most
 * `most` bytes; NULL otherwise.  To be freed.
 */
char *read_all(int fd, size_t most, size_t *length);

#endif
