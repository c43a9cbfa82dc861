/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store-s3.h - buckets as a store, and as a place where inputs live
 *
 * Names that begin with s3:// are objects; all others are files, as ever.
 * Bytes of objects stay in memory on both ways.
 */
#ifndef STORE_S3_H
#define STORE_S3_H

#include "inputs.h"
#include "recent.h"
#include "s3.h"
#include "store.h"
#include "table.h"

struct s3_store {
	struct store store;
	struct input_place place;
	struct aws *aws; /* made by s3_store_aws() */
	struct arena arena;
	struct table etags; /* path -> ETag of what was read */
	struct recent recent;
	/* What lists and looks have told: path -> is it there? */
	struct table known;
	const char **listed; /* prefixes of which all is known */
	size_t n_listed;
	/* Where outputs go without -o: FFTPIPE_OUTPUT_PREFIX, or output/ */
	const char *output_prefix;
};

/* False without memory.  Connects to nothing. */
bool s3_store_init(struct s3_store *s3);
void s3_store_finish(struct s3_store *s3);

/* The client; NULL with the reason in `outcome`. */
struct aws *s3_store_aws(struct s3_store *s3, struct outcome *outcome);

/* place-s3.c: the functions of the place. */
void s3_place_init(struct s3_store *s3);

/* Is it known to be there?  What is forbidden, 403, is not. */
bool s3_place_shows(void *s3_store, const char *path);

#endif
