/* SPDX-License-Identifier: GPL-3.0-or-later */
/* number.h - numbers as text, the same in every locale */
#ifndef NUMBER_H
#define NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room for any number's text. */
#define NUMBER_NBYTES 32

/*
 * A number in the C locale: digits, '.', exponent; the whole text.  No nan, inf
 * or hexadecimal.  False if it is anything else or does not fit.
 */
bool number_parse(const char *text, double *number);

/*
 * A count with an optional suffix k, M, G (powers of 1000, decimals allowed
 * where a whole number comes out).
 */
bool count_parse(const char *text, uint64_t *count);

/* The shortest text that reads back as the same double: NUMBER_NBYTES. */
void number_print(char *text, size_t size, double number);

#endif
