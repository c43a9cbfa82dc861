/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trial.c - a check in a child with limits, and what it tells its parent
 */
#define _GNU_SOURCE /* memfd_create, strsignal */
#include "trial.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { GIBIBYTES = 4, TRIES = 3 };

/* ---- what a check says --------------------------------------------------- */

PRINTF_LIKE(3, 0)
static void judge(struct trial *trial, int is, const char *format, va_list args)
{
	struct verdict *verdict = trial->verdict;
	char line[512];
	char *printable;

	vsnprintf(line, sizeof line, format, args);
	printable = text_printable(line);
	snprintf(verdict->text, sizeof verdict->text, "%s",
		 printable ? printable : line);
	free(printable);
	verdict->is = is;
}

void trial_doing(struct trial *trial, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(trial->verdict->doing, sizeof trial->verdict->doing, format,
		  args);
	va_end(args);
}

bool trial_broken(struct trial *trial, const char *format, ...)
{
	va_list args;

	if (trial->verdict->is == VERDICT_BROKEN)
		return false;
	va_start(args, format);
	judge(trial, VERDICT_BROKEN, format, args);
	va_end(args);
	return false;
}

bool trial_skip(struct trial *trial, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	judge(trial, VERDICT_SKIPPED, format, args);
	va_end(args);
	return true;
}

bool trial_refuse(struct trial *trial, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	judge(trial, VERDICT_REFUSED, format, args);
	va_end(args);
	return false;
}

const char *status_word(int status)
{
	static const char *const words[] = {
		"OK", "EPARAM", "EDATA", "ENOMEM", "ECANCELED", "EINTERNAL"
	};

	return status >= FFTPIPE_OK && status <= FFTPIPE_EINTERNAL
		       ? words[status]
		       : "no status";
}

/* ---- what a check needs -------------------------------------------------- */

void *trial_memory(struct trial *trial, size_t count, size_t size)
{
	void *memory = calloc(count ? count : 1, size);

	if (memory)
		return memory;
	trial_skip(trial, "there is not enough memory to check it");
	_exit(0);
}

struct pool *trial_pool(struct trial *trial, unsigned threads)
{
	if (trial->pool && pool_threads(trial->pool) != threads) {
		pool_destroy(trial->pool);
		trial->pool = NULL;
	}
	if (!trial->pool)
		trial->pool = pool_create(threads);
	return trial->pool;
}

bool trial_open(struct trial *trial)
{
	void *symbol;

	trial_doing(trial, "while it was loaded");
	trial->handle = dlopen(trial->path, RTLD_NOW | RTLD_LOCAL);
	if (!trial->handle)
		return trial_broken(trial, "it cannot be loaded: %s",
				    dlerror());
	symbol = dlsym(trial->handle, "fftpipe_transform_v1");
	if (!symbol)
		return trial_broken(trial, "it has no fftpipe_transform_v1()");
	memcpy(&trial->entry, &symbol, sizeof trial->entry);
	return true;
}

bool trial_load(struct trial *trial)
{
	if (!trial_open(trial))
		return false;
	trial_doing(trial, "in fftpipe_transform_v1()");
	trial->module.id = trial->id;
	trial->module.path = trial->path;
	trial->module.transform = trial->entry();
	trial_doing(trial, "behind fftpipe_transform_v1()");
	if (!trial->module.transform)
		return trial_broken(trial,
				    "fftpipe_transform_v1() returned NULL");
	return true;
}

/* ---- the child ----------------------------------------------------------- */

/* What a plugin prints is counted by one of the rules and shown by none. */
static void replace_standard(void)
{
	int null = open("/dev/null", O_RDWR);
	int sink = memfd_create("stdout", 0);

	if (null >= 0)
		dup2(null, STDIN_FILENO);
	dup2(sink >= 0 ? sink : null, STDOUT_FILENO);
	if (null > STDERR_FILENO)
		close(null);
	if (sink > STDERR_FILENO)
		close(sink);
}

static void limit(void)
{
	const struct rlimit none = { 0, 0 };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setrlimit(RLIMIT_CORE, &none);
#ifndef FFTPIPE_SANITIZED
	const rlim_t most = (rlim_t)GIBIBYTES << 30;
	const struct rlimit memory = { most, most };

	setrlimit(RLIMIT_AS, &memory);
#endif
}

/* No exit handlers: what the plugin has left behind is its own affair. */
static void leave(void)
{
#ifdef FFTPIPE_COVERAGE
	exit(0);
#else
	_exit(0);
#endif
}

static void child_main(struct trial *trial, const struct rule *rule)
{
	bool fine = true;

	replace_standard();
	limit();
	/* As programs start: one that a plugin ignores shall show. */
	signal(SIGPIPE, SIG_DFL);
	if (!(rule->flags & RULE_LOADS))
		fine = trial_load(trial);
	if (fine)
		fine = rule->check(trial);
	if (trial->verdict->is == VERDICT_NONE)
		trial->verdict->is = fine ? VERDICT_FINE : VERDICT_BROKEN;
	leave();
}

/* ---- the parent ---------------------------------------------------------- */

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* True if it ended by itself; *status as waitpid() has it. */
static bool wait_for(pid_t pid, double seconds, int *status)
{
	double end = seconds_now() + seconds;
	long pause = 200000;

	while (seconds_now() < end) {
		const struct timespec nap = { 0, pause };

		if (waitpid(pid, status, WNOHANG) == pid)
			return true;
		nanosleep(&nap, NULL);
		pause = pause < 5000000 ? pause * 2 : pause;
	}
	kill(pid, SIGKILL);
	while (waitpid(pid, status, 0) < 0 && errno == EINTR)
		continue;
	return false;
}

static void explain_death(struct trial *trial, int status)
{
	const char *doing = trial->verdict->doing;

	/* Not what it had said before: a crash says more. */
	trial->verdict->is = VERDICT_NONE;
	if (WIFSIGNALED(status))
		trial_broken(trial, "crashed with signal %d (%s) %s",
			     WTERMSIG(status), strsignal(WTERMSIG(status)),
			     doing);
	else
		trial_broken(trial, "ended the process with status %d %s",
			     WEXITSTATUS(status), doing);
}

/* False if it took too long: another try would, too. */
static bool run_once(struct trial *trial, const struct rule *rule,
		     unsigned seconds)
{
	int status = 0;
	pid_t pid;

	*trial->verdict = (struct verdict){ 0 };
	fflush(NULL);
	pid = fork();
	if (pid < 0) {
		trial_skip(trial, "cannot start a process: %s",
			   strerror(errno));
		return false;
	}
	if (!pid)
		child_main(trial, rule);
	if (!wait_for(pid, seconds, &status)) {
		trial->verdict->is = VERDICT_NONE;
		trial_broken(trial, "took more than %u seconds %s", seconds,
			     trial->verdict->doing);
		return false;
	}
	if (trial->verdict->is == VERDICT_NONE || WIFSIGNALED(status))
		explain_death(trial, status);
	return true;
}

void trial_run(struct trial *trial, const struct rule *rule, unsigned seconds)
{
	unsigned tries = rule->flags & RULE_CLOCK ? TRIES : 1;

#ifdef FFTPIPE_SANITIZED
	if (rule->flags & RULE_PLAIN) {
		*trial->verdict = (struct verdict){ 0 };
		trial_skip(trial, "built with sanitizers");
		return;
	}
#endif
	while (run_once(trial, rule, seconds) &&
	       trial->verdict->is == VERDICT_BROKEN && --tries)
		continue;
}
