/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worker-parcels.c - jobs and outcomes as they go between a worker and its
 * owner
 */
#include "worker-parcels.h"

#include <string.h>

void parcel_put_job(struct parcel *parcel, const struct job *job,
		    size_t n_files)
{
	for (size_t i = 0; i < n_files; i++) {
		const struct job_file *file = &job->files[i];

		parcel_put_text(parcel, file->name);
		parcel_put_fd(parcel, file->fd);
		parcel_put_bytes(parcel, file->beside, file->beside_length);
	}
	parcel_put_number(parcel, job->page);
	parcel_put_number(parcel, job->view_side);
	parcel_put_number(parcel, job->n_outputs);
	for (size_t i = 0; i < job->n_outputs; i++) {
		parcel_put_number(parcel, job->formats[i]);
		parcel_put_fd(parcel, job->outputs[i]);
		parcel_put_fd(parcel, job->existing ? job->existing[i] : -1);
	}
	parcel_put_number(parcel, job->existing != NULL);
}

static void put_outcome(struct parcel *parcel, const struct outcome *outcome,
			const struct account *account, const char *text,
			uint64_t number)
{
	parcel->type = DONE;
	parcel_put_number(parcel, (uint64_t)outcome->status);
	parcel_put_text(parcel, outcome->reason);
	parcel_put_number(parcel, outcome->n_notes);
	for (size_t i = 0; i < outcome->n_notes; i++) {
		parcel_put_number(parcel, (uint64_t)outcome->notes[i].level);
		parcel_put_text(parcel, outcome->notes[i].text);
	}
	parcel_put_number(parcel, account->timings.count);
	for (size_t i = 0; i < account->timings.count; i++) {
		const struct timing *timing = &account->timings.list[i];

		parcel_put_text(parcel, timing->stage);
		parcel_put_text(parcel, timing->what);
		parcel_put_real(parcel, timing->seconds);
	}
	parcel_put_number(parcel, account->n_facts);
	for (size_t i = 0; i < account->n_facts; i++)
		parcel_put_text(parcel, account->facts[i]);
	parcel_put_number(parcel, account->n_views);
	for (size_t i = 0; i < account->n_views; i++) {
		const struct view *view = &account->views[i];

		parcel_put_text(parcel, view->text);
		parcel_put_bytes(parcel, (const char *)view->png, view->length);
	}
	parcel_put_text(parcel, text);
	parcel_put_number(parcel, number);
}

void parcel_put_outcome(struct parcel *parcel, const struct workshop *workshop,
			const char *text, uint64_t number)
{
	/* Short, where there is no memory or room for all of it. */
	static char reason[] = "no memory to tell how it went";
	const struct outcome untold = { FFTPIPE_ENOMEM, reason, NULL, 0, NULL };
	const struct account nothing = { 0 };

	put_outcome(parcel, &workshop->outcome, &workshop->account, text,
		    number);
	if (!parcel->broken)
		return;
	parcel_finish(parcel);
	put_outcome(parcel, &untold, &nothing, NULL, 0);
}

static void get_view(struct parcel *parcel, struct arena *arena,
		     struct account *account)
{
	const char *text = parcel_get_text(parcel);
	size_t length;
	const char *png = parcel_get_bytes(parcel, &length);
	struct view *view = text ? arena_append(arena, &account->views,
						&account->n_views, sizeof *view)
				 : NULL;

	if (!view)
		return;
	view->text = arena_strdup(arena, text);
	view->png = png ? arena_alloc(arena, length) : NULL;
	view->length = view->png ? length : 0;
	if (view->png)
		memcpy(view->png, png, length);
}

void parcel_get_outcome(struct parcel *parcel, struct outcome *outcome,
			struct arena *arena, struct account *account,
			const char **text, uint64_t *number)
{
	int status = (int)parcel_get_number(parcel);
	const char *reason = parcel_get_text(parcel);
	uint64_t n = parcel_get_number(parcel);

	if (status < FFTPIPE_OK || status > FFTPIPE_EINTERNAL)
		status = FFTPIPE_EINTERNAL;
	if (status)
		outcome_fail(outcome, status, "%s",
			     reason ? reason : "out of memory");
	while (n-- && !parcel->broken) {
		int level = (int)parcel_get_number(parcel);
		const char *note = parcel_get_text(parcel);

		if (note)
			outcome_note(outcome, level, "%s", note);
	}
	n = parcel_get_number(parcel);
	while (n-- && !parcel->broken) {
		const char *stage = parcel_get_text(parcel);
		const char *what = parcel_get_text(parcel);
		double seconds = parcel_get_real(parcel);

		if (stage && what)
			timings_add(&account->timings, arena,
				    arena_strdup(arena, stage),
				    arena_strdup(arena, what), seconds);
	}
	n = parcel_get_number(parcel);
	for (uint64_t i = 0; i < n && !parcel->broken; i++) {
		const char *facts = parcel_get_text(parcel);

		if (facts && i < account->n_facts)
			account->facts[i] = arena_strdup(arena, facts);
	}
	n = parcel_get_number(parcel);
	while (n-- && !parcel->broken)
		get_view(parcel, arena, account);
	*text = parcel_get_text(parcel);
	*number = parcel_get_number(parcel);
	if (parcel->broken)
		outcome_fail(outcome, FFTPIPE_EINTERNAL,
			     "its worker process did not finish its answer");
}
