/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run.c - fftpipe run: a pipeline over pictures
 */
#include "call.h"
#include "runner.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is said while jobs end. */
struct talk {
	const struct call *call;
	struct texts said; /* notes that are said once per run */
	struct arena arena;
};

static bool said_before(struct talk *talk, const char *text)
{
	const char **slot;

	for (size_t i = 0; i < talk->said.count; i++)
		if (!strcmp(talk->said.list[i], text))
			return true;
	slot = arena_append(&talk->arena, &talk->said.list, &talk->said.count,
			    sizeof *slot);
	if (slot)
		*slot = arena_strdup(&talk->arena, text);
	if (slot && !*slot)
		talk->said.count--;
	return false;
}

/* "PROGRAM: INPUT: text", with nothing in it that a terminal would obey. */
static void say(const struct input *input, const char *kind, const char *text)
{
	char *name = text_printable(input->path);
	char *shown = text_printable(text);

	fprintf(stderr, "%s: %s: %s%s\n", runner.program,
		name ? name : "an input", kind,
		shown ? shown : "out of memory");
	free(name);
	free(shown);
}

static void say_note(struct talk *talk, const struct input *input,
		     const struct note *note)
{
	if (talk->call->quiet || note->level == FFTPIPE_DEBUG)
		return;
	if (note->level == FFTPIPE_INFO) {
		if (!said_before(talk, note->text))
			say(input, "", note->text);
		return;
	}
	say(input,
	    note->level == FFTPIPE_ERROR ? "error: " : "warning: ", note->text);
}

static void say_timings(const struct result *result)
{
	char *name = text_printable(result->input->path);

	fprintf(stderr, "%s: %s: %.1f ms\n", runner.program,
		name ? name : "an input", 1e3 * result->seconds);
	free(name);
	for (size_t i = 0; i < result->account->timings.count; i++) {
		const struct timing *timing = &result->account->timings.list[i];

		fprintf(stderr, "  %-16s %-18s %9.2f ms\n", timing->stage,
			timing->what, 1e3 * timing->seconds);
	}
}

/* The pipeline is wrong, whatever the input: its place comes first. */
static void say_refusal(const char *pipeline, const char *reason)
{
	char *shown = text_printable(reason ? reason : "out of memory");

	if (shown && *shown != '[')
		fprintf(stderr, "%s\n", shown);
	else
		fprintf(stderr, "%s: %s\n", pipeline, shown ? shown : "");
	free(shown);
}

static void report(void *context, const struct result *result)
{
	struct talk *talk = context;
	const struct outcome *outcome = result->outcome;

	for (size_t i = 0; i < outcome->n_notes; i++)
		say_note(talk, result->input, &outcome->notes[i]);
	if (result->refused)
		say_refusal(talk->call->pipeline, outcome->reason);
	else if (outcome->status)
		say(result->input, "",
		    outcome->reason ? outcome->reason : "out of memory");
	if (talk->call->timings && !result->skipped)
		say_timings(result);
}

static void say_summary(const struct batch_summary *summary, double seconds)
{
	fprintf(stderr, "%s: %zu done", runner.program, summary->done);
	if (summary->failed)
		fprintf(stderr, ", %zu failed", summary->failed);
	if (summary->skipped)
		fprintf(stderr, ", %zu skipped (their outputs exist)",
			summary->skipped);
	fprintf(stderr, " in %.2f s\n", seconds);
}

/* End as the signal would have ended us, so that callers see it. */
static int end_by_signal(int signal_number)
{
	fprintf(stderr, "%s: stopped by signal %d (%s)\n", runner.program,
		signal_number, strsignal(signal_number));
	return 128 + signal_number;
}

static int run(const struct call *call)
{
	struct talk talk = { .call = call };
	struct batch_options options = { .store = runner.store,
					 .workers = call->workers,
					 .threads = call->threads,
					 .in_process = call->in_process,
					 .no_clobber = call->no_clobber,
					 .report = report,
					 .report_context = &talk };
	struct batch_summary summary = { 0 };
	struct prepared prepared;
	double start = clock_seconds();
	int status = STATUS_WRONG;

	if (call_prepare(&prepared, call, &options, true)) {
		batch_run(prepared.batch, &prepared.inputs, &summary);
		status = summary.refused  ? STATUS_WRONG
			 : summary.failed ? STATUS_FAILED
					  : STATUS_FINE;
		if (summary.interrupted)
			status = end_by_signal(summary.interrupted);
		else if (!call->quiet && !summary.refused)
			say_summary(&summary, clock_seconds() - start);
	}
	prepared_finish(&prepared);
	arena_finish(&talk.arena);
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
	if (status < 0) {
		call.pipeline = argv[0];
		call.names = (const char *const *)argv + 1;
		call.n_names = (size_t)argc - 1;
		status = run(&call);
	}
	free(call.sets.list);
	return status;
}
