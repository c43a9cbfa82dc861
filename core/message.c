/* SPDX-License-Identifier: GPL-3.0-or-later */
/* message.c - collects problems and notes, and makes their text safe to show */
#include "message.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "fftpipe/plugin.h"

/* A plugin that says more than this about one picture is not read anyway. */
#define NOTES_MAX 1000

/* The formatted text, safe to show; to be freed; NULL without memory. */
PRINTF_LIKE(1, 0)
static char *text_format(const char *format, va_list arguments)
{
	va_list again;
	char *raw, *safe;
	int length;

	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length < 0)
		return NULL;
	raw = malloc((size_t)length + 1);
	if (!raw)
		return NULL;
	vsnprintf(raw, (size_t)length + 1, format, arguments);
	safe = text_printable(raw);
	free(raw);
	return safe;
}

/* Room for one more: capacity is the power of two at or above `count`. */
static void *list_grow(void *list, size_t count, size_t size)
{
	size_t capacity = count ? 2 * count : 8;

	if (count && (count < 8 || (count & (count - 1))))
		return list;
	if (capacity > SIZE_MAX / size)
		return NULL;
	return realloc(list, capacity * size);
}

/* Takes `text`, which is NULL when there was no memory for it. */
static void problems_take(struct problems *problems, struct place place,
			  char *text)
{
	struct problem *list;

	if (!text) {
		problems->out_of_memory = true;
		return;
	}
	list = list_grow(problems->list, problems->count, sizeof *list);
	if (!list) {
		problems->out_of_memory = true;
		free(text);
		return;
	}
	problems->list = list;
	list[problems->count++] = (struct problem){ place, text };
}

void problems_add(struct problems *problems, struct place place,
		  const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	text = text_format(format, arguments);
	va_end(arguments);
	problems_take(problems, place, text);
}

bool place_is_set(struct place place)
{
	return place.source && !strncmp(place.source, "--set ", 6);
}

void problems_add_key(struct problems *problems, struct place place,
		      const char *section, const char *key, const char *format,
		      ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	text = text_format(format, arguments);
	va_end(arguments);
	if (!text)
		problems->out_of_memory = true;
	else if (place_is_set(place))
		problems_add(problems, place, "%s.%s: %s", section, key, text);
	else
		problems_add(problems, place, "[%s] %s: %s", section, key,
			     text);
	free(text);
}

void problems_add_unknown_key(struct problems *problems, struct place place,
			      const char *section, const char *key,
			      const char *owner, const char *const *takes,
			      const char *const *also)
{
	const char *nearest = word_nearest(key, takes);
	const char *lead = owner ? owner : "it";
	bool only = takes[0] && !takes[1];
	char *list = words_join(takes);
	bool set = place_is_set(place);

	if (!nearest && also)
		nearest = word_nearest(key, also);
	if (nearest && only && nearest == takes[0])
		nearest = NULL; /* the list says it already */
	if (!list)
		problems->out_of_memory = true;
	else
		problems_add(problems, place, "%s%s%s%s%s%s; %s takes %s%s%s%s",
			     set ? "" : "[", section, set ? "." : "] ",
			     set ? key : "unknown key \"", set ? "" : key,
			     set ? ": unknown key" : "\"", lead,
			     *list ? list : "no parameters",
			     nearest ? "; did you mean " : "",
			     nearest ? nearest : "", nearest ? "?" : "");
	free(list);
}

bool problems_any(const struct problems *problems)
{
	return problems->count || problems->out_of_memory;
}

/* The order of showing; of equals the one that was added first. */
static int problem_compare(const void *left, const void *right)
{
	const struct problem *const *pair[2] = { left, right };
	const struct problem *a = *pair[0], *b = *pair[1];
	bool a_set = place_is_set(a->place), b_set = place_is_set(b->place);
	int order;

	if (a_set != b_set)
		return a_set ? 1 : -1;
	if (a_set) {
		unsigned long first = strtoul(a->place.source + 6, NULL, 10);
		unsigned long second = strtoul(b->place.source + 6, NULL, 10);

		if (first != second)
			return first < second ? -1 : 1;
	}
	order = strcmp(a->place.source, b->place.source);
	if (order)
		return order;
	if (a->place.line != b->place.line)
		return a->place.line < b->place.line ? -1 : 1;
	return a < b ? -1 : a > b;
}

static bool same_place(struct place a, struct place b)
{
	return a.line == b.line && !strcmp(a.source, b.source);
}

/* Was the problem at `index` shown already? */
static bool problem_repeats(struct problem *const *sorted, size_t index)
{
	const struct problem *problem = sorted[index];

	while (index-- && same_place(sorted[index]->place, problem->place))
		if (!strcmp(sorted[index]->text, problem->text))
			return true;
	return false;
}

static bool problem_print(const struct problem *problem, FILE *stream)
{
	char *source = text_printable(problem->place.source);

	if (!source)
		return false;
	if (problem->place.line)
		fprintf(stream, "%s:%u: %s\n", source, problem->place.line,
			problem->text);
	else
		fprintf(stream, "%s: %s\n", source, problem->text);
	free(source);
	return true;
}

