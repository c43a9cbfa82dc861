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

/* ---- what parcels hold -------------------------------------------------- */

void parcel_put_job(struct parcel *parcel, const struct job *job,
		    size_t n_files)
{
	for (size_t i = 0; i < n_files; i++) {
		const struct job_file *file = &job->files[i];

		parcel_put_text(parcel, file->name);
		parcel_put_fd(parcel, file->fd);
		parcel_put_bytes(parcel, file->beside, file->beside_length);
	}
	parcel_put_number(parcel, job->page);
	parcel_put_number(parcel, job->view_side);
	parcel_put_number(parcel, job->n_outputs);
	for (size_t i = 0; i < job->n_outputs; i++) {
		parcel_put_number(parcel, job->formats[i]);
		parcel_put_fd(parcel, job->outputs[i]);
		parcel_put_fd(parcel, job->existing ? job->existing[i] : -1);
	}
	parcel_put_number(parcel, job->existing != NULL);
}

static void put_outcome(struct parcel *parcel, const struct outcome *outcome,
			const struct account *account, const char *text,
			uint64_t number)
{
	parcel->type = DONE;
	parcel_put_number(parcel, (uint64_t)outcome->status);
	parcel_put_text(parcel, outcome->reason);
	parcel_put_number(parcel, outcome->n_notes);
	for (size_t i = 0; i < outcome->n_notes; i++) {
		parcel_put_number(parcel, (uint64_t)outcome->notes[i].level);
		parcel_put_text(parcel, outcome->notes[i].text);
	}
	parcel_put_number(parcel, account->timings.count);
	for (size_t i = 0; i < account->timings.count; i++) {
		const struct timing *timing = &account->timings.list[i];

		parcel_put_text(parcel, timing->stage);
		parcel_put_text(parcel, timing->what);
		parcel_put_real(parcel, timing->seconds);
	}
	parcel_put_number(parcel, account->n_facts);
	for (size_t i = 0; i < account->n_facts; i++)
		parcel_put_text(parcel, account->facts[i]);
	parcel_put_number(parcel, account->n_views);
	for (size_t i = 0; i < account->n_views; i++) {
		const struct view *view = &account->views[i];

		parcel_put_text(parcel, view->text);
		parcel_put_bytes(parcel, (const char *)view->png, view->length);
	}
	parcel_put_text(parcel, text);
	parcel_put_number(parcel, number);
}

void parcel_put_outcome(struct parcel *parcel, const struct workshop *workshop,
			const char *text, uint64_t number)
{
	/* Short, where there is no memory or room for all of it. */
	static char reason[] = "no memory to tell how it went";
	const struct outcome untold = { FFTPIPE_ENOMEM, reason, NULL, 0, NULL };
	const struct account nothing = { 0 };

	put_outcome(parcel, &workshop->outcome, &workshop->account, text,
		    number);
	if (!parcel->broken)
		return;
	parcel_finish(parcel);
	put_outcome(parcel, &untold, &nothing, NULL, 0);
}

static void get_view(struct parcel *parcel, struct arena *arena,
		     struct account *account)
{
	const char *text = parcel_get_text(parcel);
	size_t length;
	const char *png = parcel_get_bytes(parcel, &length);
	struct view *view = text ? arena_append(arena, &account->views,
						&account->n_views, sizeof *view)
				 : NULL;

	if (!view)
		return;
	view->text = arena_strdup(arena, text);
	view->png = png ? arena_alloc(arena, length) : NULL;
	view->length = view->png ? length : 0;
	if (view->png)
		memcpy(view->png, png, length);
}

void parcel_get_outcome(struct parcel *parcel, struct outcome *outcome,
			struct arena *arena, struct account *account,
			const char **text, uint64_t *number)
{
	int status = (int)parcel_get_number(parcel);
	const char *reason = parcel_get_text(parcel);
	uint64_t n = parcel_get_number(parcel);

	if (status < FFTPIPE_OK || status > FFTPIPE_EINTERNAL)
		status = FFTPIPE_EINTERNAL;
	if (status)
		outcome_fail(outcome, status, "%s",
			     reason ? reason : "out of memory");
	while (n-- && !parcel->broken) {
		int level = (int)parcel_get_number(parcel);
		const char *note = parcel_get_text(parcel);

		if (note)
			outcome_note(outcome, level, "%s", note);
	}
	n = parcel_get_number(parcel);
	while (n-- && !parcel->broken) {
		const char *stage = parcel_get_text(parcel);
		const char *what = parcel_get_text(parcel);
		double seconds = parcel_get_real(parcel);

		if (stage && what)
			timings_add(&account->timings, arena,
				    arena_strdup(arena, stage),
				    arena_strdup(arena, what), seconds);
	}
	n = parcel_get_number(parcel);
	for (uint64_t i = 0; i < n && !parcel->broken; i++) {
		const char *facts = parcel_get_text(parcel);

		if (facts && i < account->n_facts)
			account->facts[i] = arena_strdup(arena, facts);
	}
	n = parcel_get_number(parcel);
	while (n-- && !parcel->broken)
		get_view(parcel, arena, account);
	*text = parcel_get_text(parcel);
	*number = parcel_get_number(parcel);
	if (parcel->broken)
		outcome_fail(outcome, FFTPIPE_EINTERNAL,
			     "its worker process did not finish its answer");
}
