/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * module.c - load one plugin file and check what it says of itself
 */
#define _GNU_SOURCE /* dladdr */
#include "module.h"
#include "param.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SYMBOL "fftpipe_transform_v1"

static const char *const host_keys[] = { "use",      "from",     "save",
					 "depth",    "range",    "round",
					 "compress", "metadata", NULL };

/* Store a sentence; returns false so that checks can end with it. */
PRINTF_LIKE(2, 3)
static bool complain(char **complaint, const char *format, ...)
{
	va_list args;
	int length;

	*complaint = NULL;
	va_start(args, format);
	length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (length < 0 || !(*complaint = malloc((size_t)length + 1)))
		return false;
	va_start(args, format);
	vsnprintf(*complaint, (size_t)length + 1, format, args);
	va_end(args);
	return false;
}

/* ---- who may have written it ------------------------------------------- */

static bool trusted(const char *path, const struct stat *status,
		    char **complaint)
{
	if (status->st_mode & S_IWOTH)
		return complain(complaint,
				"%s is writable by everybody: anyone could put "
				"code there; chmod o-w it",
				path);
	if (status->st_uid && status->st_uid != geteuid())
		return complain(complaint,
				"%s belongs to user %lu, neither root nor you: "
				"code from there is not run",
				path, (unsigned long)status->st_uid);
	return true;
}

/* The file and the folder that holds it. */
static bool trusted_place(const char *path, char **complaint)
{
	struct stat file, folder;
	char *parent = strdup(path);
	char *slash = parent ? strrchr(parent, '/') : NULL;
	bool fine;

	if (!slash) {
		free(parent);
		return complain(complaint, "out of memory");
	}
	slash[slash == parent ? 1 : 0] = '\0';
	if (stat(path, &file) || stat(parent, &folder))
		fine = complain(complaint, "cannot read %s: %s", path,
				strerror(errno));
	else if (!S_ISREG(file.st_mode))
		fine = complain(complaint, "%s is no file", path);
	else
		fine = trusted(path, &file, complaint) &&
		       trusted(parent, &folder, complaint);
	free(parent);
	return fine;
}

/* ---- what it says of itself -------------------------------------------- */

