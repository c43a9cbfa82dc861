/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-store-output.c - files that appear whole, and what killed runs left */
#define _GNU_SOURCE
#include "store-common.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- outputs ------------------------------------------------------------ */

static void an_output_appears_at_commit(void **state)
{
	(void)state;
	begin_output("out.png");
	assert_false(file_store.exists(&file_store, "out.png"));
	assert_int_equal(count_files("."), 1);
	assert_true(file_store.commit(&file_store, &output, 1, &outcome));
	assert_holds("out.png", "new");
	assert_int_equal(count_files("."), 1);
	assert_int_equal(output.fd, -1);
}

static void temporary_names_are_hidden_and_in_the_same_folder(void **state)
{
	(void)state;
	begin_output("sub/out.png");
	assert_memory_equal(output.temporary, "sub/.fftpipe-", 13);
	assert_non_null(strstr(output.temporary, ".tmp"));
	assert_int_equal(access(output.temporary, F_OK), 0);
}

static void folders_are_made(void **state)
{
	char path[128];

	(void)state;
	begin_output("a/b//c/out.png");
	assert_true(file_store.commit(&file_store, &output, 1, &outcome));
	assert_holds("a/b/c/out.png", "new");
	snprintf(path, sizeof path, "%s/d/out.png", scratch);
	begin_output(path);
	assert_true(file_store.commit(&file_store, &output, 1, &outcome));
	assert_holds("d/out.png", "new");
}

static void a_folder_that_cannot_be_made_is_named(void **state)
{
	(void)state;
	touch("a");
	assert_false(file_store.begin(&file_store, &output, "a/b/out.png",
				      false, &outcome));
	assert_reason("cannot write a/b/out.png: Not a directory");
}

static void a_file_is_no_folder(void **state)
{
	(void)state;
	touch("a");
	assert_false(file_store.begin(&file_store, &output, "a/out.png", false,
				      &outcome));
	assert_reason("cannot write a/out.png: Not a directory");
}

static void what_was_there_is_replaced(void **state)
{
	(void)state;
	write_file("out.png", "something old");
	begin_output("out.png");
	assert_holds("out.png", "something old");
	assert_true(file_store.commit(&file_store, &output, 1, &outcome));
	assert_holds("out.png", "new");
}

static void what_appeared_meanwhile_is_kept_if_asked(void **state)
{
	(void)state;
	assert_true(file_store.begin(&file_store, &output, "out.png", true,
				     &outcome));
	write_file("out.png", "faster");
	assert_true(file_store.commit(&file_store, &output, 1, &outcome));
	assert_holds("out.png", "faster");
	assert_int_equal(count_files("."), 1);
}

static void what_is_to_be_kept_is_made_if_missing(void **state)
{
	(void)state;
	assert_true(file_store.begin(&file_store, &output, "out.png", true,
				     &outcome));
	assert_int_equal(write(output.fd, "new", 3), 3);
	assert_true(file_store.commit(&file_store, &output, 1, &outcome));
	assert_holds("out.png", "new");
	assert_int_equal(count_files("."), 1);
}

static void a_link_is_replaced_and_not_followed(void **state)
{
	struct stat status;

	(void)state;
	write_file("target", "precious");
	assert_int_equal(symlink("target", "out.png"), 0);
	begin_output("out.png");
	assert_true(file_store.commit(&file_store, &output, 1, &outcome));
	assert_holds("target", "precious");
	assert_int_equal(lstat("out.png", &status), 0);
	assert_true(S_ISREG(status.st_mode));
}

static void an_output_has_the_callers_permissions(void **state)
{
	struct stat status;
	mode_t before = umask(027);

	(void)state;
	begin_output("out.png");
	umask(before);
	assert_true(file_store.commit(&file_store, &output, 1, &outcome));
	assert_int_equal(stat("out.png", &status), 0);
	assert_int_equal(status.st_mode & 0777, 0640);
}

