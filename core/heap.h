/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heap.h - the C library's heap, set for a program whose buffers come and go
 *
 * A picture of 512 x 512 takes a few megabytes in a hundred pieces.  Page by
 * page the kernel takes longer to hand them out than the work on them lasts, so
 * they come from a stock of large pages, which is kept from job to job.
 */
#ifndef HEAP_H
#define HEAP_H

/* Once, before threads; a C library that can't be told so does without. */
void heap_prepare(void);

#endif
