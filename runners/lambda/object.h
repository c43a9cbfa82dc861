/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * object.h - one object of an event at work
 */
#ifndef OBJECT_H
#define OBJECT_H

#include "function.h"
#include "s3.h"

/* What looking at the objects of a job showed. */
enum finding {
	FOUND,
	FOUND_NOTHING, /* deleted meanwhile, or a companion is not there yet */
	FOUND_NEWER,   /* replaced meanwhile */
	FOUND_OURS,    /* made by this very pipeline */
	FOUND_EMPTY
};

struct visit {
	struct event *event;
	struct record *record;
	const char *path; /* s3://bucket/key of the record's object */
	double deadline;  /* 0: none */

	enum finding finding;
	bool told;             /* the job's end was reported */
	bool passing;          /* what failed may work another time */
	const char *missing;   /* what the job waits for, with FOUND_NOTHING */
	const char *forbidden; /* 403 of what may be there and be needed */
	const char *untold;    /* why not all that it needs could be seen */
	char etag[128];        /* of the main input, once it was read */

	/* For the line of metrics. */
	uint64_t bytes_in, bytes_out, pixels;
	double reading, decoding, transforming, saving, writing;
};

#define FAILURE_JOB      "Function.JobFailed"
#define FAILURE_DEADLINE "Function.DeadlineReached"

/* Do what is to be done about a record that is open. */
void object_run(struct function *function, struct event *event,
		struct record *record, double deadline);

/* What the batch reports to; `context` is the function. */
void object_report(void *context, const struct result *result);

/* shelf.c: the store and the place that function->visit sees. */
void shelf_init(struct function *function);

/* "s3://bucket/key" as s3_object with what is known of it; false: a reason. */
bool shelf_locate(const struct function *function, const char *path,
		  struct s3_object *object, struct outcome *outcome);

/* metrics.c: one line in CloudWatch's embedded metric format. */
void metrics_print(const struct function *function, const struct visit *visit);

#endif
