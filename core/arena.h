/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * arena.h - memory that is freed all at once
 *
 * A configuration, a pipeline and the list of inputs are thousands of small
 * strings that live and die together; with one owner none can leak.
 */
#ifndef ARENA_H
#define ARENA_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Starts as { 0 }.  `failed` tells afterwards whether a NULL was for want of
 * memory, where it may mean something else as well.
 */
struct arena {
	struct arena_block *blocks;
	bool failed;
};

/* Zeroed memory, aligned for any type, or NULL. */
void *arena_alloc(struct arena *arena, size_t nbytes);

/* Zeroed room for `count` elements, or NULL (also when the product wraps). */
void *arena_array(struct arena *arena, size_t count, size_t size);

/*
 * Append one zeroed element to an array that was made by this function alone
 * and starts as NULL with `*count` 0.  `array` is the address of the pointer to
 * it, which changes when it grows; `*count` is one more afterwards.  Returns
 * the element, or NULL, and nothing has changed.
 */
void *arena_append(struct arena *arena, void *array, size_t *count,
		   size_t size);

char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t length);
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Free everything. */
void arena_finish(struct arena *arena);

#endif
