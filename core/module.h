/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * module.h - plugins: found by name, checked, loaded
 *
 * Only what a pipeline names is opened, and nothing is ever unloaded: code that
 * ran may have left threads or exit handlers behind.
 */
#ifndef MODULE_H
#define MODULE_H

#include "arena.h"
#include "fftpipe/plugin.h"
#include "host.h"
#include "message.h"

#include <stddef.h>

/* Where plugins are looked for, in order; the first that has one wins. */
struct module_path {
	const char **folders; /* NULL-terminated */
	size_t count;
};

struct module {
	const char *id;
	const char *path;
	const fftpipe_transform *transform;
	struct module *next;
};

/* The modules of a process: each id once.  Starts as { .path = ... }. */
struct modules {
	struct arena arena;
	const struct module_path *path;
	struct module *list;
	struct board *board; /* told who is being loaded, or NULL */
};

/*
 * --plugin-dir (may be NULL), FFTPIPE_PLUGIN_PATH (folders separated by ':'),
 * ~/.local/lib/fftpipe-1, the installed folder.  False without memory.
 */
bool module_path_init(struct module_path *path, struct arena *arena,
		      const char *plugin_dir);

/*
 * Load the transform `id`, or find it again.  NULL after storing why not in
 * *complaint (to be freed; NULL without memory): missing (with the folders that
 * were searched and a near name), not a plugin, of another major version,
 * another id, a description that breaks the rules, or a file or folder that is
 * world-writable or belongs to neither root nor the caller.  Notes that go to
 * `outcome`: which of several was taken.
 */
const struct module *module_find(struct modules *modules, const char *id,
				 struct outcome *outcome, char **complaint);

/* Load one file, wherever it lies; its id is its stem. */
const struct module *module_load(struct modules *modules, const char *path,
				 char **complaint);

/* The ids of all files NAME.so on the path: NULL-terminated, sorted, once. */
const char *const *module_names(const struct module_path *path,
				struct arena *arena);

/* The path of the file that `id` would be loaded from, or NULL. */
const char *module_locate(const struct module_path *path, struct arena *arena,
			  const char *id);

/* One described port or parameter; arrays may have longer elements than ours.
 */
const fftpipe_port *module_input(const struct module *module, uint32_t i);
const fftpipe_port *module_output(const struct module *module, uint32_t i);
const fftpipe_param *module_param(const struct module *module, uint32_t i);

/* Forget them all; the code stays loaded. */
void modules_finish(struct modules *modules);

#endif
