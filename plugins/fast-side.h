/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fast-side.h - lengths that FFTs like
 */
#ifndef PLUGINS_FAST_SIDE_H
#define PLUGINS_FAST_SIDE_H

#include <stdint.h>

/* The smallest 2^a 3^b 5^c 7^d that is not below n, which is at most 2^33. */
uint64_t fast_side(uint64_t n);

#endif /* PLUGINS_FAST_SIDE_H */
