/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * meta.h - the short text entries that travel with an image
 */
#ifndef META_H
#define META_H

#include "fftpipe/plugin.h"

#include <stdbool.h>
#include <stddef.h>

struct meta_entry {
	char *key, *value;
};

/* In the order in which keys were first set. */
struct fftpipe_meta {
	struct meta_entry *entries;
	size_t count;
};

fftpipe_meta *meta_create(void);
void meta_destroy(fftpipe_meta *meta);

/* Letters, digits, '-', '_'; not empty; at most 64. */
bool meta_key_valid(const char *key);

/* NULL when there is none. */
const char *meta_get(const fftpipe_meta *meta, const char *key);

/* FFTPIPE_OK, EPARAM for a bad key or text that is not UTF-8, ENOMEM. */
int meta_set(fftpipe_meta *meta, const char *key, const char *value);

/* Make `to` equal to `from`; false without memory. */
bool meta_copy(fftpipe_meta *to, const fftpipe_meta *from);

#endif
