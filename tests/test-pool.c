/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-pool.c - threads that share out numbered tasks */
#include "pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>

enum { TASKS = 1000 };

struct counts {
	atomic_int done[TASKS];
	uint32_t failing; /* and all behind it */
};

static int count(void *arg, uint32_t k)
{
	struct counts *counts = arg;

	atomic_fetch_add(&counts->done[k], 1);
	return counts->failing && k >= counts->failing ? 100 + (int)k : 0;
}

static void each_task_is_run_once(void **state)
{
	(void)state;
	for (unsigned threads = 0; threads < 6; threads++) {
		struct pool *pool = pool_create(threads);
		struct counts counts = { 0 };

		assert_non_null(pool);
		assert_int_equal(pool_threads(pool), threads ? threads : 1);
		assert_int_equal(pool_run(pool, TASKS, count, &counts), 0);
		for (uint32_t k = 0; k < TASKS; k++)
			assert_int_equal(counts.done[k], 1);
		pool_destroy(pool);
	}
}

static void no_task_is_no_work(void **state)
{
	struct pool *pool = pool_create(3);

	(void)state;
	assert_non_null(pool);
	assert_int_equal(pool_run(pool, 0, count, NULL), 0);
	pool_destroy(pool);
	pool_destroy(NULL);
}

static void a_pool_serves_many_runs(void **state)
{
	struct pool *pool = pool_create(3);
	struct counts counts = { 0 };

	(void)state;
	assert_non_null(pool);
	for (int i = 0; i < 2000; i++)
		assert_int_equal(pool_run(pool, 7, count, &counts), 0);
	for (uint32_t k = 0; k < 7; k++)
		assert_int_equal(counts.done[k], 2000);
	pool_destroy(pool);
}

static void the_smallest_failing_task_gives_the_result(void **state)
{
	(void)state;
	for (unsigned threads = 1; threads < 6; threads++) {
		struct pool *pool = pool_create(threads);

		assert_non_null(pool);
		for (int i = 0; i < 200; i++) {
			struct counts counts = { .failing = 17 };

			assert_int_equal(pool_run(pool, TASKS, count, &counts),
					 117);
			for (uint32_t k = 0; k < 17; k++)
				assert_int_equal(counts.done[k], 1);
		}
		pool_destroy(pool);
	}
}

static void a_failure_saves_the_work_behind_it(void **state)
{
	struct pool *pool = pool_create(1);
	struct counts counts = { .failing = 3 };

	(void)state;
	assert_non_null(pool);
	assert_int_equal(pool_run(pool, TASKS, count, &counts), 103);
	assert_int_equal(counts.done[3], 1);
	assert_int_equal(counts.done[4], 0);
	counts.failing = 0;
	assert_int_equal(pool_run(pool, TASKS, count, &counts), 0);
	pool_destroy(pool);
}

/* Two tasks that can only end together. */
static int meet(void *arg, uint32_t k)
{
	atomic_int *there = arg;
	const struct timespec pause = { .tv_nsec = 100000 };

	(void)k;
	atomic_fetch_add(there, 1);
	for (int tries = 0; tries < 100000 && *there < 2; tries++)
		nanosleep(&pause, NULL);
	return *there < 2;
}

static void tasks_run_at_the_same_time(void **state)
{
	struct pool *pool = pool_create(2);
	atomic_int there = 0;

	(void)state;
	assert_non_null(pool);
	assert_int_equal(pool_run(pool, 2, meet, &there), 0);
	pool_destroy(pool);
}

struct signals {
	pthread_t caller;
	atomic_int there, open;
};

static int look_at_signals(void *arg, uint32_t k)
{
	struct signals *signals = arg;
	sigset_t mask;

	if (meet(&signals->there, k))
		return 1;
	pthread_sigmask(SIG_SETMASK, NULL, &mask);
	if (!pthread_equal(pthread_self(), signals->caller) &&
	    !sigismember(&mask, SIGINT))
		atomic_fetch_add(&signals->open, 1);
	return 0;
}

static void only_the_caller_gets_signals(void **state)
{
	struct pool *pool = pool_create(2);
	struct signals signals = { .caller = pthread_self() };

	(void)state;
	assert_non_null(pool);
	assert_int_equal(pool_run(pool, 2, look_at_signals, &signals), 0);
	assert_int_equal(signals.open, 0);
	pool_destroy(pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_task_is_run_once),
		cmocka_unit_test(no_task_is_no_work),
		cmocka_unit_test(a_pool_serves_many_runs),
		cmocka_unit_test(the_smallest_failing_task_gives_the_result),
		cmocka_unit_test(a_failure_saves_the_work_behind_it),
		cmocka_unit_test(tasks_run_at_the_same_time),
		cmocka_unit_test(only_the_caller_gets_signals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
