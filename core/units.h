/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * units.h - units of length in the sizes of pixels
 */
#ifndef UNITS_H
#define UNITS_H

#include <stddef.h>

/* Meters in the unit that `length` characters name; 0: none that we know. */
double meters_in(const char *unit, size_t length);

#endif
