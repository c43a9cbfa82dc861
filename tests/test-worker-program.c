/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-worker-program.c - workers that are programs, and one batch run twice */
#define _GNU_SOURCE
#include "clock.h"
#include "works.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define INPUT "[input]\nfiles = *.png\n"
#define ROWS  INPUT "[a]\nuse = rows\nsave = out/{stem}.png\n"

static const char *program(void)
{
	const char *folder = getenv("top_builddir");
	static char path[4096];

	snprintf(path, sizeof path, "%s/fftpipe-worker", folder ? folder : ".");
	return path;
}

static void gather(struct works *works, const char *text, enum worker_kind kind)
{
	works_gather(works, text, NULL, 2, false);
	works->options.kind = kind;
	works->options.program = program();
}

static void start(struct works *works, const char *text, enum worker_kind kind)
{
	gather(works, text, kind);
	works->batch = batch_create(&works->shop.pipeline, &works->options,
				    works->inputs.count);
	assert_non_null(works->batch);
	batch_bind(works->batch, &works->shop.problems);
}

/* ---- what they can reach ------------------------------------------------ */

/* What the plugin that looks for secrets found in such a worker. */
static void look_around(enum worker_kind kind, char *found, size_t size)
{
	struct works works;
	int fd = open("/dev/null", O_RDONLY);

	assert_int_equal(dup2(fd, 77), 77);
	touch("secret");
	assert_int_equal(setenv("SECRET", "hunter2", 1), 0);
	write_pictures(1, 99);
	start(&works, INPUT "[a]\nuse = escapes\nsave = out/{stem}.png\n",
	      kind);
	works_run(&works);
	snprintf(found, size, "%s", reason_of(&works, "p0.png"));
	works_finish(&works);
	unsetenv("SECRET");
	close(77);
	close(fd);
}

static void a_sandboxed_plugin_finds_nothing(void **state)
{
	char found[1024];

	(void)state;
#ifdef FFTPIPE_SANITIZED
	skip();
#endif
	look_around(WORKER_SANDBOXED, found, sizeof found);
	assert_string_equal(found, "");
}

static void a_program_knows_no_secret_of_its_owner(void **state)
{
	char found[1024];

	(void)state;
	look_around(WORKER_PROGRAM, found, sizeof found);
	assert_null(strstr(found, "environment"));
	assert_null(strstr(found, "memory"));
	assert_null(strstr(found, "descriptors"));
	assert_null(strstr(found, "capabilities"));
	/* It is no sandbox. */
	assert_non_null(strstr(found, "network"));
}

/* Or the two tests above would prove nothing. */
static void a_copy_of_us_finds_what_it_looks_for(void **state)
{
	char found[1024];

	(void)state;
	look_around(WORKER_FORKED, found, sizeof found);
	assert_non_null(strstr(found, "load: environment"));
	assert_non_null(strstr(found, "load: file"));
	assert_non_null(strstr(found, "run: network"));
	assert_non_null(strstr(found, "run: process"));
}

static void what_the_sandbox_lacks_is_said(void **state)
{
	struct works works;
	const char *lacks;

	(void)state;
	write_pictures(1, 99);
	start(&works, ROWS, WORKER_SANDBOXED);
	lacks = batch_sandbox_lacks(works.batch);
	assert_true(!lacks || strstr(lacks, "no"));
#ifdef FFTPIPE_SANITIZED
	assert_non_null(lacks);
#endif
	works_finish(&works);
	start(&works, ROWS, WORKER_FORKED);
	assert_null(batch_sandbox_lacks(works.batch));
	works_finish(&works);
}

/* ---- what they know ----------------------------------------------------- */

static char *bytes_of(const char *path, size_t *length)
{
	int fd = open(path, O_RDONLY);
	char *bytes;

	assert_true(fd >= 0);
	bytes = read_all(fd, 1 << 20, length);
	assert_non_null(bytes);
	close(fd);
	return bytes;
}

static void all_kinds_of_workers_make_the_same_bytes(void **state)
{
	static const char text[] =
		INPUT "[limits]\nseconds = 50\n"
		      "[a]\nuse = settings\ncount = 3\nsave = out/{stem}.png\n"
		      "[b]\nuse = fft2d-magnitude\nfrom = input\n"
		      "save = out/{stem}_b.png\n";
	char *first = NULL;
	size_t length = 0;

	(void)state;
	write_pictures(3, 99);
	for (int kind = WORKER_FORKED; kind <= WORKER_SANDBOXED; kind++) {
		struct works works;
		char *again;
		size_t size;

		start(&works, text, (enum worker_kind)kind);
		works_run(&works);
		assert_summary(&works, 3, 0, 0);
		works_finish(&works);
		again = bytes_of("out/p1_b.png", &size);
		if (first) {
			assert_int_equal(size, length);
			assert_memory_equal(again, first, length);
			free(again);
		} else {
			first = again;
			length = size;
		}
	}
	free(first);
}