static bool key_valid(const char *key)
{
	size_t length = key ? strlen(key) : 0;

	for (size_t i = 0; host_keys[i]; i++)
		if (length && !strcmp(key, host_keys[i]))
			return false;
	return length &&
	       strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

static bool check_param(const fftpipe_param *param, char **complaint)
{
	fftpipe_value value;

	if (!key_valid(param->key))
		return complain(
			complaint,
			"parameter key \"%s\" is not lower case letters, "
			"digits and '-', or is one of fftpipe's own",
			param->key ? param->key : "(null)");
	if (!param->doc)
		return complain(complaint, "parameter %s has no doc",
				param->key);
	if (param->type < FFTPIPE_INT || param->type > FFTPIPE_TEXT)
		return complain(complaint, "parameter %s has unknown type %u",
				param->key, param->type);
	if (param->type == FFTPIPE_CHOICE &&
	    (!param->choices || !param->choices[0]))
		return complain(complaint, "choice %s has no choices",
				param->key);
	if (param->def && !param_default(param, &value))
		return complain(complaint,
				"the default of %s, \"%s\", is not a value it "
				"takes",
				param->key, param->def);
	return true;
}

static const char *name_at(const void *list, uint32_t i, uint32_t size)
{
	return *(const char *const *)((const char *)list + (size_t)i * size);
}

/*
 * Has one before the i-th its name?  Ports and parameters both begin with their
 * names.
 */
static bool repeated(const void *list, uint32_t i, uint32_t size)
{
	for (uint32_t k = 0; k < i; k++)
		if (!strcmp(name_at(list, k, size), name_at(list, i, size)))
			return true;
	return false;
}

static bool check_ports(const char *what, const fftpipe_port *ports, uint32_t n,
			uint32_t size, char **complaint)
{
	const uint32_t kinds = FFTPIPE_IMAGE | FFTPIPE_SPECTRUM;

	if (!n || !ports)
		return complain(complaint, "it describes no %s", what);
	for (uint32_t i = 0; i < n; i++) {
		const fftpipe_port *port =
			(const void *)((const char *)ports + (size_t)i * size);

		if (!port->name || !port->doc || !(port->accepts & kinds))
			return complain(complaint,
					"%s %u lacks a name, a doc or a kind",
					what, i + 1);
		if (repeated(ports, i, size))
			return complain(complaint,
					"two of its %ss are called \"%s\"",
					what, port->name);
	}
	return true;
}

static bool check_description(const struct module *module, char **complaint)
{
	const fftpipe_transform *t = module->transform;

	if (t->struct_size < sizeof *t)
		return complain(complaint,
				"its description has %u bytes, fewer than the "
				"%zu of ABI 1.0",
				t->struct_size, sizeof *t);
	if (t->needs_minor > FFTPIPE_ABI_MINOR)
		return complain(complaint,
				"it needs plugin ABI %d.%u, this fftpipe has "
				"%d.%d; install a newer fftpipe",
				FFTPIPE_ABI_MAJOR, t->needs_minor,
				FFTPIPE_ABI_MAJOR, FFTPIPE_ABI_MINOR);
	if (!t->id || strcmp(t->id, module->id))
		return complain(complaint,
				"it says that it is \"%s\", but its file is "
				"%s.so; the two must agree",
				t->id ? t->id : "(null)", module->id);
	if (!t->version || !t->vendor || !t->license || !t->url || !t->doc ||
	    !t->run)
		return complain(complaint,
				"version, vendor, license, url, doc or run is "
				"missing from its description");
	if (t->port_size < sizeof *t->inputs ||
	    (t->n_params && t->param_size < sizeof *t->params))
		return complain(complaint,
				"its port_size or param_size is smaller than "
				"ABI 1.0 has it");
	if (!check_ports("input", t->inputs, t->n_inputs, t->port_size,
			 complaint) ||
	    !check_ports("output", t->outputs, t->n_outputs, t->port_size,
			 complaint))
		return false;
	if (t->n_params && !t->params)
		return complain(complaint,
				"it counts %u parameters and lists none",
				t->n_params);
	for (uint32_t i = 0; i < t->n_params; i++) {
		if (!check_param(module_param(module, i), complaint))
			return false;
		if (repeated(t->params, i, t->param_size))
			return complain(complaint,
					"two of its parameters are called "
					"\"%s\"",
					module_param(module, i)->key);
	}
	return true;
}

const fftpipe_port *module_input(const struct module *module, uint32_t i)
{
	const fftpipe_transform *t = module->transform;

	return (const void *)((const char *)t->inputs +
			      (size_t)i * t->port_size);
}

const fftpipe_port *module_output(const struct module *module, uint32_t i)
{
	const fftpipe_transform *t = module->transform;

	return (const void *)((const char *)t->outputs +
			      (size_t)i * t->port_size);
}

const fftpipe_param *module_param(const struct module *module, uint32_t i)
{
	const fftpipe_transform *t = module->transform;

	return (const void *)((const char *)t->params +
			      (size_t)i * t->param_size);
}

/* ---- loading ----------------------------------------------------------- */

/* Why there is no entry point: another major version, or no plugin at all. */
static bool no_symbol(void *handle, const char *path, char **complaint)
{
	for (int major = 2; major < 100; major++) {
		char symbol[64];

		snprintf(symbol, sizeof symbol, "fftpipe_transform_v%d", major);
		if (dlsym(handle, symbol))
			return complain(complaint,
					"%s is for plugin ABI %d, this fftpipe "
					"loads ABI %d; rebuild the plugin or "
					"install a newer fftpipe",
					path, major, FFTPIPE_ABI_MAJOR);
	}
	return complain(
		complaint,
		"%s is not an fftpipe plugin: it does not export " SYMBOL,
		path);
}

/* dlsym also searches dependencies: the symbol must live in this very file. */
static bool lives_in(void *symbol, const char *path)
{
	struct stat here, wanted;
	Dl_info info;

	return dladdr(symbol, &info) && info.dli_fname &&
	       !stat(info.dli_fname, &here) && !stat(path, &wanted) &&
	       here.st_dev == wanted.st_dev && here.st_ino == wanted.st_ino;
}

static bool load(struct module *module, char **complaint)
{
	const fftpipe_transform *(*entry)(void);
	void *handle, *symbol;

	if (!trusted_place(module->path, complaint))
		return false;
	handle = dlopen(module->path, RTLD_NOW | RTLD_LOCAL);
	if (!handle)
		return complain(complaint, "cannot load it: %s", dlerror());
	symbol = dlsym(handle, SYMBOL);
	if (!symbol || !lives_in(symbol, module->path))
		return no_symbol(handle, module->path, complaint);
	memcpy(&entry, &symbol, sizeof entry);
	module->transform = entry();
	if (!module->transform)
		return complain(complaint, SYMBOL " of %s returns nothing",
				module->path);
	return check_description(module, complaint);
}

const struct module *module_load(struct modules *modules, const char *path,
				 char **complaint)
{
	struct module *module = arena_alloc(&modules->arena, sizeof *module);
	char *absolute = realpath(path, NULL);
	const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	size_t length = strlen(name);
	bool loaded;

	*complaint = NULL;
	if (!absolute) {
		complain(complaint, "cannot read %s: %s", path,
			 strerror(errno));
		return NULL;
	}
	if (module && length > 3 && !strcmp(name + length - 3, ".so"))
		length -= 3;
	if (module) {
		module->path = arena_strdup(&modules->arena, absolute);
		module->id = arena_strndup(&modules->arena, name, length);
	}
	free(absolute);
	if (!module || !module->path || !module->id) {
		complain(complaint, "out of memory");
		return NULL;
	}
	board_show(modules->board, "", module->id);
	loaded = load(module, complaint);
	board_show(modules->board, "", "");
	if (!loaded)
		return NULL;
	module->next = modules->list;
	modules->list = module;
	return module;
}

void modules_finish(struct modules *modules)
{
	modules->list = NULL;
	arena_finish(&modules->arena);
}
