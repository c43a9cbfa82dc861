/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules-file.c - what the file exports, and whether it loads
 */
#include "bench.h"
#include "rules.h"
#include "symbols.h"

#include <stdio.h>
#include <string.h>

#define ENTRY "fftpipe_transform_v1"

enum { ENTRY_MILLISECONDS = 100, ENTRY_CALLS = 3 };

/* ---- exports ------------------------------------------------------------- */

struct exports {
	bool entry;
	size_t n_others;
	char other[128]; /* the first */
};

/* What compilers add for sanitizers, for coverage, and old linkers for all. */
static bool added_by_tools(const char *name)
{
	static const char *const beginnings[] = { "__asan",   "__odr_asan",
						  "__ubsan",  "__tsan",
						  "__sancov", "__gcov",
						  "__llvm",   "mangle_path" };
	static const char *const names[] = { "_init", "_fini", "_edata", "_end",
					     "__bss_start" };

	for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
		if (!strncmp(name, beginnings[i], strlen(beginnings[i])))
			return true;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

static void note_export(void *arg, const char *name)
{
	struct exports *exports = arg;

	if (!strcmp(name, ENTRY))
		exports->entry = true;
	else if (!added_by_tools(name) && !exports->n_others++)
		snprintf(exports->other, sizeof exports->other, "%s", name);
}

static bool check_exports(struct trial *trial)
{
	struct exports exports = { 0 };
	const char *complaint =
		symbols_each(trial->path, note_export, &exports);

	if (complaint)
		return trial_broken(trial, "%s", complaint);
	if (!exports.entry)
		return trial_broken(trial, "it does not export " ENTRY "()");
	if (exports.n_others)
		return trial_broken(trial,
				    "it also exports %s%s; compile with "
				    "-fvisibility=hidden (C++: and link with a "
				    "version script)",
				    exports.other,
				    exports.n_others > 1 ? " and others" : "");
	return true;
}

/* ---- loading ------------------------------------------------------------- */

static bool check_entry(struct trial *trial)
{
	const fftpipe_transform *first;
	double start, spent;

	if (!trial_open(trial))
		return false;
	trial_doing(trial, "in " ENTRY "()");
	/* The first call, where work that is done once would be done. */
	start = milliseconds_now();
	first = trial->entry();
	spent = milliseconds_now() - start;
	if (!first)
		return trial_broken(trial, ENTRY "() returned NULL");
	if (spent > ENTRY_MILLISECONDS)
		return trial_broken(trial, ENTRY "() took %.0f ms", spent);
	for (int i = 0; i < ENTRY_CALLS; i++)
		if (trial->entry() != first)
			return trial_broken(trial, ENTRY
					    "() returned another pointer when "
					    "called again");
	return true;
}

const struct rule rules_file[] = {
	{ "exports", "the file exports " ENTRY "() and nothing else",
	  "the comment at the top", check_exports, RULE_BASIC | RULE_LOADS },
	{ "loads", "the file loads with all that it needs",
	  "the comment at the top", trial_open, RULE_BASIC | RULE_LOADS },
	{ "entry", ENTRY "() returns one pointer each time, and at once",
	  "What a plugin offers, fftpipe_transform", check_entry,
	  RULE_BASIC | RULE_LOADS | RULE_CLOCK },
	{ 0 },
};
