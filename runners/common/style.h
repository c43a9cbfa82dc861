/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * style.h - what a stream can show: color, line drawing, a line drawn again
 */
#ifndef STYLE_H
#define STYLE_H

#include <stdbool.h>
#include <stdio.h>

enum style { STYLE_PLAIN, STYLE_GOOD, STYLE_WARNING, STYLE_BAD, STYLE_FAINT };

/* Is it a terminal that understands more than characters? */
bool style_terminal(FILE *stream);

/* The same, and nobody asked for no color (NO_COLOR is not empty). */
bool style_color(FILE *stream);

/* Does the locale's coding have more than ASCII? */
bool style_unicode(void);

/* What turns a style on; STYLE_PLAIN turns it off.  "" without color. */
const char *style_code(bool color, enum style style);

#endif
