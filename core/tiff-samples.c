/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiff-samples.c - samples of any type as floats
 *
 * The common types have loops of their own.  All others are fetched bit by bit
 * or byte by byte into 64 bits, and then understood.
 */
#include "tiff-samples.h"

#include <math.h>
#include <string.h>

/* ---- the common types ---------------------------------------------------- */

static void unpack_u8(const uint8_t *from, size_t step, size_t n, float *to)
{
	if (step == 1) {
		for (size_t i = 0; i < n; i++)
			to[i] = from[i];
		return;
	}
	for (size_t i = 0; i < n; i++)
		to[i] = from[i * step];
}

/* libtiff's rows are memory from malloc, of which samples are a whole part. */
static void unpack_u16(const uint8_t *from, size_t step, size_t n, float *to)
{
	for (size_t i = 0; i < n; i++) {
		uint16_t sample;

		memcpy(&sample, from + i * step * sizeof sample, sizeof sample);
		to[i] = (float)(int32_t)sample;
	}
}

static void unpack_f32(const uint8_t *from, size_t step, size_t n, float *to)
{
	if (step == 1) {
		memcpy(to, from, n * sizeof *to);
		return;
	}
	for (size_t i = 0; i < n; i++)
		memcpy(&to[i], from + i * step * sizeof *to, sizeof *to);
}

/* ---- any number of bits -------------------------------------------------- */

static bool host_msb_first(void)
{
	const uint16_t one = 1;
	uint8_t first;

	memcpy(&first, &one, 1);
	return !first;
}

static uint64_t fetch_bytes(const uint8_t *from, unsigned nbytes,
			    bool msb_first)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < nbytes; i++)
		sum = sum << 8 | from[msb_first ? i : nbytes - 1 - i];
	return sum;
}

static uint64_t fetch_bits(const uint8_t *row, size_t at, unsigned bits)
{
	uint64_t sum = 0;

	while (bits) {
		unsigned left = 8 - at % 8;
		unsigned some = bits < left ? bits : left;
		unsigned byte = row[at / 8] >> (left - some);

		sum = sum << some | (byte & ((1u << some) - 1));
		at += some;
		bits -= some;
	}
	return sum;
}

static uint64_t fetch(const struct tiff_samples *samples, const uint8_t *row,
		      size_t i)
{
	const unsigned bits = samples->bits, nbytes = bits / 8;
	bool swapped = bits == 16 || bits == 24 || bits == 32 || bits == 64;

	if (bits % 8)
		return fetch_bits(row, i * bits, bits);
	return fetch_bytes(row + i * nbytes, nbytes,
			   swapped ? host_msb_first() : samples->msb_first);
}

/* ---- numbers ------------------------------------------------------------- */

static float from_unsigned(struct tiff_samples *samples, uint64_t value)
{
	float rounded = (float)value;

	if (rounded >= 0x1p64f || (uint64_t)rounded != value)
		samples->lost = true;
	return rounded;
}

static float from_signed(struct tiff_samples *samples, uint64_t value)
{
	const uint64_t sign = (uint64_t)1 << (samples->bits - 1);

	if (!(value & sign))
		return from_unsigned(samples, value);
	/* -2^63 has no positive in 64 bits; as an unsigned number it does. */
	return -from_unsigned(samples, (sign - 1 - (value & (sign - 1))) + 1);
}

static float from_double(struct tiff_samples *samples, double value)
{
	float rounded = (float)value;

	if (!isnan(value) && (double)rounded != value)
		samples->lost = true;
	if (isinf(rounded) && !isinf(value))
		samples->beyond++;
	return rounded;
}

/* A sign, an exponent and a fraction of these many bits. */
static float from_small_float(uint64_t value, unsigned exponent_bits,
			      unsigned fraction_bits)
{
	const int most = (1 << exponent_bits) - 1, bias = most / 2;
	uint64_t fraction = value & (((uint64_t)1 << fraction_bits) - 1);
	int exponent = (int)(value >> fraction_bits) & most;
	bool negative = value >> fraction_bits >> exponent_bits & 1;
	double number = ldexp((double)fraction, -(int)fraction_bits);

	if (exponent == most)
		number = fraction ? (double)NAN : (double)INFINITY;
	else if (exponent)
		number = ldexp(1 + number, exponent - bias);
	else
		number = ldexp(number, 1 - bias);
	return (float)(negative ? -number : number);
}

static float from_float(struct tiff_samples *samples, uint64_t value)
{
	uint32_t half = (uint32_t)value;
	float single;
	double number;

	switch (samples->bits) {
	case 16:
		return from_small_float(value, 5, 10);
	case 24:
		return from_small_float(value, 7, 16);
	case 32:
		memcpy(&single, &half, sizeof single);
		return single;
	default:
		memcpy(&number, &value, sizeof number);
		return from_double(samples, number);
	}
}

static void unpack_any(struct tiff_samples *samples, const uint8_t *row,
		       size_t first, size_t step, size_t n, float *to)
{
	for (size_t i = 0; i < n; i++) {
		uint64_t value = fetch(samples, row, first + i * step);

		if (samples->type == SAMPLE_UNSIGNED)
			to[i] = from_unsigned(samples, value);
		else if (samples->type == SAMPLE_SIGNED)
			to[i] = from_signed(samples, value);
		else
			to[i] = from_float(samples, value);
	}
}

void tiff_samples_unpack(struct tiff_samples *samples, const uint8_t *row,
			 size_t first, size_t step, size_t n, float *to)
{
	const bool plain = samples->type == SAMPLE_UNSIGNED;

	if (plain && samples->bits == 8)
		unpack_u8(row + first, step, n, to);
	else if (plain && samples->bits == 16)
		unpack_u16(row + 2 * first, step, n, to);
	else if (samples->type == SAMPLE_FLOAT && samples->bits == 32)
		unpack_f32(row + 4 * first, step, n, to);
	else
		unpack_any(samples, row, first, step, n, to);
}
