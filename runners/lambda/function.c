/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * function.c - the function made ready, and events handled
 */
#include "function.h"
#include "access.h"
#include "clock.h"
#include "log.h"
#include "object.h"
#include "s3.h"
#include "uri.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Sanitizers need what a sandbox refuses. */
#ifdef FFTPIPE_SANITIZED
#define WORKERS WORKER_PROGRAM
#else
#define WORKERS WORKER_SANDBOXED
#endif

/* Lambda gives init 10 seconds; what went wrong is to be told in them. */
#define LOAD_SECONDS 7
#define PIPELINE_MAX (1024 * 1024) /* bytes; a pipeline has hundreds */

/* ---- starting ----------------------------------------------------------- */

/* The pipeline as an object: what pipeline_load does for files. */
static void load_object(struct function *function, struct problems *problems)
{
	struct loaded *loaded = &function->loaded;
	const char *name = function->settings.pipeline, *wrong;
	struct place place = { "FFTPIPE_PIPELINE", 0 };
	struct s3_about about = { 0 };
	struct outcome outcome;
	struct s3_uri uri;
	size_t length = 0;
	char *text = NULL;
	int fd;

	wrong = uri_parse(&function->arena, name, &uri);
	if (wrong || !outcome_init(&outcome)) {
		problems_add(problems, place, "%s",
			     wrong ? wrong : "out of memory");
		return;
	}
	fd = s3_get(function->aws,
		    &(struct s3_object){ .bucket = uri.bucket,
					 .key = uri.key,
					 .deadline = clock_seconds() +
						     LOAD_SECONDS },
		    PIPELINE_MAX, &about, &outcome);
	if (fd >= 0) {
		text = read_all(fd, PIPELINE_MAX, &length);
		close(fd);
	}
	if (text)
		config_read_text(&loaded->config, name, text, length, problems);
	else
		problems_add(problems, place, "%s",
			     outcome.reason ? outcome.reason : "out of memory");
	for (size_t i = 0; text && i < function->settings.n_sets; i++)
		config_set(&loaded->config, (unsigned)i + 1,
			   function->settings.sets[i], problems);
	if (text)
		pipeline_parse(&loaded->pipeline, &loaded->config, problems);
	free(text);
	s3_about_finish(&about);
	outcome_finish(&outcome);
}

/* From here on the worker binds beside us, until function_await. */
static void begin_binding(struct function *function, struct problems *problems)
{
	const struct batch_options options = {
		.path = &function->path,
		.store = &function->store,
		.names = &function->names,
		.workers = 1,
		.kind = WORKERS,
		.waiting = &function->worker,
		.own_signals = true,
		.report = object_report,
		.report_context = function,
	};

	if (!module_path_init(&function->path, &function->arena, NULL))
		problems->out_of_memory = true;
	if (problems_any(problems))
		return;
	function->batch = batch_create(&function->loaded.pipeline, &options, 1);
	if (!function->batch)
		problems->out_of_memory = true;
	else
		function->binding = batch_bind_begin(function->batch, problems);
}

bool function_connect(struct function *function, struct problems *problems)
{
	static const struct aws_options options = { 0 };
	struct outcome outcome;

	if (function->aws)
		return true;
	if (!outcome_init(&outcome)) {
		problems->out_of_memory = true;
		return false;
	}
	function->aws = aws_create(&options, &outcome);
	if (!function->aws)
		problems_add(problems, (struct place){ "S3", 0 }, "%s",
			     outcome.reason ? outcome.reason : "out of memory");
	outcome_finish(&outcome);
	return function->aws;
}

/*
 * The worker starts as early as it can: all else is done meanwhile.  Where that
 * fails, the batch tries again and says why.
 */
void function_start(struct function *function, bool connect,
		    struct problems *problems)
{
	const struct settings *settings = &function->settings;
	bool in_bucket;

	*function = (struct function){ 0 };
	(void)worker_start(&function->worker,
			   &(struct worker_setup){ .kind = WORKERS });
	shelf_init(function);
	settings_read(&function->settings, problems);
	in_bucket = uri_is_s3(settings->pipeline);
	if (!in_bucket) {
		pipeline_load(&function->loaded, settings->pipeline,
			      settings->sets, settings->n_sets, problems);
		begin_binding(function, problems);
	}
	access_check(problems);
	if (!connect && !in_bucket)
		return;
	if (function_connect(function, problems) && in_bucket) {
		load_object(function, problems);
		begin_binding(function, problems);
	}
}

void function_await(struct function *function, struct problems *problems)
{
	const char *lacks;

	if (!function->binding)
		return;
	function->binding = false;
	batch_bind(function->batch, problems);
	lacks = batch_sandbox_lacks(function->batch);
	if (lacks)
		log_line(LOG_INFO, "%s", lacks);
}

void function_finish(struct function *function)
{
	batch_destroy(function->batch);
	worker_kill(&function->worker);
	aws_destroy(function->aws);
	loaded_finish(&function->loaded);
	arena_finish(&function->arena);
	settings_finish(&function->settings);
}

/* ---- events ------------------------------------------------------------- */

/* Of a record that no object was looked at for. */
static void log_settled(const struct record *record)
{
	if (record->end == RECORD_FAILED)
		log_line(LOG_ERROR, "%s", record->reason);
	else if (record->bucket && record->key)
		log_line(LOG_INFO, "s3://%s/%s: skipped: %s", record->bucket,
			 record->key, record->reason);
	else
		log_line(LOG_INFO, "skipped: %s", record->reason);
}

static void handle_record(struct function *function, struct event *event,
			  size_t index, double deadline)
{
	struct record *record = &event->records[index];

	if (record->end == RECORD_OPEN && event_has_newer(event, index)) {
		record_skip(record, "the event tells of a newer one");
	} else if (record->end == RECORD_OPEN && deadline > 0 &&
		   clock_seconds() >= deadline) {
		record_fail(record, FAILURE_DEADLINE,
			    arena_printf(&event->arena,
					 "s3://%s/%s: not begun: the time for "
					 "this event is over",
					 record->bucket, record->key));
		record->passing = true;
	} else if (record->end == RECORD_OPEN) {
		object_run(function, event, record, deadline);
		return;
	}
	log_settled(record);
}

void function_handle(struct function *function, struct event *event,
		     double deadline)
{
	for (size_t i = 0; i < event->n_records; i++)
		handle_record(function, event, i, deadline);
}

char *function_answer(struct function *function, const char *text,
		      size_t length, double deadline, bool *failed,
		      const char **type, bool *any)
{
	struct event event;
	char *answer;

	if (event_read(&event, text, length))
		function_handle(function, &event, deadline);
	else
		log_line(LOG_ERROR, "%s", event.failure);
	answer = event_reply(&event, failed, type);
	*any = *failed;
	for (size_t i = 0; i < event.n_records; i++)
		*any |= event.records[i].end == RECORD_FAILED;
	event_finish(&event);
	return answer;
}
