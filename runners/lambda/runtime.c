/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * runtime.c - the Runtime API over one connection that is kept for life
 *
 * No proxy, no time limit on waiting (the sandbox is frozen meanwhile), no
 * signals, no 100-continue.  What a server announces is not believed: names of
 * headers in any case, optional ones optional, lengths as they turn out.
 */
#include "runtime.h"

#include "log.h"

#include "curl-library.h"
#include "run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define EVENT_MAX  (8 * 1024 * 1024) /* an event has 6 MiB at most */
#define ANSWER_MAX (64 * 1024)       /* of a POST: a line of JSON */
#define NEXT_TRIES 3

struct runtime {
	CURL *curl;
	char base[300]; /* "http://HOST:PORT/2018-06-01/runtime" */
	char error[CURL_ERROR_SIZE];
	struct curl_slist *json; /* headers of what is posted */
};

/* What comes back. */
struct reply {
	char *bytes;
	size_t length, room, most;
	struct invocation *invocation; /* whose headers are wanted, or NULL */
};

struct runtime *runtime_create(const char *host)
{
	struct runtime *runtime;
	char reason[256];

	if (!curl_library_load(reason, sizeof reason))
		return NULL;
	runtime = calloc(1, sizeof *runtime);
	if (!runtime)
		return NULL;
	runtime->curl = libcurl.easy_init();
	runtime->json = libcurl.slist_append(NULL, "Content-Type: application/"
						   "json");
	if (runtime->json && !libcurl.slist_append(runtime->json, "Expect:")) {
		libcurl.slist_free_all(runtime->json);
		runtime->json = NULL;
	}
	snprintf(runtime->base, sizeof runtime->base,
		 "http://%.200s/2018-06-01/runtime", host);
	if (runtime->curl && runtime->json)
		return runtime;
	runtime_destroy(runtime);
	return NULL;
}

void runtime_destroy(struct runtime *runtime)
{
	if (!runtime)
		return;
	libcurl.easy_cleanup(runtime->curl);
	libcurl.slist_free_all(runtime->json);
	free(runtime);
}

/* ---- what comes back ---------------------------------------------------- */

static size_t take_body(char *bytes, size_t size, size_t n, void *context)
{
	struct reply *reply = context;

	(void)size; /* it is 1 */
	if (n > reply->most - reply->length)
		return 0;
	if (reply->length + n + 1 > reply->room) {
		size_t room = 2 * (reply->length + n + 1);
		char *larger = realloc(reply->bytes, room);

		if (!larger)
			return 0;
		reply->bytes = larger;
		reply->room = room;
	}
	memcpy(reply->bytes + reply->length, bytes, n);
	reply->length += n;
	reply->bytes[reply->length] = '\0';
	return n;
}

/* The value, if the line is a header of that name; to be freed. */
static char *header_value(const char *line, size_t length, const char *name)
{
	size_t skip = strlen(name);

	if (length <= skip || strncasecmp(line, name, skip) ||
	    line[skip] != ':')
		return NULL;
	line += skip + 1;
	length -= skip + 1;
	while (length && strchr(" \t", *line)) {
		line++;
		length--;
	}
	while (length && strchr(" \t\r\n", line[length - 1]))
		length--;
	return length ? strndup(line, length) : NULL;
}

/* From Unix milliseconds to the clock that only goes forward. */
static double deadline_of(const char *text)
{
	struct timespec now;
	double end = strtod(text, NULL) / 1e3;

	clock_gettime(CLOCK_REALTIME, &now);
	if (!(end > 0))
		return 0;
	return clock_seconds() + end - (double)now.tv_sec -
	       1e-9 * (double)now.tv_nsec;
}

static void replace(char **slot, char *value)
{
	if (!value)
		return;
	free(*slot);
	*slot = value;
}

static size_t take_header(char *line, size_t size, size_t n, void *context)
{
	struct reply *reply = context;
	struct invocation *invocation = reply->invocation;
	char *deadline;

	(void)size;
	if (!invocation)
		return n;
	replace(&invocation->id,
		header_value(line, n, "Lambda-Runtime-Aws-Request-Id"));
	replace(&invocation->trace,
		header_value(line, n, "Lambda-Runtime-Trace-Id"));
	deadline = header_value(line, n, "Lambda-Runtime-Deadline-Ms");
	if (deadline)
		invocation->deadline = deadline_of(deadline);
	free(deadline);
	return n;
}

/* ---- calls -------------------------------------------------------------- */

static void set_common(struct runtime *runtime, const char *url,
		       struct reply *reply)
{
	CURL *curl = runtime->curl;

	libcurl.easy_reset(curl); /* connections stay */
	*runtime->error = '\0';
	libcurl.easy_setopt(curl, CURLOPT_ERRORBUFFER, runtime->error);
	libcurl.easy_setopt(curl, CURLOPT_URL, url);
	libcurl.easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http");
	libcurl.easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	libcurl.easy_setopt(curl, CURLOPT_PROXY, "");
	libcurl.easy_setopt(curl, CURLOPT_NOPROXY, "*");
	libcurl.easy_setopt(curl, CURLOPT_HTTP_VERSION,
			    (long)CURL_HTTP_VERSION_1_1);
	libcurl.easy_setopt(curl, CURLOPT_TCP_NODELAY, 1L);
	libcurl.easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, 1000L);
	libcurl.easy_setopt(curl, CURLOPT_TIMEOUT, 0L);
	libcurl.easy_setopt(curl, CURLOPT_MAXAGE_CONN, 86400L);
	libcurl.easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
	libcurl.easy_setopt(curl, CURLOPT_WRITEDATA, reply);
	libcurl.easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
	libcurl.easy_setopt(curl, CURLOPT_HEADERDATA, reply);
}

