/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * module-path.c - the folders that hold plugins, and finding one by name
 */
#include "module.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool add_folder(struct module_path *path, struct arena *arena,
		       const char *folder)
{
	const char **slot;

	slot = arena_append(arena, &path->folders, &path->count, sizeof *slot);
	if (!slot)
		return false;
	*slot = folder;
	return folder != NULL;
}

/* Folders separated by ':'; empty ones mean nothing. */
static bool add_list(struct module_path *path, struct arena *arena,
		     const char *list)
{
	while (*list) {
		size_t length = strcspn(list, ":");

		if (length && !add_folder(path, arena,
					  arena_strndup(arena, list, length)))
			return false;
		list += length;
		list += *list == ':';
	}
	return true;
}

bool module_path_init(struct module_path *path, struct arena *arena,
		      const char *plugin_dir)
{
	const char *list = getenv("FFTPIPE_PLUGIN_PATH");
	const char *home = getenv("HOME");
	const char **end;

	*path = (struct module_path){ 0 };
	if (plugin_dir && !add_folder(path, arena, plugin_dir))
		return false;
	if (list && !add_list(path, arena, list))
		return false;
	if (home && *home &&
	    !add_folder(path, arena,
			arena_printf(arena, "%s/.local/lib/fftpipe-1", home)))
		return false;
	if (!add_folder(path, arena, PLUGINDIR))
		return false;
	end = arena_append(arena, &path->folders, &path->count, sizeof *end);
	if (!end)
		return false;
	path->count--;
	return true;
}

/* The file in the first folder from `start` on that has one; moves `start`. */
static const char *locate_from(const struct module_path *path,
			       struct arena *arena, const char *id,
			       size_t *start)
{
	for (; *start < path->count; ++*start) {
		const char *file = arena_printf(arena, "%s/%s.so",
						path->folders[*start], id);

		if (!file)
			return NULL;
		if (!access(file, F_OK)) {
			++*start;
			return file;
		}
	}
	return NULL;
}

const char *module_locate(const struct module_path *path, struct arena *arena,
			  const char *id)
{
	size_t start = 0;

	return locate_from(path, arena, id, &start);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool add_names(struct arena *arena, const char *folder,
		      const char ***names, size_t *count)
{
	DIR *stream = opendir(folder);
	struct dirent *entry;
	bool fine = true;

	if (!stream)
		return true;
	while (fine && (entry = readdir(stream))) {
		size_t length = strlen(entry->d_name);
		const char **slot;

		if (length < 4 || entry->d_name[0] == '.' ||
		    strcmp(entry->d_name + length - 3, ".so"))
			continue;
		slot = arena_append(arena, names, count, sizeof *slot);
		if (slot)
			*slot = arena_strndup(arena, entry->d_name, length - 3);
		fine = slot && *slot;
	}
	closedir(stream);
	return fine;
}

const char *const *module_names(const struct module_path *path,
				struct arena *arena)
{
	const char **names = NULL, **end;
	size_t count = 0, kept = 0;

	for (size_t i = 0; i < path->count; i++)
		if (!add_names(arena, path->folders[i], &names, &count))
			return NULL;
	if (count)
		qsort(names, count, sizeof *names, compare_names);
	for (size_t i = 0; i < count; i++)
		if (!kept || strcmp(names[kept - 1], names[i]))
			names[kept++] = names[i];
	if (kept < count) {
		names[kept] = NULL;
		return names;
	}
	end = arena_append(arena, &names, &count, sizeof *end);
	return end ? names : NULL;
}

/* "no plugin ..." with where it was looked for and what it may have meant. */
static char *missing(struct modules *modules, const char *id)
{
	const char *const *names = module_names(modules->path, &modules->arena);
	const char *nearest = names ? word_nearest(id, names) : NULL;
	char *folders = words_join(modules->path->folders);
	const char *text =
		arena_printf(&modules->arena, "no plugin \"%s\" in %s%s%s%s",
			     id, folders ? folders : "the plugin folders",
			     nearest ? "; did you mean " : "",
			     nearest ? nearest : "", nearest ? "?" : "");

	free(folders);
	return text ? strdup(text) : NULL;
}

const struct module *module_find(struct modules *modules, const char *id,
				 struct outcome *outcome, char **complaint)
{
	const char *file, *shadowed;
	size_t start = 0;

	*complaint = NULL;
	for (struct module *m = modules->list; m; m = m->next)
		if (!strcmp(m->id, id))
			return m;
	if (strchr(id, '/')) {
		*complaint = strdup("a plugin is named without a folder; "
				    "--plugin-dir says where it lies");
		return NULL;
	}
	file = locate_from(modules->path, &modules->arena, id, &start);
	if (!file) {
		*complaint = missing(modules, id);
		return NULL;
	}
	shadowed = locate_from(modules->path, &modules->arena, id, &start);
	if (shadowed && outcome)
		outcome_note(outcome, FFTPIPE_INFO,
			     "plugin %s is taken from %s; the one at %s is "
			     "hidden by it",
			     id, file, shadowed);
	return module_load(modules, file, complaint);
}
