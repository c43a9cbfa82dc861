/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiff-samples.h - samples of any type as floats
 */
#ifndef TIFF_SAMPLES_H
#define TIFF_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sample_type { SAMPLE_UNSIGNED, SAMPLE_SIGNED, SAMPLE_FLOAT };

struct tiff_samples {
	enum sample_type type;
	unsigned bits;  /* 1 .. 64; floats: 16, 24, 32, 64 */
	bool msb_first; /* the file's order of bytes */
	bool lost;      /* a value did not fit in a float: set, never cleared */
	uint64_t beyond; /* how many became infinite: counted on */
};

/*
 * Samples number first, first + step, ... of a row as libtiff gives it: `n` of
 * them.  Samples of 16, 32 and 64 bits are in the machine's order there; those
 * of other whole bytes but three are as in the file; what is no whole byte
 * follows without a gap, the most significant bit first.
 */
void tiff_samples_unpack(struct tiff_samples *samples, const uint8_t *row,
			 size_t first, size_t step, size_t n, float *to);

#endif
