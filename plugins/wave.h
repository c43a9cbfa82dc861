/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wave.h - waves in a spectrum: where one is, to a part of a bin, and what it
 * adds to every bin
 *
 * A wave whose periods don't fit the picture is not one bin but a peak with
 * arms along its row and its column, and so is its mirror.
 */
#ifndef PLUGINS_WAVE_H
#define PLUGINS_WAVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <fftpipe/plugin.h>

struct wave_pair {
	double re, im;
};

/*
 * The real part of 2 pair exp(2 pi i (u x / width + v y / height)): u and v are
 * in bins.  Spectra here have one channel.
 */
struct wave {
	double u, v;
	struct wave_pair pair;
	double level; /* the usual magnitude around it */
};

enum {
	WAVE_NEAR = 3, /* bins to each side that a wave is fitted to */
	WAVE_SIDE = 2 * WAVE_NEAR + 1,
	WAVE_PATCH = WAVE_SIDE * WAVE_SIDE
};

/* The bin that it is nearest to. */
int64_t wave_nearest(double u);

/* k modulo n: 0 .. n - 1, or with the zero in the middle. */
uint32_t wave_wrap(int64_t k, uint32_t n);
int64_t wave_centered(int64_t k, uint32_t n);

/* A bin of the whole plane, which has no ends. */
struct wave_pair wave_bin(const fftpipe_image *spectrum, int64_t kx,
			  int64_t ky);

static inline double wave_power(struct wave_pair pair)
{
	return pair.re * pair.re + pair.im * pair.im;
}

static inline struct wave_pair wave_product(struct wave_pair a,
					    struct wave_pair b)
{
	return (struct wave_pair){ a.re * b.re - a.im * b.im,
				   a.re * b.im + a.im * b.re };
}

static inline struct wave_pair wave_conjugate(struct wave_pair a)
{
	return (struct wave_pair){ a.re, -a.im };
}

/*
 * The sum over x = 0 .. n - 1 of exp(-2 pi i t x / n): what a wave adds t bins
 * beside it.
 */
struct wave_pair wave_leak(double t, uint32_t n);

/* What a wave and its mirror add to a bin. */
struct wave_pair wave_at(const struct wave *wave, const fftpipe_image *spectrum,
			 int64_t kx, int64_t ky);

/* The bins around one, without the waves in the list, but with `of`. */
void wave_take_patch(const struct wave *waves, size_t n, const struct wave *of,
		     const fftpipe_image *spectrum, int64_t kx, int64_t ky,
		     struct wave_pair *patch);

/*
 * Move a wave to the frequency near a bin, and give it the pair, that fit best
 * to the patch around the bin (least squares).
 */
void wave_find(struct wave *wave, const fftpipe_image *spectrum, int64_t kx,
	       int64_t ky, const struct wave_pair *patch);

/*
 * The largest magnitude in the patch that the wave does not explain, by the
 * largest that there was; infinite if that is no number.
 */
double wave_impurity(const struct wave *wave, const fftpipe_image *spectrum,
		     int64_t kx, int64_t ky, const struct wave_pair *patch);

#endif /* PLUGINS_WAVE_H */
