/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiff-pages.h - the pages of a TIFF file, and what one brings along
 */
#ifndef TIFF_PAGES_H
#define TIFF_PAGES_H

#include "pipeline.h"
#include "tiff-file.h"

struct tiff_page {
	uint64_t directory; /* where it is */
	uint64_t held;      /* bytes that its entries point to */
	uint64_t text, profile;
};

/*
 * Count the pages: directories in the main chain that are not thumbnails or
 * masks.  EDATA when there are more than the limit, or when they overlap, which
 * would make much work of a small file.  A chain that loops or breaks ends
 * there; a file without any directory has one page, which libtiff will know how
 * to refuse.
 */
int tiff_pages_count(const struct tiff_file *file, const struct limits *limits,
		     uint32_t *pages, struct outcome *outcome);

/*
 * Find page number `wanted` (from 1, and there).  EDATA when its texts or its
 * color profile are over the limit.
 */
int tiff_page_find(const struct tiff_file *file, const struct limits *limits,
		   uint32_t wanted, struct tiff_page *page,
		   struct outcome *outcome);

#endif