void problems_print(struct problems *problems, FILE *stream)
{
	struct problem **sorted = calloc(problems->count + 1, sizeof *sorted);

	if (!sorted) {
		problems->out_of_memory = true;
	} else {
		for (size_t i = 0; i < problems->count; i++)
			sorted[i] = &problems->list[i];
		qsort(sorted, problems->count, sizeof *sorted, problem_compare);
		for (size_t i = 0; i < problems->count; i++)
			if (!problem_repeats(sorted, i) &&
			    !problem_print(sorted[i], stream))
				problems->out_of_memory = true;
		free(sorted);
	}
	if (problems->out_of_memory)
		fputs("fftpipe: out of memory\n", stream);
}

void problems_finish(struct problems *problems)
{
	for (size_t i = 0; i < problems->count; i++)
		free(problems->list[i].text);
	free(problems->list);
	*problems = (struct problems){ 0 };
}

bool outcome_init(struct outcome *outcome)
{
	pthread_mutex_t *lock = malloc(sizeof *lock);

	*outcome = (struct outcome){ 0 };
	if (!lock)
		return false;
	if (pthread_mutex_init(lock, NULL)) {
		free(lock);
		return false;
	}
	outcome->lock = lock;
	return true;
}

void outcome_clear(struct outcome *outcome)
{
	for (size_t i = 0; i < outcome->n_notes; i++)
		free(outcome->notes[i].text);
	free(outcome->notes);
	free(outcome->reason);
	*outcome = (struct outcome){ .lock = outcome->lock };
}

void outcome_finish(struct outcome *outcome)
{
	outcome_clear(outcome);
	if (outcome->lock)
		pthread_mutex_destroy(outcome->lock);
	free(outcome->lock);
	outcome->lock = NULL;
}

int outcome_fail(struct outcome *outcome, int status, const char *format, ...)
{
	va_list arguments;
	char *reason;

	va_start(arguments, format);
	reason = text_format(format, arguments);
	va_end(arguments);
	pthread_mutex_lock(outcome->lock);
	if (outcome->status == FFTPIPE_OK) {
		outcome->status = status;
		outcome->reason = reason;
		reason = NULL;
	}
	pthread_mutex_unlock(outcome->lock);
	free(reason);
	return status;
}

void outcome_prefix(struct outcome *outcome, const char *format, ...)
{
	char *prefix, *reason, *longer = NULL;
	va_list arguments;

	va_start(arguments, format);
	prefix = text_format(format, arguments);
	va_end(arguments);
	pthread_mutex_lock(outcome->lock);
	reason = outcome->reason;
	if (prefix && reason)
		longer = malloc(strlen(prefix) + strlen(reason) + 1);
	if (longer) {
		stpcpy(stpcpy(longer, prefix), reason);
		outcome->reason = longer;
		free(reason);
	}
	pthread_mutex_unlock(outcome->lock);
	free(prefix);
}

static bool note_known(const struct outcome *outcome, int level,
		       const char *text)
{
	for (size_t i = 0; i < outcome->n_notes; i++)
		if (outcome->notes[i].level == level &&
		    !strcmp(outcome->notes[i].text, text))
			return true;
	return false;
}

/* With the lock held.  Returns whether `text` is kept. */
static bool note_take(struct outcome *outcome, int level, char *text)
{
	struct note *notes;

	if (outcome->n_notes >= NOTES_MAX || note_known(outcome, level, text))
		return false;
	notes = list_grow(outcome->notes, outcome->n_notes, sizeof *notes);
	if (!notes)
		return false;
	outcome->notes = notes;
	notes[outcome->n_notes++] = (struct note){ level, text };
	return true;
}

void outcome_set_aside(struct outcome *outcome, struct failure *first)
{
	char *reason;

	pthread_mutex_lock(outcome->lock);
	reason = outcome->reason;
	if (!first->status)
		*first = (struct failure){ outcome->status, reason };
	else if (reason && !note_take(outcome, FFTPIPE_ERROR, reason))
		free(reason);
	outcome->status = FFTPIPE_OK;
	outcome->reason = NULL;
	pthread_mutex_unlock(outcome->lock);
}

void outcome_take_back(struct outcome *outcome, struct failure *first)
{
	if (!first->status)
		return;
	pthread_mutex_lock(outcome->lock);
	free(outcome->reason);
	outcome->status = first->status;
	outcome->reason = first->reason;
	pthread_mutex_unlock(outcome->lock);
	*first = (struct failure){ 0 };
}

void outcome_note(struct outcome *outcome, int level, const char *format, ...)
{
	va_list arguments;
	bool kept;
	char *text;

	va_start(arguments, format);
	text = text_format(format, arguments);
	va_end(arguments);
	if (!text)
		return; /* a note is not worth failing for */
	pthread_mutex_lock(outcome->lock);
	kept = note_take(outcome, level, text);
	pthread_mutex_unlock(outcome->lock);
	if (!kept)
		free(text);
}

void outcome_add(struct outcome *outcome, const struct outcome *from)
{
	if (from->status)
		outcome_fail(outcome, from->status, "%s",
			     from->reason ? from->reason : "out of memory");
	for (size_t i = 0; i < from->n_notes; i++)
		outcome_note(outcome, from->notes[i].level, "%s",
			     from->notes[i].text);
}
