/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * allocations.h - the memory that a plugin gets from the C library, counted and
 * withheld
 *
 * Only what the plugin's own code asks for: its slots for malloc() and the like
 * are pointed at functions of ours.  Libraries that it uses are left alone, for
 * several of them abort where memory runs out.
 */
#ifndef VERIFY_ALLOCATIONS_H
#define VERIFY_ALLOCATIONS_H

#include <stdbool.h>
#include <stddef.h>

/* Watch what dlopen() returned; how many slots that have been, or 0. */
size_t allocations_watch(void *handle);

/* Forget what is allocated and count from 0; fail the n-th from now (0: none),
 * and all behind it if `onward`. */
void allocations_fail(unsigned n, bool onward);

/* How many were asked for since; how many blocks are in use. */
unsigned allocations_count(void);
size_t allocations_live(void);

/* For the host's own: count one more, and say whether it is to fail. */
bool allocations_exhausted(void);

#endif
