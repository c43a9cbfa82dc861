/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * png-samples.c - the hot loops of reading PNG: bytes of a row to floats
 */
#include "png-samples.h"
#include "kernel.h"

float png_luma8(unsigned red, unsigned green, unsigned blue)
{
	return (float)((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >>
		       16);
}

/* Every step-th sample of `from`. */
KERNEL
static void spread8(const uint8_t *from, size_t n, unsigned step, float *to)
{
	if (step == 1) {
		for (size_t i = 0; i < n; i++)
			to[i] = from[i];
		return;
	}
	for (size_t i = 0; i < n; i++)
		to[i] = from[i * step];
}

static uint32_t sample16(const uint8_t *from)
{
	return (uint32_t)from[0] << 8 | from[1];
}

KERNEL
static void spread16(const uint8_t *from, size_t n, unsigned step, float *to)
{
	for (size_t i = 0; i < n; i++)
		to[i] = (float)(int32_t)sample16(from + 2 * i * step);
}

KERNEL
static void mix8(const uint8_t *from, size_t n, unsigned step, float *to)
{
	for (size_t i = 0; i < n; i++, from += step)
		to[i] = png_luma8(from[0], from[1], from[2]);
}

/* The sum stays below 2^32: the weights add up to 65536. */
KERNEL
static void mix16(const uint8_t *from, size_t n, unsigned step, float *to)
{
	for (size_t i = 0; i < n; i++, from += 2 * (size_t)step) {
		uint32_t sum = sample16(from) * 19595 +
			       sample16(from + 2) * 38470 +
			       sample16(from + 4) * 7471;

		to[i] = (float)(int32_t)((sum + 0x8000) >> 16);
	}
}

static void look_up(const uint8_t *from, size_t n, const float *table,
		    float *to)
{
	for (size_t i = 0; i < n; i++)
		to[i] = table[from[i]];
}

void png_samples_convert(const struct png_samples *samples, const uint8_t *from,
			 uint32_t channel, size_t n, float *to)
{
	if (samples->looked_up)
		look_up(from, n, samples->table[channel], to);
	else if (samples->gray && samples->bit_depth == 8)
		mix8(from, n, samples->step, to);
	else if (samples->gray)
		mix16(from, n, samples->step, to);
	else if (samples->bit_depth == 8)
		spread8(from + channel, n, samples->step, to);
	else
		spread16(from + 2 * (size_t)channel, n, samples->step, to);
	for (size_t i = 0; samples->clipped && i < n; i++)
		to[i] = to[i] > 255 ? 255 : to[i];
}

/* Of as many as 32 bits hold the sum of. */
KERNEL
static uint32_t sum_some(const float *row, size_t n)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (uint32_t)(int32_t)row[i];
	return sum;
}

double png_samples_sum(const float *row, size_t n)
{
	enum { SOME = 1 << 16 };
	uint64_t sum = 0;

	for (size_t i = 0; i < n; i += SOME)
		sum += sum_some(row + i, n - i < SOME ? n - i : SOME);
	return (double)sum;
}
