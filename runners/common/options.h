/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * options.h - tables of options, from which calls are read and help is written
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

enum option_kind {
	OPTION_FLAG,  /* bool *target: set */
	OPTION_TEXT,  /* const char **target */
	OPTION_COUNT, /* unsigned *target: 1 or more */
	OPTION_TEXTS  /* struct texts *target: appended */
};

struct texts {
	const char **list;
	size_t count;
};

struct option_row {
	char letter; /* 0: only the long name */
	const char *name;
	const char *argument; /* its name in the help; NULL for a flag */
	enum option_kind kind;
	void *target;
	const char *help;
};

/* A command as its help and its parser see it. */
struct usage {
	const char *command; /* "run"; "" for a program without commands */
	const char *words;   /* "PIPELINE [INPUT...]" */
	const char *text;    /* what it does; paragraphs end with \n */
	const struct option_row *rows;
	size_t n_rows;
};

enum { STATUS_FINE = 0, STATUS_FAILED = 1, STATUS_WRONG = 2 };

/*
 * Read the options of a call.  What is left (argc words at argv) are its
 * arguments.  Returns -1 to go on, or the exit status: --help was asked for, or
 * the call is wrong and that was said.
 */
int options_read(const struct usage *usage, int *argc, char ***argv);

/* Say what is wrong with a call, as "fftpipe run: ..."; returns 2. */
int usage_wrong(const struct usage *usage, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

void usage_print(const struct usage *usage);

#endif
