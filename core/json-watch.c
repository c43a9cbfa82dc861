/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json-watch.c - jansson's memory, with an eye on it and a reserve behind it
 *
 * jansson's reader ends the process with an assertion when a text that it reads
 * cannot grow.  So it gets to its end with the reserve, and what it read is
 * thrown away.
 */
#include "json-watch.h"

#include <pthread.h>
#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* No page of it is touched before. */
#define RESERVE ((size_t)4 << 20)

static alignas(max_align_t) unsigned char reserve[RESERVE];
static size_t used, held;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static _Thread_local bool failed, reading;

static void *reserve_take(size_t size)
{
	const size_t mask = alignof(max_align_t) - 1;
	void *memory = NULL;

	if (size > RESERVE)
		return NULL;
	pthread_mutex_lock(&lock);
	size = size ? (size + mask) & ~mask : mask + 1;
	if (size <= RESERVE - used) {
		memory = reserve + used;
		used += size;
		held++;
	}
	pthread_mutex_unlock(&lock);
	return memory;
}

static bool is_reserve(const void *memory)
{
	uintptr_t at = (uintptr_t)memory, begin = (uintptr_t)reserve;

	return at >= begin && at - begin < RESERVE;
}

static void *watched_malloc(size_t size)
{
	void *memory = malloc(size);

	if (memory)
		return memory;
	failed = true;
	/* Texts that are made are freed by who does not know of a reserve. */
	return reading ? reserve_take(size) : NULL;
}

static void watched_free(void *memory)
{
	if (!is_reserve(memory)) {
		free(memory);
		return;
	}
	pthread_mutex_lock(&lock);
	if (!--held)
		used = 0;
	pthread_mutex_unlock(&lock);
}

void json_watch_init(void)
{
	json_set_alloc_funcs(watched_malloc, watched_free);
}

void json_watch_begin(void)
{
	failed = false;
}

bool json_watch_failed(void)
{
	return failed;
}

void json_watch_note(void)
{
	failed = true;
}

json_t *json_watch_load(const char *text, size_t length, size_t flags,
			json_error_t *error)
{
	bool before = failed;
	json_t *json;

	failed = false;
	reading = true;
	json = json_loadb(text, length, flags, error);
	reading = false;
	if (failed) {
		json_decref(json);
		json = NULL;
	}
	failed |= before;
	return json;
}
