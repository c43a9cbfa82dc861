/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * options.c - calls read and help written from one table
 */
#define _GNU_SOURCE /* getopt_long */
#include "options.h"
#include "runner.h"

#include "message.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ROWS = 32, HELP_COLUMN = 28, HELP_LETTER = 'h' };

int usage_wrong(const struct usage *usage, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s%s%s: ", runner.program, *usage->command ? " " : "",
		usage->command);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "; see %s%s%s --help\n", runner.program,
		*usage->command ? " " : "", usage->command);
	return STATUS_WRONG;
}

static void print_row(const struct option_row *row)
{
	char left[80];
	int width;

	if (row->letter)
		width = snprintf(left, sizeof left, "  -%c, --%s%s%s",
				 row->letter, row->name,
				 row->argument ? " " : "",
				 row->argument ? row->argument : "");
	else
		width = snprintf(left, sizeof left, "      --%s%s%s", row->name,
				 row->argument ? " " : "",
				 row->argument ? row->argument : "");
	if (width < HELP_COLUMN)
		printf("%-*s%s\n", HELP_COLUMN, left, row->help);
	else
		printf("%s\n%*s%s\n", left, HELP_COLUMN, "", row->help);
}

void usage_print(const struct usage *usage)
{
	static const struct option_row help = { 'h',  "help",
						NULL, OPTION_FLAG,
						NULL, "show this text" };

	printf("usage: %s%s%s%s%s%s\n\n%s\nOptions:\n", runner.program,
	       *usage->command ? " " : "", usage->command,
	       usage->n_rows ? " [OPTION...]" : "", *usage->words ? " " : "",
	       usage->words, usage->text);
	for (size_t i = 0; i < usage->n_rows; i++)
		print_row(&usage->rows[i]);
	print_row(&help);
}

static bool read_count(const char *text, unsigned *count)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);

	if (end == text || *end || text[0] == '-' || !number || number > 4096)
		return false;
	*count = (unsigned)number;
	return true;
}

static int store(const struct usage *usage, const struct option_row *row,
		 const char *text)
{
	struct texts *texts;

	switch (row->kind) {
	case OPTION_FLAG:
		*(bool *)row->target = true;
		return -1;
	case OPTION_TEXT:
		*(const char **)row->target = text;
		return -1;
	case OPTION_TEXTS:
		texts = row->target;
		texts->list[texts->count++] = text;
		return -1;
	default:
		if (read_count(text, row->target))
			return -1;
		return usage_wrong(usage,
				   "--%s: \"%s\" is not a number from 1 to "
				   "4096",
				   row->name, text);
	}
}

/* The table as getopt_long wants it. */
static void make_tables(const struct usage *usage, struct option *longs,
			char *shorts)
{
	*shorts++ = ':';
	*shorts++ = HELP_LETTER;
	for (size_t i = 0; i < usage->n_rows; i++) {
		const struct option_row *row = &usage->rows[i];

		longs[i] = (struct option){ row->name, row->argument != NULL,
					    NULL, 256 + (int)i };
		if (!row->letter)
			continue;
		*shorts++ = row->letter;
		if (row->argument)
			*shorts++ = ':';
	}
	longs[usage->n_rows] = (struct option){ "help", 0, NULL, HELP_LETTER };
	longs[usage->n_rows + 1] = (struct option){ 0 };
	*shorts = '\0';
}

static const struct option_row *find_row(const struct usage *usage, int code)
{
	for (size_t i = 0; i < usage->n_rows; i++)
		if (code == 256 + (int)i ||
		    (code && code == usage->rows[i].letter))
			return &usage->rows[i];
	return NULL;
}

static int say_unknown(const struct usage *usage, const char *word)
{
	const char *names[MOST_ROWS + 2] = { 0 };
	const char *nearest;
	char *shown = text_printable(word);

	for (size_t i = 0; i < usage->n_rows; i++)
		names[i] = usage->rows[i].name;
	names[usage->n_rows] = "help";
	nearest = strncmp(word, "--", 2) ? NULL : word_nearest(word + 2, names);
	usage_wrong(usage, "unknown option %s%s%s%s", shown ? shown : "",
		    nearest ? " (did you mean --" : "", nearest ? nearest : "",
		    nearest ? "?)" : "");
	free(shown);
	return STATUS_WRONG;
}

/* Two options may begin like the word. */
static int say_ambiguous(const struct usage *usage, const char *word)
{
	const char *found = NULL;

	for (size_t i = 0; i < usage->n_rows && !strncmp(word, "--", 2); i++) {
		const char *name = usage->rows[i].name;

		if (strncmp(name, word + 2, strcspn(word + 2, "=")))
			continue;
		if (found)
			return usage_wrong(usage, "%s may be --%s or --%s",
					   word, found, name);
		found = name;
	}
	return say_unknown(usage, word);
}

/* `word` is the last that getopt_long has read; it may be within a later one.
 */
static int say_wrong(const struct usage *usage, const char *word)
{
	const struct option_row *row = find_row(usage, optopt);
	const char letter[] = { '-', (char)optopt, '\0' };

	if (!optopt)
		return say_ambiguous(usage, word);
	if (optopt < 256 && optopt != HELP_LETTER)
		return say_unknown(usage, letter);
	return usage_wrong(usage, "--%s takes no value",
			   row ? row->name : "help");
}

int options_read(const struct usage *usage, int *argc, char ***argv)
{
	struct option longs[MOST_ROWS + 2];
	char shorts[2 * MOST_ROWS + 4];
	int code, status = -1;

	make_tables(usage, longs, shorts);
	opterr = 0;
	optind = 0; /* glibc: start afresh, behind the command's name */
	while (status < 0 &&
	       (code = getopt_long(*argc, *argv, shorts, longs, NULL)) != -1) {
		const struct option_row *row = find_row(usage, code);

		if (code == HELP_LETTER) {
			usage_print(usage);
			return STATUS_FINE;
		}
		if (code == ':')
			status = usage_wrong(usage, "%s needs a value",
					     (*argv)[optind - 1]);
		else if (!row)
			status = say_wrong(usage, (*argv)[optind - 1]);
		else
			status = store(usage, row, optarg);
	}
	*argc -= optind;
	*argv += optind;
	return status;
}
