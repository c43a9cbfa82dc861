/* SPDX-License-Identifier: GPL-3.0-or-later */
/* config-parts.h - what a line of a file and a --set have in common */
#ifndef CONFIG_PARTS_H
#define CONFIG_PARTS_H

#include "config.h"

#include <stdbool.h>
#include <stddef.h>

#define BLANKS " \t"

/* Note that there was no memory; returns -1. */
int config_no_memory(struct problems *problems);

/* Is it text?  Adds a problem otherwise. */
bool config_check_text(const char *text, size_t length, struct place place,
		       struct problems *problems);

/* Adds a problem unless `name` may be a section's. */
bool config_check_section(const char *name, struct place place,
			  struct problems *problems);

/* The section, or NULL. */
struct section *config_find(const struct config *config, const char *name);

/* Append a section, or an entry to one; NULL or false without memory. */
struct section *config_add_section(struct config *config, const char *name,
				   struct place place);
bool config_add_entry(struct config *config, struct section *section,
		      const char *key, const char *value, struct place place);

#endif
