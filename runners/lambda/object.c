/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * object.c - from a record of an event to a job, and from its end to the record
 *
 * Doing it twice does no harm: the same bytes give outputs of the same names
 * and bytes.  A function's outputs are never its inputs: their prefix is
 * refused before anything is read, what this very pipeline made after a look at
 * its metadata.
 */
#include "object.h"
#include "log.h"
#include "uri.h"

#include "clock.h"
#include "json-watch.h"

#include <fftpipe/plugin.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

static const char *keep(struct visit *visit, const char *text)
{
	return text ? arena_strdup(&visit->event->arena, text) : NULL;
}

/* ---- before anything is read -------------------------------------------- */

static bool begins(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

/* Why the name alone makes the object no job, or NULL. */
static const char *name_refusal(const struct function *function,
				const struct record *record,
				struct arena *arena)
{
	const struct settings *settings = &function->settings;
	bool same = !settings->output_bucket ||
		    !strcmp(settings->output_bucket, record->bucket);
	size_t length = strlen(record->key);
	const char *text;

	if (same && begins(record->key, settings->output_prefix)) {
		text = arena_printf(arena,
				    "it is below \"%s\", where this function "
				    "writes; working on it would never end",
				    settings->output_prefix);
		return text ? text : "it is below FFTPIPE_OUTPUT_PREFIX";
	}
	if (!begins(record->key, settings->input_prefix)) {
		text = arena_printf(arena, "it is not below \"%s\"",
				    settings->input_prefix);
		return text ? text : "it is not below FFTPIPE_INPUT_PREFIX";
	}
	if (record->key[length - 1] == '/')
		return "it is a folder's marker";
	if (!record->size)
		return "it is empty";
	return NULL;
}

/*
 * With a bucket of its own for outputs, only an event shows that it is the
 * inputs', too, and that no input is left; or NULL.
 */
static const char *settings_refusal(const struct function *function,
				    const struct record *record,
				    struct arena *arena)
{
	const struct settings *settings = &function->settings;
	const char *text;

	if (!settings->output_bucket ||
	    strcmp(settings->output_bucket, record->bucket) != 0 ||
	    !begins(settings->input_prefix, settings->output_prefix) ||
	    !begins(record->key, settings->input_prefix))
		return NULL;
	text = arena_printf(arena,
			    "FFTPIPE_OUTPUT_BUCKET is the inputs' bucket, and "
			    "FFTPIPE_OUTPUT_PREFIX, \"%s\", holds all of them; "
			    "choose another bucket, or a prefix beside "
			    "FFTPIPE_INPUT_PREFIX, \"%s\"",
			    settings->output_prefix, settings->input_prefix);
	return text ? text : "FFTPIPE_OUTPUT_PREFIX holds all inputs";
}

/* ---- how a job went ----------------------------------------------------- */

/* Samples in the picture: from what an output says of its source. */
static uint64_t pixels_of(const char *facts)
{
	json_t *json =
		facts ? json_watch_load(facts, strlen(facts), 0, NULL) : NULL;
	const json_t *source = json_object_get(json, "source");
	const json_t *size = json_object_get(source ? source : json, "size");
	json_int_t width = json_integer_value(json_array_get(size, 0));
	json_int_t height = json_integer_value(json_array_get(size, 1));

	json_decref(json);
	return width > 0 && height > 0 ? (uint64_t)width * (uint64_t)height : 0;
}

static void count_time(struct visit *visit, const struct account *account)
{
	for (size_t i = 0; i < account->timings.count; i++) {
		const struct timing *timing = &account->timings.list[i];

		if (!strcmp(timing->what, "decode"))
			visit->decoding += timing->seconds;
		else if (!strcmp(timing->what, "save") ||
			 !strcmp(timing->what, "metadata"))
			visit->saving += timing->seconds;
		else
			visit->transforming += timing->seconds;
	}
	for (size_t i = 0; i < account->n_facts; i++) {
		uint64_t pixels = pixels_of(account->facts[i]);

		if (pixels) {
			visit->pixels += pixels;
			break;
		}
	}
}

static void log_notes(const struct visit *visit, const struct outcome *outcome)
{
	static const enum log_level levels[] = {
		[FFTPIPE_DEBUG] = LOG_DEBUG,
		[FFTPIPE_INFO] = LOG_INFO,
		[FFTPIPE_WARNING] = LOG_WARN,
		[FFTPIPE_ERROR] = LOG_ERROR,
	};

	for (size_t i = 0; i < outcome->n_notes; i++) {
		const struct note *note = &outcome->notes[i];

		log_line(note->level >= 0 && note->level <= FFTPIPE_ERROR
				 ? levels[note->level]
				 : LOG_WARN,
			 "%s: %s", visit->path, note->text);
	}
}

/* Failures of one page are the whole object's; the first one counts. */
static void take_failure(struct visit *visit, int status, const char *reason)
{
	struct record *record = visit->record;
	bool late = visit->deadline > 0 && clock_seconds() >= visit->deadline;
	const char *text = reason ? reason : "out of memory";

	/* Another time there is time, or memory, or nobody stops it. */
	if (late || status == FFTPIPE_ENOMEM || status == FFTPIPE_ECANCELED)
		visit->passing = true;
	if (!uri_is_s3(text))
		text = arena_printf(&visit->event->arena, "%s: %s",
				    visit->path ? visit->path : record->key,
				    text);
	else
		text = keep(visit, text);
	record_fail(record, late ? FAILURE_DEADLINE : FAILURE_JOB, text);
	record->passing = visit->passing;
}

/* The key of what was written; false without memory. */
static bool keep_output(struct visit *visit, const char *path)
{
	struct record *record = visit->record;
	struct arena *arena = &visit->event->arena;
	struct s3_uri uri;
	const char **slot, *key;

	if (uri_parse(arena, path, &uri))
		return false;
	key = keep(visit, uri.key);
	slot = key ? arena_append(arena, &record->outputs, &record->n_outputs,
				  sizeof *slot)
		   : NULL;
	if (slot)
		*slot = key;
	return slot;
}

static void keep_outputs(struct visit *visit, const struct input *input,
			 size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (input->outputs[i] && !keep_output(visit, input->outputs[i]))
			take_failure(visit, FFTPIPE_ENOMEM, NULL);
}

/* What it needs was not seen: that is more than not there. */
static bool take_doubt(struct visit *visit)
{
	const char *doubt = visit->untold ? visit->untold : visit->forbidden;

	if (!doubt)
		return false;
	if (visit->untold)
		visit->passing = true;
	take_failure(visit, FFTPIPE_EDATA, doubt);
	return true;
}

/* What it needs is not there: that one's event comes later. */
static void take_missing(struct visit *visit, const char *reason)
{
	if (take_doubt(visit))
		return;
	visit->finding = FOUND_NOTHING;
	visit->missing = keep(visit, reason);
}

/* Does an upload of that name bring an event here? */
static bool brings_event(const struct function *function, const char *path)
{
	struct visit *visit = function->visit;
	struct record record = { .size = -1 };
	struct s3_object object;
	struct outcome ignored;
	bool located;

	if (!outcome_init(&ignored))
		return false;
	located = shelf_locate(function, path, &object, &ignored);
	outcome_finish(&ignored);
	if (!located || strcmp(object.bucket, visit->record->bucket) != 0 ||
	    !*object.key)
		return false;
	record.bucket = object.bucket;
	record.key = object.key;
	return !name_refusal(function, &record, &visit->event->arena);
}

/* Names alone made it fail. */
static void take_no_job(const struct function *function,
			const struct input *input, const char *reason)
{
	struct visit *visit = function->visit;

	if (input->idle && !input->lacks)
		record_skip(visit->record, keep(visit, reason));
	else if (input->idle && brings_event(function, input->lacks))
		take_missing(visit, reason);
	else if (!input->lacks || !take_doubt(visit))
		take_failure(visit, FFTPIPE_EDATA, reason);
}

/* A job of another object than the event's, whose companion that one is. */
static const char *name_main(struct visit *visit, const struct input *input,
			     const char *reason)
{
	if (!reason || uri_is_s3(reason) || !strcmp(input->path, visit->path))
		return reason;
	return arena_printf(&visit->event->arena, "%s: %s", input->path,
			    reason);
}

void object_report(void *context, const struct result *result)
{
	const struct function *function = context;
	struct visit *visit = function->visit;
	const struct outcome *outcome = result->outcome;
	const char *reason = name_main(visit, result->input, outcome->reason);

	log_notes(visit, outcome);
	count_time(visit, result->account);
	visit->told = true;
	if (!outcome->status)
		keep_outputs(visit, result->input,
			     inputs_outputs(&function->loaded.pipeline));
	else if (visit->finding == FOUND && result->input->failure)
		take_no_job(function, result->input, reason);
	else if (visit->finding == FOUND)
		take_failure(visit, outcome->status, reason);
}

/* ---- the job ------------------------------------------------------------ */

/* Names gathered did not become a job. */
static void take_problems(struct visit *visit, struct problems *problems,
			  const struct inputs *inputs)
{
	const char *text = problems->count ? problems->list[0].text : NULL;

	if (!inputs->count && text)
		take_missing(visit, text);
	else
		take_failure(visit, text ? FFTPIPE_EDATA : FFTPIPE_ENOMEM,
			     text);
}

static void run_job(struct function *function, struct visit *visit)
{
	const struct settings *settings = &function->settings;
	struct arena *arena = &visit->event->arena;
	const struct record *record = visit->record;
	const char *bucket = settings->output_bucket ? settings->output_bucket
						     : record->bucket;
	struct problems problems = { 0 };
	struct batch_summary summary;
	struct inputs inputs = { 0 };

	function->names = (struct input_options){
		.names = &visit->path,
		.n_names = 1,
		.output = uri_print(arena, bucket, settings->output_prefix),
		.place = &function->place,
		.below = uri_print(arena, record->bucket,
				   settings->input_prefix),
	};
	if (!visit->path || !function->names.output || !function->names.below) {
		take_failure(visit, FFTPIPE_ENOMEM, NULL);
		return;
	}
	inputs_gather(&inputs, &function->loaded.pipeline, &function->names,
		      &problems);
	batch_set_deadline(function->batch,
			   visit->deadline > 0 ? visit->deadline : HUGE_VAL);
	if (problems_any(&problems))
		take_problems(visit, &problems, &inputs);
	else
		batch_run(function->batch, &inputs, &summary);
	inputs_finish(&inputs);
	problems_finish(&problems);
}

/* What reading showed, for all that it ended in. */
static void settle(struct visit *visit)
{
	struct record *record = visit->record;
	static const char *const reasons[] = {
		[FOUND] = NULL,
		[FOUND_NOTHING] = "it is not there any more",
		[FOUND_NEWER] = "a newer upload took its place, and has an "
				"event of its own",
		[FOUND_OURS] = "this same pipeline made it; working on it "
			       "would never end",
		[FOUND_EMPTY] = "it is empty",
	};

	/* Who lists objects wants to hear which are not there. */
	if (visit->finding == FOUND_NOTHING &&
	    visit->event->kind == EVENT_BATCH)
		take_failure(visit, FFTPIPE_EDATA,
			     visit->missing ? visit->missing
					    : "there is no such object");
	else if (visit->finding == FOUND_NOTHING && visit->missing)
		record_skip(record, visit->missing);
	else if (visit->finding != FOUND)
		record_skip(record, reasons[visit->finding]);
	else if (visit->told && record->end == RECORD_OPEN)
		record->end = RECORD_DONE;
	else if (record->end == RECORD_OPEN)
		take_failure(visit, FFTPIPE_ECANCELED, "it was not begun");
}

static void log_record(const struct visit *visit)
{
	const struct record *record = visit->record;
	const char *path = visit->path ? visit->path : record->key;

	if (record->end == RECORD_DONE)
		log_line(LOG_INFO, "%s: done in %.0f ms", path,
			 1e3 * record->seconds);
	else if (record->end == RECORD_SKIPPED)
		log_line(LOG_INFO, "%s: skipped: %s", path, record->reason);
	else
		log_line(LOG_ERROR, "%s", record->reason);
}

static void visit_run(struct function *function, struct visit *visit)
{
	function->visit = visit;
	run_job(function, visit);
	function->visit = NULL;
}

void object_run(struct function *function, struct event *event,
		struct record *record, double deadline)
{
	struct visit visit = { .event = event,
			       .record = record,
			       .deadline = deadline };
	double start = clock_seconds();
	const char *mistake = settings_refusal(function, record, &event->arena);
	const char *refusal = name_refusal(function, record, &event->arena);

	visit.path = uri_print(&event->arena, record->bucket, record->key);
	if (mistake)
		take_failure(&visit, FFTPIPE_EDATA, mistake);
	else if (refusal)
		record_skip(record, refusal);
	else
		visit_run(function, &visit);
	if (visit.finding == FOUND_NOTHING && record->raw_key) {
		record->key = record->raw_key;
		record->raw_key = NULL;
		object_run(function, event, record, deadline);
		return;
	}
	settle(&visit);
	record->seconds = clock_seconds() - start;
	log_record(&visit);
	if (!refusal) {
		metrics_print(function, &visit);
		function->warm = true;
	}
}
