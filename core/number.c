/* SPDX-License-Identifier: GPL-3.0-or-later */
/* number.c - numbers as text, the same in every locale */
#include "number.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS     "0123456789"
#define NUMBER_MAX 1000

/* Exact in a double, so that whole numbers print as such. */
#define WHOLE_MAX 1e15

/* strtod() and printf() write and expect what the locale has for a point. */
static const char *decimal_point(void)
{
	const char *point = localeconv()->decimal_point;

	return point && *point ? point : ".";
}

/* Does `text` have the form of a number?  strtod() takes much more. */
static bool number_form(const char *text)
{
	size_t whole, fraction = 0;

	text += *text == '-' || *text == '+';
	whole = strspn(text, DIGITS);
	text += whole;
	if (*text == '.') {
		fraction = strspn(text + 1, DIGITS);
		text += 1 + fraction;
	}
	if (!whole && !fraction)
		return false;
	if (*text == 'e' || *text == 'E') {
		text++;
		text += *text == '-' || *text == '+';
		whole = strspn(text, DIGITS);
		if (!whole)
			return false;
		text += whole;
	}
	return !*text;
}

bool number_parse(const char *text, double *number)
{
	const char *point = decimal_point(), *dot = strchr(text, '.');
	char copy[NUMBER_MAX + 16];
	double parsed;

	/* More digits would say nothing more. */
	if (strlen(text) > NUMBER_MAX || strlen(point) > 8 ||
	    !number_form(text))
		return false;
	if (dot)
		snprintf(copy, sizeof copy, "%.*s%s%s", (int)(dot - text), text,
			 point, dot + 1);
	else
		snprintf(copy, sizeof copy, "%s", text);
	errno = 0;
	parsed = strtod(copy, NULL);
	/* Denormals may set errno too; they are as good as they can be. */
	if (!isfinite(parsed) || (errno == ERANGE && parsed == 0.0))
		return false;
	*number = parsed;
	return true;
}

static bool suffix_power(const char *text, unsigned *power)
{
	static const char suffixes[] = "kMG";
	const char *suffix;

	*power = 0;
	if (!*text)
		return true;
	suffix = strchr(suffixes, *text);
	if (!suffix || text[1])
		return false;
	*power = 3 * (unsigned)(suffix - suffixes + 1);
	return true;
}

/* *count = *count * 10 + digit, if that fits. */
static bool count_digit(uint64_t *count, unsigned digit)
{
	if (*count > (UINT64_MAX - digit) / 10)
		return false;
	*count = *count * 10 + digit;
	return true;
}

bool count_parse(const char *text, uint64_t *count)
{
	size_t whole = strspn(text, DIGITS), fraction = 0;
	const char *decimals = text + whole + 1;
	uint64_t parsed = 0;
	unsigned power;

	if (!whole)
		return false;
	if (text[whole] == '.')
		fraction = strspn(decimals, DIGITS);
	if (!suffix_power(fraction ? decimals + fraction : text + whole,
			  &power))
		return false;
	while (fraction && decimals[fraction - 1] == '0')
		fraction--;
	if (fraction > power)
		return false; /* no whole number */
	for (size_t i = 0; i < whole; i++)
		if (!count_digit(&parsed, (unsigned)(text[i] - '0')))
			return false;
	for (size_t i = 0; i < power; i++)
		if (!count_digit(&parsed,
				 i < fraction ? (unsigned)(decimals[i] - '0')
					      : 0))
			return false;
	*count = parsed;
	return true;
}

void number_print(char *text, size_t size, double number)
{
	const char *point = decimal_point();
	char *found;

	if (isfinite(number) && number == floor(number) &&
	    fabs(number) < WHOLE_MAX) {
		snprintf(text, size, "%.0f", number);
		return;
	}
	for (int digits = 1; digits <= 17; digits++) {
		snprintf(text, size, "%.*g", digits, number);
		if (!isfinite(number) || strtod(text, NULL) == number)
			break;
	}
	found = strstr(text, point);
	if (found && strcmp(point, ".")) {
		*found = '.';
		memmove(found + 1, found + strlen(point),
			strlen(found + strlen(point)) + 1);
	}
}