static void a_discarded_output_leaves_nothing(void **state)
{
	(void)state;
	write_file("out.png", "old");
	begin_output("out.png");
	file_store.discard(&file_store, &output);
	assert_int_equal(output.fd, -1);
	file_store.discard(&file_store, &output);
	assert_holds("out.png", "old");
	assert_int_equal(count_files("."), 1);
}

static void discarding_what_was_committed_is_harmless(void **state)
{
	(void)state;
	begin_output("out.png");
	assert_true(file_store.commit(&file_store, &output, 1, &outcome));
	file_store.discard(&file_store, &output);
	assert_holds("out.png", "new");
}

static void a_folder_in_the_way_is_refused(void **state)
{
	(void)state;
	assert_int_equal(mkdir("out.png", 0777), 0);
	assert_false(file_store.begin(&file_store, &output, "out.png", false,
				      &outcome));
	assert_reason("cannot write out.png: Is a directory");
	assert_int_equal(count_files("."), 1);
}

static void a_folder_that_came_meanwhile_fails_the_commit(void **state)
{
	(void)state;
	begin_output("out.png");
	assert_int_equal(mkdir("out.png", 0777), 0);
	assert_false(file_store.commit(&file_store, &output, 1, &outcome));
	assert_reason("cannot write out.png: Is a directory");
	assert_int_equal(count_files("."), 1);
}

