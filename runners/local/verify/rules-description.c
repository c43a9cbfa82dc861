/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules-description.c - what a plugin says of itself
 */
#include "rules.h"
#include "scene.h"

#include "param.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool check_sizes(struct trial *trial)
{
	const fftpipe_transform *t = trial->module.transform;

	if (t->struct_size < sizeof *t)
		return trial_broken(trial,
				    "struct_size is %u, the struct has %zu "
				    "bytes: write .struct_size = sizeof "
				    "transform",
				    t->struct_size, sizeof *t);
	if (t->port_size < sizeof(fftpipe_port))
		return trial_broken(trial,
				    "port_size is %u, a port has %zu bytes",
				    t->port_size, sizeof(fftpipe_port));
	if (t->n_params && t->param_size < sizeof(fftpipe_param))
		return trial_broken(
			trial, "param_size is %u, a parameter has %zu bytes",
			t->param_size, sizeof(fftpipe_param));
	if (t->needs_minor > FFTPIPE_ABI_MINOR)
		return trial_broken(trial,
				    "it needs plugin ABI %d.%u, this fftpipe "
				    "has %d.%d",
				    FFTPIPE_ABI_MAJOR, t->needs_minor,
				    FFTPIPE_ABI_MAJOR, FFTPIPE_ABI_MINOR);
	return true;
}

static bool check_id(struct trial *trial)
{
	const char *id = trial->module.transform->id;

	if (!id)
		return trial_broken(trial, "it has no id");
	if (strcmp(id, trial->id) != 0)
		return trial_broken(trial,
				    "it says that it is \"%s\", its file's "
				    "name says \"%s\"",
				    id, trial->id);
	return true;
}

/* ---- texts and ports ----------------------------------------------------- */

static bool check_texts(struct trial *trial)
{
	const fftpipe_transform *t = trial->module.transform;
	const struct {
		const char *name, *text;
		bool may_be_empty;
	} texts[] = { { "version", t->version, false },
		      { "vendor", t->vendor, false },
		      { "license", t->license, false },
		      { "url", t->url, true },
		      { "doc", t->doc, false } };

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (!texts[i].text ||
		    (!*texts[i].text && !texts[i].may_be_empty))
			return trial_broken(trial, "%s is missing",
					    texts[i].name);
	if (!t->run)
		return trial_broken(trial, "run is missing");
	if (t->flags &
	    ~(uint32_t)(FFTPIPE_BANDS | FFTPIPE_ROWS | FFTPIPE_INPLACE))
		return trial_broken(trial,
				    "flags has bits that ABI %d.%d "
				    "does not know",
				    FFTPIPE_ABI_MAJOR, FFTPIPE_ABI_MINOR);
	return true;
}

static bool check_port(struct trial *trial, const fftpipe_port *port,
		       const char *what, uint32_t number)
{
	const uint32_t kinds = FFTPIPE_IMAGE | FFTPIPE_SPECTRUM;
	bool input = !strcmp(what, "input");

	if (!port->name || !*port->name)
		return trial_broken(trial, "%s %u has no name", what,
				    number + 1);
	if (!port->doc || !*port->doc)
		return trial_broken(trial, "%s %s has no doc", what,
				    port->name);
	if (!(port->accepts & kinds) || (port->accepts & ~kinds))
		return trial_broken(trial,
				    "%s %s accepts %u: neither IMAGE nor "
				    "SPECTRUM, nor both",
				    what, port->name, port->accepts);
	if (port->flags & ~(uint32_t)(input ? FFTPIPE_OPTIONAL : 0))
		return trial_broken(trial, "%s %s has unknown flags", what,
				    port->name);
	return true;
}

static bool check_ports(struct trial *trial, const char *what, uint32_t n,
			const fftpipe_port *(*port)(const struct module *,
						    uint32_t))
{
	if (!n)
		return trial_broken(trial, "it describes no %s", what);
	if (n > MOST_PORTS)
		return trial_broken(trial,
				    "it has %u ports of one kind; no more "
				    "than %d can be verified",
				    n, MOST_PORTS);
	for (uint32_t i = 0; i < n; i++) {
		const fftpipe_port *one = port(&trial->module, i);

		if (!check_port(trial, one, what, i))
			return false;
		for (uint32_t k = 0; k < i; k++)
			if (!strcmp(port(&trial->module, k)->name, one->name))
				return trial_broken(trial,
						    "two %ss are called %s",
						    what, one->name);
	}
	return true;
}

/* ---- parameters ---------------------------------------------------------- */

static bool is_number(const fftpipe_param *param)
{
	return param->type == FFTPIPE_INT || param->type == FFTPIPE_FLOAT;
}

