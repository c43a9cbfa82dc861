/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * units.c - the names that programs give to units of length
 */
#include "units.h"

#include <string.h>

static const struct {
	const char *unit;
	double meters;
} units[] = {
	{ "m", 1 },           { "cm", 1e-2 },        { "mm", 1e-3 },
	{ "um", 1e-6 },       { "\xc2\xb5m", 1e-6 }, { "\xce\xbcm", 1e-6 },
	{ "\\u00B5m", 1e-6 }, { "micron", 1e-6 },    { "microns", 1e-6 },
	{ "nm", 1e-9 },       { "in", 0.0254 },      { "inch", 0.0254 }
};

double meters_in(const char *unit, size_t length)
{
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (strlen(units[i].unit) == length &&
		    !strncmp(units[i].unit, unit, length))
			return units[i].meters;
	return 0;
}
