/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heap.c - a stock of large pages under malloc
 *
 * A run of a small picture touches a few megabytes once: 4 KiB at a time that
 * takes longer than the work on them.
 */
#define _DEFAULT_SOURCE /* madvise, sbrk */
#include "heap.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined __GLIBC__ && !defined FFTPIPE_SANITIZED

#include <malloc.h>

enum {
	HUGE_PAGE = 1 << 21,
	MARGIN = 1 << 12,
	STOCK = 8 * HUGE_PAGE, /* addresses; memory as it is touched */
	KEPT = 1 << 26,        /* given back to the kernel beyond this */
};

/*
 * Malloc goes on behind what others take of the heap.  It starts with a word of
 * its own, and a large page where a small one was touched stays small: that
 * word is left below.
 */
static void go_below_huge_page(void)
{
	uintptr_t end = (uintptr_t)sbrk(0) + MARGIN;

	(void)sbrk((intptr_t)((HUGE_PAGE - end % HUGE_PAGE) % HUGE_PAGE));
}

void heap_prepare(void)
{
	void *stock;

	/* One heap for all threads, so that what one frees another takes. */
	mallopt(M_ARENA_MAX, 1);
	mallopt(M_TRIM_THRESHOLD, KEPT);
	/* The stock is of the heap, and what follows if it fits into it. */
	mallopt(M_MMAP_THRESHOLD, 2 * STOCK);
	go_below_huge_page();
	stock = malloc(STOCK + MARGIN);
	mallopt(M_MMAP_THRESHOLD, STOCK);
	if (!stock)
		return;
	madvise((char *)stock + (HUGE_PAGE - (uintptr_t)stock % HUGE_PAGE),
		STOCK, MADV_HUGEPAGE);
	free(stock);
}

#else

void heap_prepare(void)
{
}

#endif
