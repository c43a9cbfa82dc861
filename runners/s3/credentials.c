/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * credentials.c - the environment, the profile, the container: who has a key
 */
#define _GNU_SOURCE /* explicit_bzero */
#include "credentials.h"

#include <fftpipe/plugin.h>
#include <stdlib.h>
#include <string.h>

const char *environment(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

static void wipe(char **secret)
{
	if (*secret)
		explicit_bzero(*secret, strlen(*secret));
	free(*secret);
	*secret = NULL;
}

void credentials_finish(struct credentials *credentials)
{
	free(credentials->key_id);
	wipe(&credentials->secret);
	wipe(&credentials->token);
	*credentials = (struct credentials){ 0 };
}

static bool no_memory(struct credentials *credentials, struct outcome *outcome)
{
	credentials_finish(credentials);
	outcome_fail(outcome, FFTPIPE_ENOMEM, "out of memory");
	return false;
}

/* All parts, or nothing. */
static bool credentials_copy(struct credentials *credentials,
			     const char *key_id, const char *secret,
			     const char *token, struct outcome *outcome)
{
	*credentials = (struct credentials){
		.key_id = strdup(key_id),
		.secret = strdup(secret),
		.token = token ? strdup(token) : NULL,
	};
	if (credentials->key_id && credentials->secret &&
	    (credentials->token || !token))
		return true;
	return no_memory(credentials, outcome);
}

/* Nobody has a key: say who might, and how to get at it. */
static bool nobody(const struct profile *profile, struct outcome *outcome)
{
	const char *name = profile ? profile->elsewhere : NULL;

	if (name)
		outcome_fail(outcome, FFTPIPE_EDATA,
			     "profile \"%s\" gets its credentials from a role, "
			     "a sign-on or a program, which is not done here; "
			     "run: eval \"$(aws configure "
			     "export-credentials --profile '%s' --format "
			     "env)\"",
			     name, name);
	else if (environment("AWS_WEB_IDENTITY_TOKEN_FILE"))
		outcome_fail(
			outcome, FFTPIPE_EDATA,
			"AWS_WEB_IDENTITY_TOKEN_FILE is not followed here; "
			"use EKS Pod Identity instead of a role of the "
			"service account (IRSA), or set AWS_ACCESS_KEY_ID "
			"and AWS_SECRET_ACCESS_KEY");
	else
		outcome_fail(outcome, FFTPIPE_EDATA,
			     "no AWS credentials; set AWS_ACCESS_KEY_ID and "
			     "AWS_SECRET_ACCESS_KEY, or name a profile of "
			     "~/.aws/credentials in AWS_PROFILE");
	return false;
}

bool credentials_find(struct credentials *credentials,
		      const struct profile *profile, double patience,
		      struct outcome *outcome)
{
	const char *key_id = environment("AWS_ACCESS_KEY_ID");
	const char *secret = environment("AWS_SECRET_ACCESS_KEY");

	if (key_id && secret)
		return credentials_copy(credentials, key_id, secret,
					environment("AWS_SESSION_TOKEN"),
					outcome);
	if (key_id || secret) {
		outcome_fail(outcome, FFTPIPE_EDATA,
			     "%s is set without %s; set both",
			     key_id ? "AWS_ACCESS_KEY_ID"
				    : "AWS_SECRET_ACCESS_KEY",
			     key_id ? "AWS_SECRET_ACCESS_KEY"
				    : "AWS_ACCESS_KEY_ID");
		return false;
	}
	if (profile && profile->credentials.key_id)
		return credentials_copy(credentials,
					profile->credentials.key_id,
					profile->credentials.secret,
					profile->credentials.token, outcome);
	/* A profile that was asked for is not to be another's credentials. */
	if (container_named() &&
	    !(profile && profile->elsewhere && profile->asked))
		return container_fetch(credentials, patience, outcome);
	return nobody(profile, outcome);
}
