/* SPDX-License-Identifier: GPL-3.0-or-later */
/* glob-find.c - finds the files that a pattern means */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "glob.h"

struct walk {
	struct arena *arena;
	struct glob_result *result;
	const char **components;
	size_t n_components;
	size_t most;
	bool folders; /* a slash at the end: files do not match */
	bool no_memory;
};

/* The entries of a folder, in byte order. */
struct listing {
	char **names;
	size_t count;
};

static bool walk_at(struct walk *walk, const char *folder, size_t index);

/* Cut the pattern into components; ** at the end means all files below. */
static bool components_cut(struct walk *walk, const char *pattern)
{
	char *text = arena_strdup(walk->arena, pattern);
	const char **components;

	components = arena_array(walk->arena, strlen(pattern) + 2,
				 sizeof *components);
	if (!text || !components)
		return false;
	walk->components = components;
	walk->folders = *text && text[strlen(text) - 1] == '/';
	while (*text) {
		size_t length = strcspn(text, "/");
		char *next = text + length + !!text[length];
		bool again;

		text[length] = '\0';
		again = walk->n_components && !strcmp(text, "**") &&
			!strcmp(components[walk->n_components - 1], "**");
		if (length && !again)
			components[walk->n_components++] = text;
		text = next;
	}
	if (walk->n_components &&
	    !strcmp(components[walk->n_components - 1], "**"))
		components[walk->n_components++] = "*";
	return true;
}

/* "folder/name"; a folder is "", "/" or has no slash at its end. */
static char *path_join(struct walk *walk, const char *folder, const char *name)
{
	bool slash = *folder && folder[strlen(folder) - 1] != '/';
	char *path;

	path = arena_printf(walk->arena, "%s%s%s", folder, slash ? "/" : "",
			    name);
	if (!path)
		walk->no_memory = true;
	return path;
}

static void listing_finish(struct listing *listing)
{
	for (size_t i = 0; i < listing->count; i++)
		free(listing->names[i]);
	free(listing->names);
}

static int name_compare(const void *left, const void *right)
{
	const char *const *a = left, *const *b = right;

	return strcmp(*a, *b);
}

static bool listing_add(struct listing *listing, const char *name)
{
	size_t count = listing->count;
	char *copy = strdup(name);

	if (!copy)
		return false;
	if (!(count & (count - 1))) {
		char **names = realloc(listing->names,
				       (count ? 2 * count : 1) * sizeof *names);

		if (!names) {
			free(copy);
			return false;
		}
		listing->names = names;
	}
	listing->names[listing->count++] = copy;
	return true;
}

static bool is_nowhere(int error)
{
	return error == ENOENT || error == ENOTDIR;
}

/* Note a folder that can't be read; one that isn't there matches nothing. */
static void folder_unreadable(struct walk *walk, const char *folder, int error)
{
	struct glob_result *result = walk->result;

	if (is_nowhere(error) || result->unreadable)
		return;
	result->unreadable = arena_strdup(walk->arena, *folder ? folder : ".");
	result->error = error;
	walk->no_memory |= !result->unreadable;
}

/* Those names in `folder` that match `component`; 0 or errno. */
static int folder_list(struct walk *walk, const char *folder,
		       const char *component, struct listing *listing)
{
	DIR *dir = opendir(*folder ? folder : ".");
	const struct dirent *entry;
	int error = 0;

	if (!dir)
		return errno;
	while (errno = 0, (entry = readdir(dir))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if (glob_match(component, entry->d_name, NULL, NULL) &&
		    !listing_add(listing, entry->d_name)) {
			walk->no_memory = true;
			break;
		}
	}
	if (!entry)
		error = errno;
	closedir(dir);
	if (listing->count)
		qsort(listing->names, listing->count, sizeof *listing->names,
		      name_compare);
	return error;
}

