/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * credentials-container.c - the endpoint that gives containers their role's key
 *
 * ECS names it by AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, EKS and others by
 * AWS_CONTAINER_CREDENTIALS_FULL_URI.  Who could set that one to another host
 * could collect the token that goes with it, so that without TLS only hosts are
 * asked that are this machine.
 */
#define _GNU_SOURCE /* explicit_bzero, strptime, timegm */
#include "credentials.h"

#include "arena.h"
#include "curl-library.h"
#include "json-watch.h"
#include "store.h"

#include <fcntl.h>
#include <fftpipe/plugin.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ECS_HOST    "http://169.254.170.2"
#define ANSWER_MOST 65536
#define TRIES       3

bool container_named(void)
{
	return environment("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") ||
	       environment("AWS_CONTAINER_CREDENTIALS_FULL_URI");
}

/* ---- where -------------------------------------------------------------- */

static bool host_is_ours(const char *host)
{
	static const char *const known[] = { "localhost", "[::1]",
					     "169.254.170.2", "169.254.170.23",
					     "[fd00:ec2::23]" };
	unsigned a, b, c, d;
	char end;

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!strcmp(host, known[i]))
			return true;
	return sscanf(host, "%3u.%3u.%3u.%3u%c", &a, &b, &c, &d, &end) == 4 &&
	       a == 127 && b < 256 && c < 256 && d < 256;
}

/* Is it https, or http to this machine? */
static bool url_is_safe(const char *text)
{
	CURLU *url = libcurl.url();
	char *scheme = NULL, *host = NULL;
	bool safe = false;

	if (url && !libcurl.url_set(url, CURLUPART_URL, text, 0) &&
	    !libcurl.url_get(url, CURLUPART_SCHEME, &scheme, 0) &&
	    !libcurl.url_get(url, CURLUPART_HOST, &host, 0))
		safe = !strcmp(scheme, "https") ||
		       (!strcmp(scheme, "http") && host_is_ours(host));
	libcurl.free(scheme);
	libcurl.free(host);
	libcurl.url_cleanup(url);
	return safe;
}

static const char *endpoint_url(struct arena *arena, struct outcome *outcome)
{
	const char *path =
		environment("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
	const char *url = environment("AWS_CONTAINER_CREDENTIALS_FULL_URI");

	if (path)
		url = arena_printf(arena, ECS_HOST "%s%s",
				   *path == '/' ? "" : "/", path);
	if (!url)
		outcome_fail(outcome, FFTPIPE_ENOMEM, "out of memory");
	else if (!url_is_safe(url))
		outcome_fail(outcome, FFTPIPE_EDATA,
			     "AWS_CONTAINER_CREDENTIALS_FULL_URI \"%s\" is "
			     "neither https nor a loopback or container "
			     "address; credentials are not asked for there",
			     url);
	else
		return url;
	return NULL;
}

/* ---- the token that is shown there -------------------------------------- */

static char *file_token(struct arena *arena, const char *path,
			struct outcome *outcome)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t length = 0;
	char *bytes = fd < 0 ? NULL : read_all(fd, ANSWER_MOST, &length);
	char *token = bytes ? arena_strdup(arena, bytes) : NULL;

	if (fd >= 0)
		close(fd);
	free(bytes);
	if (token)
		token[strcspn(token, "\r\n")] = '\0';
	else
		outcome_fail(outcome, FFTPIPE_EDATA,
			     "cannot read \"%s\", which "
			     "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names",
			     path);
	return token;
}

