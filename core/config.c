/* SPDX-License-Identifier: GPL-3.0-or-later */
/* config.c - sections, keys and values, and how --set changes them */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "config-parts.h"

#define SECTION_MAX 48 /* inih cuts longer ones */
#define SECTION_CHARACTERS                                     \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" \
	"0123456789-_."

int config_no_memory(struct problems *problems)
{
	problems->out_of_memory = true;
	return -1;
}

bool config_check_text(const char *text, size_t length, struct place place,
		       struct problems *problems)
{
	while (length) {
		uint32_t character;
		size_t size = text_character(text, length, &character);

		if (!size) {
			problems_add(problems, place,
				     "byte \"%.1s\" is not UTF-8; write it in "
				     "UTF-8",
				     text);
			return false;
		}
		if ((character < 0x20 && character != '\t') ||
		    character == 0x7f) {
			problems_add(problems, place,
				     "control character %u; remove it",
				     (unsigned)character);
			return false;
		}
		text += size;
		length -= size;
	}
	return true;
}

bool config_check_section(const char *name, struct place place,
			  struct problems *problems)
{
	size_t length = strlen(name);

	if (!length) {
		problems_add(problems, place, "section without a name");
		return false;
	}
	if (length > SECTION_MAX) {
		problems_add(problems, place,
			     "section name of %zu characters; the longest is "
			     "%d",
			     length, SECTION_MAX);
		return false;
	}
	if (name[strspn(name, SECTION_CHARACTERS)]) {
		problems_add(problems, place,
			     "section name \"%s\" may have letters, digits, "
			     "\"-\" and \"_\" only",
			     name);
		return false;
	}
	return true;
}

struct section *config_find(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->n_sections; i++)
		if (!strcmp(config->sections[i].name, name))
			return &config->sections[i];
	return NULL;
}

struct section *config_add_section(struct config *config, const char *name,
				   struct place place)
{
	struct section *section;
	char *copy = arena_strdup(&config->arena, name);

	if (!copy)
		return NULL;
	section = arena_append(&config->arena, &config->sections,
			       &config->n_sections, sizeof *section);
	if (!section)
		return NULL;
	section->name = copy;
	section->place = place;
	return section;
}

bool config_add_entry(struct config *config, struct section *section,
		      const char *key, const char *value, struct place place)
{
	struct entry entry = { arena_strdup(&config->arena, key),
			       arena_strdup(&config->arena, value), place };
	struct entry *slot;

	if (!entry.key || !entry.value)
		return false;
	slot = arena_append(&config->arena, &section->entries,
			    &section->n_entries, sizeof *slot);
	if (!slot)
		return false;
	*slot = entry;
	return true;
}

/*
 * Cut "section.key" in two: the section ends at the first dot, that of a
 * companion at the second.  NULL if there is no key.
 */
static char *assignment_key(char *section)
{
	char *dot = strchr(section, '.');
	char *second;

	if (!dot || !dot[1])
		return NULL;
	second = strchr(dot + 1, '.');
	if (second && second[1] && !strncmp(section, "input.", 6))
		dot = second;
	*dot = '\0';
	return dot + 1;
}

/* Cut blanks off both ends. */
static char *text_trim(char *text)
{
	size_t length;

	text += strspn(text, BLANKS);
	length = strlen(text);
	while (length && strchr(BLANKS, text[length - 1]))
		text[--length] = '\0';
	return text;
}

static void unknown_section(const struct config *config, struct place place,
			    const char *name, struct problems *problems)
{
	const char **names = calloc(config->n_sections + 1, sizeof *names);
	const char *nearest;
	char *list;

	if (!names) {
		problems->out_of_memory = true;
		return;
	}
	for (size_t i = 0; i < config->n_sections; i++)
		names[i] = config->sections[i].name;
	nearest = word_nearest(name, names);
	list = words_join(names);
	if (!list)
		config_no_memory(problems);
	else if (nearest)
		problems_add(problems, place,
			     "no section [%s]; did you mean %s?", name,
			     nearest);
	else
		problems_add(problems, place, "no section [%s]; there are %s",
			     name, list);
	free(list);
	free(names);
}

/* The section that --set names; NULL after adding a problem. */
static struct section *set_section(struct config *config, struct place place,
				   const char *name, struct problems *problems)
{
	struct section *section = config_find(config, name);

	if (section)
		return section;
	if (!config_check_section(name, place, problems))
		return NULL;
	if (strcmp(name, "input") && strcmp(name, "pipeline") &&
	    strcmp(name, "limits") && strncmp(name, "input.", 6)) {
		unknown_section(config, place, name, problems);
		return NULL;
	}
	section = config_add_section(config, name, place);
	if (!section)
		config_no_memory(problems);
	return section;
}

/* Drop the file's lines of `key`. */
static void section_clear(struct section *section, const char *key)
{
	size_t kept = 0;

	for (size_t i = 0; i < section->n_entries; i++)
		if (strcmp(section->entries[i].key, key) ||
		    place_is_set(section->entries[i].place))
			section->entries[kept++] = section->entries[i];
	section->n_entries = kept;
}

/* `copy` is the assignment, to be cut up. */
static int set_take(struct config *config, struct place place, char *copy,
		    struct problems *problems)
{
	char *value = strchr(copy, '=');
	struct section *section;
	char *name, *key = NULL;

	if (value) {
		*value++ = '\0';
		name = text_trim(copy);
		key = assignment_key(name);
	}
	if (!key) {
		problems_add(problems, place, "\"%s\" is not section.key=value",
			     copy);
		return -1;
	}
	section = set_section(config, place, name, problems);
	if (!section)
		return -1;
	section_clear(section, key);
	if (!config_add_entry(config, section, key, text_trim(value), place))
		return config_no_memory(problems);
	return 0;
}

int config_set(struct config *config, unsigned number, const char *assignment,
	       struct problems *problems)
{
	struct place place = { 0 };
	struct setting *setting;
	char *copy;

	place.source = arena_printf(&config->arena, "--set %u", number);
	copy = arena_strdup(&config->arena, assignment);
	setting = arena_append(&config->arena, &config->settings,
			       &config->n_settings, sizeof *setting);
	if (setting)
		*setting =
			(struct setting){ number, arena_strdup(&config->arena,
							       assignment) };
	if (!place.source || !copy || !setting || !setting->assignment)
		return config_no_memory(problems);
	if (!config_check_text(assignment, strlen(assignment), place, problems))
		return -1;
	return set_take(config, place, copy, problems);
}

void config_finish(struct config *config)
{
	arena_finish(&config->arena);
	*config = (struct config){ 0 };
}
