/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * function.h - a pipeline that waits for objects, with workers that have its
 * plugins loaded
 *
 * function.c starts it and handles events, object.c does one object of an
 * event, shelf.c is its view of the buckets.
 */
#ifndef FUNCTION_H
#define FUNCTION_H

#include "event.h"
#include "settings.h"

#include "batch.h"
#include "load.h"
#include "request.h"

struct visit;

struct function {
	struct settings settings;
	struct arena arena;
	struct loaded loaded;
	struct module_path path;
	struct aws *aws;
	struct worker worker; /* until the batch takes it over */
	struct batch *batch;
	bool binding; /* its worker was not waited for yet */
	struct store store;
	struct input_place place;
	struct input_options names; /* of the object at work */
	struct visit *visit;        /* that object */
	bool warm;                  /* a job was done before */
};

/*
 * Start a worker, read the settings and the pipeline, and have it load the
 * plugins from then on.  Adds every problem.  Without `connect` it is left to
 * the caller to make the client, which takes as long as all the rest.
 */
void function_start(struct function *function, bool connect,
		    struct problems *problems);

/* Make the client, which every event needs, if it is missing; false with a
 * problem. */
bool function_connect(struct function *function, struct problems *problems);

/* Wait for the worker, if there is one; adds what it found. */
void function_await(struct function *function, struct problems *problems);
void function_finish(struct function *function);

/*
 * Do all records of an event; each ends done, skipped or failed.  `deadline` is
 * when to give up (clock_seconds), 0: never.
 */
void function_handle(struct function *function, struct event *event,
		     double deadline);

/*
 * An event from its text to its answer: the JSON, to be freed, NULL without
 * memory.  *failed and *type as event_reply has them; *any says whether some
 * record failed.
 */
char *function_answer(struct function *function, const char *text,
		      size_t length, double deadline, bool *failed,
		      const char **type, bool *any);

#endif
