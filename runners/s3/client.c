/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * client.c - what stays between requests: settings, credentials, connections
 */
#include "client.h"

#include <fftpipe/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TRIES    4
#define CONNECT  5   /* seconds */
#define PATIENCE 20  /* seconds */
#define SPARE    120 /* a key is changed so many seconds before it expires */

static unsigned tries_wanted(void)
{
	const char *text = environment("AWS_MAX_ATTEMPTS");
	long number = text ? strtol(text, NULL, 10) : 0;

	return number > 0 && number <= 100 ? (unsigned)number : TRIES;
}

struct aws *aws_create(const struct aws_options *options,
		       struct outcome *outcome)
{
	struct aws *aws;
	char reason[256];

	if (!curl_library_load(reason, sizeof reason)) {
		outcome_fail(outcome, FFTPIPE_EINTERNAL, "%s", reason);
		return NULL;
	}
	aws = calloc(1, sizeof *aws);
	if (aws)
		aws->multi = libcurl.multi_init();
	if (!aws || !aws->multi) {
		outcome_fail(outcome, FFTPIPE_ENOMEM, "out of memory");
		aws_destroy(aws);
		return NULL;
	}
	aws->options = *options;
	aws->where.arena = &aws->arena;
	if (!aws->options.tries)
		aws->options.tries = tries_wanted();
	if (aws->options.connect <= 0)
		aws->options.connect = CONNECT;
	if (aws->options.patience <= 0)
		aws->options.patience = PATIENCE;
	return aws;
}

void aws_destroy(struct aws *aws)
{
	if (!aws)
		return;
	libcurl.multi_cleanup(aws->multi);
	credentials_finish(&aws->credentials);
	profile_finish(&aws->profile);
	arena_finish(&aws->arena);
	free(aws);
}

bool aws_profile(struct aws *aws, struct outcome *outcome)
{
	if (!aws->profile_done)
		aws->profile_done = profile_read(&aws->profile,
						 aws->options.profile, outcome);
	return aws->profile_done;
}

const char *aws_region(struct aws *aws, struct outcome *outcome)
{
	const char *region = aws->options.region;

	if (!region)
		region = environment("AWS_REGION");
	if (!region)
		region = environment("AWS_DEFAULT_REGION");
	if (region)
		return region;
	if (!aws_profile(aws, outcome))
		return NULL;
	return aws->profile.region ? aws->profile.region : "us-east-1";
}

/* What the user names, as it is written; false with a reason. */
static bool endpoint_named(struct aws *aws, const char *service,
			   const char **url, struct outcome *outcome)
{
	char name[64];

	snprintf(name, sizeof name, "AWS_ENDPOINT_URL_%s", service);
	*url = environment(name);
	if (!*url)
		*url = environment("AWS_ENDPOINT_URL");
	if (*url)
		return true;
	if (!aws_profile(aws, outcome))
		return false;
	*url = aws->profile.endpoint;
	return true;
}

bool aws_endpoint(struct aws *aws, const char *service, const char **endpoint,
		  struct outcome *outcome)
{
	const char *url;
	size_t length;

	*endpoint = NULL;
	if (!endpoint_named(aws, service, &url, outcome))
		return false;
	if (!url)
		return true;
	length = strlen(url);
	while (length && url[length - 1] == '/')
		length--;
	/* It is asked for each request: one copy does for all of them. */
	if (!aws->endpoint || strncmp(aws->endpoint, url, length) != 0 ||
	    aws->endpoint[length])
		aws->endpoint = arena_strndup(&aws->arena, url, length);
	if (!aws->endpoint)
		outcome_fail(outcome, FFTPIPE_ENOMEM, "out of memory");
	*endpoint = aws->endpoint;
	return aws->endpoint;
}

bool aws_ready(struct aws *aws, struct outcome *outcome)
{
	const struct credentials *now = &aws->credentials;
	struct credentials fresh;
	int64_t left = now->expires - (int64_t)time(NULL) - aws->clock;
	bool have = now->key_id && !aws->stale;

	if (have && (!now->expires || left > SPARE))
		return true;
	/* The files are needed only where the environment has no key. */
	if (!(environment("AWS_ACCESS_KEY_ID") &&
	      environment("AWS_SECRET_ACCESS_KEY")) &&
	    !aws_profile(aws, outcome))
		return false;
	/* What still holds is better than none. */
	if (have && left > 0) {
		struct outcome ignored;

		if (!outcome_init(&ignored))
			return true;
		have = credentials_find(&fresh, &aws->profile,
					aws->options.connect, &ignored);
		outcome_finish(&ignored);
		if (!have)
			return true;
	} else if (!credentials_find(&fresh, &aws->profile,
				     aws->options.connect, outcome)) {
		return false;
	}
	credentials_finish(&aws->credentials);
	aws->credentials = fresh;
	aws->stale = false;
	return true;
}
