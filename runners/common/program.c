/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * program.c - from a program's words to one of its commands
 */
#include "options.h"
#include "runner.h"

#include "json-watch.h"
#include "leave.h"
#include "load.h"
#include "message.h"
#include "versions.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void print_help(void)
{
	printf("usage: %s COMMAND [OPTION...] [ARGUMENT...]\n\n%s\n"
	       "Commands:\n",
	       runner.program, runner.purpose);
	for (const struct command *command = runner.commands; command->name;
	     command++)
		printf("  %-10s%s\n", command->name, command->help);
	printf("\nOptions:\n"
	       "  --help     show this text; after a command, its own\n"
	       "  --version  show the versions of fftpipe and its "
	       "libraries\n\n"
	       "Exit status: 0 all well; 1 some inputs failed, the rest are "
	       "done; 2 the pipeline\nor the call is wrong, nothing ran.\n");
}

static void print_version(void)
{
	printf("%s %s\n", runner.program, VERSION);
	versions_print(stdout);
	printf("License GPL-3.0-or-later; no warranty.\n");
}

enum { MOST_COMMANDS = 16 };

/* "fftpipe spectra my.png": the command was left out. */
static bool is_pipeline(const char *word)
{
	size_t length = strlen(word);

	return pipeline_ships(word) ||
	       (length > 4 && !strcmp(word + length - 4, ".ini"));
}

static void unknown_command(const char *word)
{
	const char *names[MOST_COMMANDS + 3] = { "--help", "--version" };
	const char *nearest;
	char *shown = text_printable(word);

	for (int i = 0; i < MOST_COMMANDS && runner.commands[i].name; i++)
		names[2 + i] = runner.commands[i].name;
	nearest = word_nearest(word, names);
	if (is_pipeline(word))
		fprintf(stderr,
			"%s: \"%s\" is a pipeline, no command; did you mean "
			"%s run %s?\n",
			runner.program, shown ? shown : "", runner.program,
			shown ? shown : "");
	else
		fprintf(stderr,
			"%s: unknown command \"%s\"%s%s%s; see %s --help\n",
			runner.program, shown ? shown : "",
			nearest ? " (did you mean " : "",
			nearest ? nearest : "", nearest ? "?)" : "",
			runner.program);
	free(shown);
}

/*
 * A closed standard descriptor must not become an output file.  What stands in
 * for input can't be read and what stands in for output can't be written: a
 * result that nobody gets is no success.
 */
static void open_standard(void)
{
	static const int modes[] = { O_WRONLY, O_RDONLY, O_WRONLY };

	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", modes[fd]) != fd)
			abort();
}

/* NULL after saying that there is none of that name. */
static const struct command *find_command(const char *name)
{
	for (const struct command *command = runner.commands; command->name;
	     command++)
		if (!strcmp(name, command->name))
			return command;
	unknown_command(name);
	return NULL;
}

/* "fftpipe help run" is "fftpipe run --help". */
static int help_about(char *name)
{
	const struct command *command = find_command(name);
	char option[] = "--help", *words[] = { name, option, NULL };

	return command ? command->run(2, words) : STATUS_WRONG;
}

static int run_command(int argc, char **argv)
{
	const struct command *command;

	if (!strcmp(argv[1], "help") && argc > 2 && *argv[2] != '-' &&
	    strcmp(argv[2], "help") != 0)
		return help_about(argv[2]);
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") ||
	    !strcmp(argv[1], "help")) {
		print_help();
		return STATUS_FINE;
	}
	if (!strcmp(argv[1], "--version")) {
		print_version();
		return STATUS_FINE;
	}
	command = find_command(argv[1]);
	return command ? command->run(argc - 1, argv + 1) : STATUS_WRONG;
}

static void (*at_broken_pipe)(int);

/* Who leaves a pipe or a connection must not end us amid an output. */
static void keep_pipes(void)
{
	at_broken_pipe = signal(SIGPIPE, SIG_IGN);
}

void runner_break_pipes(void)
{
	signal(SIGPIPE, at_broken_pipe);
}

/* A reader that left ends us as it ends others, without a word. */
bool runner_flushed(void)
{
	struct pollfd output = { .fd = STDOUT_FILENO, .events = POLLOUT };

	if (!fflush(stdout) && !ferror(stdout))
		return true;
	if (poll(&output, 1, 0) == 1 && output.revents & POLLERR) {
		runner_break_pipes();
		raise(SIGPIPE);
	}
	fprintf(stderr, "%s: cannot write to standard output\n",
		runner.program);
	return false;
}

int main(int argc, char **argv)
{
	int status;

	open_standard();
	json_watch_init();
	keep_pipes();
	/* A file that may not grow further is an error, not a death. */
	signal(SIGXFSZ, SIG_IGN);
	/* How a process of ours ended is told only where it is not ignored. */
	signal(SIGCHLD, SIG_DFL);
	if (argc < 2) {
		fprintf(stderr, "%s: no command given; see %s --help\n",
			runner.program, runner.program);
		return STATUS_WRONG;
	}
	status = run_command(argc, argv);
	if (!runner_flushed() && !status)
		status = STATUS_FAILED;
	leave(status);
}