/* "Authorization: TOKEN", "" for none, NULL after a failure. */
static const char *authorization(struct arena *arena, struct outcome *outcome)
{
	const char *file =
		environment("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
	const char *token = environment("AWS_CONTAINER_AUTHORIZATION_TOKEN");

	if (file)
		token = file_token(arena, file, outcome);
	else if (!token)
		return "";
	if (!token)
		return NULL;
	if (strpbrk(token, "\r\n")) {
		outcome_fail(outcome, FFTPIPE_EDATA,
			     "the container's authorization token has a line "
			     "end in it");
		return NULL;
	}
	token = arena_printf(arena, "Authorization: %s", token);
	if (!token)
		outcome_fail(outcome, FFTPIPE_ENOMEM, "out of memory");
	return token;
}

/* ---- the answer --------------------------------------------------------- */

struct reply {
	char bytes[ANSWER_MOST];
	size_t length;
};

static size_t take_bytes(char *bytes, size_t size, size_t n, void *context)
{
	struct reply *reply = context;

	n *= size;
	if (n > sizeof reply->bytes - reply->length)
		return 0;
	memcpy(reply->bytes + reply->length, bytes, n);
	reply->length += n;
	return n;
}

/* "2026-03-14T15:09:26Z" as Unix seconds; 0 for anything else. */
static int64_t parse_time(const char *text)
{
	struct tm tm = { 0 };

	if (!text || !strptime(text, "%Y-%m-%dT%H:%M:%S", &tm))
		return 0;
	return timegm(&tm);
}

static char *copy_member(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text && *text ? strdup(text) : NULL;
}

static bool parse_reply(const struct reply *reply,
			struct credentials *credentials,
			struct outcome *outcome)
{
	json_t *object = json_watch_load(reply->bytes, reply->length,
					 JSON_REJECT_DUPLICATES, NULL);

	*credentials = (struct credentials){
		.key_id = copy_member(object, "AccessKeyId"),
		.secret = copy_member(object, "SecretAccessKey"),
		.token = copy_member(object, "Token"),
		.expires = parse_time(json_string_value(
			json_object_get(object, "Expiration"))),
	};
	json_decref(object);
	if (credentials->key_id && credentials->secret)
		return true;
	credentials_finish(credentials);
	outcome_fail(outcome, FFTPIPE_EDATA,
		     "the container's endpoint gave no AccessKeyId and "
		     "SecretAccessKey");
	return false;
}

/* ---- asking ------------------------------------------------------------- */

static CURLcode ask(CURL *easy, const char *url, struct curl_slist *headers,
		    double patience, struct reply *reply)
{
	libcurl.easy_setopt(easy, CURLOPT_URL, url);
	libcurl.easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
	libcurl.easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	libcurl.easy_setopt(easy, CURLOPT_NOPROXY, "*");
	libcurl.easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	libcurl.easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)(1e3 * patience));
	libcurl.easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_bytes);
	libcurl.easy_setopt(easy, CURLOPT_WRITEDATA, reply);
	reply->length = 0;
	return libcurl.easy_perform(easy);
}

static bool fetch(const char *url, const char *header, double patience,
		  struct reply *reply, struct outcome *outcome)
{
	struct curl_slist *headers =
		*header ? libcurl.slist_append(NULL, header) : NULL;
	CURL *easy = libcurl.easy_init();
	CURLcode code = CURLE_OUT_OF_MEMORY;
	long status = 0;

	for (int i = 0; i < TRIES && easy && (headers || !*header); i++) {
		code = ask(easy, url, headers, patience, reply);
		libcurl.easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
		if (!code && status < 500)
			break;
	}
	libcurl.easy_cleanup(easy);
	libcurl.slist_free_all(headers);
	if (!code && status == 200)
		return true;
	if (code)
		outcome_fail(outcome, FFTPIPE_EDATA,
			     "the container's credentials at %s: %s", url,
			     libcurl.easy_strerror(code));
	else
		outcome_fail(outcome, FFTPIPE_EDATA,
			     "the container's credentials at %s: the answer "
			     "is HTTP %ld",
			     url, status);
	return false;
}

bool container_fetch(struct credentials *credentials, double patience,
		     struct outcome *outcome)
{
	struct arena arena = { 0 };
	struct reply *reply;
	const char *url, *header;
	char reason[256];
	bool fine = false;

	*credentials = (struct credentials){ 0 };
	if (!curl_library_load(reason, sizeof reason)) {
		outcome_fail(outcome, FFTPIPE_EINTERNAL, "%s", reason);
		return false;
	}
	reply = malloc(sizeof *reply);
	url = endpoint_url(&arena, outcome);
	header = url ? authorization(&arena, outcome) : NULL;
	if (!reply)
		outcome_fail(outcome, FFTPIPE_ENOMEM, "out of memory");
	else if (header && fetch(url, header, patience, reply, outcome))
		fine = parse_reply(reply, credentials, outcome);
	if (reply)
		explicit_bzero(reply, sizeof *reply);
	free(reply);
	arena_finish(&arena);
	return fine;
}
