/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pool.c - threads that share out numbered tasks
 *
 * A run is over when all its tasks are counted as done, not when all threads
 * have woken up: a thread that sleeps through a short run costs nothing.
 */
#define _GNU_SOURCE /* sigaltstack */
#include "pool.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

struct pool {
	pthread_mutex_t lock;
	pthread_cond_t work, done;
	pthread_t *helpers;
	unsigned n_helpers;
	bool leaving;

	/* The run in hand; n is 0 between runs. */
	int (*task)(void *arg, uint32_t k);
	void *arg;
	uint32_t n, next, running;
	uint32_t failed; /* the smallest k that failed; n: none */
	int result;
};

/* Do tasks until none is left to take.  The lock is held before and after. */
static void work_off(struct pool *pool)
{
	while (pool->next < pool->n) {
		uint32_t k = pool->next++;
		int result;

		pool->running++;
		pthread_mutex_unlock(&pool->lock);
		result = pool->task(pool->arg, k);
		pthread_mutex_lock(&pool->lock);
		pool->running--;
		if (result && k < pool->failed) {
			pool->failed = k;
			pool->result = result;
			pool->next = pool->n;
		}
	}
	if (!pool->running)
		pthread_cond_signal(&pool->done);
}

static void *helper_main(void *arg)
{
	struct pool *pool = arg;
	/* At this end of its stack there is room when the other end is full. */
	char memory[16384];
	const stack_t stack = { .ss_sp = memory, .ss_size = sizeof memory };
	stack_t before;

	sigaltstack(&stack, &before);
	pthread_mutex_lock(&pool->lock);
	while (!pool->leaving) {
		if (pool->next < pool->n)
			work_off(pool);
		else
			pthread_cond_wait(&pool->work, &pool->lock);
	}
	pthread_mutex_unlock(&pool->lock);
	sigaltstack(&before, NULL);
	return NULL;
}

/*
 * Signals are the main thread's business: helpers start with all blocked but
 * those for what they do wrong themselves.  Blocked, these would end us without
 * a handler that says whose fault it is.
 */
static void start_helpers(struct pool *pool, unsigned wanted)
{
	static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL,
				      SIGABRT, SIGSYS, SIGTRAP };
	sigset_t others, before;

	sigfillset(&others);
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
		sigdelset(&others, faults[i]);
	pthread_sigmask(SIG_SETMASK, &others, &before);
	while (pool->n_helpers < wanted &&
	       !pthread_create(&pool->helpers[pool->n_helpers], NULL,
			       helper_main, pool))
		pool->n_helpers++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

struct pool *pool_create(unsigned threads)
{
	unsigned wanted = threads > 1 ? threads - 1 : 0;
	struct pool *pool = calloc(1, sizeof *pool);

	if (!pool)
		return NULL;
	pool->helpers = calloc(wanted + 1u, sizeof *pool->helpers);
	if (!pool->helpers)
		goto no_helpers;
	if (pthread_mutex_init(&pool->lock, NULL))
		goto no_lock;
	if (pthread_cond_init(&pool->work, NULL))
		goto no_work;
	if (pthread_cond_init(&pool->done, NULL))
		goto no_done;
	start_helpers(pool, wanted);
	return pool;

no_done:
	pthread_cond_destroy(&pool->work);
no_work:
	pthread_mutex_destroy(&pool->lock);
no_lock:
	free(pool->helpers);
no_helpers:
	free(pool);
	return NULL;
}

void pool_destroy(struct pool *pool)
{
	if (!pool)
		return;
	pthread_mutex_lock(&pool->lock);
	pool->leaving = true;
	pthread_cond_broadcast(&pool->work);
	pthread_mutex_unlock(&pool->lock);
	for (unsigned i = 0; i < pool->n_helpers; i++)
		pthread_join(pool->helpers[i], NULL);
	pthread_cond_destroy(&pool->done);
	pthread_cond_destroy(&pool->work);
	pthread_mutex_destroy(&pool->lock);
	free(pool->helpers);
	free(pool);
}

unsigned pool_threads(const struct pool *pool)
{
	return pool->n_helpers + 1;
}

int pool_run(struct pool *pool, uint32_t n, int (*task)(void *arg, uint32_t k),
	     void *arg)
{
	int result;

	pthread_mutex_lock(&pool->lock);
	pool->task = task;
	pool->arg = arg;
	pool->failed = n;
	pool->result = 0;
	pool->next = 0;
	pool->n = n;
	if (n > 1 && pool->n_helpers)
		pthread_cond_broadcast(&pool->work);
	work_off(pool);
	while (pool->running)
		pthread_cond_wait(&pool->done, &pool->lock);
	pool->n = pool->next = 0;
	result = pool->result;
	pthread_mutex_unlock(&pool->lock);
	return result;
}
