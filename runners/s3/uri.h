/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * uri.h - s3://bucket/key, and the names inside as requests spell them
 */
#ifndef URI_H
#define URI_H

#include "arena.h"

#include <stdbool.h>
#include <stddef.h>

#define KEY_MAX 1024 /* bytes */

struct s3_uri {
	const char *bucket;
	const char *key; /* as it is, not encoded; "" for the bucket itself */
};

/* Does it begin with s3://? */
bool uri_is_s3(const char *text);

/*
 * Take s3://bucket/key apart.  Key bytes are taken as they are: nothing is
 * decoded, and s3://b//k has the key "/k".  NULL: it is fine; otherwise what is
 * wrong with it, in `arena`.
 */
const char *uri_parse(struct arena *arena, const char *text,
		      struct s3_uri *uri);

/* The counterpart; NULL without memory. */
const char *uri_print(struct arena *arena, const char *bucket, const char *key);

/* May a bucket be called so, at Amazon or elsewhere? */
bool bucket_is_legal(const char *bucket);

/* Is a part of the key "." or ".."? */
bool key_has_dots(const char *key);

/*
 * Why this key can't be asked for, or NULL: longer than KEY_MAX, not UTF-8, or
 * with a part "." or "..", which some releases of libcurl fold away.
 */
const char *key_refusal(const char *key);

/*
 * Encoded as signing wants it: every byte but A-Z a-z 0-9 - _ . ~ as %XX, and
 * slashes too unless `slashes` are kept.  NULL without memory.
 */
const char *uri_encode(struct arena *arena, const char *text, bool slashes);

/*
 * A key as events carry it: + is a space, %XX a byte.  NULL when it is
 * malformed, or holds a NUL, or without memory.
 */
const char *uri_decode_form(struct arena *arena, const char *text);

#endif
