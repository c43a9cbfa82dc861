/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run.c - fftpipe run: a pipeline over pictures
 */
#include "call.h"
#include "record.h"
#include "runner.h"
#include "talk.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A run and who hears of it. */
struct run {
	const struct call *call;
	struct talk talk;
	bool json_failed; /* a line could not be written */
};

static void say_json(struct run *run, json_t *record)
{
	if (!record_print(record, stdout))
		run->json_failed = true;
}

static void report(void *context, const struct result *result)
{
	struct run *run = context;

	talk_result(&run->talk, result);
	if (run->call->json && !result->refused)
		say_json(run, record_result(result));
}

/* End as the signal would have ended us, so that callers see it. */
static int end_by_signal(int signal_number)
{
	fprintf(stderr, "%s: stopped by signal %d (%s)\n", runner.program,
		signal_number, strsignal(signal_number));
	return 128 + signal_number;
}

/* The first line: what the others belong to. */
static json_t *record_start(const struct call *call,
			    const struct prepared *prepared)
{
	return json_pack("{s:s, s:i, s:s, s:s, s:o, s:I}", "event", "start",
			 "format", RECORD_VERSION, "program", runner.program,
			 "version", VERSION, "pipeline",
			 record_name(call->pipeline), "inputs",
			 (json_int_t)prepared->inputs.count);
}

static int run_prepared(struct run *run, struct prepared *prepared)
{
	struct batch_summary summary = { 0 };
	double start = clock_seconds(), seconds;
	int status;

	if (run->call->json)
		say_json(run, record_start(run->call, prepared));
	batch_run(prepared->batch, &prepared->inputs, &summary);
	seconds = clock_seconds() - start;
	status = summary.refused  ? STATUS_WRONG
		 : summary.failed ? STATUS_FAILED
				  : STATUS_FINE;
	talk_summary(&run->talk, &summary, seconds);
	if (summary.interrupted)
		status = end_by_signal(summary.interrupted);
	if (run->call->json)
		say_json(run, record_summary(&summary, seconds, status));
	if (!run->json_failed || summary.interrupted)
		return status;
	fprintf(stderr, "%s run: cannot write to standard output\n",
		runner.program);
	return status ? status : STATUS_FAILED;
}

static int run(const struct call *call)
{
	struct run run = { .call = call };
	struct batch_options options = { .store = runner.store,
					 .workers = call->workers,
					 .threads = call->threads,
					 .in_process = call->in_process,
					 .no_clobber = call->no_clobber,
					 .report = report,
					 .report_context = &run,
					 .tick = call->quiet ? NULL : talk_tick,
					 .tick_context = &run.talk };
	struct prepared prepared;
	int status = STATUS_WRONG;

	talk_init(&run.talk, call);
	if (call_prepare(&prepared, call, &options, true))
		status = run_prepared(&run, &prepared);
	prepared_finish(&prepared);
	talk_finish(&run.talk);
	return status;
}

int command_run(int argc, char **argv)
{
	struct call call = { 0 };
	const struct option_row rows[] = {
		{ 'o', "output", "DIR", OPTION_TEXT, &call.output,
		  "write outputs below this folder; - is standard output" },
		{ 'j', "jobs", "N", OPTION_COUNT, &call.workers,
		  "work on N inputs at once, each in a process" },
		{ 0, "threads", "N", OPTION_COUNT, &call.threads,
		  "let each process use N threads" },
		{ 0, "set", "SECTION.KEY=VALUE", OPTION_TEXTS, &call.sets,
		  "use this value instead of the file's" },
		{ 0, "plugin-dir", "DIR", OPTION_TEXT, &call.plugin_dir,
		  "look for plugins here first" },
		{ 0, "no-clobber", NULL, OPTION_FLAG, &call.no_clobber,
		  "keep outputs that exist" },
		{ 0, "in-process", NULL, OPTION_FLAG, &call.in_process,
		  "no worker processes: for debuggers" },
		{ 0, "timings", NULL, OPTION_FLAG, &call.timings,
		  "say how long each stage took" },
		{ 0, "json", NULL, OPTION_FLAG, &call.json,
		  "tell results as JSON lines on standard output" },
		{ 0, "quiet", NULL, OPTION_FLAG, &call.quiet,
		  "say nothing but errors" },
	};
	const struct usage usage = {
		"run", "PIPELINE [INPUT...]",
		"Runs a pipeline over the inputs, or over the files that its "
		"[input] section names.\nPIPELINE is a file (with a slash, or "
		"ending in .ini) or a pipeline that ships,\nsuch as spectra. "
		"INPUT - is standard input.\n",
		rows, sizeof rows / sizeof *rows
	};
	int status;

	call.sets.list = calloc((size_t)argc, sizeof *call.sets.list);
	if (!call.sets.list)
		return usage_wrong(&usage, "out of memory");
	status = options_read(&usage, &argc, &argv);
	if (status < 0 && argc < 1)
		status = usage_wrong(&usage, "no pipeline given");
	if (status < 0 && call.json && call.output && !strcmp(call.output, "-"))
		status = usage_wrong(&usage, "--json and -o - both want "
					     "standard output");
	if (status < 0) {
		call.pipeline = argv[0];
		call.names = (const char *const *)argv + 1;
		call.n_names = (size_t)argc - 1;
		status = run(&call);
	}
	free(call.sets.list);
	return status;
}
