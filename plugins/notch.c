/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notch.c - named frequencies taken away
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fftpipe/plugin.h>

#include "filter.h"

enum { PARAM_FREQUENCIES = FILTER_FIRST, PARAM_WIDTH };

struct pair {
	double fx, fy;
};

struct notch {
	struct filter_curve curve;
	double radius;
	size_t n;
	struct pair pairs[];
};

/* ===========================================================================
 * The list
 * ======================================================================== */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Skip an exponent like e-2, where there is one; false without its digits. */
static bool parse_exponent(const char **text, int *exponent)
{
	const char *at = *text;
	bool down;

	*exponent = 0;
	if (*at != 'e' && *at != 'E')
		return true;
	down = *++at == '-';
	at += *at == '-' || *at == '+';
	if (!is_digit(*at))
		return false;
	for (; is_digit(*at); at++)
		if (*exponent < 30) /* 1e-299 is as good as anything smaller */
			*exponent = 10 * *exponent + (*at - '0');
	*exponent = down ? -*exponent : *exponent;
	*text = at;
	return true;
}

/*
 * A number like -0.125 or 1e-2, whatever the locale (strtod knows only its own
 * decimal point), or false.
 */
static bool parse_number(const char **text, double *number)
{
	const char *at = *text;
	double sign = *at == '-' ? -1 : 1, unit = 1, value = 0;
	bool any = false;
	int exponent;

	at += *at == '-' || *at == '+';
	for (; is_digit(*at); at++, any = true)
		value = 10 * value + (*at - '0');
	if (*at == '.')
		for (at++; is_digit(*at); at++, any = true)
			if (unit < 1e15) { /* no more digits fit */
				value = 10 * value + (*at - '0');
				unit *= 10;
			}
	if (!any || !parse_exponent(&at, &exponent))
		return false;
	/* Powers of ten below 1 are inexact: 1e-2 is 1 / 100. */
	value *= pow(10, exponent > 0 ? exponent : 0);
	unit *= pow(10, exponent < 0 ? -exponent : 0);
	*number = sign * value / unit;
	*text = at;
	return true;
}

/* One pair and the blanks around it. */
static bool parse_pair(const char **text, struct pair *pair)
{
	if (!parse_number(text, &pair->fx) || *(*text)++ != ',' ||
	    !parse_number(text, &pair->fy) || (**text && !is_blank(**text)))
		return false;
	while (is_blank(**text))
		++*text;
	return fabs(pair->fx) <= 0.5 && fabs(pair->fy) <= 0.5 &&
	       (pair->fx != 0 || pair->fy != 0);
}

static int complain(const fftpipe_host *host, const char *word)
{
	char why[256];
	size_t length = strcspn(word, " \t");

	snprintf(why, sizeof why,
		 "frequencies: \"%.*s\" is not a pair fx,fy of numbers from "
		 "-0.5 to 0.5, in cycles per pixel, other than 0,0: write "
		 "0.125,-0.25 and blanks between pairs",
		 (int)(length < 60 ? length : 60), word);
	return host->fail(host, FFTPIPE_EPARAM, why);
}

static int parse_list(struct notch *notch, const fftpipe_host *host,
		      const char *text)
{
	while (is_blank(*text))
		text++;
	do {
		const char *word = text;

		if (!parse_pair(&text, &notch->pairs[notch->n++]))
			return complain(host, word);
	} while (*text);
	return FFTPIPE_OK;
}

static void notch_close(void *self)
{
	free(self);
}

static int notch_open(const fftpipe_host *host, const fftpipe_value *params,
		      const fftpipe_image *const *in, fftpipe_image *const *out,
		      void **self)
{
	const char *text = params[PARAM_FREQUENCIES].s;
	/* A pair has three characters and a blank at least. */
	size_t most = strlen(text) / 4 + 1;
	struct notch *notch =
		malloc(sizeof *notch + most * sizeof *notch->pairs);
	int status;

	(void)in, (void)out;
	if (!notch)
		return FFTPIPE_ENOMEM;
	notch->curve = filter_curve(params, true);
	notch->radius = params[PARAM_WIDTH].f / 2;
	notch->n = 0;
	status = parse_list(notch, host, text);
	if (status) {
		notch_close(notch);
		return status;
	}
	*self = notch;
	return FFTPIPE_OK;
}

