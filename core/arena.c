/* SPDX-License-Identifier: GPL-3.0-or-later */
/* arena.c - memory that is freed all at once */
#include "arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_NBYTES ((size_t)1 << 14)

struct arena_block {
	struct arena_block *next;
	size_t used, size; /* of what follows this head */
	alignas(max_align_t) unsigned char bytes[];
};

/* Cleared as it is handed out: pages that nobody asks for are not touched. */
static struct arena_block *block_create(size_t size)
{
	struct arena_block *block;

	if (size > PTRDIFF_MAX - sizeof *block) /* nothing is that large */
		return NULL;
	/* A big one is handed out at once; the kernel's pages are clear. */
	block = size > BLOCK_NBYTES ? calloc(1, sizeof *block + size)
				    : malloc(sizeof *block + size);
	if (block)
		*block = (struct arena_block){ .size = size };
	return block;
}

/* A big one goes behind the first, whose room would be lost otherwise. */
static void block_insert(struct arena *arena, struct arena_block *block)
{
	struct arena_block *first = arena->blocks;

	if (first && block->size > BLOCK_NBYTES) {
		block->next = first->next;
		first->next = block;
	} else {
		block->next = first;
		arena->blocks = block;
	}
}

void *arena_alloc(struct arena *arena, size_t nbytes)
{
	const size_t mask = alignof(max_align_t) - 1;
	struct arena_block *block = arena->blocks;
	size_t size;
	void *memory;

	if (nbytes > SIZE_MAX - mask)
		return NULL;
	size = nbytes ? (nbytes + mask) & ~mask : mask + 1;
	if (!block || size > block->size - block->used) {
		block = block_create(size > BLOCK_NBYTES ? size : BLOCK_NBYTES);
		arena->failed |= !block;
		if (!block)
			return NULL;
		block_insert(arena, block);
	}
	memory = block->bytes + block->used;
	block->used += size;
	if (block->size <= BLOCK_NBYTES)
		memset(memory, 0, size);
	return memory;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		return NULL;
	return arena_alloc(arena, count * size);
}

void *arena_append(struct arena *arena, void *array, size_t *count, size_t size)
{
	unsigned char *elements;

	/* `array` is a pointer to a pointer of some type: copied, not cast. */
	memcpy(&elements, array, sizeof elements);
	/* The room is always the power of two at or above the count. */
	if (!(*count & (*count - 1)) || !*count) {
		unsigned char *more;

		if (*count > SIZE_MAX / 2)
			return NULL;
		more = arena_array(arena, *count ? 2 * *count : 1, size);
		if (!more)
			return NULL;
		if (*count)
			memcpy(more, elements, *count * size);
		elements = more;
		memcpy(array, &elements, sizeof elements);
	}
	*count += 1;
	return elements + (*count - 1) * size;
}

char *arena_strdup(struct arena *arena, const char *text)
{
	return arena_strndup(arena, text, strlen(text));
}

char *arena_strndup(struct arena *arena, const char *text, size_t length)
{
	char *copy;

	if (length == SIZE_MAX)
		return NULL;
	copy = arena_alloc(arena, length + 1);
	if (copy)
		memcpy(copy, text, length);
	return copy;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	char *text = NULL;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length >= 0)
		text = arena_alloc(arena, (size_t)length + 1);
	if (!text)
		return NULL;
	va_start(arguments, format);
	vsnprintf(text, (size_t)length + 1, format, arguments);
	va_end(arguments);
	return text;
}

void arena_finish(struct arena *arena)
{
	struct arena_block *block = arena->blocks;

	while (block) {
		struct arena_block *next = block->next;

		free(block);
		block = next;
	}
	*arena = (struct arena){ 0 };
}
