/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-channel.c - parcels of numbers, texts and descriptors over a socket */
#define _GNU_SOURCE
#include "channel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int ends[2];

static int open_channel(void **state)
{
	(void)state;
	return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends);
}

static int close_channel(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++)
		if (ends[i] >= 0)
			close(ends[i]);
	return 0;
}

static void hang_up(void)
{
	close(ends[0]);
	ends[0] = -1;
}

static size_t count_files(void)
{
	size_t n = 0;

	for (int fd = 0; fd < 1024; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

static void all_types_arrive_as_they_were_put(void **state)
{
	struct parcel sent = { .type = 7 }, got;
	size_t length;

	(void)state;
	parcel_put_number(&sent, UINT64_MAX);
	parcel_put_real(&sent, -0.125);
	parcel_put_text(&sent, "words");
	parcel_put_text(&sent, "");
	parcel_put_text(&sent, NULL);
	parcel_put_bytes(&sent, "a\0b", 3);
	parcel_put_number(&sent, 0);
	assert_true(parcel_send(ends[0], &sent));
	parcel_finish(&sent);
	assert_true(parcel_receive(ends[1], &got));
	assert_int_equal(got.type, 7);
	assert_true(parcel_get_number(&got) == UINT64_MAX);
	assert_true(parcel_get_real(&got) == -0.125);
	assert_string_equal(parcel_get_text(&got), "words");
	assert_string_equal(parcel_get_text(&got), "");
	assert_null(parcel_get_text(&got));
	assert_memory_equal(parcel_get_bytes(&got, &length), "a\0b", 4);
	assert_int_equal(length, 3);
	assert_int_equal(parcel_get_number(&got), 0);
	assert_false(got.broken);
	parcel_finish(&got);
}

static void a_parcel_may_be_empty(void **state)
{
	const struct parcel sent = { .type = 3 };
	struct parcel got;

	(void)state;
	assert_true(parcel_send(ends[0], &sent));
	assert_true(parcel_receive(ends[1], &got));
	assert_int_equal(got.type, 3);
	assert_int_equal(got.length, 0);
	parcel_finish(&got);
}

static void descriptors_arrive_as_the_same_file(void **state)
{
	struct parcel sent = { 0 }, got;
	int pipe_ends[2], received;
	char letter = 0;

	(void)state;
	assert_int_equal(pipe(pipe_ends), 0);
	parcel_put_fd(&sent, -1);
	parcel_put_fd(&sent, pipe_ends[1]);
	assert_true(parcel_send(ends[0], &sent));
	parcel_finish(&sent);
	close(pipe_ends[1]);
	assert_true(parcel_receive(ends[1], &got));
	assert_int_equal(parcel_get_fd(&got), -1);
	received = parcel_get_fd(&got);
	assert_true(received >= 0);
	assert_int_equal(fcntl(received, F_GETFD), FD_CLOEXEC);
	parcel_finish(&got);
	assert_int_equal(write(received, "x", 1), 1);
	assert_int_equal(read(pipe_ends[0], &letter, 1), 1);
	assert_int_equal(letter, 'x');
	close(received);
	close(pipe_ends[0]);
}

static void descriptors_that_nobody_takes_are_closed(void **state)
{
	size_t before = count_files();
	struct parcel sent = { 0 }, got;

	(void)state;
	parcel_put_fd(&sent, STDIN_FILENO);
	parcel_put_fd(&sent, STDIN_FILENO);
	assert_true(parcel_send(ends[0], &sent));
	parcel_finish(&sent);
	assert_int_equal(count_files(), before);
	assert_true(parcel_receive(ends[1], &got));
	assert_int_equal(count_files(), before + 2);
	close(parcel_get_fd(&got));
	parcel_finish(&got);
	assert_int_equal(count_files(), before);
}

static void as_many_descriptors_as_allowed_arrive(void **state)
{
	struct parcel sent = { 0 }, got;

	(void)state;
	for (int i = 0; i < PARCEL_MOST_FDS; i++)
		parcel_put_fd(&sent, STDIN_FILENO);
	assert_true(parcel_send(ends[0], &sent));
	parcel_finish(&sent);
	assert_true(parcel_receive(ends[1], &got));
	assert_int_equal(got.n_fds, PARCEL_MOST_FDS);
	parcel_finish(&got);
}

static void one_descriptor_too_many_is_not_sent(void **state)
{
	struct parcel sent = { 0 };

	(void)state;
	for (int i = 0; i <= PARCEL_MOST_FDS; i++)
		parcel_put_fd(&sent, STDIN_FILENO);
	assert_true(sent.broken);
	assert_false(parcel_send(ends[0], &sent));
	assert_int_equal(errno, ENOMEM);
	parcel_finish(&sent);
}

static void more_than_anybody_has_to_say_is_not_sent(void **state)
{
	struct parcel sent = { 0 };

	(void)state;
	parcel_put_bytes(&sent, "x", (size_t)PARCEL_MOST_BYTES + 1);
	assert_true(sent.broken);
	parcel_put_number(&sent, 1);
	assert_false(parcel_send(ends[0], &sent));
	parcel_finish(&sent);
}

/* What comes out of these bytes, read as a text. */
static bool broken_text(const void *bytes, size_t length)
{
	struct parcel parcel = { .bytes = (uint8_t *)(uintptr_t)bytes,
				 .length = length };

	assert_null(parcel_get_text(&parcel));
	return parcel.broken;
}

static void reading_beyond_the_end_breaks_a_parcel(void **state)
{
	uint8_t bytes[12] = { 1 };
	struct parcel parcel = { .bytes = bytes, .length = sizeof bytes };

	(void)state;
	assert_int_equal(parcel_get_number(&parcel), 1);
	assert_false(parcel.broken);
	assert_int_equal(parcel_get_number(&parcel), 0);
	assert_true(parcel.broken);
	assert_true(parcel_get_real(&parcel) == 0);
	assert_null(parcel_get_text(&parcel));
	assert_int_equal(parcel_get_fd(&parcel), -1);
}

static void texts_with_wrong_lengths_are_broken(void **state)
{
	struct {
		uint64_t length;
		char text[8];
	} lie = { 8, "sevenup" };

	(void)state;
	assert_true(broken_text(&lie, sizeof lie));
	lie.length = UINT64_MAX - 1;
	assert_true(broken_text(&lie, sizeof lie));
	lie.length = 3; /* no NUL behind it */
	assert_true(broken_text(&lie, sizeof lie));
	assert_true(broken_text(&lie, 8));
	assert_true(broken_text(&lie, 7));
}

static void a_descriptor_that_did_not_come_is_broken(void **state)
{
	uint64_t one = 1;
	struct parcel parcel = { .bytes = (uint8_t *)&one,
				 .length = sizeof one };

	(void)state;
	assert_int_equal(parcel_get_fd(&parcel), -1);
	assert_true(parcel.broken);
}

static void nothing_comes_from_a_closed_end(void **state)
{
	struct parcel got;

	(void)state;
	hang_up();
	assert_false(parcel_receive(ends[1], &got));
	parcel_finish(&got);
}

static void nothing_goes_to_a_closed_end(void **state)
{
	struct parcel sent = { .type = 1 };

	(void)state;
	hang_up();
	parcel_put_number(&sent, 1);
	assert_false(parcel_send(ends[1], &sent));
	assert_int_equal(errno, EPIPE);
	parcel_finish(&sent);
}

/* A heading as it lies on the wire. */
struct heading {
	uint32_t type, n_fds;
	uint64_t length;
};

static bool arrives(const void *bytes, size_t length)
{
	struct parcel got;
	bool fine;

	assert_int_equal(write(ends[0], bytes, length), length);
	hang_up();
	fine = parcel_receive(ends[1], &got);
	parcel_finish(&got);
	return fine;
}

static void half_a_heading_is_no_parcel(void **state)
{
	const struct heading heading = { 1, 0, 0 };

	(void)state;
	assert_false(arrives(&heading, sizeof heading / 2));
}

static void a_truncated_parcel_is_none(void **state)
{
	const struct heading heading = { 1, 0, 100 };

	(void)state;
	assert_false(arrives(&heading, sizeof heading));
}

static void a_heading_that_lies_is_refused(void **state)
{
	const struct heading long_one = { 1, 0, UINT64_MAX };

	(void)state;
	assert_false(arrives(&long_one, sizeof long_one));
}

static void missing_descriptors_are_noticed(void **state)
{
	const struct heading heading = { 1, 2, 0 };

	(void)state;
	assert_false(arrives(&heading, sizeof heading));
}

static void *send_slowly(void *arg)
{
	const char *bytes = arg;

	for (size_t i = 0; i < sizeof(struct heading) + 8; i++)
		if (write(ends[0], bytes + i, 1) != 1)
			break;
	return NULL;
}

static void a_parcel_may_come_in_pieces(void **state)
{
	struct {
		struct heading heading;
		uint64_t number;
	} bytes = { { 9, 0, 8 }, 42 };
	struct parcel got;
	pthread_t sender;

	(void)state;
	assert_int_equal(pthread_create(&sender, NULL, send_slowly, &bytes), 0);
	assert_true(parcel_receive(ends[1], &got));
	pthread_join(sender, NULL);
	assert_int_equal(got.type, 9);
	assert_int_equal(parcel_get_number(&got), 42);
	parcel_finish(&got);
}

static void *send_large(void *arg)
{
	return parcel_send(ends[0], arg) ? arg : NULL;
}

static void large_parcels_arrive_whole(void **state)
{
	static char bytes[3000000];
	struct parcel sent = { .type = 1 }, got;
	const char *back;
	size_t length;
	pthread_t sender;
	void *result;

	(void)state;
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)(i * 31);
	parcel_put_bytes(&sent, bytes, sizeof bytes);
	assert_int_equal(pthread_create(&sender, NULL, send_large, &sent), 0);
	assert_true(parcel_receive(ends[1], &got));
	pthread_join(sender, &result);
	assert_non_null(result);
	back = parcel_get_bytes(&got, &length);
	assert_int_equal(length, sizeof bytes);
	assert_memory_equal(back, bytes, sizeof bytes);
	parcel_finish(&got);
	parcel_finish(&sent);
}

#define TEST(function) \
	cmocka_unit_test_setup_teardown(function, open_channel, close_channel)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(all_types_arrive_as_they_were_put),
		TEST(a_parcel_may_be_empty),
		TEST(descriptors_arrive_as_the_same_file),
		TEST(descriptors_that_nobody_takes_are_closed),
		TEST(as_many_descriptors_as_allowed_arrive),
		TEST(one_descriptor_too_many_is_not_sent),
		TEST(more_than_anybody_has_to_say_is_not_sent),
		TEST(reading_beyond_the_end_breaks_a_parcel),
		TEST(texts_with_wrong_lengths_are_broken),
		TEST(a_descriptor_that_did_not_come_is_broken),
		TEST(nothing_comes_from_a_closed_end),
		TEST(nothing_goes_to_a_closed_end),
		TEST(half_a_heading_is_no_parcel),
		TEST(a_truncated_parcel_is_none),
		TEST(a_heading_that_lies_is_refused),
		TEST(missing_descriptors_are_noticed),
		TEST(a_parcel_may_come_in_pieces),
		TEST(large_parcels_arrive_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
