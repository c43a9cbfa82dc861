/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify.c - fftpipe verify: the plugin interface's contract as tests
 */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "commands.h"
#include "options.h"
#include "verify/rules.h"
#include "verify/scene.h"
#include "verify/trial.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

enum { SECONDS = 20, MOST_RULES = 64 };

/* In the order in which they are checked. */
static const struct rule *const lists[] = {
	rules_file,       rules_description, rules_shapes,  rules_pages,
	rules_parameters, rules_determinism, rules_samples, rules_bands,
	rules_calls,      rules_environment, rules_memory
};

struct verification {
	struct trial trial;
	const char *given; /* the path as it was given */
	const struct rule *rules[MOST_RULES + 1];
	size_t n;
	unsigned seconds;
	size_t n_broken;
};

/* All rules, or the one that was asked for. */
static bool choose_rules(struct verification *v, const char *only)
{
	v->n = 0;
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		for (const struct rule *rule = lists[i];
		     rule->name && v->n < MOST_RULES; rule++)
			if (!only || !strcmp(only, rule->name))
				v->rules[v->n++] = rule;
	return v->n > 0;
}

static int list_rules(struct verification *v)
{
	choose_rules(v, NULL);
	for (size_t i = 0; i < v->n; i++)
		printf("%-14s %s\n", v->rules[i]->name, v->rules[i]->sentence);
	return STATUS_FINE;
}

static int unknown_rule(struct verification *v, const struct usage *usage,
			const char *only)
{
	const char *names[MOST_RULES + 1] = { NULL };
	const char *nearest;
	char *shown = text_printable(only);

	choose_rules(v, NULL);
	for (size_t i = 0; i < v->n; i++)
		names[i] = v->rules[i]->name;
	nearest = word_nearest(only, names);
	usage_wrong(usage, "there is no rule \"%s\"%s%s%s", shown ? shown : "",
		    nearest ? " (did you mean " : "", nearest ? nearest : "",
		    nearest ? "?)" : "; --list lists them");
	free(shown);
	return STATUS_WRONG;
}

/* ---- one rule after the other -------------------------------------------- */

static void report(struct verification *v, size_t i)
{
	const struct rule *rule = v->rules[i];
	const struct verdict *verdict = v->trial.verdict;
	bool broken = verdict->is == VERDICT_BROKEN;

	printf("%s %zu - %s: %s", broken ? "not ok" : "ok", i + 1, rule->name,
	       rule->sentence);
	if (verdict->is == VERDICT_SKIPPED)
		printf(" # SKIP %s", verdict->text);
	printf("\n");
	if (!broken)
		return;
	v->n_broken++;
	printf("# %s\n# written in fftpipe/plugin.h, %s\n"
	       "# alone: fftpipe verify --only %s %s\n",
	       verdict->text, rule->where, rule->name, v->given);
}

static void skip_rest(const struct verification *v, size_t i)
{
	for (; i < v->n; i++)
		printf("ok %zu - %s: %s # SKIP without the rule above it "
		       "cannot be checked\n",
		       i + 1, v->rules[i]->name, v->rules[i]->sentence);
}

static int check_rules(struct verification *v)
{
	struct trial *trial = &v->trial;

	printf("1..%zu\n", v->n);
	for (size_t i = 0; i < v->n; i++) {
		trial_run(trial, v->rules[i], v->seconds);
		report(v, i);
		fflush(stdout);
		if (trial->verdict->is == VERDICT_BROKEN &&
		    v->rules[i]->flags & RULE_BASIC) {
			skip_rest(v, i + 1);
			break;
		}
	}
	return v->n_broken ? STATUS_FAILED : STATUS_FINE;
}

/* ---- the plugin ---------------------------------------------------------- */

/* The id that a path asks for: its last part without .so. */
static char *id_of(const char *path)
{
	const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	char *id = strdup(name);
	size_t length = id ? strlen(id) : 0;

	if (length > 3 && !strcmp(id + length - 3, ".so"))
		id[length - 3] = '\0';
	return id;
}

/*
 * Whoever calls gave the parameters: what is wrong with them is not held
 * against the plugin.
 */
static int check_sets(struct verification *v, const struct usage *usage)
{
	static const struct rule sets = { .name = "set",
					  .check = scene_check_sets,
					  .flags = RULE_LOADS };
	struct trial *trial = &v->trial;

	for (size_t i = 0; i < trial->n_set; i++) {
		const char *set = trial->set[i];
		char *shown;

		if (strchr(set, '=') && *set != '=')
			continue;
		shown = text_printable(set);
		usage_wrong(usage, "--set %s: it must be KEY=VALUE",
			    shown ? shown : "");
		free(shown);
		return STATUS_WRONG;
	}
	if (trial->n_set)
		trial_run(trial, &sets, v->seconds);
	return trial->verdict->is == VERDICT_REFUSED
		       ? usage_wrong(usage, "%s", trial->verdict->text)
		       : STATUS_FINE;
}

static int verify(struct verification *v, const struct usage *usage)
{
	struct trial *trial = &v->trial;
	char *path = realpath(v->given, NULL), *id = id_of(v->given);
	struct stat file;
	int status;

	if (!path || stat(path, &file) || !S_ISREG(file.st_mode)) {
		status = usage_wrong(usage, "cannot read %s: %s", v->given,
				     path ? "it is no file" : strerror(errno));
		goto done;
	}
	trial->path = path;
	trial->id = id;
	trial->verdict =
		mmap(NULL, sizeof *trial->verdict, PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (!id || trial->verdict == MAP_FAILED) {
		status = usage_wrong(usage, "out of memory");
		goto done;
	}
	status = check_sets(v, usage);
	if (status == STATUS_FINE)
		status = check_rules(v);
	munmap(trial->verdict, sizeof *trial->verdict);
done:
	free(path);
	free(id);
	return status;
}

static const char text[] =
	"Checks that a plugin keeps to what fftpipe/plugin.h says, each rule "
	"in a process\nof its own, and prints the results as TAP.\n\n"
	"Exit status: 0 all rules are kept; 1 one is broken; 2 there is no "
	"such file, or\nthe call is wrong.\n";

int command_verify(int argc, char **argv)
{
	const char *only = NULL;
	bool list = false;
	struct verification v = { .seconds = SECONDS };
	struct texts sets = { calloc((size_t)argc + 1, sizeof *sets.list), 0 };
	const struct option_row rows[] = {
		{ 0, "only", "RULE", OPTION_TEXT, &only, "check one rule" },
		{ 0, "list", NULL, OPTION_FLAG, &list, "list the rules" },
		{ 0, "set", "KEY=VALUE", OPTION_TEXTS, &sets,
		  "a parameter, instead of its default" },
		{ 0, "seconds", "N", OPTION_COUNT, &v.seconds,
		  "how long a rule may take [20]" },
	};
	const struct usage usage = { "verify", "PLUGIN.so", text, rows,
				     sizeof rows / sizeof *rows };
	int status =
		sets.list ? options_read(&usage, &argc, &argv) : STATUS_WRONG;

	if (status < 0 && list)
		status = list_rules(&v);
	else if (status < 0 && argc != 1)
		status = usage_wrong(&usage, "it takes one plugin");
	else if (status < 0 && !choose_rules(&v, only))
		status = unknown_rule(&v, &usage, only);
	if (status < 0) {
		v.given = argv[0];
		v.trial.set = sets.list;
		v.trial.n_set = sets.count;
		status = verify(&v, &usage);
	}
	free(sets.list);
	return status;
}
