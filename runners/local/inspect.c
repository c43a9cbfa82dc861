/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inspect.c - fftpipe inspect: a plugin's description as a section to paste
 */
#include "commands.h"
#include "isolate.h"
#include "options.h"

#include "module.h"
#include "param.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct inspected {
	const struct module_path *path;
	const char *name;
};

static const char *kinds_word(uint32_t kinds)
{
	if ((kinds & FFTPIPE_IMAGE) && (kinds & FFTPIPE_SPECTRUM))
		return "image or spectrum";
	return kinds & FFTPIPE_IMAGE ? "image" : "spectrum";
}

/* A text as comment lines of at most 78 characters. */
static void print_comment(const char *text)
{
	int column = 0;

	while (*text) {
		size_t word = strcspn(text, " \n");

		if (!column || column + 1 + (int)word > 78)
			column = printf("%s; ", column ? "\n" : "") - 1;
		else
			column += printf(" ");
		column += printf("%.*s", (int)word, text);
		text += word;
		text += strspn(text, " \n");
	}
	printf("\n");
}

static void print_ports(const struct module *module)
{
	const fftpipe_transform *transform = module->transform;

	for (uint32_t i = 0; i < transform->n_inputs; i++) {
		const fftpipe_port *port = module_input(module, i);

		printf("; reads  %s (%s%s): %s\n", port->name,
		       kinds_word(port->accepts),
		       port->flags & FFTPIPE_OPTIONAL ? ", optional" : "",
		       port->doc);
	}
	for (uint32_t i = 0; i < transform->n_outputs; i++) {
		const fftpipe_port *port = module_output(module, i);

		printf("; makes  %s (%s): %s\n", port->name,
		       kinds_word(port->accepts), port->doc);
	}
}

static void print_feeds(const struct module *module)
{
	const fftpipe_transform *transform = module->transform;

	for (uint32_t i = 1; i < transform->n_inputs; i++) {
		const fftpipe_port *port = module_input(module, i);

		printf(";from.%s = STAGE%s\n", port->name,
		       port->flags & FFTPIPE_OPTIONAL ? "" : "  (needed)");
	}
}

static void print_param(const fftpipe_param *param)
{
	char *wanted = param_describe(param);
	bool given = param->def && strcmp(param->def, "nan");

	printf("\n");
	print_comment(param->doc);
	printf("; %s\n", wanted ? wanted : "");
	printf("%s%s = %s\n", given ? "" : ";", param->key,
	       param->def ? given ? param->def : "(not given)" : "(needed)");
	free(wanted);
}

static void print_module(const struct module *module)
{
	const fftpipe_transform *transform = module->transform;

	printf("; %s %s, by %s, %s%s%s\n; %s\n", module->id, transform->version,
	       transform->vendor, transform->license,
	       *transform->url ? ", " : "", transform->url, module->path);
	print_comment(transform->doc);
	printf(";\n");
	print_ports(module);
	printf("\n[%s]\nuse = %s\n", module->id, module->id);
	print_feeds(module);
	for (uint32_t i = 0; i < transform->n_params; i++)
		print_param(module_param(module, i));
}

/* In a child, since it runs the plugin's code. */
static int inspect(void *arg)
{
	const struct inspected *inspected = arg;
	struct modules modules = { .path = inspected->path };
	char *complaint = NULL;
	const struct module *module;

	if (strchr(inspected->name, '/'))
		module = module_load(&modules, inspected->name, &complaint);
	else
		module = module_find(&modules, inspected->name, NULL,
				     &complaint);
	if (module)
		print_module(module);
	else
		fprintf(stderr, "fftpipe inspect: %s\n",
			complaint ? complaint : "out of memory");
	free(complaint);
	modules_finish(&modules);
	return module ? STATUS_FINE : STATUS_WRONG;
}

int command_inspect(int argc, char **argv)
{
	const char *plugin_dir = NULL;
	const struct option_row rows[] = {
		{ 0, "plugin-dir", "DIR", OPTION_TEXT, &plugin_dir,
		  "look for plugins here first" },
	};
	const struct usage usage = {
		"inspect", "PLUGIN",
		"Prints a plugin's ports and parameters as a section of a "
		"pipeline file, with\nevery default. PLUGIN is a name, or a "
		"file if it has a slash.\n",
		rows, sizeof rows / sizeof *rows
	};
	struct arena arena = { 0 };
	struct inspected inspected;
	struct module_path path;
	int status = options_read(&usage, &argc, &argv);

	if (status >= 0)
		return status;
	if (argc != 1)
		return usage_wrong(&usage, "it takes one plugin");
	if (!module_path_init(&path, &arena, plugin_dir)) {
		arena_finish(&arena);
		return usage_wrong(&usage, "out of memory");
	}
	inspected = (struct inspected){ &path, argv[0] };
	status = isolate(argv[0], inspect, &inspected);
	arena_finish(&arena);
	return status < 0 ? STATUS_WRONG : status;
}
