/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * credentials.h - where the key comes from that requests are signed with
 *
 * In this order: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (with
 * AWS_SESSION_TOKEN), the profile in the shared files, the container's
 * endpoint.  What expires is fetched again before it does.
 */
#ifndef CREDENTIALS_H
#define CREDENTIALS_H

#include "message.h"

#include <stdbool.h>
#include <stdint.h>

struct credentials {
	char *key_id, *secret;
	char *token;     /* NULL: the key is nobody's for a time */
	int64_t expires; /* Unix seconds; 0: it does not */
};

/* What the shared files say of a profile. */
struct profile {
	struct credentials credentials; /* key_id NULL: none */
	char *region;                   /* NULL: it names none */
	char *endpoint;                 /* endpoint_url; NULL: it names none */
	/*
	 * Its name, where it leaves the credentials to a role, a sign-on or a
	 * program and has no key.  All else of it holds.
	 */
	char *elsewhere;
	bool asked; /* for by name */
};

/* Wipes the secret, frees everything, leaves { 0 }. */
void credentials_finish(struct credentials *credentials);

/*
 * Find credentials.  False with what was tried, and what to do, in `outcome`.
 * The files' part comes from `profile`, which may be NULL.  `patience` is how
 * many seconds the container's endpoint may take.
 */
bool credentials_find(struct credentials *credentials,
		      const struct profile *profile, double patience,
		      struct outcome *outcome);

/*
 * Read the profile `name` (NULL: AWS_PROFILE, else "default") from the files
 * that AWS_SHARED_CREDENTIALS_FILE and AWS_CONFIG_FILE name, else from ~/.aws.
 * A missing file is an empty one; a profile that was asked for by name and is
 * in neither is a failure.
 */
bool profile_read(struct profile *profile, const char *name,
		  struct outcome *outcome);
void profile_finish(struct profile *profile);

/*
 * The container's endpoint, by AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or
 * AWS_CONTAINER_CREDENTIALS_FULL_URI.  `container_named` tells whether the
 * environment names one.
 */
bool container_named(void);
bool container_fetch(struct credentials *credentials, double patience,
		     struct outcome *outcome);

/* An environment variable; one that is empty is none. */
const char *environment(const char *name);

#endif