static bool check_param(struct trial *trial, const fftpipe_param *param)
{
	if (!param->key || !*param->key)
		return trial_broken(trial, "a parameter has no key");
	if (!param->doc || !*param->doc)
		return trial_broken(trial, "parameter %s has no doc",
				    param->key);
	if (param->type < FFTPIPE_INT || param->type > FFTPIPE_TEXT)
		return trial_broken(trial, "parameter %s has type %u",
				    param->key, param->type);
	if (param->flags)
		return trial_broken(trial, "parameter %s has unknown flags",
				    param->key);
	if (param->type == FFTPIPE_CHOICE &&
	    (!param->choices || !param->choices[0]))
		return trial_broken(trial, "parameter %s has no choices",
				    param->key);
	if (is_number(param) && !(param->min <= param->max))
		return trial_broken(trial,
				    "parameter %s goes from %g to %g: min must "
				    "not be above max",
				    param->key, param->min, param->max);
	return true;
}

static bool check_description(struct trial *trial)
{
	const fftpipe_transform *t = trial->module.transform;

	if (!check_texts(trial))
		return false;
	if (!t->inputs || !t->outputs || (t->n_params && !t->params))
		return trial_broken(trial, "inputs, outputs or params is NULL");
	if (!check_ports(trial, "input", t->n_inputs, module_input) ||
	    !check_ports(trial, "output", t->n_outputs, module_output))
		return false;
	for (uint32_t i = 0; i < t->n_params; i++)
		if (!check_param(trial, module_param(&trial->module, i)))
			return false;
	return true;
}

static bool check_keys(struct trial *trial)
{
	static const char *const ours[] = { "use",      "from",     "save",
					    "depth",    "range",    "round",
					    "compress", "metadata", NULL };
	const char *letters = "abcdefghijklmnopqrstuvwxyz0123456789-";
	uint32_t n = trial->module.transform->n_params;

	if (!n)
		return trial_skip(trial, "it has no parameters");
	for (uint32_t i = 0; i < n; i++) {
		const char *key = module_param(&trial->module, i)->key;

		if (key[strspn(key, letters)])
			return trial_broken(trial,
					    "key \"%s\" is not lower case "
					    "letters, digits and '-'",
					    key);
		for (size_t k = 0; ours[k]; k++)
			if (!strcmp(key, ours[k]))
				return trial_broken(trial,
						    "key \"%s\" is one of the "
						    "host's own",
						    key);
		for (uint32_t k = 0; k < i; k++)
			if (!strcmp(key, module_param(&trial->module, k)->key))
				return trial_broken(trial,
						    "two parameters are "
						    "called %s",
						    key);
	}
	return true;
}

static bool check_defaults(struct trial *trial)
{
	uint32_t n = trial->module.transform->n_params;

	if (!n)
		return trial_skip(trial, "it has no parameters");
	for (uint32_t i = 0; i < n; i++) {
		const fftpipe_param *param = module_param(&trial->module, i);
		char *complaint = NULL;
		fftpipe_value value;

		if (!param->def || param_default(param, &value))
			continue;
		param_parse(param, param->def, &value, &complaint);
		return trial_broken(trial, "the default of %s: %s", param->key,
				    complaint ? complaint : "out of memory");
	}
	return true;
}

/* ---- extensions ---------------------------------------------------------- */

static bool check_extension(struct trial *trial)
{
	static const char *const unknown[] = { "fftpipe.nobody-knows-this/1",
					       "verify.unknown/1", "" };
	const fftpipe_transform *t = trial->module.transform;

	if (!t->get_extension)
		return trial_skip(trial, "it has no get_extension()");
	for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
		trial_doing(trial, "in get_extension(\"%s\")", unknown[i]);
		if (t->get_extension(unknown[i]))
			return trial_broken(trial,
					    "get_extension(\"%s\") did not "
					    "return NULL",
					    unknown[i]);
	}
	return true;
}

const struct rule rules_description[] = {
	{ "sizes", "the description has the sizes of its structs",
	  "the comment at the top, \"How the interface grows\"", check_sizes,
	  RULE_BASIC },
	{ "id", "its id is the file's name without .so",
	  "What a plugin offers, fftpipe_transform.id", check_id, RULE_BASIC },
	{ "description", "it describes itself, its ports and its parameters",
	  "What a plugin offers, and Parameters and ports", check_description,
	  RULE_BASIC },
	{ "keys", "its keys are well formed and none of the host's",
	  "Parameters and ports, fftpipe_param", check_keys, RULE_BASIC },
	{ "defaults", "its defaults are values that it takes",
	  "Parameters and ports, fftpipe_param.def", check_defaults,
	  RULE_BASIC },
	{ "extension", "an extension that it does not know is NULL",
	  "What a plugin offers, get_extension()", check_extension, 0 },
	{ 0 },
};
