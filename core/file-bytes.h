/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * file-bytes.h - bytes of a file, all that are asked for: a call that was
 * interrupted, or gave less, goes on
 */
#ifndef FILE_BYTES_H
#define FILE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* How many were read from `offset` on: fewer where the file ends, -1 and errno
 * where it can't be read. */
ssize_t file_read(int fd, void *to, size_t nbytes, off_t offset);

/* Whether that is all of them. */
bool file_read_all(int fd, void *to, size_t nbytes, off_t offset);

/* False, and errno, where not all of them could be written. */
bool file_write(int fd, const void *from, size_t nbytes);

#endif
