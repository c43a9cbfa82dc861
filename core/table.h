/* SPDX-License-Identifier: GPL-3.0-or-later */
/* table.h - what belongs to a text, found without searching */
#ifndef TABLE_H
#define TABLE_H

#include "arena.h"

#include <stdbool.h>
#include <stddef.h>

struct table_slot {
	const char *key;
	void *value;
};

/* Starts as { .arena = ... }, which holds it. */
struct table {
	struct arena *arena;
	struct table_slot *slots;
	size_t n_slots, count;
};

/* What was added for `key`, or NULL. */
void *table_find(const struct table *table, const char *key);

/* Add `value`, which isn't NULL, under a new `key`; false without memory. */
bool table_add(struct table *table, const char *key, void *value);

#endif
