/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * isolate.c - a child process for what may crash
 */
#define _GNU_SOURCE /* strsignal */
#include "isolate.h"

#include "call.h"
#include "runner.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE_SECONDS = 10 };

int isolate(const char *name, int (*task)(void *arg), void *arg)
{
	int status = 0;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid < 0) {
		fprintf(stderr, "fftpipe: %s: cannot start a process: %s\n",
			name, strerror(errno));
		return -1;
	}
	if (!pid) {
		runner_break_pipes();
		alarm(PATIENCE_SECONDS);
		status = task(arg);
		exit(runner_flushed() ? status : 1);
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (!WIFSIGNALED(status))
		return WEXITSTATUS(status);
	/* Who reads our output has left: no fault of the task's. */
	if (WTERMSIG(status) == SIGPIPE) {
		runner_break_pipes();
		raise(SIGPIPE);
	}
	fputs("fftpipe: ", stderr);
	print_named(stderr, name, "");
	fprintf(stderr, ": crashed with signal %d (%s)\n", WTERMSIG(status),
		strsignal(WTERMSIG(status)));
	return -1;
}
