/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pool.h - threads that share out numbered tasks
 */
#ifndef POOL_H
#define POOL_H

#include <stdint.h>

struct pool;

/*
 * A pool in which `threads` threads work, the caller's among them.  Fewer when
 * the system gives no more.  NULL without memory.
 */
struct pool *pool_create(unsigned threads);
void pool_destroy(struct pool *pool);

unsigned pool_threads(const struct pool *pool);

/*
 * Run task(arg, k) for k = 0 .. n - 1; returns when all have ended, with the
 * nonzero result of the smallest k, or 0.  After a nonzero result later tasks
 * may be left out.  One caller at a time; a task must not call it.
 */
int pool_run(struct pool *pool, uint32_t n, int (*task)(void *arg, uint32_t k),
	     void *arg);

#endif
