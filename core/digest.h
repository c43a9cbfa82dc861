/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * digest.h - SHA-256 of files and texts, as lower-case hexadecimal
 */
#ifndef DIGEST_H
#define DIGEST_H

#include <stdbool.h>
#include <stddef.h>

#define DIGEST_SIZE 65 /* with the NUL */

/*
 * Over all bytes of `n` descriptors, one after the other (a single one: the
 * file's own SHA-256).  Reads with pread; false when reading fails.
 */
bool digest_files(const int *fds, size_t n, char digest[DIGEST_SIZE]);

void digest_text(const char *text, size_t length, char digest[DIGEST_SIZE]);

#endif
