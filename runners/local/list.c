/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * list.c - fftpipe list: which plugins and pipelines can be found
 */
#include "call.h"
#include "commands.h"
#include "isolate.h"
#include "options.h"

#include "load.h"
#include "module.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct listed {
	const struct module_path *path;
	const char *id;
};

/* Control characters, those in names of files too, reach no terminal. */
static void show(int width, const char *text)
{
	char *shown = text_printable(text);

	printf("%-*s", width, shown ? shown : "");
	free(shown);
}

static void show_row(const char *name, const char *version, const char *text)
{
	fputs("  ", stdout);
	show(*text ? 19 : 0, name);
	if (version)
		show(9, version);
	print_named(stdout, text, "\n");
}

/* How much of a description names the transform: up to a mark. */
static size_t title_length(const char *doc)
{
	size_t length = strcspn(doc, ".,:;(");

	while (length && doc[length - 1] == ' ')
		length--;
	return length;
}

/* One line; in a child, since it runs the plugin's code. */
static int print_plugin(void *arg)
{
	const struct listed *listed = arg;
	struct modules modules = { .path = listed->path };
	char *complaint = NULL;
	const struct module *module =
		module_find(&modules, listed->id, NULL, &complaint);

	if (module) {
		const char *doc = module->transform->doc;
		char *title = strndup(doc, title_length(doc));

		show_row(module->id, module->transform->version,
			 title ? title : "");
		free(title);
	} else {
		fputs("fftpipe: ", stderr);
		print_named(stderr, listed->id, ": ");
		print_named(stderr, complaint ? complaint : "out of memory",
			    "\n");
	}
	free(complaint);
	modules_finish(&modules);
	return module ? STATUS_FINE : STATUS_FAILED;
}

static int list_plugins(struct arena *arena, const char *plugin_dir)
{
	struct module_path path;
	const char *const *names;
	int status = STATUS_FINE;

	if (!module_path_init(&path, arena, plugin_dir) ||
	    !(names = module_names(&path, arena))) {
		fprintf(stderr, "fftpipe list: out of memory\n");
		return STATUS_FAILED;
	}
	printf("Plugins, from\n");
	for (size_t i = 0; i < path.count; i++)
		show_row(path.folders[i], NULL, "");
	printf("\n");
	fflush(stdout);
	/* That nobody can read it is said once, in the end. */
	for (size_t i = 0; names[i] && !ferror(stdout); i++) {
		struct listed listed = { &path, names[i] };

		if (isolate(names[i], print_plugin, &listed) != STATUS_FINE)
			status = STATUS_FAILED;
	}
	if (!names[0])
		printf("  none\n");
	return status;
}

static int is_pipeline(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return length > 4 && !strcmp(entry->d_name + length - 4, ".ini");
}

static void print_pipeline(const char *folder, const char *name)
{
	struct arena arena = { 0 };
	struct problems problems = { 0 };
	struct loaded loaded = { 0 };
	const char *path = arena_printf(&arena, "%s/%s", folder, name), *stem;

	if (path)
		pipeline_load(&loaded, path, NULL, 0, &problems);
	stem = arena_strndup(&arena, name, strlen(name) - 4);
	show_row(stem ? stem : "", NULL,
		 loaded.pipeline.description ? loaded.pipeline.description
					     : "");
	loaded_finish(&loaded);
	problems_finish(&problems);
	arena_finish(&arena);
}

static void list_pipelines(struct arena *arena)
{
	const char *folder = pipeline_folder(arena);
	struct dirent **entries = NULL;
	int n = folder ? scandir(folder, &entries, is_pipeline, alphasort) : 0;

	printf("\nPipelines, from\n");
	show_row(folder ? folder : "nowhere", NULL, "");
	putchar('\n');
	for (int i = 0; i < n; i++) {
		print_pipeline(folder, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
}

int command_list(int argc, char **argv)
{
	const char *plugin_dir = NULL;
	const struct option_row rows[] = {
		{ 0, "plugin-dir", "DIR", OPTION_TEXT, &plugin_dir,
		  "look for plugins here first" },
	};
	const struct usage usage = {
		"list", "",
		"Lists the plugins that pipelines can use, and the pipelines "
		"that fftpipe run\nfinds by name.\n",
		rows, sizeof rows / sizeof *rows
	};
	struct arena arena = { 0 };
	int status = options_read(&usage, &argc, &argv);

	if (status >= 0)
		return status;
	if (argc)
		return usage_wrong(&usage, "it takes no arguments");
	status = list_plugins(&arena, plugin_dir);
	list_pipelines(&arena);
	arena_finish(&arena);
	return status;
}
