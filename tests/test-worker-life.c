/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-worker-life.c - what a worker has open, how it ends and with whom */
#define _GNU_SOURCE
#include "clock.h"
#include "shift.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define INPUT "[input]\nfiles = *.png\n"

static void link_of(pid_t pid, int fd, char *target, size_t size)
{
	char path[64];
	ssize_t n;

	snprintf(path, sizeof path, "/proc/%ld/fd/%d", (long)pid, fd);
	n = readlink(path, target, size - 1);
	assert_true(n > 0);
	target[n] = '\0';
}

static void nothing_else_of_its_owners_is_open(void **state)
{
	int fd = open("/dev/null", O_RDONLY), number = dup2(fd, 77);
	const struct dirent *entry;
	struct shift shift;
	char path[64];
	DIR *stream;

	(void)state;
	assert_int_equal(number, 77);
	shift_start(&shift, INPUT "[a]\nuse = rows\nsave = {stem}_a.png\n");
	snprintf(path, sizeof path, "/proc/%ld/fd",
		 (long)shift.hand.worker.pid);
	stream = opendir(path);
	assert_non_null(stream);
	while ((entry = readdir(stream)))
		if (entry->d_name[0] != '.' && atoi(entry->d_name) < 1000)
			assert_in_range(atoi(entry->d_name), 0, 3);
	closedir(stream);
	close(fd);
	close(77);
	shift_finish(&shift);
}

static void its_standard_output_is_the_owners_standard_error(void **state)
{
	char out[256], err[256], in[256];
	struct shift shift;

	(void)state;
	shift_start(&shift, INPUT "[a]\nuse = rows\nsave = {stem}_a.png\n");
	link_of(shift.hand.worker.pid, 0, in, sizeof in);
	link_of(shift.hand.worker.pid, 1, out, sizeof out);
	link_of(getpid(), 2, err, sizeof err);
	assert_string_equal(in, "/dev/null");
	assert_string_equal(out, err);
	shift_finish(&shift);
}

static void an_idle_worker_ends_by_itself(void **state)
{
	struct shift shift;
	pid_t pid;

	(void)state;
	shift_start(&shift, INPUT "[a]\nuse = rows\nsave = {stem}_a.png\n");
	pid = shift.hand.worker.pid;
	worker_end(&shift.hand.worker);
	shift.hand.alive = false;
	assert_int_equal(shift.hand.worker.pid, -1);
	assert_int_equal(waitpid(pid, NULL, 0), -1);
	assert_int_equal(errno, ECHILD);
	worker_end(&shift.hand.worker); /* twice is fine */
	shift_finish(&shift);
}

static void a_worker_that_hangs_does_not_delay_the_end(void **state)
{
	struct shift shift;
	pid_t pid;

	(void)state;
	shift_start(&shift, INPUT "[a]\nuse = rows\nsave = {stem}_a.png\n");
	pid = shift.hand.worker.pid;
	assert_int_equal(kill(pid, SIGSTOP), 0);
	worker_end(&shift.hand.worker);
	shift.hand.alive = false;
	assert_int_equal(waitpid(pid, NULL, 0), -1);
	assert_int_equal(errno, ECHILD);
	shift_finish(&shift);
}

/* Then nobody can say how a process ended, and its number may be another's. */
static void workers_end_where_their_ends_are_ignored(void **state)
{
	struct shift shift;
	double start;

	(void)state;
	assert_true(signal(SIGCHLD, SIG_IGN) != SIG_ERR);
	shift_start(&shift, INPUT "[a]\nuse = rows\nsave = {stem}_a.png\n");
	start = clock_seconds();
	worker_end(&shift.hand.worker);
	shift.hand.alive = false;
	assert_true(clock_seconds() - start < 0.4);
	shift_finish(&shift);
	shift_start(&shift, INPUT "[a]\nuse = crash\nsave = {stem}_a.png\n");
	shift_ask(&shift, ASK_JOB, 60);
	assert_string_equal(shift.outcome.reason,
			    "[a] crash: its worker process ended");
	shift_finish(&shift);
	signal(SIGCHLD, SIG_DFL);
}

static void an_interrupt_is_the_owners_to_deal_with(void **state)
{
	struct shift shift;

	(void)state;
	shift_start(&shift, INPUT "[a]\nuse = rows\nsave = {stem}_a.png\n");
	assert_int_equal(kill(shift.hand.worker.pid, SIGINT), 0);
	shift_ask(&shift, ASK_JOB, 60);
	assert_true(shift.answered);
	assert_int_equal(shift.outcome.status, FFTPIPE_OK);
	shift_finish(&shift);
}

/* Wait for the worker of an owner that is killed; it is ours to reap then. */
static void assert_dies_with_its_owner(const char *plugin)
{
	int ends[2], status;
	pid_t owner, worker;

	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	assert_int_equal(pipe(ends), 0);
	owner = fork();
	assert_true(owner >= 0);
	if (!owner) {
		struct shift shift;
		char text[128];

		snprintf(text, sizeof text,
			 INPUT "[a]\nuse = %s\nsave = {stem}_a.png\n", plugin);
		shift_start(&shift, text);
		if (write(ends[1], &shift.hand.worker.pid, sizeof worker) < 0)
			_exit(1);
		shift_ask(&shift, ASK_JOB, 60);
		for (;;)
			pause();
	}
	close(ends[1]);
	assert_int_equal(read(ends[0], &worker, sizeof worker), sizeof worker);
	close(ends[0]);
	usleep(200000);
	assert_int_equal(kill(owner, SIGKILL), 0);
	assert_int_equal(waitpid(owner, &status, 0), owner);
	assert_int_equal(waitpid(worker, &status, 0), worker);
}

static void a_dead_owner_takes_an_idle_worker_along(void **state)
{
	(void)state;
	assert_dies_with_its_owner("rows");
}

static void a_dead_owner_takes_a_hanging_worker_along(void **state)
{
	(void)state;
	assert_dies_with_its_owner("hangs");
}

static void blame_is_empty_when_nobody_runs(void **state)
{
	struct board board = { .stage = "", .plugin = "" };
	struct worker worker = { .board = &board };
	char text[64] = "x";

	(void)state;
	worker_blame(&worker, text, sizeof text);
	assert_string_equal(text, "");
	worker.board = NULL;
	worker_blame(&worker, text, sizeof text);
	assert_string_equal(text, "");
	worker.board = &board;
	memset(&board, 'x', sizeof board);
	worker_blame(&worker, text, sizeof text);
	assert_int_equal(strlen(text), sizeof text - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_else_of_its_owners_is_open),
		cmocka_unit_test(
			its_standard_output_is_the_owners_standard_error),
		cmocka_unit_test(an_idle_worker_ends_by_itself),
		cmocka_unit_test(a_worker_that_hangs_does_not_delay_the_end),
		cmocka_unit_test(workers_end_where_their_ends_are_ignored),
		cmocka_unit_test(an_interrupt_is_the_owners_to_deal_with),
		cmocka_unit_test(a_dead_owner_takes_an_idle_worker_along),
		cmocka_unit_test(a_dead_owner_takes_a_hanging_worker_along),
		cmocka_unit_test(blame_is_empty_when_nobody_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
