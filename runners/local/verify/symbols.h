/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * symbols.h - what an ELF file exports, read without loading it
 */
#ifndef VERIFY_SYMBOLS_H
#define VERIFY_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Call tell(arg, name) for each exported symbol of a shared object for 64-bit
 * little-endian machines.  Returns NULL, or why the file cannot be read.
 */
const char *symbols_each(const char *path,
			 void (*tell)(void *arg, const char *name), void *arg);

#endif
