/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fft-pairs.c - two real rows transformed as the parts of a complex one
 */
#include "fft-pairs.h"

/* What FFTW has fast code for. */
enum { LARGEST_FACTOR = 13 };

bool pairs_wanted(uint32_t width)
{
	for (uint32_t factor = 2; factor <= LARGEST_FACTOR; factor++)
		while (width % factor == 0)
			width /= factor;
	return width > 1;
}

void pairs_pack(const float *a, const float *b, float base, fftwf_complex *z,
		size_t n)
{
	for (size_t x = 0; x < n; x++) {
		z[x][0] = a[x] - base;
		z[x][1] = b ? b[x] - base : 0;
	}
}

void pairs_split(fftwf_complex *z, size_t n, float *a, float *b)
{
	for (size_t k = 0; k <= n / 2; k++) {
		size_t j = k ? n - k : 0;

		a[2 * k] = 0.5f * (z[k][0] + z[j][0]);
		a[2 * k + 1] = 0.5f * (z[k][1] - z[j][1]);
		if (!b)
			continue;
		b[2 * k] = 0.5f * (z[k][1] + z[j][1]);
		b[2 * k + 1] = 0.5f * (z[j][0] - z[k][0]);
	}
}

void pairs_join(const float *a, const float *b, fftwf_complex *z, size_t n)
{
	for (size_t k = 0; k <= n / 2; k++) {
		size_t j = k ? n - k : 0;
		/* What is its own mirror is real. */
		float own = j == k ? 0 : 1;
		float re = b ? b[2 * k] : 0, im = b ? own * b[2 * k + 1] : 0;

		z[k][0] = a[2 * k] - im;
		z[k][1] = own * a[2 * k + 1] + re;
		z[j][0] = a[2 * k] + im;
		z[j][1] = re - own * a[2 * k + 1];
	}
}

void pairs_unpack(fftwf_complex *z, size_t n, float scale, float mean, float *a,
		  float *b)
{
	for (size_t x = 0; x < n; x++) {
		a[x] = z[x][0] * scale + mean;
		if (b)
			b[x] = z[x][1] * scale + mean;
	}
}