static bool keep_path(struct walk *walk, const char *path)
{
	struct glob_result *result = walk->result;
	const char **slot = arena_append(walk->arena, &result->paths,
					 &result->count, sizeof *slot);

	if (slot)
		*slot = path;
	else
		walk->no_memory = true;
	return slot && result->count <= walk->most;
}

/*
 * `folder` and every folder below it.  One `below` that can't be read is a path
 * like those that may be in it: an input that fails.
 */
static bool walk_deep(struct walk *walk, const char *folder, size_t index,
		      bool below)
{
	struct listing listing = { 0 };
	int error = folder_list(walk, folder, "*", &listing);
	bool go_on = !walk->no_memory;

	if (error && below)
		go_on = keep_path(walk, folder);
	else if (error)
		folder_unreadable(walk, folder, error);
	else
		go_on = go_on && walk_at(walk, folder, index + 1);
	for (size_t i = 0; go_on && i < listing.count; i++) {
		char *path = path_join(walk, folder, listing.names[i]);
		struct stat status;

		/* Links are not followed: they may lead back up. */
		if (path && !lstat(path, &status)) {
			if (S_ISDIR(status.st_mode))
				go_on = walk_deep(walk, path, index, true);
		} else if (path && errno == ENAMETOOLONG) {
			go_on = keep_path(walk, path);
		}
		go_on = go_on && !walk->no_memory;
	}
	listing_finish(&listing);
	return go_on;
}

/*
 * The pattern ends here: keep `path` if it is a file, a link to nowhere, or
 * what may be one and cannot be looked at: an input that fails.
 */
static bool walk_end(struct walk *walk, const char *path, bool wild)
{
	struct stat status;

	if (!stat(path, &status)) {
		if (S_ISDIR(status.st_mode) ||
		    (wild && !S_ISREG(status.st_mode)))
			return true;
	} else if (lstat(path, &status) && is_nowhere(errno)) {
		return true;
	}
	return keep_path(walk, path);
}

/* Match the components from `index` on; false to stop the whole search. */
static bool walk_at(struct walk *walk, const char *folder, size_t index)
{
	const char *component = walk->components[index];
	bool last = index + 1 == walk->n_components;
	struct listing listing = { 0 };
	bool go_on = true;
	int error;

	if (!strcmp(component, "**"))
		return walk_deep(walk, folder, index, false);
	if (!glob_is_wild(component)) {
		char *path = path_join(walk, folder, component);

		if (!path)
			return false;
		return last ? walk_end(walk, path, false)
			    : walk_at(walk, path, index + 1);
	}
	error = folder_list(walk, folder, component, &listing);
	if (error)
		folder_unreadable(walk, folder, error);
	for (size_t i = 0; go_on && i < listing.count; i++) {
		char *path = path_join(walk, folder, listing.names[i]);

		go_on = path && !walk->no_memory &&
			(last ? walk_end(walk, path, true)
			      : walk_at(walk, path, index + 1));
	}
	listing_finish(&listing);
	return go_on;
}

/* Two ** may lead to one file in several ways. */
static void paths_unite(struct glob_result *result)
{
	size_t kept = 0;

	for (size_t i = 0; i < result->count; i++)
		if (!kept || strcmp(result->paths[kept - 1], result->paths[i]))
			result->paths[kept++] = result->paths[i];
	result->count = kept;
}

bool glob_find(struct arena *arena, const char *pattern, size_t most,
	       struct glob_result *result)
{
	struct walk walk = { .arena = arena, .result = result, .most = most };

	*result = (struct glob_result){ 0 };
	if (!components_cut(&walk, pattern))
		return false;
	/* Folders are no inputs. */
	if (walk.n_components && !walk.folders)
		walk_at(&walk, *pattern == '/' ? "/" : "", 0);
	if (result->count)
		qsort(result->paths, result->count, sizeof *result->paths,
		      name_compare);
	paths_unite(result);
	return !walk.no_memory;
}