static const char *trouble(const struct runtime *runtime, CURLcode code)
{
	return *runtime->error ? runtime->error : libcurl.easy_strerror(code);
}

/* One try: an HTTP status, or 0 after a trouble of the transport. */
static long ask_next(struct runtime *runtime, struct invocation *invocation)
{
	struct reply reply = { .most = EVENT_MAX, .invocation = invocation };
	char url[400];
	long status = 0;
	CURLcode code;

	snprintf(url, sizeof url, "%s/invocation/next", runtime->base);
	set_common(runtime, url, &reply);
	code = libcurl.easy_perform(runtime->curl);
	if (!code)
		libcurl.easy_getinfo(runtime->curl, CURLINFO_RESPONSE_CODE,
				     &status);
	else
		log_line(LOG_WARN, "the runtime API gave no event: %s",
			 trouble(runtime, code));
	invocation->body = reply.bytes;
	invocation->length = reply.length;
	return status;
}

static void pause_between(int tries)
{
	struct timespec pause = { 0, 50000000L * tries };

	while (nanosleep(&pause, &pause) && errno == EINTR)
		;
}

enum runtime_state runtime_next(struct runtime *runtime,
				struct invocation *invocation)
{
	long status = 0;

	*invocation = (struct invocation){ 0 };
	for (int tries = 1; !status && tries <= NEXT_TRIES; tries++) {
		if (tries > 1)
			pause_between(tries);
		invocation_finish(invocation);
		status = ask_next(runtime, invocation);
	}
	if (status == 200 && invocation->id) {
		if (!invocation->body)
			invocation->body = calloc(1, 1);
		return invocation->body ? RUNTIME_FINE : RUNTIME_BROKEN;
	}
	if (status == 200)
		log_line(LOG_FATAL, "the runtime API sent an event without a "
				    "request id");
	else if (status)
		log_line(LOG_FATAL,
			 "the runtime API refused the next event: HTTP %ld: "
			 "%.500s",
			 status, invocation->body ? invocation->body : "");
	return RUNTIME_BROKEN;
}

void invocation_finish(struct invocation *invocation)
{
	free(invocation->id);
	free(invocation->trace);
	free(invocation->body);
	*invocation = (struct invocation){ 0 };
}

/* `about` is what is posted, for messages. */
static enum runtime_state post(struct runtime *runtime, const char *url,
			       const char *type, const char *json,
			       const char *about)
{
	struct reply reply = { .most = ANSWER_MAX };
	struct curl_slist name = { 0 };
	char header[160];
	long status = 0;
	CURLcode code;

	set_common(runtime, url, &reply);
	if (type) {
		snprintf(header, sizeof header,
			 "Lambda-Runtime-Function-Error-Type: %.100s", type);
		name = (struct curl_slist){ header, runtime->json };
	}
	libcurl.easy_setopt(runtime->curl, CURLOPT_HTTPHEADER,
			    type ? &name : runtime->json);
	libcurl.easy_setopt(runtime->curl, CURLOPT_POSTFIELDS, json);
	libcurl.easy_setopt(runtime->curl, CURLOPT_POSTFIELDSIZE_LARGE,
			    (curl_off_t)strlen(json));
	code = libcurl.easy_perform(runtime->curl);
	if (code)
		log_line(LOG_ERROR, "the runtime API did not take %s: %s",
			 about, trouble(runtime, code));
	else
		libcurl.easy_getinfo(runtime->curl, CURLINFO_RESPONSE_CODE,
				     &status);
	if (status && status / 100 != 2)
		log_line(status >= 500 ? LOG_FATAL : LOG_ERROR,
			 "the runtime API refused %s: HTTP %ld: %.500s", about,
			 status, reply.bytes ? reply.bytes : "");
	free(reply.bytes);
	return status / 100 == 2 ? RUNTIME_FINE
	       : status >= 500   ? RUNTIME_BROKEN
				 : RUNTIME_REFUSED;
}

/* POST to /invocation/ID/`what`. */
static enum runtime_state answer(struct runtime *runtime, const char *id,
				 const char *what, const char *type,
				 const char *json)
{
	char *escaped = libcurl.easy_escape(runtime->curl, id, 0);
	enum runtime_state state = RUNTIME_REFUSED;
	char url[900];
	int length = -1;

	if (escaped)
		length = snprintf(url, sizeof url, "%s/invocation/%s/%s",
				  runtime->base, escaped, what);
	if (length > 0 && (size_t)length < sizeof url)
		state = post(runtime, url, type, json,
			     type ? "an error" : "an answer");
	else
		log_line(LOG_ERROR, "no answer can be sent to request %.100s",
			 id);
	libcurl.free(escaped);
	return state;
}

enum runtime_state runtime_respond(struct runtime *runtime, const char *id,
				   const char *json)
{
	return answer(runtime, id, "response", NULL, json);
}

enum runtime_state runtime_fail(struct runtime *runtime, const char *id,
				const char *type, const char *json)
{
	return answer(runtime, id, "error", type, json);
}

enum runtime_state runtime_fail_init(struct runtime *runtime, const char *type,
				     const char *json)
{
	char url[400];

	snprintf(url, sizeof url, "%s/init/error", runtime->base);
	return post(runtime, url, type, json, "the reason for not starting");
}
