/* SPDX-License-Identifier: GPL-3.0-or-later */
/* param.c - words of the pipeline file into typed, checked values */
#include "param.h"

#include <errno.h>
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "number.h"

/* A formatted text; to be freed; NULL without memory. */
PRINTF_LIKE(1, 2) static char *text_print(const char *format, ...)
{
	va_list arguments;
	char *text = NULL;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length >= 0)
		text = malloc((size_t)length + 1);
	if (!text)
		return NULL;
	va_start(arguments, format);
	vsnprintf(text, (size_t)length + 1, format, arguments);
	va_end(arguments);
	return text;
}

/* The complaint about a value outside the range, or NULL with *ok true. */
static char *range_complain(const fftpipe_param *param, const char *text,
			    double number, bool *ok)
{
	char limit[NUMBER_NBYTES];

	*ok = param->min == param->max ||
	      (number >= param->min && number <= param->max);
	if (*ok)
		return NULL;
	number_print(limit, sizeof limit,
		     number > param->max ? param->max : param->min);
	if (number > param->max)
		return text_print("%s is above the largest, %s", text, limit);
	return text_print("%s is below the smallest, %s", text, limit);
}

static bool int_parse(const fftpipe_param *param, const char *text,
		      fftpipe_value *value, char **complaint)
{
	size_t sign = *text == '-' || *text == '+';
	bool ok;

	if (!text[sign] || text[sign + strspn(text + sign, "0123456789")]) {
		*complaint = text_print("\"%s\" is not a whole number", text);
		return false;
	}
	errno = 0;
	value->i = strtoimax(text, NULL, 10);
	if (errno) {
		*complaint = text_print("%s does not fit in 64 bits", text);
		return false;
	}
	*complaint = range_complain(param, text, (double)value->i, &ok);
	return ok;
}

static bool float_parse(const fftpipe_param *param, const char *text,
			fftpipe_value *value, char **complaint)
{
	bool ok;

	if (!number_parse(text, &value->f)) {
		*complaint = text_print("\"%s\" is not a number", text);
		return false;
	}
	*complaint = range_complain(param, text, value->f, &ok);
	return ok;
}

static bool bool_parse(const char *text, fftpipe_value *value, char **complaint)
{
	static const char *const words[] = { "no",   "yes", "false",
					     "true", "off", "on",
					     "0",    "1",   NULL };

	for (size_t i = 0; words[i]; i++)
		if (!strcmp(words[i], text)) {
			value->i = i % 2;
			return true;
		}
	*complaint = text_print("\"%s\" is not yes or no", text);
	return false;
}

char *choice_complain(const char *text, const char *const *choices)
{
	const char *nearest = word_nearest(text, choices);
	char *list = words_join(choices);
	char *complaint;

	if (!list)
		return NULL;
	complaint = text_print("\"%s\" is not one of %s%s%s%s", text, list,
			       nearest ? "; did you mean " : "",
			       nearest ? nearest : "", nearest ? "?" : "");
	free(list);
	return complaint;
}

static bool choice_parse(const fftpipe_param *param, const char *text,
			 fftpipe_value *value, char **complaint)
{
	for (size_t i = 0; param->choices[i]; i++)
		if (!strcmp(param->choices[i], text)) {
			value->i = (int64_t)i;
			return true;
		}
	*complaint = choice_complain(text, param->choices);
	return false;
}

bool param_parse(const fftpipe_param *param, const char *text,
		 fftpipe_value *value, char **complaint)
{
	*complaint = NULL;
	value->bits = 0;
	switch (param->type) {
	case FFTPIPE_INT:
		return int_parse(param, text, value, complaint);
	case FFTPIPE_FLOAT:
		return float_parse(param, text, value, complaint);
	case FFTPIPE_BOOL:
		return bool_parse(text, value, complaint);
	case FFTPIPE_CHOICE:
		return choice_parse(param, text, value, complaint);
	case FFTPIPE_TEXT:
		value->s = text;
		return true;
	default:
		*complaint = text_print("the plugin gives it a type that this "
					"version does not know");
		return false;
	}
}

bool param_default(const fftpipe_param *param, fftpipe_value *value)
{
	char *complaint;
	bool ok;

	if (!param->def)
		return false;
	if (param->type == FFTPIPE_FLOAT && !strcmp(param->def, "nan")) {
		value->f = NAN;
		return true;
	}
	ok = param_parse(param, param->def, value, &complaint);
	free(complaint);
	return ok;
}

/* ", 0.01 to 1" or nothing; `size` is enough for two numbers. */
static void range_print(char *text, size_t size, const fftpipe_param *param)
{
	char min[NUMBER_NBYTES], max[NUMBER_NBYTES];
	bool has_min = param->min > -DBL_MAX, has_max = param->max < DBL_MAX;

	*text = '\0';
	if (param->min == param->max)
		return;
	number_print(min, sizeof min, param->min);
	number_print(max, sizeof max, param->max);
	if (has_min && has_max)
		snprintf(text, size, ", %s to %s", min, max);
	else if (has_min)
		snprintf(text, size, ", at least %s", min);
	else if (has_max)
		snprintf(text, size, ", at most %s", max);
}

char *param_describe(const fftpipe_param *param)
{
	char range[2 * NUMBER_NBYTES + 16] = "";
	const char *type = "text";
	char *list = NULL, *text;

	if (param->type == FFTPIPE_CHOICE) {
		list = words_join(param->choices);
		if (!list)
			return NULL;
		type = "one of ";
	} else if (param->type == FFTPIPE_BOOL) {
		type = "yes or no";
	} else if (param->type != FFTPIPE_TEXT) {
		type = param->type == FFTPIPE_INT ? "int" : "float";
		range_print(range, sizeof range, param);
	}
	text = text_print("%s%s%s%s%s", type, list ? list : "", range,
			  param->unit ? ", " : "",
			  param->unit ? param->unit : "");
	free(list);
	return text;
}
