/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json-watch.c - jansson's memory, with an eye on it
 */
#include "json-watch.h"

#include <jansson.h>
#include <stdlib.h>

static _Thread_local bool failed;

static void *watched_malloc(size_t size)
{
	void *memory = malloc(size);

	failed |= !memory;
	return memory;
}

void json_watch_init(void)
{
	json_set_alloc_funcs(watched_malloc, free);
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
