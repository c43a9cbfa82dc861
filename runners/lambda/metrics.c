/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * metrics.c - what a job cost, as a log line that CloudWatch makes metrics of
 */
#include "credentials.h"
#include "log.h"
#include "object.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <time.h>

static const struct {
	const char *name, *unit;
} units[] = {
	{ "Duration", "Milliseconds" }, { "Read", "Milliseconds" },
	{ "Decode", "Milliseconds" },   { "Transform", "Milliseconds" },
	{ "Save", "Milliseconds" },     { "Write", "Milliseconds" },
	{ "BytesIn", "Bytes" },         { "BytesOut", "Bytes" },
	{ "Pixels", "Count" },          { "ColdStart", "Count" },
	{ "Failed", "Count" },
};

static json_t *declaration(void)
{
	json_t *metrics = json_array();
	struct timespec now;

	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		json_array_append_new(metrics, json_pack("{s:s, s:s}", "Name",
							 units[i].name, "Unit",
							 units[i].unit));
	clock_gettime(CLOCK_REALTIME, &now);
	return json_pack("{s:I, s:[{s:s, s:[[s]], s:o}]}", "Timestamp",
			 (json_int_t)now.tv_sec * 1000 + now.tv_nsec / 1000000,
			 "CloudWatchMetrics", "Namespace", "fftpipe",
			 "Dimensions", "FunctionName", "Metrics", metrics);
}

/* With two decimals: more is noise. */
static void set_time(json_t *line, const char *name, double seconds)
{
	json_object_set_new(line, name, json_real(round(1e5 * seconds) / 1e2));
}

static void set_count(json_t *line, const char *name, uint64_t count)
{
	json_object_set_new(line, name, json_integer((json_int_t)count));
}

void metrics_print(const struct function *function, const struct visit *visit)
{
	const struct record *record = visit->record;
	const char *name = environment("AWS_LAMBDA_FUNCTION_NAME");
	json_t *line = json_object();
	char *text;

	json_object_set_new(line, "_aws", declaration());
	json_object_set_new(line, "FunctionName",
			    json_string(name ? name : "fftpipe-lambda"));
	if (*log_request_now())
		json_object_set_new(line, "requestId",
				    json_string(log_request_now()));
	if (environment("_X_AMZN_TRACE_ID"))
		json_object_set_new(line, "traceId",
				    json_string(
					    environment("_X_AMZN_TRACE_ID")));
	json_object_set_new(line, "key", json_string(record->key));
	json_object_set_new(line, "status",
			    json_string(record->end == RECORD_DONE ? "done"
					: record->end == RECORD_SKIPPED
						? "skipped"
						: "failed"));
	set_time(line, "Duration", record->seconds);
	set_time(line, "Read", visit->reading);
	set_time(line, "Decode", visit->decoding);
	set_time(line, "Transform", visit->transforming);
	set_time(line, "Save", visit->saving);
	set_time(line, "Write", visit->writing);
	set_count(line, "BytesIn", visit->bytes_in);
	set_count(line, "BytesOut", visit->bytes_out);
	set_count(line, "Pixels", visit->pixels);
	set_count(line, "ColdStart", !function->warm);
	set_count(line, "Failed", record->end == RECORD_FAILED);
	text = json_dumps(line, JSON_COMPACT | JSON_REAL_PRECISION(9));
	if (text)
		log_raw(text);
	free(text);
	json_decref(line);
}
