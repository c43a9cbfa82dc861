/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * message.h - what is said to users: problems with a place, and the outcome of
 * a job
 *
 * Texts are lower case, one sentence, no full stop: the value in quotes, what
 * would have been right, what to do.  Whatever comes from files is escaped, so
 * that it can't reach a terminal as control characters.
 */
#ifndef MESSAGE_H
#define MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))

/* Where something was written: "branch.ini" line 13, or "--set 2" line 0. */
struct place {
	const char *source;
	unsigned line;
};

/* One mistake in a pipeline or a call. */
struct problem {
	struct place place;
	char *text;
};

/* All of them, so that they can be shown at once.  Starts as { 0 }. */
struct problems {
	struct problem *list;
	size_t count;
	bool out_of_memory;
};

/* Add a problem; `place.source` must outlive `problems`. */
void problems_add(struct problems *problems, struct place place,
		  const char *format, ...) PRINTF_LIKE(3, 4);

/*
 * The same about a key: "[section] key: text", or "section.key: text" when it
 * came by --set.
 */
void problems_add_key(struct problems *problems, struct place place,
		      const char *section, const char *key, const char *format,
		      ...) PRINTF_LIKE(5, 6);

/*
 * A key that nobody knows: "[section] unknown key "K"; OWNER takes A, B; did
 * you mean A?".  `owner` NULL: "it".  Words of `takes` and `also` (or NULL)
 * are proposed, those of `takes` listed.
 */
void problems_add_unknown_key(struct problems *problems, struct place place,
			      const char *section, const char *key,
			      const char *owner, const char *const *takes,
			      const char *const *also);

/* Was it written on the command line, as --set? */
bool place_is_set(struct place place);

/* Is the run doomed? */
bool problems_any(const struct problems *problems);

/*
 * Print one line each, "source:line: text" ("source: text" without a line),
 * files before --set, each in the order of lines; equal ones once.
 */
void problems_print(struct problems *problems, FILE *stream);

void problems_finish(struct problems *problems);

/* One thing said while a job ran; level is an fftpipe_level. */
struct note {
	int level;
	char *text;
};

/*
 * How a job ended.  Any thread may add to it.  `status` is an fftpipe_status;
 * the first failure wins.  Create with outcome_init.
 */
struct outcome {
	int status;
	char *reason; /* NULL while status is FFTPIPE_OK, or out of memory */
	struct note *notes;
	size_t n_notes;
	void *lock;
};

bool outcome_init(struct outcome *outcome);
void outcome_finish(struct outcome *outcome);

/* Back to a fresh one. */
void outcome_clear(struct outcome *outcome);

/* Record a failure; returns `status`, also when an earlier one stands. */
int outcome_fail(struct outcome *outcome, int status, const char *format, ...)
	PRINTF_LIKE(3, 4);

/* Say where it was, before the reason: "psf.png: ", "[a] save: ". */
void outcome_prefix(struct outcome *outcome, const char *format, ...)
	PRINTF_LIKE(2, 3);

/*
 * Make room for another failure: the first one is moved to `first` (starts as
 * { 0 }), those after it become notes of level FFTPIPE_ERROR.
 */
struct failure {
	int status;
	char *reason;
};
void outcome_set_aside(struct outcome *outcome, struct failure *first);

/* If one was set aside, it is the outcome's again, whatever came after. */
void outcome_take_back(struct outcome *outcome, struct failure *first);

/* Record a warning or another note; equal ones once, and not without end. */
void outcome_note(struct outcome *outcome, int level, const char *format, ...)
	PRINTF_LIKE(3, 4);

/* What `from` has: its failure, if it is the first one here, and its notes. */
void outcome_add(struct outcome *outcome, const struct outcome *from);

/*
 * The candidate that `word` was probably meant to be, or NULL: at most a third
 * of its letters (at least 1, at most 3, never all) inserted, dropped, changed,
 * or swapped with the next.  `candidates` ends with NULL.
 */
const char *word_nearest(const char *word, const char *const *candidates);

/* "a, b, c" of a NULL-terminated list; to be freed; NULL without memory. */
char *words_join(const char *const *words);

/*
 * Decode the UTF-8 character that `text` (`length` bytes, at least 1) begins
 * with: returns its size, or 0 if it is none.
 */
size_t text_character(const char *text, size_t length, uint32_t *character);

/* Are all characters of it UTF-8? */
bool text_is_utf8(const char *text);

/*
 * A copy in which control characters, characters that turn the direction of
 * reading, and broken UTF-8 are \xHH; to be freed; NULL without memory.
 */
char *text_printable(const char *text);

#endif