/* ===========================================================================
 * The filter
 * ======================================================================== */

/* Frequencies wrap: 0.5 is -0.5. */
static double wrap(double f)
{
	return f - floor(f + 0.5);
}

static void notch_gains(const void *arg, const double *fx, double fy,
			float *gains, size_t n)
{
	const struct notch *notch = arg;
	double square = notch->radius * notch->radius, squares[FILTER_CHUNK];
	float once[FILTER_CHUNK];

	for (size_t i = 0; i < n; i++)
		gains[i] = 1;
	for (size_t k = 0; k < 2 * notch->n; k++) {
		const struct pair *pair = &notch->pairs[k / 2];
		double sign = k % 2 ? -1 : 1, dy = wrap(fy - sign * pair->fy);

		for (size_t i = 0; i < n; i++) {
			double dx = wrap(fx[i] - sign * pair->fx);

			squares[i] = filter_ratio(dx * dx + dy * dy, square);
		}
		filter_curve_gains(&notch->curve, squares, once, n);
		for (size_t i = 0; i < n; i++)
			gains[i] *= once[i];
	}
	for (size_t i = 0; i < n; i++)
		if (fx[i] == 0 && fy == 0)
			gains[i] = 1;
}

static int notch_run(void *self, const fftpipe_host *host,
		     const fftpipe_value *params,
		     const fftpipe_image *const *in, fftpipe_image *const *out,
		     uint32_t first, uint32_t rows)
{
	(void)host, (void)params;
	return filter_rows(notch_gains, self, in[0], out[0], first, rows);
}

static const fftpipe_port inputs[] = {
	{ "spectrum", "of a picture with a pattern", FFTPIPE_SPECTRUM, 0 }
};
static const fftpipe_port outputs[] = { { "spectrum", "of it without",
					  FFTPIPE_SPECTRUM, 0 } };
static const fftpipe_param params[] = {
	FILTER_CURVE_PARAMS,
	{ "frequencies",
	  "what to take away: pairs fx,fy separated by blanks, each number "
	  "-0.5 to 0.5, fy downward; each pair's mirror -fx,-fy goes with it; "
	  "auto-notch's metadata entry peaks is such a list",
	  FFTPIPE_TEXT, 0, NULL, 0, 0, NULL, "cycles/pixel" },
	{ "width",
	  "how far a notch reaches from side to side, 0 to 1; there the curve "
	  "is at 0.39 (gaussian) or 0.5 (butterworth); a pattern all over a "
	  "picture is 2 / its side wide",
	  FFTPIPE_FLOAT, 0, "0.02", 0, 1, NULL, "cycles/pixel" },
};

static const fftpipe_transform transform = {
	.struct_size = sizeof transform,
	.needs_minor = 0,
	.id = "notch",
	.version = "1.0.0",
	.vendor = "fftpipe",
	.license = "GPL-3.0-or-later",
	.url = "",
	.doc = "Notch filter: every frequency times the product of 1 - H(d) "
	       "over the pairs and their mirrors, d = distance from the pair / "
	       "(width / 2), distances modulo 1 cycle per pixel; ideal: H = 1 "
	       "up to d = 1, else 0; gaussian: H = exp(-d^2 / 2); butterworth: "
	       "H = 1 / (1 + d^(2 order)) (Gonzalez and Woods, Digital Image "
	       "Processing, chapter 4, notch filters). The zero frequency is "
	       "always kept.",
	.inputs = inputs,
	.outputs = outputs,
	.params = params,
	.n_inputs = FFTPIPE_COUNT(inputs),
	.n_outputs = FFTPIPE_COUNT(outputs),
	.n_params = FFTPIPE_COUNT(params),
	.port_size = sizeof *inputs,
	.param_size = sizeof *params,
	.flags = FFTPIPE_ROWS | FFTPIPE_INPLACE,
	.open = notch_open,
	.run = notch_run,
	.close = notch_close,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
