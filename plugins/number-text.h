/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * number-text.h - numbers as metadata has them
 */
#ifndef PLUGINS_NUMBER_TEXT_H
#define PLUGINS_NUMBER_TEXT_H

#include <stddef.h>

enum { NUMBER_TEXT = 32 }; /* bytes of the longest, its end included */

/*
 * Writes the number with so many significant digits, 1 to 17, and a decimal
 * point whatever the locale.
 */
void number_text(char text[NUMBER_TEXT], int digits, double number);

#endif /* PLUGINS_NUMBER_TEXT_H */
