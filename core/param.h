/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * param.h - words of the pipeline file into typed, checked values
 */
#ifndef PARAM_H
#define PARAM_H

#include "fftpipe/plugin.h"
#include "message.h"
#include "number.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Parse `text` as `param` wants it.  Returns true and fills *value, or returns
 * false and stores the complaint in *complaint (to be freed; NULL without
 * memory), such as
 *	"lgo" is not one of log, linear, sqrt, power; did you mean log?
 *	400 is above the largest, 1
 *	"1,5" is not a number
 * value->s points into `text`.  Numbers are read in the C locale, whatever
 * locale is set; nan, inf, hexadecimal and trailing words are refused.
 */
bool param_parse(const fftpipe_param *param, const char *text,
		 fftpipe_value *value, char **complaint);

/* The default, whose text is param->def (a FLOAT's may be "nan"). */
bool param_default(const fftpipe_param *param, fftpipe_value *value);

/* One line that says type, range or choices, unit: "float, 0.01 to 1". */
char *param_describe(const fftpipe_param *param);

/*
 * "WORD is not one of A, B, C; did you mean B?" for a list that ends with NULL;
 * to be freed; NULL without memory.
 */
char *choice_complain(const char *text, const char *const *choices);

#endif
