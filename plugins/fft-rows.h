/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fft-rows.h - what is done to rows of samples before and after a transform
 */
#ifndef PLUGINS_FFT_ROWS_H
#define PLUGINS_FFT_ROWS_H

#include <stddef.h>

/* Their sum, in double, and the largest without its sign. */
double fft_row_sum(const float *row, size_t n, float *largest);

/* to = from - base. */
void fft_row_take_off(const float *restrict from, float base, size_t n,
		      float *restrict to);

/* to = from * scale + mean. */
void fft_row_put_back(const float *restrict from, float scale, float mean,
		      size_t n, float *restrict to);

#endif /* PLUGINS_FFT_ROWS_H */