static void overrides_and_limits_reach_them(void **state)
{
	struct works works;

	(void)state;
	write_pictures(1, 99);
	gather(&works, INPUT "[a]\nuse = hangs\nsave = out/{stem}.png\n",
	       WORKER_PROGRAM);
	assert_int_equal(config_set(&works.shop.config, 1, "a.use=rows",
				    &works.shop.problems),
			 0);
	/* As a runner may change it. */
	works.shop.pipeline.limits.memory = 1000;
	works.batch = batch_create(&works.shop.pipeline, &works.options, 1);
	batch_bind(works.batch, &works.shop.problems);
	works_run(&works);
	assert_non_null(
		strstr(reason_of(&works, "p0.png"), "over the limit of 1000"));
	works_finish(&works);
}

static void their_problems_have_places(void **state)
{
	struct works works;

	(void)state;
	write_pictures(1, 99);
	start(&works, INPUT "[a]\nuse = nobody\nsave = out/{stem}.png\n",
	      WORKER_PROGRAM);
	assert_int_equal(works.shop.problems.count, 1);
	assert_string_equal(works.shop.problems.list[0].place.source, "t.ini");
	assert_int_equal(works.shop.problems.list[0].place.line, 4);
	works_finish(&works);
}

static void a_missing_program_is_named(void **state)
{
	struct works works;

	(void)state;
	write_pictures(1, 99);
	gather(&works, ROWS, WORKER_PROGRAM);
	works.options.program = "/nowhere/fftpipe-worker";
	works.batch = batch_create(&works.shop.pipeline, &works.options, 1);
	batch_bind(works.batch, &works.shop.problems);
	assert_problems(&works.shop.problems,
			"cannot start a worker process, "
			"/nowhere/fftpipe-worker: No such file or directory\n");
	works_finish(&works);
}

static void a_crash_in_one_costs_its_input(void **state)
{
	struct works works;

	(void)state;
	write_pictures(4, 2);
	start(&works, INPUT "[a]\nuse = crash\nsave = out/{stem}.png\n",
	      WORKER_SANDBOXED);
	works_run(&works);
	assert_summary(&works, 3, 1, 0);
#ifndef FFTPIPE_SANITIZED
	assert_non_null(strstr(reason_of(&works, "p2.png"),
			       "[a] crash: crashed with signal 11"));
#endif
	works_finish(&works);
}

/* ---- binding beside their owner ------------------------------------------ */

/* Begin, and wait until the worker has answered; batch_bind is next. */
static void begin(struct works *works, const char *text)
{
	struct pollfd answer = { .events = POLLIN };

	write_pictures(1, 99);
	gather(works, text, WORKER_PROGRAM);
	works->batch = batch_create(&works->shop.pipeline, &works->options, 1);
	assert_non_null(works->batch);
	assert_true(batch_bind_begin(works->batch, &works->shop.problems));
	answer.fd = works->batch->hands[0].worker.socket;
	assert_int_equal(poll(&answer, 1, 60000), 1);
	assert_problems(&works->shop.problems, "");
}

static void they_bind_while_the_owner_does_something_else(void **state)
{
	struct works works;
	pid_t first;

	(void)state;
	begin(&works, ROWS);
	first = works.batch->hands[0].worker.pid;
	batch_bind(works.batch, &works.shop.problems);
	assert_problems(&works.shop.problems, "");
	assert_int_equal(strlen(batch_digest(works.batch)), DIGEST_SIZE - 1);
	works_run(&works);
	assert_summary(&works, 1, 0, 0);
	assert_int_equal(works.batch->hands[0].worker.pid, first);
	works_finish(&works);
}

static void what_they_found_meanwhile_is_told(void **state)
{
	struct works works;

	(void)state;
	begin(&works, INPUT "[a]\nuse = nobody\nsave = out/{stem}.png\n");
	batch_bind(works.batch, &works.shop.problems);
	assert_int_equal(works.shop.problems.count, 1);
	assert_int_equal(works.shop.problems.list[0].place.line, 4);
	works_finish(&works);
}

