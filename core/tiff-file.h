/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiff-file.h - a file that libtiff reads or writes through our descriptor
 */
#ifndef TIFF_FILE_H
#define TIFF_FILE_H

#include "message.h"
#include "tiff-library.h"

#include <stdbool.h>
#include <stdint.h>

struct tiff_file {
	TIFF *tif;
	int fd;
	uint64_t at, size;
	/*
	 * Bytes from `shift_from` on are read `shift` further on: one picture
	 * of a stack that has a single directory.
	 */
	uint64_t shift_from, shift;
	int error;        /* errno of a read or write that failed */
	bool beyond;      /* more was to be read than there is */
	uint64_t most;    /* bytes that libtiff may ask for */
	uint64_t refused; /* bytes that it asked for beyond that, or 0 */
	bool cut;         /* it ends early, which libtiff would put up with */
	char reason[160]; /* libtiff's first complaint, or "" */
};

/*
 * Open what is behind `fd`, which stays the caller's.  `mode` is libtiff's;
 * `most` bytes is the largest piece of memory that it may ask for.  False with
 * a reason, or without memory.
 */
bool tiff_file_open(struct tiff_file *file, int fd, const char *mode,
		    uint64_t most);

/* Also after a failed open, and for { 0 }. */
void tiff_file_close(struct tiff_file *file);

/* Read exactly these bytes; false if the file has fewer. */
bool tiff_file_get(const struct tiff_file *file, uint64_t offset, void *to,
		   size_t nbytes);

/* Put what went wrong into `outcome`: EDATA. */
int tiff_file_failed(const struct tiff_file *file, struct outcome *outcome);

#endif
