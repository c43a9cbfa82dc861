/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reading.h - what the samples of a magnitude and a phase stand for
 */
#ifndef PLUGINS_READING_H
#define PLUGINS_READING_H

#include <stdbool.h>

#include <fftpipe/plugin.h>

enum scale { SCALE_LOG, SCALE_LINEAR, SCALE_SQRT, SCALE_POWER };
/* The parameters of ifft-reconstruct, in their order. */
enum { PARAM_SCALE, PARAM_EXPONENT, PARAM_CENTER, PARAM_MIN, PARAM_MAX };

/* "auto" and the scales in their order; "auto", "yes", "no". */
extern const char *const reading_scales[], *const reading_centers[];

/* What turns samples into magnitudes and angles. */
struct reading {
	enum scale scale;
	bool centered;
	float power;                /* SCALE_POWER: 1 / exponent */
	float undo_gain;            /* 1 / gain */
	float mag_slope, mag_start; /* sample * slope + start */
	float turn_slope, turn_start;
};

/* Can these parameters be, whatever the files say? */
int reading_check(const fftpipe_host *host, const fftpipe_value *params);

/* From the parameters and what the two images say: magnitude, phase. */
int reading_init(struct reading *reading, const fftpipe_host *host,
		 const fftpipe_value *params, const fftpipe_image *const *in);

/* An entry of the magnitude, else of the phase, else NULL. */
const char *reading_entry(const fftpipe_host *host,
			  const fftpipe_image *const *in, const char *key);

#endif /* PLUGINS_READING_H */
