/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-store.c - files that are read, and outputs that are no files */
#define _GNU_SOURCE
#include "store-common.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- inputs ------------------------------------------------------------- */

static char *facts; /* files bring none */

static void a_file_is_opened_for_reading(void **state)
{
	char letters[4] = "";
	int fd;

	(void)state;
	write_file("a", "abc");
	fd = file_store.open(&file_store, "a", 1000, &facts, &outcome);
	assert_true(fd >= 0);
	assert_null(facts);
	assert_int_equal(pread(fd, letters, 3, 0), 3);
	assert_string_equal(letters, "abc");
	assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
	close(fd);
}

static void a_missing_file_is_named_as_such(void **state)
{
	(void)state;
	assert_int_equal(file_store.open(&file_store, "nowhere", 1000, &facts,
					 &outcome),
			 -1);
	assert_reason("cannot open it: No such file or directory");
}

static void a_folder_is_no_input(void **state)
{
	(void)state;
	assert_int_equal(mkdir("f", 0777), 0);
	assert_int_equal(file_store.open(&file_store, "f", 1000, &facts,
					 &outcome),
			 -1);
	assert_reason("it is a folder; name its files, as in \"f/*.png\"");
}

static void a_pipe_can_be_read_twice(void **state)
{
	char letters[6] = "";
	int ends[2], fd;
	char path[64];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "\x89PNG!", 5), 5);
	close(ends[1]);
	snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
	fd = file_store.open(&file_store, path, 1000, &facts, &outcome);
	close(ends[0]);
	assert_true(fd >= 0);
	assert_int_equal(pread(fd, letters, 5, 0), 5);
	assert_string_equal(letters, "\x89PNG!");
	assert_int_equal(pread(fd, letters, 2, 3), 2);
	close(fd);
}

static void standard_input_is_kept(void **state)
{
	char letters[5] = "";
	int fd, before;

	(void)state;
	write_file("a", "\x89PNG");
	before = replace(STDIN_FILENO, open("a", O_RDONLY));
	fd = file_store.open(&file_store, "-", 1000, &facts, &outcome);
	replace(STDIN_FILENO, before);
	assert_true(fd >= 0);
	assert_int_equal(pread(fd, letters, 4, 0), 4);
	assert_string_equal(letters, "\x89PNG");
	close(fd);
}

static void standard_input_that_cannot_be_read_fails(void **state)
{
	int fd, before = replace(STDIN_FILENO, open(".", O_RDONLY));

	(void)state;
	fd = file_store.open(&file_store, "-", 1000, &facts, &outcome);
	replace(STDIN_FILENO, before);
	assert_int_equal(fd, -1);
	assert_reason("cannot read it: Is a directory");
}

static void a_stream_without_end_is_refused(void **state)
{
	const char bytes[1001] = "\x89PNG";
	int ends[2], before;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], bytes, sizeof bytes), sizeof bytes);
	close(ends[1]);
	before = replace(STDIN_FILENO, ends[0]);
	assert_int_equal(file_store.open(&file_store, "-", 1000, &facts,
					 &outcome),
			 -1);
	replace(STDIN_FILENO, before);
	assert_reason("it is more than 1000 bytes, the limit; raise it with "
		      "[limits] memory");
}

static void a_stream_that_begins_like_no_picture_is_refused(void **state)
{
	(void)state;
	assert_int_equal(file_store.open(&file_store, "/dev/zero", 1u << 31,
					 &facts, &outcome),
			 -1);
	assert_reason("neither a PNG nor a TIFF file");
}

static void a_file_has_no_limit_here(void **state)
{
	int fd;

	(void)state;
	write_file("a", "more than three bytes");
	fd = file_store.open(&file_store, "a", 3, &facts, &outcome);
	assert_true(fd >= 0);
	close(fd);
}

