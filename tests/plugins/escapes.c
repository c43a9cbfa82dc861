/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * escapes.c - looks for what is not its business, when it is loaded and when it
 * runs, and fails with a list of what it found
 *
 * The test has a file "secret" in its folder, SECRET in its environment, and a
 * descriptor that its workers should not get.
 */
#define _GNU_SOURCE
#include "simple.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char found[2048];

static void find(const char *when, const char *what, int is)
{
	size_t length = strlen(found);

	if (is)
		snprintf(found + length, sizeof found - length, "%s%s %s",
			 length ? ", " : "", when, what);
}

static int opens(const char *path, int flags)
{
	int fd = open(path, flags, 0600);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static int opens_of_owner(const char *name)
{
	char path[64];

	snprintf(path, sizeof path, "/proc/%ld/%s", (long)getppid(), name);
	return opens(path, O_RDONLY);
}

static int makes_socket(int family)
{
	int fd = socket(family, SOCK_STREAM, 0);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* Was it refused, or is there merely no such program? */
static int may_exec(void)
{
	static char name[] = "program";
	char *const words[] = { name, NULL }, *const none[] = { NULL };

	execve("/nowhere/program", words, none);
	return errno == ENOENT;
}

static int makes_process(void)
{
	pid_t child = fork();

	if (!child)
		_exit(0);
	if (child > 0)
		waitpid(child, NULL, 0);
	return child > 0;
}

/* Its pages count for no limit of the process. */
static int makes_file_in_memory(void)
{
	int fd = memfd_create("escaped", MFD_CLOEXEC);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* Was it refused, or is there merely no such thing? */
static int may_call(long number, long first, long second, long third)
{
	return syscall(number, first, second, third) >= 0 || errno != EPERM;
}

/* Segments, messages and queues that other processes have. */
static int shares_objects(void)
{
	return may_call(SYS_shmat, -1, 0, 0) ||
	       may_call(SYS_shmctl, -1, IPC_STAT, 0) ||
	       may_call(SYS_msgrcv, -1, 0, 0) ||
	       may_call(SYS_semop, -1, 0, 0) ||
	       may_call(SYS_mq_unlink, (long)"none", 0, 0);
}

/* Of its owner, or of itself above others; to what they are already. */
static int schedules(void)
{
	cpu_set_t all;

	return sched_getaffinity(0, sizeof all, &all) ||
	       !sched_setaffinity(getppid(), sizeof all, &all) ||
	       sched_setaffinity(0, sizeof all, &all) ||
	       may_call(SYS_setpriority, 99, 0, 0) ||
	       may_call(SYS_sched_setscheduler, 0, -2, 0);
}

static int is_descriptor(int fd)
{
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* What would cut, overwrite or alter the owner's standard error; not done. */
static int spoils_log(void)
{
	int flags = fcntl(STDERR_FILENO, F_GETFL);

	return may_call(SYS_ftruncate, STDERR_FILENO, -1, 0) ||
	       may_call(SYS_fallocate, STDERR_FILENO, -1, 0) ||
	       may_call(SYS_lseek, STDERR_FILENO, 0, SEEK_CUR) ||
	       may_call(SYS_pwrite64, STDERR_FILENO, 0, 0) ||
	       may_call(SYS_fcntl, STDERR_FILENO, F_SETFL, flags) ||
	       is_descriptor(fcntl(STDERR_FILENO, F_DUPFD, 9)) ||
	       is_descriptor(dup(STDOUT_FILENO));
}

/*
 * A user has none to begin with, nor may take any away from what could be
 * gained: for that programs must not gain any.
 */
static int capable(void)
{
	int any = 0;

	if (geteuid())
		return !prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
	for (unsigned long i = 0; i < 8; i++)
		any |= prctl(PR_CAPBSET_READ, i, 0, 0, 0) > 0;
	return any;
}

/* Beside standard descriptors, the channel, and in a job what it is about. */
static int has_descriptors(int most)
{
	int any = 0;

	for (int fd = 4; fd < 256; fd++)
		any += fcntl(fd, F_GETFD) >= 0;
	return any > most;
}

static void look_around(const char *when, int most_descriptors)
{
	find(when, "environment", getenv("SECRET") != NULL);
	find(when, "descriptors", has_descriptors(most_descriptors));
	find(when, "capabilities", capable());
	find(when, "owner's environment", opens_of_owner("environ"));
	find(when, "owner's memory", opens_of_owner("mem"));
	find(when, "owner's descriptors", opens_of_owner("fd/0"));
	find(when, "file", opens("secret", O_RDONLY));
	find(when, "new file", opens("escaped", O_WRONLY | O_CREAT));
	find(when, "network", makes_socket(AF_INET));
	find(when, "local socket", makes_socket(AF_UNIX));
	find(when, "exec", may_exec());
	find(when, "process", makes_process());
	find(when, "signal", !kill(getppid(), 0));
	find(when, "uncounted bytes", makes_file_in_memory());
	find(when, "System V", shares_objects());
	find(when, "scheduling", schedules());
	find(when, "log", spoils_log());
	find(when, "mode", !chmod("secret", 0600));
	find(when, "owner of signals", !fcntl(STDERR_FILENO, F_SETSIG, 0));
}

__attribute__((constructor)) static void look_early(void)
{
	look_around("load:", 0);
}

static void *nothing(void *argument)
{
	return argument;
}

static void *wait_to_be_canceled(void *argument)
{
	poll(NULL, 0, -1);
	return argument;
}

/* What computing may need works all the same. */
static const char *works(void)
{
	pthread_t thread;
	void *result;
	char *memory = malloc(64 << 20);
	int failed = !memory || !memset(memory, 1, 64 << 20);

	free(memory);
	if (failed)
		return "no memory";
	if (pthread_create(&thread, NULL, nothing, NULL) ||
	    pthread_join(thread, NULL))
		return "no thread";
	if (pthread_create(&thread, NULL, wait_to_be_canceled, NULL) ||
	    pthread_cancel(thread) || pthread_join(thread, &result) ||
	    result != PTHREAD_CANCELED)
		return "no cancellation";
	if (raise(0))
		return "no signal to itself";
	return NULL;
}

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	const char *wrong = works();

	(void)self, (void)params;
	if (wrong)
		return host->fail(host, FFTPIPE_EDATA, wrong);
	look_around("run:", 2);
	if (*found)
		return host->fail(host, FFTPIPE_EDATA, found);
	copy_rows(in[0], out[0], first, rows, 1);
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	DESCRIBE("escapes"),
	PICTURES,
	.run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