static void one_that_nobody_waited_for_ends_with_the_batch(void **state)
{
	struct works works;

	(void)state;
	begin(&works, ROWS);
	works_finish(&works);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static void one_that_cannot_start_is_told_once(void **state)
{
	struct works works;

	(void)state;
	write_pictures(1, 99);
	gather(&works, ROWS, WORKER_PROGRAM);
	works.options.program = "/nowhere/fftpipe-worker";
	works.batch = batch_create(&works.shop.pipeline, &works.options, 1);
	assert_false(batch_bind_begin(works.batch, &works.shop.problems));
	assert_problems(&works.shop.problems,
			"cannot start a worker process, "
			"/nowhere/fftpipe-worker: No such file or directory\n");
	works_finish(&works);
}

/* ---- one batch, run again and again ------------------------------------- */

static void run_again(struct works *works)
{
	works->n_results = 0;
	works_run(works);
}

static void idle_workers_stay_for_the_next_run(void **state)
{
	struct works works;
	pid_t pid;

	(void)state;
	write_pictures(3, 99);
	start(&works, ROWS, WORKER_FORKED);
	pid = works.batch->hands[0].worker.pid;
	for (int i = 0; i < 3; i++) {
		run_again(&works);
		assert_summary(&works, 3, 0, 0);
		assert_int_equal(works.batch->hands[0].worker.pid, pid);
	}
	works_finish(&works);
}

static void dead_workers_are_replaced_in_the_next_run(void **state)
{
	struct works works;
	siginfo_t info;
	pid_t pid;

	(void)state;
	write_pictures(3, 99);
	start(&works, ROWS, WORKER_PROGRAM);
	run_again(&works);
	pid = works.batch->hands[0].worker.pid;
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
	run_again(&works);
	assert_summary(&works, 3, 0, 0);
	assert_int_not_equal(works.batch->hands[0].worker.pid, pid);
	works_finish(&works);
}

static void idle_workers_give_memory_to_busy_ones(void **state)
{
	struct works works;

	(void)state;
	write_pictures(2, 99);
	gather(&works, ROWS, WORKER_FORKED);
	/* Enough for one at a time. */
	works.shop.pipeline.limits.memory = 800000;
	works.batch = batch_create(&works.shop.pipeline, &works.options, 2);
	batch_bind(works.batch, &works.shop.problems);
	for (int i = 0; i < 2; i++) {
		run_again(&works);
		assert_string_equal(reason_of(&works, "p0.png"), "");
		assert_summary(&works, 2, 0, 0);
	}
	works_finish(&works);
}

static void a_job_over_the_deadline_fails_in_time(void **state)
{
	struct works works;
	double end;

	(void)state;
	write_pictures(4, 99);
	start(&works, INPUT "[a]\nuse = hangs\nsave = out/{stem}.png\n",
	      WORKER_FORKED);
	end = clock_seconds() + 2;
	batch_set_deadline(works.batch, end);
	run_again(&works);
	assert_true(clock_seconds() >= end);
	assert_summary(&works, 0, 4, 0);
	assert_string_equal(
		reason_of(&works, "p0.png"),
		"[a] hangs: not done when the time for this run was up");
	assert_string_equal(reason_of(&works, "p3.png"),
			    "not begun: the time for this run was up");
	assert_int_equal(count_files(".png"), 4);
	works_finish(&works);
}

static void a_new_deadline_gives_new_time(void **state)
{
	struct works works;

	(void)state;
	write_pictures(2, 99);
	for (int in_process = 0; in_process < 2; in_process++) {
		works_start(&works, ROWS, NULL, 2, in_process);
		batch_set_deadline(works.batch, clock_seconds() - 1);
		run_again(&works);
		assert_summary(&works, 0, 2, 0);
		batch_set_deadline(works.batch, HUGE_VAL);
		run_again(&works);
		assert_summary(&works, 2, 0, 0);
		works_finish(&works);
	}
}

static void signals_can_stay_the_callers(void **state)
{
	struct sigaction before, after;
	struct works works;

	(void)state;
	write_pictures(2, 99);
	assert_int_equal(sigaction(SIGTERM, NULL, &before), 0);
	works_gather(&works, ROWS, NULL, 1, false);
	works.options.own_signals = true;
	works.batch = batch_create(&works.shop.pipeline, &works.options, 2);
	batch_bind(works.batch, &works.shop.problems);
	batch_interrupt(SIGTERM);
	run_again(&works);
	assert_int_equal(works.summary.interrupted, SIGTERM);
	assert_summary(&works, 0, 0, 0);
	run_again(&works);
	assert_int_equal(works.summary.interrupted, 0);
	assert_summary(&works, 2, 0, 0);
	assert_int_equal(sigaction(SIGTERM, NULL, &after), 0);
	assert_true(before.sa_handler == after.sa_handler);
	works_finish(&works);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_sandboxed_plugin_finds_nothing),
		TEST(a_program_knows_no_secret_of_its_owner),
		TEST(a_copy_of_us_finds_what_it_looks_for),
		TEST(what_the_sandbox_lacks_is_said),
		TEST(all_kinds_of_workers_make_the_same_bytes),
		TEST(overrides_and_limits_reach_them),
		TEST(their_problems_have_places),
		TEST(a_missing_program_is_named),
		TEST(a_crash_in_one_costs_its_input),
		TEST(they_bind_while_the_owner_does_something_else),
		TEST(what_they_found_meanwhile_is_told),
		TEST(one_that_nobody_waited_for_ends_with_the_batch),
		TEST(one_that_cannot_start_is_told_once),
		TEST(idle_workers_stay_for_the_next_run),
		TEST(dead_workers_are_replaced_in_the_next_run),
		TEST(idle_workers_give_memory_to_busy_ones),
		TEST(a_job_over_the_deadline_fails_in_time),
		TEST(a_new_deadline_gives_new_time),
		TEST(signals_can_stay_the_callers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