static void what_is_there_exists(void **state)
{
	(void)state;
	touch("a");
	assert_int_equal(symlink("nowhere", "b"), 0);
	assert_true(file_store.exists(&file_store, "a"));
	assert_true(file_store.exists(&file_store, "b"));
	assert_false(file_store.exists(&file_store, "c"));
	/* A folder is no output that could be kept. */
	assert_int_equal(mkdir("d", 0700), 0);
	assert_false(file_store.exists(&file_store, "d"));
}

/* ---- what is not renamed --------------------------------------------------
 */

static void standard_output_gets_the_bytes_at_commit(void **state)
{
	int before;
	bool fine;

	(void)state;
	fflush(stdout);
	begin_output("-");
	before = replace(STDOUT_FILENO, open("out", O_WRONLY | O_CREAT, 0666));
	fine = file_store.commit(&file_store, &output, 1, &outcome);
	replace(STDOUT_FILENO, before);
	assert_true(fine);
	assert_holds("out", "new");
	assert_int_equal(count_files("."), 1);
}

static void a_discarded_standard_output_stays_empty(void **state)
{
	int before;

	(void)state;
	fflush(stdout);
	before = replace(STDOUT_FILENO, open("out", O_WRONLY | O_CREAT, 0666));
	begin_output("-");
	file_store.discard(&file_store, &output);
	replace(STDOUT_FILENO, before);
	assert_holds("out", "");
}

static void a_device_is_written_and_not_replaced(void **state)
{
	struct stat status;

	(void)state;
	begin_output("/dev/null");
	assert_true(file_store.commit(&file_store, &output, 1, &outcome));
	assert_int_equal(stat("/dev/null", &status), 0);
	assert_true(S_ISCHR(status.st_mode));
}

static void a_full_device_fails_the_commit(void **state)
{
	(void)state;
	begin_output("/dev/full");
	assert_false(file_store.commit(&file_store, &output, 1, &outcome));
	assert_reason("cannot write /dev/full: No space left on device");
}

static void a_closed_standard_output_fails_the_commit(void **state)
{
	int before;
	bool fine;

	(void)state;
	fflush(stdout);
	begin_output("-");
	before = replace(STDOUT_FILENO, open("/dev/full", O_WRONLY));
	fine = file_store.commit(&file_store, &output, 1, &outcome);
	replace(STDOUT_FILENO, before);
	assert_false(fine);
	assert_reason("cannot write standard output: No space left on device");
}

/* ---- reading all -------------------------------------------------------- */

static void all_is_read_up_to_a_limit(void **state)
{
	static char letters[10001];
	size_t length = 0;
	char *bytes;
	int fd;

	(void)state;
	memset(letters, 'x', 10000);
	write_file("a", letters);
	fd = open("a", O_RDONLY);
	bytes = read_all(fd, 10000, &length);
	assert_non_null(bytes);
	assert_int_equal(length, 10000);
	assert_string_equal(bytes, letters);
	free(bytes);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	assert_null(read_all(fd, 9999, &length));
	close(fd);
	assert_null(read_all(-1, 100, &length));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(a_file_is_opened_for_reading),
		STORE_TEST(a_missing_file_is_named_as_such),
		STORE_TEST(a_folder_is_no_input),
		STORE_TEST(a_pipe_can_be_read_twice),
		STORE_TEST(standard_input_is_kept),
		STORE_TEST(standard_input_that_cannot_be_read_fails),
		STORE_TEST(a_stream_without_end_is_refused),
		STORE_TEST(a_stream_that_begins_like_no_picture_is_refused),
		STORE_TEST(a_file_has_no_limit_here),
		STORE_TEST(what_is_there_exists),
		STORE_TEST(standard_output_gets_the_bytes_at_commit),
		STORE_TEST(a_discarded_standard_output_stays_empty),
		STORE_TEST(a_device_is_written_and_not_replaced),
		STORE_TEST(a_full_device_fails_the_commit),
		STORE_TEST(a_closed_standard_output_fails_the_commit),
		STORE_TEST(all_is_read_up_to_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
