/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * file-type.h - what a file is, told by its first bytes
 */
#ifndef FILE_TYPE_H
#define FILE_TYPE_H

#include "message.h"

#include <stddef.h>
#include <stdint.h>

enum file_type { TYPE_OTHER, TYPE_PNG, TYPE_TIFF };

/* So many bytes are enough to tell. */
enum { FILE_START = 4 };

/* The first `n` bytes of a file; less than FILE_START: there are no more. */
enum file_type file_type(const uint8_t *start, size_t n);

/* Say of TYPE_OTHER what it is instead; returns EDATA. */
int file_type_refuse(const uint8_t *start, size_t n, struct outcome *outcome);

#endif
