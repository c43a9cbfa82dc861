/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * main.c - fftpipe: pictures through pipelines of transform plugins
 */
#include "commands.h"
#include "options.h"

#include "message.h"
#include "versions.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
} commands[] = {
	{ "run", command_run, "run a pipeline over pictures" },
	{ "check", command_check, "say what a pipeline would do; run nothing" },
	{ "list", command_list, "list plugins and shipped pipelines" },
	{ "inspect", command_inspect, "describe one plugin, ready to paste" },
	{ "verify", command_verify, "check that a plugin keeps the rules" },
	{ "new", command_new, "make a working plugin, for you to change" },
};

enum { N_COMMANDS = sizeof commands / sizeof *commands };

static void print_help(void)
{
	printf("usage: fftpipe COMMAND [OPTION...] [ARGUMENT...]\n\n"
	       "Looks at pictures in the frequency domain, and cleans and "
	       "measures them there:\n"
	       "runs pipelines of transform plugins over pictures.\n\n"
	       "  fftpipe run spectra my.png     makes my_magnitude.png and "
	       "my_phase.png\n\n"
	       "Commands:\n");
	for (int i = 0; i < N_COMMANDS; i++)
		printf("  %-10s%s\n", commands[i].name, commands[i].help);
	printf("\nOptions:\n"
	       "  --help     show this text; after a command, its own\n"
	       "  --version  show the versions of fftpipe and its "
	       "libraries\n\n"
	       "Exit status: 0 all well; 1 some inputs failed, the rest are "
	       "done; 2 the pipeline\nor the call is wrong, nothing ran.\n");
}

static void print_version(void)
{
	printf("fftpipe %s\n", VERSION);
	versions_print(stdout);
	printf("License GPL-3.0-or-later; no warranty.\n");
}

static int unknown_command(const char *word)
{
	const char *names[N_COMMANDS + 3] = { 0 };
	const char *nearest;
	char *shown = text_printable(word);

	for (int i = 0; i < N_COMMANDS; i++)
		names[i] = commands[i].name;
	names[N_COMMANDS] = "--help";
	names[N_COMMANDS + 1] = "--version";
	nearest = word_nearest(word, names);
	fprintf(stderr,
		"fftpipe: unknown command \"%s\"%s%s%s; see fftpipe "
		"--help\n",
		shown ? shown : "", nearest ? "; did you mean " : "",
		nearest ? nearest : "", nearest ? "?" : "");
	free(shown);
	return STATUS_WRONG;
}

/* A closed standard descriptor must not become an output file. */
static void open_standard(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

int main(int argc, char **argv)
{
	int status = -1;

	open_standard();
	/* A file that may not grow further is an error, not a death. */
	signal(SIGXFSZ, SIG_IGN);
	if (argc < 2) {
		fprintf(stderr, "fftpipe: no command given; see fftpipe "
				"--help\n");
		return STATUS_WRONG;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") ||
	    !strcmp(argv[1], "help")) {
		print_help();
		status = STATUS_FINE;
	} else if (!strcmp(argv[1], "--version")) {
		print_version();
		status = STATUS_FINE;
	}
	for (int i = 0; i < N_COMMANDS && status < 0; i++)
		if (!strcmp(argv[1], commands[i].name))
			status = commands[i].run(argc - 1, argv + 1);
	if (status < 0)
		return unknown_command(argv[1]);
	if (fflush(stdout)) {
		fprintf(stderr, "fftpipe: cannot write to standard output\n");
		return STATUS_FAILED;
	}
	return status;
}
