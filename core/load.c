/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * load.c - find a pipeline and read it with its overrides
 */
#include "load.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *pipeline_folder(struct arena *arena)
{
	const char *data = getenv("FFTPIPE_DATADIR");

	return arena_printf(arena, "%s/pipelines",
			    data && *data ? data : PKGDATADIR);
}

static bool ends_in_ini(const char *name)
{
	size_t length = strlen(name);

	return length > 4 && !strcmp(name + length - 4, ".ini");
}

/* The names of the pipelines in `folder`: NULL-terminated; NULL: no memory. */
static const char *const *shipped_names(struct arena *arena, const char *folder)
{
	const char **names = NULL;
	size_t count = 0;
	DIR *stream = opendir(folder);
	struct dirent *entry;

	while (stream && (entry = readdir(stream))) {
		const char **slot;

		if (!ends_in_ini(entry->d_name))
			continue;
		slot = arena_append(arena, &names, &count, sizeof *slot);
		if (slot)
			*slot = arena_strndup(arena, entry->d_name,
					      strlen(entry->d_name) - 4);
	}
	if (stream)
		closedir(stream);
	/* The terminator: appended elements are zeroed. */
	return arena_append(arena, &names, &count, sizeof *names) ? names
								  : NULL;
}

/*
 * A file that is not there, and what may have been meant: a shipped pipeline
 * that was written as a file, or another file of that folder.
 */
static bool propose_file(struct loaded *loaded, const char *name,
			 struct problems *problems)
{
	struct arena *arena = &loaded->arena;
	const char *slash = strrchr(name, '/');
	const char *base = slash ? slash + 1 : name, *nearest;
	const char *const *names;
	size_t length = strlen(base);
	char *folder;

	if (!access(name, F_OK) || errno != ENOENT || !ends_in_ini(base))
		return false;
	folder = slash ? arena_strndup(arena, name, (size_t)(slash + 1 - name))
		       : arena_strdup(arena, "");
	base = arena_strndup(arena, base, length - 4);
	names = folder ? shipped_names(arena, *folder ? folder : ".") : NULL;
	nearest = names && base ? word_nearest(base, names) : NULL;
	if (nearest) {
		problems_add(problems, (struct place){ name, 0 },
			     "no such file; did you mean %s%s.ini?", folder,
			     nearest);
		return true;
	}
	names = slash || !pipeline_folder(arena)
			? NULL
			: shipped_names(arena, pipeline_folder(arena));
	for (; base && names && *names; names++)
		if (!strcmp(*names, base)) {
			problems_add(problems, (struct place){ name, 0 },
				     "no such file; did you mean %s, the "
				     "pipeline that ships?",
				     base);
			return true;
		}
	return false;
}

static const char *find(struct loaded *loaded, const char *name,
			struct problems *problems)
{
	struct arena *arena = &loaded->arena;
	const char *folder, *path, *nearest;
	const char *const *names;

	if (strchr(name, '/') || ends_in_ini(name))
		return name;
	folder = pipeline_folder(arena);
	path = folder ? arena_printf(arena, "%s/%s.ini", folder, name) : NULL;
	if (!path) {
		problems->out_of_memory = true;
		return NULL;
	}
	if (!access(path, F_OK))
		return path;
	names = shipped_names(arena, folder);
	nearest = names ? word_nearest(name, names) : NULL;
	problems_add(problems, (struct place){ name, 0 },
		     "no pipeline of that name in %s; a file needs a slash or "
		     "must end in .ini%s%s%s",
		     folder, nearest ? "; did you mean " : "",
		     nearest ? nearest : "", nearest ? "?" : "");
	return NULL;
}

void pipeline_load(struct loaded *loaded, const char *name,
		   const char *const *sets, size_t n_sets,
		   struct problems *problems)
{
	const char *path = find(loaded, name, problems);

	if (!path || propose_file(loaded, path, problems))
		return;
	/* What could be read of a broken file is checked too. */
	config_read(&loaded->config, path, problems);
	for (size_t i = 0; i < n_sets; i++)
		config_set(&loaded->config, (unsigned)i + 1, sets[i], problems);
	pipeline_parse(&loaded->pipeline, &loaded->config, problems);
}

bool pipeline_ships(const char *name)
{
	struct arena arena = { 0 };
	const char *folder = pipeline_folder(&arena);
	const char *path =
		folder && !strchr(name, '/')
			? arena_printf(&arena, "%s/%s.ini", folder, name)
			: NULL;
	bool ships = path && !access(path, F_OK);

	arena_finish(&arena);
	return ships;
}

void loaded_finish(struct loaded *loaded)
{
	pipeline_finish(&loaded->pipeline);
	config_finish(&loaded->config);
	arena_finish(&loaded->arena);
}
