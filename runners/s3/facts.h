/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * facts.h - what an output says of itself, as user metadata of its object
 *
 *	fftpipe      digest of the pipeline that made it
 *	facts-1 ...  the text inside it, without the long parts, in pieces
 *	mag_min      the values that the darkest and the lightest level of a
 *	mag_max      magnitude stand for
 *	source-key   of what it was made of, percent-encoded
 *	source-etag
 *
 * No name begins another: some releases of libcurl sign those wrongly.  Servers
 * that drop headers with an underscore still keep the text, which has the same
 * values.
 */
#ifndef FACTS_H
#define FACTS_H

#include "s3.h"

enum { FACTS_METADATA_MAX = 10 };

/* Of the main input; key NULL: not to be told. */
struct facts_source {
	const char *key, *etag;
};

/*
 * Fill in metadata for an output with the text `facts` (or NULL) inside; texts
 * live in `arena`.  What does not fit into an object's metadata is left out.
 * `*n` is how many there are.  False without memory.
 */
bool facts_to_metadata(struct arena *arena, const char *facts,
		       const struct facts_source *source,
		       struct aws_header metadata[FACTS_METADATA_MAX],
		       size_t *n);

/*
 * The JSON text that an object's metadata hold about its levels, to be freed,
 * or NULL, in `*facts`.  False without memory.
 */
bool facts_from_metadata(const struct s3_about *about, char **facts);

/* The digest of the pipeline that made the object; NULL: none of ours did. */
const char *facts_marker(const struct s3_about *about);

#endif
