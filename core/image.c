/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * image.c - memory for images, laid out as plugin.h promises
 */
#define _DEFAULT_SOURCE /* madvise */
#include "image.h"

#include <stdlib.h>
#include <sys/mman.h>

enum {
	LINE = 64, /* bytes of a cache line */
	HUGE_PAGE = 1 << 21,
	HUGE_LEAST = 1 << 19, /* smaller ones share pages of the heap's */
};

bool size_multiply(size_t a, size_t b, size_t *product)
{
	if (b && a > SIZE_MAX / b)
		return false;
	*product = a * b;
	return true;
}

/* Bytes from one row to the next: an odd number of lines. */
static bool row_bytes(uint32_t width, size_t *nbytes)
{
	size_t pairs = (size_t)(width / 2) + 1;
	size_t lines;

	if (!size_multiply(pairs, 2 * sizeof(float), nbytes) ||
	    *nbytes > PTRDIFF_MAX - 2 * LINE)
		return false;
	lines = (*nbytes + LINE - 1) / LINE;
	*nbytes = (lines | 1) * LINE;
	return true;
}

bool image_layout(fftpipe_image *image, size_t *nbytes)
{
	size_t row, plane, all;

	if (!image->width || !image->height || !image->channels)
		return false;
	if (!row_bytes(image->width, &row) ||
	    !size_multiply(row, image->height, &plane) ||
	    !size_multiply(plane, image->channels, &all) || all > PTRDIFF_MAX)
		return false;
	image->stride = (int64_t)(row / sizeof(float));
	image->plane = (int64_t)(plane / sizeof(float));
	*nbytes = all;
	return true;
}

static bool is_huge(size_t nbytes)
{
#ifdef FFTPIPE_SANITIZED
	/* What is behind an image is to be seen as nobody's. */
	(void)nbytes;
	return false;
#else
	return nbytes >= HUGE_LEAST && nbytes <= PTRDIFF_MAX - HUGE_PAGE;
#endif
}

/* Of whole pages: the kernel makes no part of one large. */
size_t buffer_bytes(size_t nbytes)
{
	if (!is_huge(nbytes))
		return nbytes;
	return (nbytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
}

void *buffer_allocate(size_t nbytes)
{
	const bool huge = is_huge(nbytes);
	void *memory;

	nbytes = buffer_bytes(nbytes);
	if (posix_memalign(&memory, huge ? HUGE_PAGE : LINE, nbytes))
		return NULL;
	if (huge)
		madvise(memory, nbytes, MADV_HUGEPAGE);
	return memory;
}

bool image_allocate(fftpipe_image *image, size_t nbytes)
{
	image->data = buffer_allocate(nbytes);
	return image->data != NULL;
}

void image_free(fftpipe_image *image)
{
	if (!image)
		return;
	free(image->data);
	image->data = NULL;
}

size_t image_row_floats(const fftpipe_image *image)
{
	if (image->kind == FFTPIPE_SPECTRUM)
		return 2 * ((size_t)(image->width / 2) + 1);
	return image->width;
}
