/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * runtime.h - the Lambda Runtime API: ask for the next event, answer it
 */
#ifndef RUNTIME_H
#define RUNTIME_H

#include <stdbool.h>
#include <stddef.h>

struct runtime;

/* One event.  Starts as { 0 }. */
struct invocation {
	char *id, *trace; /* trace: NULL when there is none */
	char *body;       /* with a NUL behind it */
	size_t length;
	double deadline; /* clock_seconds() when it is killed; 0: none */
};

/* How the runtime goes on after a call. */
enum runtime_state {
	RUNTIME_FINE,
	RUNTIME_REFUSED, /* this call was of no use; ask for the next event */
	RUNTIME_BROKEN   /* nothing more is to be had: end with a failure */
};

/* `host` is HOST:PORT as AWS_LAMBDA_RUNTIME_API has it.  NULL without memory.
 */
struct runtime *runtime_create(const char *host);
void runtime_destroy(struct runtime *runtime);

/*
 * Ask for the next event already, with something left to do before it is waited
 * for.  What goes wrong is for runtime_next to mend or to tell.
 */
void runtime_ask(struct runtime *runtime);

/* Wait for the next event, for as long as it takes. */
enum runtime_state runtime_next(struct runtime *runtime,
				struct invocation *invocation);
void invocation_finish(struct invocation *invocation);

/* Answer an event, once. */
enum runtime_state runtime_respond(struct runtime *runtime, const char *id,
				   const char *json);
/* `type` is "Function.Something", `json` what error_reply makes. */
enum runtime_state runtime_fail(struct runtime *runtime, const char *id,
				const char *type, const char *json);
/* The function can't start: only before the first runtime_next. */
enum runtime_state runtime_fail_init(struct runtime *runtime, const char *type,
				     const char *json);

#endif
