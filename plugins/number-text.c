/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * number-text.c - numbers as metadata has them
 */
#include <stdio.h>
#include <string.h>

#include "number-text.h"

void number_text(char text[NUMBER_TEXT], int digits, double number)
{
	char *comma;

	snprintf(text, NUMBER_TEXT, "%.*g", digits, number);
	comma = strchr(text, ',');
	if (comma)
		*comma = '.';
}
