/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * talk.c - notes, failures and timings of jobs in words
 */
#include "talk.h"

#include "runner.h"
#include "style.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void talk_init(struct talk *talk, const struct call *call)
{
	*talk = (struct talk){ .call = call, .color = style_color(stderr) };
	progress_init(&talk->progress, runner.program);
}

void talk_finish(struct talk *talk)
{
	progress_hide(&talk->progress);
	tally_finish(&talk->tally);
	arena_finish(&talk->arena);
}

void talk_tick(void *context, const struct batch_progress *progress)
{
	struct talk *talk = context;

	progress_show(&talk->progress, progress);
}

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
static void say(struct talk *talk, const struct input *input, enum style style,
		const char *kind, const char *text)
{
	char *name = input_printable(input);
	char *shown = text_printable(text);

	progress_hide(&talk->progress);
	fprintf(stderr, "%s: %s%s: %s%s%s\n", runner.program,
		style_code(talk->color, style), name ? name : "an input", kind,
		style_code(talk->color, STYLE_PLAIN),
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
			say(talk, input, STYLE_PLAIN, "", note->text);
	} else if (note->level == FFTPIPE_ERROR) {
		say(talk, input, STYLE_BAD, "error: ", note->text);
	} else {
		say(talk, input, STYLE_WARNING, "warning: ", note->text);
	}
}

static void say_timings(struct talk *talk, const struct result *result)
{
	const struct timings *timings = &result->account->timings;
	char *name = input_printable(result->input);

	progress_hide(&talk->progress);
	fprintf(stderr, "%s: %s: %.1f ms\n", runner.program,
		name ? name : "an input", 1e3 * result->seconds);
	free(name);
	for (size_t i = 0; i < timings->count; i++) {
		const struct timing *timing = &timings->list[i];
		char *stage = text_printable(timing->stage);
		char *what = text_printable(timing->what);

		fprintf(stderr, "  %-16s %-18s %9.2f ms\n", stage ? stage : "",
			what ? what : "", 1e3 * timing->seconds);
		free(what);
		free(stage);
	}
}

void talk_result(struct talk *talk, const struct result *result)
{
	const struct outcome *outcome = result->outcome;

	tally_add(&talk->tally, result);
	talk->progress.failed += outcome->status != 0;
	for (size_t i = 0; i < outcome->n_notes; i++)
		/* Errors are among the refusals. */
		if (!result->refused ||
		    outcome->notes[i].level != FFTPIPE_ERROR)
			say_note(talk, result->input, &outcome->notes[i]);
	if (result->refused) {
		progress_hide(&talk->progress);
		call_print_refusals(talk->call, outcome);
	} else if (outcome->status) {
		say(talk, result->input, STYLE_BAD, "",
		    outcome->reason ? outcome->reason : "out of memory");
	}
	if (talk->call->timings && !result->skipped)
		say_timings(talk, result);
}

void talk_summary(struct talk *talk, const struct batch_summary *summary,
		  double seconds)
{
	progress_hide(&talk->progress);
	if (!talk->call->quiet && !summary->refused)
		tally_print(&talk->tally, summary,
			    talk->call->resume ? "they are up to date"
					       : "their outputs exist",
			    seconds);
}
