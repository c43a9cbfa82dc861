/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * meta.c - the short text entries that travel with an image
 */
#include "meta.h"

#include <stdlib.h>
#include <string.h>

#include "image.h"
#include "message.h"

enum { KEY_LONGEST = 64 };

fftpipe_meta *meta_create(void)
{
	return calloc(1, sizeof(fftpipe_meta));
}

static void entry_finish(struct meta_entry *entry)
{
	free(entry->key);
	free(entry->value);
}

static void entries_destroy(struct meta_entry *entries, size_t count)
{
	for (size_t i = 0; i < count; i++)
		entry_finish(&entries[i]);
	free(entries);
}

void meta_destroy(fftpipe_meta *meta)
{
	if (!meta)
		return;
	entries_destroy(meta->entries, meta->count);
	free(meta);
}

static bool key_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '_';
}

bool meta_key_valid(const char *key)
{
	size_t length = 0;

	if (!key)
		return false;
	while (key[length]) {
		if (!key_letter(key[length]) || length == KEY_LONGEST)
			return false;
		length++;
	}
	return length > 0;
}

static struct meta_entry *entry_find(const fftpipe_meta *meta, const char *key)
{
	for (size_t i = 0; i < meta->count; i++)
		if (!strcmp(meta->entries[i].key, key))
			return &meta->entries[i];
	return NULL;
}

const char *meta_get(const fftpipe_meta *meta, const char *key)
{
	const struct meta_entry *entry = meta ? entry_find(meta, key) : NULL;

	return entry ? entry->value : NULL;
}

static void entry_remove(fftpipe_meta *meta, struct meta_entry *entry)
{
	size_t behind = meta->count - (size_t)(entry - meta->entries) - 1;

	entry_finish(entry);
	memmove(entry, entry + 1, behind * sizeof *entry);
	meta->count--;
}

static bool entry_append(fftpipe_meta *meta, const char *key, const char *value)
{
	struct meta_entry entry = { strdup(key), strdup(value) };
	struct meta_entry *entries;
	size_t nbytes;

	if (!entry.key || !entry.value ||
	    !size_multiply(meta->count + 1, sizeof entry, &nbytes))
		goto failed;
	entries = realloc(meta->entries, nbytes);
	if (!entries)
		goto failed;
	entries[meta->count++] = entry;
	meta->entries = entries;
	return true;

failed:
	entry_finish(&entry);
	return false;
}

int meta_set(fftpipe_meta *meta, const char *key, const char *value)
{
	struct meta_entry *entry;
	char *copy;

	if (!meta_key_valid(key) || (value && !text_is_utf8(value)))
		return FFTPIPE_EPARAM;
	entry = entry_find(meta, key);
	if (!value) {
		if (entry)
			entry_remove(meta, entry);
		return FFTPIPE_OK;
	}
	if (!entry)
		return entry_append(meta, key, value) ? FFTPIPE_OK
						      : FFTPIPE_ENOMEM;
	copy = strdup(value);
	if (!copy)
		return FFTPIPE_ENOMEM;
	free(entry->value);
	entry->value = copy;
	return FFTPIPE_OK;
}

bool meta_copy(fftpipe_meta *to, const fftpipe_meta *from)
{
	fftpipe_meta copy = { NULL, 0 };

	if (to == from)
		return true;
	for (size_t i = 0; i < from->count; i++)
		if (!entry_append(&copy, from->entries[i].key,
				  from->entries[i].value)) {
			entries_destroy(copy.entries, copy.count);
			return false;
		}
	entries_destroy(to->entries, to->count);
	*to = copy;
	return true;
}
