/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * record.c - results as JSON
 */
#include "record.h"

#include "json-watch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Nobody measures more finely than a microsecond. */
static double rounded(double seconds)
{
	return round(1e6 * seconds) / 1e6;
}

json_t *record_name(const char *name)
{
	json_t *exact = json_string(name), *escaped;
	char *shown;

	if (exact)
		return exact;
	shown = text_printable(name);
	escaped = shown ? json_string(shown) : NULL;
	free(shown);
	return escaped;
}

static const char *level_word(int level)
{
	return level == FFTPIPE_ERROR  ? "error"
	       : level == FFTPIPE_INFO ? "info"
				       : "warning";
}

static json_t *record_notes(const struct outcome *outcome)
{
	json_t *notes = json_array();

	for (size_t i = 0; i < outcome->n_notes; i++) {
		const struct note *note = &outcome->notes[i];

		if (note->level != FFTPIPE_DEBUG)
			json_array_append_new(notes,
					      json_pack("{s:s, s:s}", "level",
							level_word(note->level),
							"text", note->text));
	}
	return notes;
}

/* What a file says of itself, without the long table of exact samples. */
static json_t *record_facts(const char *text)
{
	json_t *facts = json_watch_load(text, strlen(text), 0, NULL);

	json_object_del(json_object_get(facts, "meta"), "exact");
	return facts;
}

static json_t *record_outputs(const struct result *result)
{
	json_t *outputs = json_array();

	for (size_t i = 0; i < result->n_outputs; i++) {
		const struct store_output *output = &result->outputs[i];
		const char *path = result->input->outputs[i];
		json_t *record;

		if (!output->source || !output->path || !path)
			continue;
		record =
			json_pack("{s:o, s:s*, s:I}", "path", record_name(path),
				  "type", output->media_type, "bytes",
				  (json_int_t)output->nbytes);
		if (output->facts)
			json_object_set_new(record, "facts",
					    record_facts(output->facts));
		json_array_append_new(outputs, record);
	}
	return outputs;
}

static json_t *record_timings(const struct timings *timings)
{
	json_t *list = json_array();

	for (size_t i = 0; i < timings->count; i++) {
		const struct timing *timing = &timings->list[i];

		json_array_append_new(list,
				      json_pack("{s:s, s:s, s:f}", "stage",
						timing->stage, "what",
						timing->what, "seconds",
						rounded(timing->seconds)));
	}
	return list;
}

json_t *record_result(const struct result *result)
{
	const struct outcome *outcome = result->outcome;
	json_t *record = json_pack("{s:s, s:o}", "event", "result", "input",
				   record_name(result->input->path));

	if (result->input->page)
		json_object_set_new(record, "page",
				    json_integer(result->input->page));
	json_object_set_new(record, "status",
			    json_string(outcome->status   ? "failed"
					: result->skipped ? "skipped"
							  : "done"));
	if (outcome->status)
		json_object_set_new(record, "reason",
				    json_string(outcome->reason
							? outcome->reason
							: "out of memory"));
	json_object_set_new(record, "seconds",
			    json_real(rounded(result->seconds)));
	json_object_set_new(record, "bytes",
			    json_integer((json_int_t)result->nbytes));
	json_object_set_new(record, "outputs",
			    outcome->status || result->skipped
				    ? json_array()
				    : record_outputs(result));
	json_object_set_new(record, "notes", record_notes(outcome));
	json_object_set_new(record, "timings",
			    record_timings(&result->account->timings));
	return record;
}

json_t *record_summary(const struct batch_summary *summary, double seconds,
		       int status)
{
	return json_pack("{s:s, s:I, s:I, s:I, s:I, s:f, s:b, s:i, s:s*}",
			 "event", "end", "done", (json_int_t)summary->done,
			 "failed", (json_int_t)summary->failed, "skipped",
			 (json_int_t)summary->skipped, "left",
			 (json_int_t)summary->left, "seconds", rounded(seconds),
			 "interrupted", summary->interrupted != 0, "status",
			 status, "gave_up_on",
			 *summary->given_up ? summary->given_up : NULL);
}

bool record_print(json_t *record, FILE *stream)
{
	bool fine =
		record && !json_dumpf(record, stream,
				      JSON_COMPACT | JSON_REAL_PRECISION(15));

	fine = fputc('\n', stream) != EOF && fine;
	fine = !fflush(stream) && fine;
	json_decref(record);
	return fine;
}
