/* SPDX-License-Identifier: GPL-3.0-or-later */
/* table.c - a hash table of texts, in an arena */
#include "table.h"

#include <stdint.h>
#include <string.h>

/* FNV-1a */
static uint64_t text_hash(const char *text)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	return hash;
}

/* The slot of `key`, or the free one where it belongs. */
static struct table_slot *slot_find(struct table_slot *slots, size_t n_slots,
				    const char *key)
{
	size_t index = (size_t)text_hash(key) & (n_slots - 1);

	while (slots[index].key && strcmp(slots[index].key, key))
		index = (index + 1) & (n_slots - 1);
	return &slots[index];
}

void *table_find(const struct table *table, const char *key)
{
	if (!table->n_slots)
		return NULL;
	return slot_find(table->slots, table->n_slots, key)->value;
}

static bool table_grow(struct table *table)
{
	size_t n_slots = table->n_slots ? 2 * table->n_slots : 64;
	struct table_slot *slots;

	slots = arena_array(table->arena, n_slots, sizeof *slots);
	if (!slots)
		return false;
	for (size_t i = 0; i < table->n_slots; i++)
		if (table->slots[i].key)
			*slot_find(slots, n_slots, table->slots[i].key) =
				table->slots[i];
	table->slots = slots;
	table->n_slots = n_slots;
	return true;
}

bool table_add(struct table *table, const char *key, void *value)
{
	struct table_slot *slot;

	/* At most half full, so that searches stay short. */
	if (2 * table->count >= table->n_slots && !table_grow(table))
		return false;
	slot = slot_find(table->slots, table->n_slots, key);
	table->count += !slot->key;
	slot->key = key;
	slot->value = value;
	return true;
}
