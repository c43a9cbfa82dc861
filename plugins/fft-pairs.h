/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fft-pairs.h - two real rows transformed as the parts of a complex one
 *
 * For widths with a large prime factor FFTW's real transforms take far longer
 * than its complex ones.  With z = a + i b, the spectra of the real a and b are
 * the halves of Z that are symmetric and antisymmetric about the zero
 * frequency: A(k) = (Z(k) + Z*(-k)) / 2 and i B(k) = (Z(k) - Z*(-k)) / 2.
 */
#ifndef PLUGINS_FFT_PAIRS_H
#define PLUGINS_FFT_PAIRS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <fftw3.h>

/* Is that faster for rows of this width? */
bool pairs_wanted(uint32_t width);

/* z = (a - base) + i (b - base); without b: its part is 0. */
void pairs_pack(const float *a, const float *b, float base, fftwf_complex *z,
		size_t n);

/* Half spectra of a and of b (or NULL) from the spectrum of z. */
void pairs_split(fftwf_complex *z, size_t n, float *a, float *b);

/* Back: the spectrum of z from those of a and of b (or NULL). */
void pairs_join(const float *a, const float *b, fftwf_complex *z, size_t n);

/* Back: a and b (or NULL) from z, times `scale`, plus `mean`. */
void pairs_unpack(fftwf_complex *z, size_t n, float scale, float mean, float *a,
		  float *b);

#endif /* PLUGINS_FFT_PAIRS_H */
