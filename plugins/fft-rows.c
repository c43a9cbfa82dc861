/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fft-rows.c - what is done to rows of samples before and after a transform
 */
#include "fft-rows.h"

#include <math.h>

#include "kernel.h"

/* Kernels are static: what chooses between them must not be exported. */

/* In eight parts, so that eight are looked at at a time. */
KERNEL
static double sum(const float *row, size_t n, float *largest)
{
	double part[8] = { 0 };
	float most[8] = { 0 };
	size_t x = 0;

	for (; x + 8 <= n; x += 8)
		for (size_t i = 0; i < 8; i++) {
			float size = fabsf(row[x + i]);

			part[i] += (double)row[x + i];
			most[i] = size > most[i] ? size : most[i];
		}
	for (; x < n; x++) {
		part[0] += (double)row[x];
		most[0] = fmaxf(most[0], fabsf(row[x]));
	}
	*largest = most[0];
	for (size_t i = 1; i < 8; i++)
		*largest = fmaxf(*largest, most[i]);
	return ((part[0] + part[1]) + (part[2] + part[3])) +
	       ((part[4] + part[5]) + (part[6] + part[7]));
}

KERNEL
static void take_off(const float *restrict from, float base, size_t n,
		     float *restrict to)
{
	for (size_t x = 0; x < n; x++)
		to[x] = from[x] - base;
}

KERNEL
static void put_back(const float *restrict from, float scale, float mean,
		     size_t n, float *restrict to)
{
	for (size_t x = 0; x < n; x++)
		to[x] = from[x] * scale + mean;
}

double fft_row_sum(const float *row, size_t n, float *largest)
{
	return sum(row, n, largest);
}

void fft_row_take_off(const float *restrict from, float base, size_t n,
		      float *restrict to)
{
	take_off(from, base, n, to);
}

void fft_row_put_back(const float *restrict from, float scale, float mean,
		      size_t n, float *restrict to)
{
	put_back(from, scale, mean, n, to);
}
