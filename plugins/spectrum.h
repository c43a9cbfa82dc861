/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spectrum.h - the whole plane of a real picture's spectrum, of which images
 * hold only one half
 *
 * The columns kx = 0 and, for even widths, kx = width / 2 hold each pair of
 * conjugate bins twice, and rounding may leave the two unequal.  The one with
 * ky <= height / 2 counts here, so that the plane is exactly symmetric.  Bins
 * that are their own conjugates count as real.
 *
 * "AC" is every bin but the zero frequency.
 */
#ifndef PLUGINS_SPECTRUM_H
#define PLUGINS_SPECTRUM_H

#include <stdbool.h>
#include <stddef.h>

#include <fftpipe/plugin.h>

#include "facts.h"

/* ===========================================================================
 * Bins
 * ======================================================================== */

/* Does the half spectrum hold the bins of this column twice? */
bool spectrum_held_twice(const fftpipe_image *spectrum, uint32_t kx);

/* The pair (re, im) that counts for a bin of the held half. */
void spectrum_bin(const fftpipe_image *spectrum, uint32_t channel, uint32_t kx,
		  uint32_t ky, float pair[2]);

/* ===========================================================================
 * Pictures of a spectrum, row by row
 * ======================================================================== */

/*
 * Make n samples out of n pairs (re, im), which belong to the held bin `first`
 * and those right of it.
 */
typedef void spectrum_kernel(const void *arg, const struct facts_bin *first,
			     const float *pairs, float *to, size_t n);

struct spectrum_view {
	bool centered; /* zero frequency in the middle */
	bool odd;      /* what the mirrored bin gives is negated, not equal */
	spectrum_kernel *kernel;
	const void *arg;
};

/* Fill one row of a picture, `width` samples. */
void spectrum_row(const fftpipe_image *spectrum, uint32_t channel, uint32_t y,
		  const struct spectrum_view *view, float *to);

/* ===========================================================================
 * Samples to keep exactly
 * ======================================================================== */

/* The sample for a bin, in double. */
typedef double spectrum_value(const void *arg, const struct facts_bin *bin,
			      double re, double im);

/*
 * Set the entry "exact" of a picture of the spectrum: "X Y CHANNEL VALUE"
 * separated by ';', for the bins that are their own conjugates (of the first
 * four channels) and the peaks.  Of a centered view, which is symmetric, one
 * of each pair.  Entries that are no finite number are left out.
 */
int spectrum_keep_exact(const struct facts *facts, const fftpipe_host *host,
			const fftpipe_image *spectrum,
			const struct spectrum_view *view, spectrum_value *value,
			fftpipe_image *picture);

/* Set the entries of every picture of a spectrum: center, picture-range. */
int spectrum_describe(const fftpipe_host *host, const fftpipe_image *spectrum,
		      bool centered, fftpipe_image *picture);

/* Set an entry to a number, so that reading gives the same double. */
int spectrum_set_number(const fftpipe_host *host, fftpipe_image *picture,
			const char *key, double number);

#endif /* PLUGINS_SPECTRUM_H */
