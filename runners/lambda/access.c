/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * access.c - credentials, region and endpoint looked at before the first event
 *
 * What is wrong with them fails every event: better said at once.  What the
 * container's endpoint answers is left to the first request, since asking would
 * make every start wait.
 */
#include "access.h"

#include "credentials.h"
#include "s3-call.h"

#include <string.h>
#include <strings.h>

static void complain(struct problems *problems, const char *name,
		     const struct outcome *outcome)
{
	problems_add(problems, (struct place){ name, 0 }, "%s",
		     outcome->reason ? outcome->reason : "out of memory");
}

/* May it stand in a URL without being encoded, or being something else? */
static bool is_plain(const char *text)
{
	for (; *text; text++)
		if (*text <= ' ' || *text == 127 ||
		    strchr("\"<>\\^`{|}@?#", *text))
			return false;
	return true;
}

/* A host and perhaps its port, `length` bytes of them. */
static bool host_is_legal(const char *host, size_t length)
{
	size_t digits = length; /* where they begin at its end */

	while (digits && host[digits - 1] >= '0' && host[digits - 1] <= '9')
		digits--;
	if (digits && host[digits - 1] == ':' && digits < length)
		return digits > 1;
	return length && *host != ':' &&
	       (host[length - 1] == ']' || !memchr(host, ':', length));
}

/* libcurl takes a host without a scheme, so that it is fine here, too. */
static bool endpoint_is_legal(const char *url)
{
	const char *colon = strstr(url, "://");
	const char *host = colon ? colon + 3 : url;

	if (colon && strncasecmp(url, "http://", 7) != 0 &&
	    strncasecmp(url, "https://", 8) != 0)
		return false;
	return is_plain(url) && host_is_legal(host, strcspn(host, "/"));
}

static void check_endpoint(const char *name, const char *url,
			   struct problems *problems)
{
	if (url && !endpoint_is_legal(url))
		problems_add(problems, (struct place){ name, 0 },
			     "\"%s\" is no endpoint; write it like "
			     "https://s3.example.com or http://127.0.0.1:9000",
			     url);
}

static void check_region(const char *name, const char *region,
			 struct problems *problems)
{
	if (region && !region_is_legal(region))
		problems_add(problems, (struct place){ name, 0 },
			     "\"%s\" is no region; write it like us-east-1",
			     region);
}

/* Where the environment names neither key nor endpoint, requests read it. */
static bool needs_profile(void)
{
	return !environment("AWS_ACCESS_KEY_ID") ||
	       !environment("AWS_SECRET_ACCESS_KEY") ||
	       (!environment("AWS_ENDPOINT_URL_S3") &&
		!environment("AWS_ENDPOINT_URL"));
}

static void check_key(const struct profile *profile, struct problems *problems,
		      struct outcome *outcome)
{
	struct credentials credentials = { 0 };
	bool asks = container_named() && !profile->credentials.key_id &&
		    !environment("AWS_ACCESS_KEY_ID") &&
		    !environment("AWS_SECRET_ACCESS_KEY");

	if (!asks && !credentials_find(&credentials, profile, 1, outcome))
		complain(problems, "credentials", outcome);
	credentials_finish(&credentials);
}

void access_check(struct problems *problems)
{
	struct profile profile = { 0 };
	struct outcome outcome;

	check_region("AWS_REGION", environment("AWS_REGION"), problems);
	check_region("AWS_DEFAULT_REGION", environment("AWS_DEFAULT_REGION"),
		     problems);
	check_endpoint("AWS_ENDPOINT_URL", environment("AWS_ENDPOINT_URL"),
		       problems);
	check_endpoint("AWS_ENDPOINT_URL_S3",
		       environment("AWS_ENDPOINT_URL_S3"), problems);
	check_endpoint("AWS_ENDPOINT_URL_SQS",
		       environment("AWS_ENDPOINT_URL_SQS"), problems);
	if (!outcome_init(&outcome)) {
		problems->out_of_memory = true;
		return;
	}
	if (needs_profile() && !profile_read(&profile, NULL, &outcome))
		complain(problems, "credentials", &outcome);
	else
		check_key(&profile, problems, &outcome);
	check_endpoint("endpoint_url", profile.endpoint, problems);
	profile_finish(&profile);
	outcome_finish(&outcome);
}
