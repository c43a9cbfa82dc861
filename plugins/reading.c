/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reading.c - what the samples of a magnitude and a phase stand for
 */
#include "reading.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double pi = 3.14159265358979323846;

const char *const reading_scales[] = { "auto", "log",   "linear",
				       "sqrt", "power", NULL };
const char *const reading_centers[] = { "auto", "yes", "no", NULL };

int reading_check(const fftpipe_host *host, const fftpipe_value *params)
{
	double min = params[PARAM_MIN].f, max = params[PARAM_MAX].f;

	if (isnan(min) != isnan(max))
		return host->fail(host, FFTPIPE_EPARAM,
				  "mag-min and mag-max only work together: "
				  "give both or neither");
	if (min >= max)
		return host->fail(host, FFTPIPE_EPARAM,
				  "mag-max must be larger than mag-min");
	return FFTPIPE_OK;
}

const char *reading_entry(const fftpipe_host *host,
			  const fftpipe_image *const *in, const char *key)
{
	const char *text = host->meta_get(host, in[0], key);

	return text ? text : host->meta_get(host, in[1], key);
}

/* The number in an entry; fails unless it is one and within min..max. */
static int number_entry(const fftpipe_host *host,
			const fftpipe_image *const *in, const char *key,
			double min, double max, double *number)
{
	const char *text = reading_entry(host, in, key);
	char sentence[200], *end;

	if (!text)
		return FFTPIPE_OK;
	*number = strtod(text, &end);
	if (end != text && !*end && *number >= min && *number <= max)
		return FFTPIPE_OK;
	snprintf(
		sentence, sizeof sentence,
		"the entry %s of the magnitude is \"%.40s\", not a number from "
		"%g to %g",
		key, text, min, max);
	return host->fail(host, FFTPIPE_EDATA, sentence);
}

static int read_scale(struct reading *reading, const fftpipe_host *host,
		      const fftpipe_value *params,
		      const fftpipe_image *const *in)
{
	const char *text = reading_entry(host, in, "scale");
	double exponent = 0.25;
	int64_t scale = params[PARAM_SCALE].i;
	int status;

	if (!scale && text)
		for (scale = 1; reading_scales[scale]; scale++)
			if (!strcmp(reading_scales[scale], text))
				break;
	if (!reading_scales[scale])
		return host->fail(host, FFTPIPE_EDATA,
				  "the entry scale of the magnitude is not one "
				  "of log, linear, sqrt, power");
	reading->scale = scale ? (enum scale)(scale - 1) : SCALE_LOG;
	status = number_entry(host, in, "exponent", 0.01, 1, &exponent);
	if (status)
		return status;
	if (!isnan(params[PARAM_EXPONENT].f))
		exponent = params[PARAM_EXPONENT].f;
	reading->power = (float)(1 / exponent);
	return FFTPIPE_OK;
}

/* Does this range come from a file's depth: 0 to 2^k - 1? */
static bool is_depth(const fftpipe_image *image)
{
	double levels = image->hi + 1;
	int exponent;

	return image->lo == 0 && image->hi >= 1 &&
	       frexp(levels, &exponent) == 0.5;
}

/* Are these levels of a file that does not say which magnitudes they are? */
static bool is_mute(const fftpipe_host *host, const fftpipe_image *magnitude)
{
	return magnitude->color != FFTPIPE_DATA && is_depth(magnitude) &&
	       !host->meta_get(host, magnitude, "mag_min");
}

static int read_magnitude(struct reading *reading, const fftpipe_host *host,
			  const fftpipe_value *params,
			  const fftpipe_image *magnitude)
{
	double min = params[PARAM_MIN].f, max = params[PARAM_MAX].f, slope;

	reading->mag_slope = 1;
	reading->mag_start = 0;
	if (isnan(min)) {
		if (!is_mute(host, magnitude))
			return FFTPIPE_OK;
		return host->fail(
			host, FFTPIPE_EDATA,
			"the magnitude's file does not say what its levels "
			"stand for: give mag-min and mag-max, or put "
			"{\"mag_min\": a, \"mag_max\": b} in NAME.json beside "
			"it");
	}
	if (!(magnitude->lo < magnitude->hi))
		return host->fail(host, FFTPIPE_EDATA,
				  "mag-min and mag-max need a magnitude whose "
				  "range is known: give range under [input]");
	slope = (max - min) / (magnitude->hi - magnitude->lo);
	reading->mag_slope = (float)slope;
	reading->mag_start = (float)(min - slope * magnitude->lo);
	return FFTPIPE_OK;
}

static void read_phase(struct reading *reading, const fftpipe_image *phase)
{
	double slope;

	reading->turn_slope = 1;
	reading->turn_start = 0;
	if (phase->color == FFTPIPE_ANGLE || !(phase->lo < phase->hi))
		return;
	slope = 2 * pi / (phase->hi - phase->lo);
	reading->turn_slope = (float)slope;
	reading->turn_start = (float)(-pi - slope * phase->lo);
}

static int read_center(struct reading *reading, const fftpipe_host *host,
		       const fftpipe_value *params,
		       const fftpipe_image *const *in)
{
	const char *of_magnitude = host->meta_get(host, in[0], "center");
	const char *of_phase = host->meta_get(host, in[1], "center");
	const char *text = of_magnitude ? of_magnitude : of_phase;
	int64_t choice = params[PARAM_CENTER].i;

	reading->centered = choice ? choice == 1 : !text || strcmp(text, "no");
	if (choice || !of_magnitude || !of_phase ||
	    !strcmp(of_magnitude, of_phase))
		return FFTPIPE_OK;
	return host->fail(host, FFTPIPE_EDATA,
			  "the zero frequency is in the center of one of "
			  "magnitude and phase and in the corner of the other: "
			  "make both with one center");
}

int reading_init(struct reading *reading, const fftpipe_host *host,
		 const fftpipe_value *params, const fftpipe_image *const *in)
{
	double gain = 1;
	int status = read_scale(reading, host, params, in);

	if (!status)
		status = read_center(reading, host, params, in);
	if (!status && host->meta_get(host, in[1], "mag_min"))
		status = host->fail(host, FFTPIPE_EDATA,
				    "the phase is a magnitude: give the angles "
				    "there");
	if (!status)
		status = number_entry(host, in, "gain", 1e-40, 1e40, &gain);
	if (!status)
		status = read_magnitude(reading, host, params, in[0]);
	if (status)
		return status;
	reading->undo_gain = (float)(1 / gain);
	read_phase(reading, in[1]);
	return FFTPIPE_OK;
}
