/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * versions.h - which libraries this program runs with
 */
#ifndef VERSIONS_H
#define VERSIONS_H

#include <stdio.h>

/* A line for each: name and version. */
void versions_print(FILE *stream);

#endif
