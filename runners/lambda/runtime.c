/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * runtime.c - the Runtime API over one connection that is kept for life
 *
 * No time limit on waiting: the sandbox is frozen meanwhile.  Names of headers
 * may be in any case, optional ones are missed.
 */
#include "runtime.h"

#include "log.h"

#include "arena.h"
#include "clock.h"
#include "uri.h"
#include "wire.h"

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
	struct wire *wire;
	bool asked; /* for the next event, ahead of runtime_next */
};

#define BASE "/2018-06-01/runtime"

struct runtime *runtime_create(const char *host)
{
	struct runtime *runtime = calloc(1, sizeof *runtime);

	if (runtime)
		runtime->wire = wire_create(host);
	if (runtime && runtime->wire)
		return runtime;
	free(runtime);
	return NULL;
}

void runtime_destroy(struct runtime *runtime)
{
	if (!runtime)
		return;
	wire_destroy(runtime->wire);
	free(runtime);
}

/* ---- what comes back ---------------------------------------------------- */

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

static void replace(char **slot, const char *value)
{
	char *copy = *value ? strdup(value) : NULL;

	if (!copy)
		return;
	free(*slot);
	*slot = copy;
}

static void take_header(void *context, const char *name, const char *value)
{
	struct invocation *invocation = context;

	if (!strcasecmp(name, "Lambda-Runtime-Aws-Request-Id"))
		replace(&invocation->id, value);
	else if (!strcasecmp(name, "Lambda-Runtime-Trace-Id"))
		replace(&invocation->trace, value);
	else if (!strcasecmp(name, "Lambda-Runtime-Deadline-Ms") && *value)
		invocation->deadline = deadline_of(value);
}

/* ---- calls -------------------------------------------------------------- */

void runtime_ask(struct runtime *runtime)
{
	runtime->asked = wire_send(runtime->wire, "GET",
				   BASE "/invocation/next", "", NULL);
}

/* One try: an HTTP status, or 0 after a trouble of the transport. */
static int take_next(struct runtime *runtime, struct invocation *invocation)
{
	struct wire_reply reply = { .most = EVENT_MAX,
				    .header = take_header,
				    .context = invocation };

	if (!runtime->asked)
		runtime_ask(runtime);
	if (!runtime->asked || !wire_receive(runtime->wire, &reply))
		log_line(LOG_WARN, "the runtime API gave no event: %s",
			 wire_trouble(runtime->wire));
	runtime->asked = false;
	invocation->body = reply.body;
	invocation->length = reply.length;
	return reply.status;
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
	int status = 0;

	*invocation = (struct invocation){ 0 };
	for (int tries = 1; !status && tries <= NEXT_TRIES; tries++) {
		if (tries > 1)
			pause_between(tries);
		invocation_finish(invocation);
		status = take_next(runtime, invocation);
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
			 "the runtime API refused the next event: HTTP %d: "
			 "%.500s",
			 status, invocation->body ? invocation->body : "");
	return RUNTIME_BROKEN;
}

void invocation_finish(struct invocation *invocation)
{
	free(invocation->id);
	free(invocation->trace);
	free(invocation->body);
	memset(invocation, 0, sizeof *invocation);
}

/* `about` is what is posted, for messages. */
static enum runtime_state post(struct runtime *runtime, const char *path,
			       const char *type, const char *json,
			       const char *about)
{
	struct wire_reply reply = { .most = ANSWER_MAX };
	char headers[256];
	int status;

	snprintf(headers, sizeof headers,
		 "Content-Type: application/json\r\n%s%.100s%s",
		 type ? "Lambda-Runtime-Function-Error-Type: " : "",
		 type ? type : "", type ? "\r\n" : "");
	if (!wire_send(runtime->wire, "POST", path, headers, json) ||
	    !wire_receive(runtime->wire, &reply))
		log_line(LOG_ERROR, "the runtime API did not take %s: %s",
			 about, wire_trouble(runtime->wire));
	status = reply.status;
	if (status && status / 100 != 2)
		log_line(status >= 500 ? LOG_FATAL : LOG_ERROR,
			 "the runtime API refused %s: HTTP %d: %.500s", about,
			 status, reply.body ? reply.body : "");
	free(reply.body);
	return status / 100 == 2 ? RUNTIME_FINE
	       : status >= 500   ? RUNTIME_BROKEN
				 : RUNTIME_REFUSED;
}

/* POST to /invocation/ID/`what`. */
static enum runtime_state answer(struct runtime *runtime, const char *id,
				 const char *what, const char *type,
				 const char *json)
{
	struct arena arena = { 0 };
	const char *escaped = uri_encode(&arena, id, false);
	const char *path =
		escaped ? arena_printf(&arena, BASE "/invocation/%s/%s",
				       escaped, what)
			: NULL;
	enum runtime_state state = RUNTIME_REFUSED;

	if (path)
		state = post(runtime, path, type, json,
			     type ? "an error" : "an answer");
	else
		log_line(LOG_ERROR, "no answer can be sent to request %.100s",
			 id);
	arena_finish(&arena);
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
	return post(runtime, BASE "/init/error", type, json,
		    "the reason for not starting");
}
