/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * measure.c - a program started and waited for: seconds, processor seconds and
 * the KiB of its largest process, on standard output
 *
 *	measure PROGRAM [ARGUMENT...]
 *
 * A program of its own, because a process that is started counts the memory of
 * the one that started it for its own: this one has hardly any.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Not in POSIX, but wherever we measure. */
#include <sys/resource.h>
pid_t wait4(pid_t pid, int *status, int options, struct rusage *usage);

extern char **environ;

static double now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec + 1e-9 * (double)at.tv_nsec;
}

static double seconds(struct timeval time)
{
	return (double)time.tv_sec + 1e-6 * (double)time.tv_usec;
}

int main(int argc, char **argv)
{
	posix_spawn_file_actions_t actions;
	struct rusage usage;
	double start;
	int status;
	pid_t pid;

	if (argc < 2)
		return 2;
	posix_spawn_file_actions_init(&actions);
	for (int fd = 0; fd < 3; fd++)
		posix_spawn_file_actions_addopen(&actions, fd, "/dev/null",
						 O_RDWR, 0);
	start = now();
	if (posix_spawnp(&pid, argv[1], &actions, NULL, argv + 1, environ) ||
	    wait4(pid, &status, 0, &usage) != pid)
		return 2;
	printf("%.6f %.6f %ld\n", now() - start,
	       seconds(usage.ru_utime) + seconds(usage.ru_stime),
	       usage.ru_maxrss);
	posix_spawn_file_actions_destroy(&actions);
	return WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : 1;
}
