/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worker.c - workers as their owner sees them: started, ended, explained
 */
#define _GNU_SOURCE /* strsignal, MAP_ANONYMOUS */
#include "worker.h"
#include "worker-main.h"
#include "worker-program.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A worker stopped in the middle of a parcel must not stop its owner. */
static void limit_patience(int socket)
{
	struct timeval patience = { .tv_sec = 10 };

	setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

/* Memory that both see; programs get it as a descriptor.  -1 with errno. */
static int share_board(struct worker *worker, const struct worker_setup *setup)
{
	int flags = MAP_SHARED | MAP_ANONYMOUS, fd = -1;

	if (setup->kind != WORKER_FORKED) {
		fd = worker_program_board(sizeof *worker->board);
		if (fd < 0)
			return -1;
		flags = MAP_SHARED;
	}
	worker->board = mmap(NULL, sizeof *worker->board,
			     PROT_READ | PROT_WRITE, flags, fd, 0);
	if (worker->board != MAP_FAILED)
		return fd < 0 ? 0 : fd;
	worker->board = NULL;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* The new process, at its end of the channel. */
static bool split(struct worker *worker, const struct worker_setup *setup,
		  int socket, int board)
{
	pid_t owner = getpid();

	if (setup->kind != WORKER_FORKED) {
		worker->pid = worker_program_start(setup, socket, board);
		return worker->pid > 0;
	}
	/* What is buffered here must not be written twice. */
	fflush(NULL);
	worker->pid = fork();
	if (!worker->pid)
		worker_main(socket, owner, worker->board, setup);
	return worker->pid > 0;
}

bool worker_start(struct worker *worker, const struct worker_setup *setup)
{
	int ends[2], board, error;
	bool started;

	*worker = (struct worker){ .pid = -1, .socket = -1 };
	board = share_board(worker, setup);
	if (board < 0)
		return false;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)) {
		error = errno;
		goto no_channel;
	}
	worker->socket = ends[0];
	limit_patience(worker->socket);
	started = split(worker, setup, ends[1], board);
	error = errno;
	close(ends[1]);
	if (board)
		close(board);
	if (started)
		return true;
	close(ends[0]);
	board = 0;

no_channel:
	if (board)
		close(board);
	munmap(worker->board, sizeof *worker->board);
	*worker = (struct worker){ .pid = -1, .socket = -1 };
	errno = error;
	return false;
}

/*
 * Where a caller ignores SIGCHLD nobody is reaped: who ended is gone, and its
 * number may be another's.
 */
enum state { RUNS, ENDED, GONE };

static enum state look_at(const struct worker *worker)
{
	siginfo_t info = { 0 };

	if (worker->pid <= 0 || waitid(P_PID, (id_t)worker->pid, &info,
				       WEXITED | WNOHANG | WNOWAIT))
		return GONE;
	return info.si_pid ? ENDED : RUNS;
}

enum { UNKNOWN = -1 };

/* Close, reap, forget; returns what waitpid said of it. */
static int reap(struct worker *worker)
{
	int status = UNKNOWN;

	if (worker->socket >= 0)
		close(worker->socket);
	while (worker->pid > 0 && waitpid(worker->pid, &status, 0) < 0)
		if (errno != EINTR)
			break;
	if (worker->board)
		munmap(worker->board, sizeof *worker->board);
	*worker = (struct worker){ .pid = -1, .socket = -1 };
	return status;
}

void worker_dismiss(struct worker *worker)
{
	/* Its channel's end is its cue. */
	if (worker->socket >= 0)
		close(worker->socket);
	worker->socket = -1;
}

void worker_end(struct worker *worker)
{
	worker_dismiss(worker);
	/* If it hangs, it is not waited for. */
	for (int tries = 0; look_at(worker) == RUNS && tries < 5000; tries++) {
		const struct timespec pause = { .tv_nsec = 100000 };

		nanosleep(&pause, NULL);
	}
	worker_kill(worker);
}

void worker_kill(struct worker *worker)
{
	if (look_at(worker) == RUNS)
		kill(worker->pid, SIGKILL);
	reap(worker);
}

void worker_blame(const struct worker *worker, char *text, size_t size)
{
	struct board board = { .stage = "" };

	if (worker->board)
		board = *worker->board;
	board.stage[sizeof board.stage - 1] = '\0';
	board.plugin[sizeof board.plugin - 1] = '\0';
	text[0] = '\0';
	if (*board.stage)
		snprintf(text, size, "[%s] %s: ", board.stage, board.plugin);
	else if (*board.plugin)
		snprintf(text, size, "plugin %s: ", board.plugin);
}

char *worker_postmortem(struct worker *worker)
{
	char blame[160], *text;
	enum state state = RUNS;
	int status, length;

	worker_blame(worker, blame, sizeof blame);
	/* A channel that broke while its worker lives: end that too. */
	for (int tries = 0; state == RUNS && tries < 200; tries++) {
		const struct timespec pause = { .tv_nsec = 1000000 };

		state = look_at(worker);
		if (state == RUNS)
			nanosleep(&pause, NULL);
	}
	if (state == RUNS)
		kill(worker->pid, SIGKILL);
	status = reap(worker);
	if (state == RUNS)
		length = asprintf(&text,
				  "%sits worker process could not be heard and "
				  "was ended",
				  blame);
	else if (status == UNKNOWN)
		length = asprintf(&text, "%sits worker process ended", blame);
	else if (WIFSIGNALED(status))
		length =
			asprintf(&text, "%scrashed with signal %d (%s)", blame,
				 WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		length = asprintf(&text,
				  "%sended the worker process with exit "
				  "status %d",
				  blame, WEXITSTATUS(status));
	return length < 0 ? NULL : text;
}
