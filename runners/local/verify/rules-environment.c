/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules-environment.c - what belongs to the process is left as it was found
 */
#define _GNU_SOURCE /* environ, fegetexcept */
#include "bench.h"
#include "rules.h"

#include <fcntl.h>
#include <fenv.h>
#include <float.h>
#include <limits.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SIGNALS = 65, MOST_FILES = 1024 };

struct surroundings {
	int rounding, traps;
	bool subnormals;
	char locale[1024], directory[PATH_MAX];
	mode_t umask;
	sigset_t blocked;
	struct sigaction actions[SIGNALS];
	char *variables;
	off_t printed;
	bool files[MOST_FILES];
};

/* ---- before and after ---------------------------------------------------- */

static bool has_subnormals(void)
{
	volatile float least = FLT_MIN;

	least = least / 4;
	return least > 0;
}

static char *variables_copy(struct trial *trial)
{
	size_t size = 1;
	char *text, *at;

	for (char **v = environ; v && *v; v++)
		size += strlen(*v) + 1;
	at = text = trial_memory(trial, size, 1);
	for (char **v = environ; v && *v; v++)
		at += sprintf(at, "%s\n", *v);
	return text;
}

static void look_around(struct trial *trial, struct surroundings *s)
{
	struct stat status;

	s->rounding = fegetround();
#ifdef __GLIBC__
	s->traps = fegetexcept();
#endif
	s->subnormals = has_subnormals();
	snprintf(s->locale, sizeof s->locale, "%s", setlocale(LC_ALL, NULL));
	if (!getcwd(s->directory, sizeof s->directory))
		*s->directory = '\0';
	s->umask = umask(077);
	umask(s->umask);
	sigprocmask(SIG_SETMASK, NULL, &s->blocked);
	for (int i = 1; i < SIGNALS; i++)
		sigaction(i, NULL, &s->actions[i]);
	s->variables = variables_copy(trial);
	fflush(stdout);
	s->printed = fstat(STDOUT_FILENO, &status) ? -1 : status.st_size;
	for (int fd = 0; fd < MOST_FILES; fd++)
		s->files[fd] = fcntl(fd, F_GETFD) >= 0;
}

static bool works_and_closes(struct trial *trial, const struct scene *scene)
{
	struct bench bench;

	bench_init(&bench, trial, scene);
	bench_work(&bench);
	bench_finish(&bench);
	return true;
}

/* What is around before the plugin is loaded, and after it has worked. */
static struct surroundings *visit(struct trial *trial)
{
	struct surroundings *two = trial_memory(trial, 2, sizeof *two);

	look_around(trial, &two[0]);
	if (!trial_load(trial))
		return NULL;
	scenes_each(trial, works_and_closes);
	look_around(trial, &two[1]);
	return two;
}

/* ---- the rules ----------------------------------------------------------- */

static bool check_rounding(struct trial *trial)
{
	const struct surroundings *two = visit(trial);

	if (!two)
		return false;
	if (two[0].rounding != two[1].rounding)
		return trial_broken(trial, "the rounding mode was changed");
	if (two[0].subnormals != two[1].subnormals)
		return trial_broken(trial, "very small numbers now round to 0 "
					   "(was it linked with -ffast-math?)");
	if (two[0].traps != two[1].traps)
		return trial_broken(trial, "traps for floating-point "
					   "exceptions were changed");
	return true;
}

static bool check_locale(struct trial *trial)
{
	const struct surroundings *two;

	/* So that setlocale(LC_ALL, "") shows. */
	setenv("LC_ALL", "C.UTF-8", 1);
	two = visit(trial);
	if (!two)
		return false;
	if (strcmp(two[0].locale, two[1].locale) != 0)
		return trial_broken(trial, "the locale is now %s",
				    two[1].locale);
	return true;
}

static bool check_directory(struct trial *trial)
{
	const struct surroundings *two = visit(trial);

	if (two && strcmp(two[0].directory, two[1].directory) != 0)
		return trial_broken(trial, "the working directory is now %s",
				    two[1].directory);
	return two != NULL;
}

static bool same_action(const struct sigaction *a, const struct sigaction *b)
{
	if (a->sa_flags != b->sa_flags)
		return false;
	return a->sa_flags & SA_SIGINFO ? a->sa_sigaction == b->sa_sigaction
					: a->sa_handler == b->sa_handler;
}

static bool check_signals(struct trial *trial)
{
	const struct surroundings *two = visit(trial);

	for (int i = 1; two && i < SIGNALS; i++) {
		if (!same_action(&two[0].actions[i], &two[1].actions[i]))
			return trial_broken(trial,
					    "signal %d (%s) is now handled in "
					    "another way",
					    i, strsignal(i));
		if (sigismember(&two[0].blocked, i) !=
		    sigismember(&two[1].blocked, i))
			return trial_broken(trial,
					    "signal %d (%s) was blocked or "
					    "let through",
					    i, strsignal(i));
	}
	return two != NULL;
}

static bool check_umask(struct trial *trial)
{
	const struct surroundings *two = visit(trial);

	if (two && two[0].umask != two[1].umask)
		return trial_broken(trial, "the umask was %03o and is %03o",
				    (unsigned)two[0].umask,
				    (unsigned)two[1].umask);
	return two != NULL;
}

static bool check_variables(struct trial *trial)
{
	const struct surroundings *two = visit(trial);

	if (two && strcmp(two[0].variables, two[1].variables) != 0)
		return trial_broken(trial, "environment variables were "
					   "changed");
	return two != NULL;
}

static bool check_stdout(struct trial *trial)
{
	const struct surroundings *two = visit(trial);

	if (two && two[0].printed != two[1].printed)
		return trial_broken(trial,
				    "%lld bytes went to standard output, "
				    "where pictures may go; use host->log()",
				    (long long)(two[1].printed -
						two[0].printed));
	return two != NULL;
}

static bool check_files(struct trial *trial)
{
	const struct surroundings *two = visit(trial);

	for (int fd = 0; two && fd < MOST_FILES; fd++)
		if (two[0].files[fd] != two[1].files[fd])
			return trial_broken(trial, "file descriptor %d was %s",
					    fd,
					    two[1].files[fd] ? "left open"
							     : "closed");
	return two != NULL;
}

#define WHERE "What a plugin offers, fftpipe_transform"

const struct rule rules_environment[] = {
	{ "rounding", "how numbers are rounded is left alone", WHERE,
	  check_rounding, RULE_LOADS },
	{ "locale", "the locale is left alone", WHERE, check_locale,
	  RULE_LOADS },
	{ "directory", "the working directory is left alone", WHERE,
	  check_directory, RULE_LOADS },
	{ "signals", "signals are left alone", WHERE, check_signals,
	  RULE_LOADS },
	{ "umask", "the umask is left alone", WHERE, check_umask, RULE_LOADS },
	{ "variables", "environment variables are left alone", WHERE,
	  check_variables, RULE_LOADS },
	{ "stdout", "nothing is printed to standard output", WHERE,
	  check_stdout, RULE_LOADS },
	{ "files", "no file is left open", WHERE, check_files, RULE_LOADS },
	{ 0 },
};
