/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * direct-dft.h - the discrete Fourier transform by its definition
 */
#ifndef DIRECT_DFT_H
#define DIRECT_DFT_H

#include "picture-file.h"

#include <complex.h>
#include <stdint.h>

/*
 * Transform in place, rows and then columns, in double precision: sign -1
 * there, 1 back, neither scaled.
 */
void direct_dft(double complex *values, uint32_t width, uint32_t height,
		int sign);

/* The spectrum of a gray picture, zero frequency first; to be freed. */
double complex *direct_spectrum(const struct picture *picture);

#endif
