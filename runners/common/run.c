/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run.c - fftpipe run: a pipeline over pictures
 */
#include "call.h"
#include "clock.h"
#include "record.h"
#include "report-html.h"
#include "report.h"
#include "runner.h"
#include "talk.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A run and who hears of it. */
struct run {
	const struct call *call;
	struct talk talk;
	bool json_failed; /* a line could not be written, */
	bool unread;      /* for nobody reads on */
	struct report report;
};

/* Where nobody reads on, nobody waits for the rest of the inputs. */
static void say_json(struct run *run, json_t *record)
{
	if (record_print(record, stdout))
		return;
	run->json_failed = true;
	run->unread = run->unread || errno == EPIPE;
	if (run->unread)
		batch_interrupt(SIGPIPE);
}

static void report(void *context, const struct result *result)
{
	struct run *run = context;

	talk_result(&run->talk, result);
	if (run->call->json && !result->refused)
		say_json(run, record_result(result));
	if (run->call->reports.count)
		report_add(&run->report, result);
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

static void say_sandbox(const struct call *call, const struct batch *batch)
{
	const char *lacks = batch_sandbox_lacks(batch);

	if (lacks && !call->quiet)
		fprintf(stderr, "%s: the sandbox is not whole here: %s\n",
			runner.program, lacks);
}

/* No mistake, but one that is easily made. */
static void say_unmatched(const struct call *call, const struct inputs *inputs)
{
	for (size_t i = 0; i < inputs->n_unmatched && !call->quiet; i++) {
		const struct entry *files = inputs->unmatched[i];

		fprintf(stderr, "%s: ", runner.program);
		print_named(stderr, files->place.source, ":");
		if (files->place.line)
			fprintf(stderr, "%u:", files->place.line);
		fputs(" [input] files: \"", stderr);
		print_named(stderr, files->value,
			    "\" matches no file here; others do\n");
	}
}

static void say_given_up(const struct batch_summary *summary)
{
	if (*summary->given_up)
		fprintf(stderr,
			"%s: gave up: %s crashed on %d inputs in a row; %zu "
			"not begun\n",
			runner.program, summary->given_up, BATCH_MOST_CRASHES,
			summary->left);
}

/* All that were asked for; false after saying what could not be written. */
static bool write_reports(struct run *run, const struct inputs *inputs,
			  json_t *end)
{
	report_end(&run->report, inputs, end);
	return report_write(&run->report);
}

/* False after saying what can't be written. */
static bool start_reports(struct run *run, struct prepared *prepared)
{
	const struct texts *paths = &run->call->reports;
	struct gallery *gallery = &run->report.gallery;

	if (!paths->count)
		return true;
	if (!report_open(&run->report, paths->list, paths->count))
		return false;
	report_start(&run->report, record_start(run->call, prepared));
	for (size_t i = 0; i < paths->count; i++)
		gallery->wanted |= report_shows(paths->list[i]);
	if (gallery->wanted) {
		gallery_start(gallery, prepared);
		batch_make_views(prepared->batch, gallery_side(prepared));
	}
	return true;
}

static int run_prepared(struct run *run, struct prepared *prepared)
{
	struct batch_summary summary = { 0 };
	double start = clock_seconds(), seconds;
	int status;

	if (!start_reports(run, prepared))
		return STATUS_WRONG;
	say_sandbox(run->call, prepared->batch);
	say_unmatched(run->call, &prepared->inputs);
	if (run->call->json)
		say_json(run, record_start(run->call, prepared));
	if (run->unread) {
		summary.interrupted = SIGPIPE;
		summary.left = prepared->inputs.count;
	} else {
		batch_run(prepared->batch, &prepared->inputs, &summary);
	}
	seconds = clock_seconds() - start;
	status = summary.refused  ? STATUS_WRONG
		 : summary.failed ? STATUS_FAILED
				  : STATUS_FINE;
	talk_summary(&run->talk, &summary, seconds);
	say_given_up(&summary);
	if (summary.interrupted)
		status = end_by_signal(summary.interrupted);
	if (run->call->reports.count &&
	    !write_reports(run, &prepared->inputs,
			   record_summary(&summary, seconds, status)) &&
	    !status)
		status = STATUS_FAILED;
	if (run->call->json)
		say_json(run, record_summary(&summary, seconds, status));
	/* What standard output refused is said at the program's end. */
	if (run->json_failed && !ferror(stdout))
		fprintf(stderr, "%s: out of memory for --json\n",
			runner.program);
	return run->json_failed && !status ? STATUS_FAILED : status;
}

static enum task_existing existing_of(const struct call *call)
{
	return call->no_clobber ? EXISTING_KEPT
	       : call->resume   ? EXISTING_CHECKED
				: EXISTING_REPLACED;
}

static int run(const struct call *call)
{
	struct run run = { .call = call };
	struct batch_options options = { .store = runner.store,
					 .workers = call->workers,
					 .threads = call->threads,
					 .in_process = call->in_process,
					 .existing = existing_of(call),
					 .report = report,
					 .report_context = &run,
					 .tick = call->quiet ? NULL : talk_tick,
					 .tick_context = &run.talk };
	struct prepared prepared;
	int status = STATUS_WRONG;

	talk_init(&run.talk, call);
	if (call_prepare(&prepared, call, &options, true))
		status = run_prepared(&run, &prepared);
	report_finish(&run.report);
	prepared_finish(&prepared);
	talk_finish(&run.talk);
	return status;
}

/* Options that exclude each other, and reports of no kind we know. */
static int check_call(const struct usage *usage, const struct call *call)
{
	if (call->json && call->output && !strcmp(call->output, "-"))
		return usage_wrong(usage, "--json and -o - both want "
					  "standard output");
	if (call->no_clobber && call->resume)
		return usage_wrong(usage, "--no-clobber keeps outputs that "
					  "--resume would make again; one of "
					  "them");
	if (call->sandbox && call->in_process)
		return usage_wrong(usage, "--sandbox needs the processes that "
					  "--in-process does without");
	for (size_t i = 0; i < call->reports.count; i++)
		if (!report_can_write(call->reports.list[i]))
			return usage_wrong(usage,
					   "--report: \"%s\" must end in %s",
					   call->reports.list[i],
					   report_extensions);
	return -1;
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
		{ 0, "resume", NULL, OPTION_FLAG, &call.resume,
		  "keep outputs that this pipeline made of these inputs" },
		{ 0, "report", "FILE", OPTION_TEXTS, &call.reports,
		  "write what became of each input: a page (.html) or .json" },
		{ 0, "sandbox", NULL, OPTION_FLAG, &call.sandbox,
		  "keep network, files and programs from plugins" },
		{ 0, "in-process", NULL, OPTION_FLAG, &call.in_process,
		  "no worker processes, no sandbox: for debuggers" },
		{ 0, "timings", NULL, OPTION_FLAG, &call.timings,
		  "say how long each stage took" },
		{ 0, "json", NULL, OPTION_FLAG, &call.json,
		  "tell results as JSON lines on standard output" },
		{ 0, "quiet", NULL, OPTION_FLAG, &call.quiet,
		  "say nothing but errors" },
	};
	const struct usage usage = {
		"run", "PIPELINE [INPUT...]",
		runner.inputs ? runner.inputs
			      : "Runs a pipeline over the inputs, or over the "
				"files that its [input] section names.\n"
				"PIPELINE is a file (with a slash, or ending "
				"in .ini) or a pipeline that ships,\n"
				"such as spectra. INPUT - is standard input.\n",
		rows, sizeof rows / sizeof *rows
	};
	int status;

	call.sets.list = calloc((size_t)argc, sizeof *call.sets.list);
	call.reports.list = calloc((size_t)argc, sizeof *call.reports.list);
	status = call.sets.list && call.reports.list
			 ? options_read(&usage, &argc, &argv)
			 : usage_wrong(&usage, "out of memory");
	if (status < 0 && argc < 1)
		status = usage_wrong(&usage, "no pipeline given");
	if (status < 0)
		status = check_call(&usage, &call);
	if (status < 0) {
		call.pipeline = argv[0];
		call.names = (const char *const *)argv + 1;
		call.n_names = (size_t)argc - 1;
		status = run(&call);
	}
	free(call.sets.list);
	free(call.reports.list);
	return status;
}