/* Root may write everywhere: another user tries. */
static void an_unwritable_folder_is_refused(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	assert_int_equal(mkdir("sub", 0555), 0);
	assert_int_equal(chmod(scratch, 0755), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		if (!geteuid() && (setgid(65534) || setuid(65534)))
			_exit(77);
		if (file_store.begin(&file_store, &output, "sub/out.png", false,
				     &outcome))
			_exit(1);
		_exit(strcmp(outcome.reason,
			     "cannot write sub/out.png: Permission denied")
			      ? 2
			      : 0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* ---- what killed runs left ---------------------------------------------- */

/* Until the process at the other end of the pipe has said that it is ready. */
static void wait_for_word(const int ends[2])
{
	char word;

	close(ends[1]);
	assert_int_equal(read(ends[0], &word, 1), 1);
	close(ends[0]);
}

/*
 * A process that has begun an output in `folder`; killed by the caller.  With
 * `heir`, one more that was forked with its descriptors, and lives on a little.
 */
static pid_t begin_elsewhere(const char *path, bool heir)
{
	int ends[2];
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL); /* of a test that failed */
		if (!file_store.begin(&file_store, &output, path, false,
				      &outcome))
			_exit(1);
		if (heir && !fork()) {
			usleep(200000);
			_exit(0);
		}
		if (write(ends[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	wait_for_word(ends);
	return pid;
}

static void end_elsewhere(pid_t pid)
{
	int status;

	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
}

static void expect_removed(const char *folder, bool heir)
{
	char killed[32], next[32];

	snprintf(killed, sizeof killed, "%s/a.png", folder);
	snprintf(next, sizeof next, "%s/b.png", folder);
	end_elsewhere(begin_elsewhere(killed, heir));
	assert_int_equal(count_files(folder), 1);
	begin_output(next);
	assert_true(file_store.commit(&file_store, &output, 1, &outcome));
	assert_int_equal(count_files(folder), 1);
	assert_holds(next, "new");
}

static void a_killed_runs_stray_is_removed(void **state)
{
	(void)state;
	expect_removed("killed", false);
}

static void a_strays_lock_is_waited_for_while_a_worker_dies(void **state)
{
	(void)state;
	expect_removed("dying", true);
}

/* A process that has the name of one output taken by the next while locked. */
static pid_t go_on_elsewhere(const char *name)
{
	int ends[2];
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		int first = open(name, O_RDWR | O_CREAT, 0666), second;

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (flock(first, LOCK_EX) || write(ends[1], "x", 1) != 1)
			_exit(1);
		usleep(100000);
		if (rename(name, "raced/a.png"))
			_exit(1);
		second = open(name, O_RDWR | O_CREAT, 0666);
		if (flock(second, LOCK_EX))
			_exit(1);
		close(first);
		for (;;)
			pause();
	}
	wait_for_word(ends);
	return pid;
}

/* As where its number means another process, or none: in a container. */
static void what_took_a_strays_name_meanwhile_stays(void **state)
{
	char name[64];
	struct stat status;
	pid_t gone = fork(), pid;

	(void)state;
	if (!gone)
		_exit(0);
	assert_int_equal(waitpid(gone, NULL, 0), gone);
	snprintf(name, sizeof name, "raced/.fftpipe-%ld-0.tmp", (long)gone);
	assert_int_equal(mkdir("raced", 0777), 0);
	pid = go_on_elsewhere(name);
	begin_output("raced/b.png");
	assert_true(file_store.commit(&file_store, &output, 1, &outcome));
	assert_int_equal(stat("raced/a.png", &status), 0);
	assert_int_equal(stat(name, &status), 0);
	end_elsewhere(pid);
}

static void a_living_owners_file_is_left_alone(void **state)
{
	pid_t pid = begin_elsewhere("living/a.png", false);

	(void)state;
	assert_int_equal(count_files("living"), 1);
	begin_output("living/b.png");
	assert_true(file_store.commit(&file_store, &output, 1, &outcome));
	assert_int_equal(count_files("living"), 2);
	end_elsewhere(pid);
}

static void files_of_other_names_are_left_alone(void **state)
{
	(void)state;
	touch("others/.fftpipe-.txt");
	touch("others/fftpipe-1.tmp");
	touch("others/.fftpipe-1.tmp.png");
	touch("others/.fftpipe-.tmp");
	begin_output("others/b.png");
	assert_true(file_store.commit(&file_store, &output, 1, &outcome));
	assert_int_equal(count_files("others"), 5);
}

static void a_link_with_a_strays_name_is_not_followed(void **state)
{
	(void)state;
	write_file("precious", "text");
	touch("links/a");
	assert_int_equal(symlink("../precious", "links/.fftpipe-1-1.tmp"), 0);
	begin_output("links/b.png");
	assert_true(file_store.commit(&file_store, &output, 1, &outcome));
	assert_holds("precious", "text");
}

static void our_own_outputs_are_no_strays(void **state)
{
	struct store_output other;

	(void)state;
	begin_output("own/a.png");
	assert_true(file_store.begin(&file_store, &other, "own/b.png", false,
				     &outcome));
	assert_int_equal(count_files("own"), 2);
	assert_true(file_store.commit(&file_store, &output, 1, &outcome));
	assert_true(file_store.commit(&file_store, &other, 1, &outcome));
	assert_int_equal(count_files("own"), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(an_output_appears_at_commit),
		STORE_TEST(temporary_names_are_hidden_and_in_the_same_folder),
		STORE_TEST(folders_are_made),
		STORE_TEST(a_folder_that_cannot_be_made_is_named),
		STORE_TEST(a_file_is_no_folder),
		STORE_TEST(what_was_there_is_replaced),
		STORE_TEST(what_appeared_meanwhile_is_kept_if_asked),
		STORE_TEST(what_is_to_be_kept_is_made_if_missing),
		STORE_TEST(a_link_is_replaced_and_not_followed),
		STORE_TEST(an_output_has_the_callers_permissions),
		STORE_TEST(a_discarded_output_leaves_nothing),
		STORE_TEST(discarding_what_was_committed_is_harmless),
		STORE_TEST(a_folder_in_the_way_is_refused),
		STORE_TEST(a_folder_that_came_meanwhile_fails_the_commit),
		STORE_TEST(an_unwritable_folder_is_refused),
		STORE_TEST(a_killed_runs_stray_is_removed),
		STORE_TEST(a_strays_lock_is_waited_for_while_a_worker_dies),
		STORE_TEST(what_took_a_strays_name_meanwhile_stays),
		STORE_TEST(a_living_owners_file_is_left_alone),
		STORE_TEST(files_of_other_names_are_left_alone),
		STORE_TEST(a_link_with_a_strays_name_is_not_followed),
		STORE_TEST(our_own_outputs_are_no_strays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
