/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wave.c - waves in a spectrum: where one is, to a part of a bin, and what it
 * adds to every bin
 */
#include "wave.h"

#include <math.h>

static const double pi = 3.14159265358979323846;

/* ===========================================================================
 * Bins
 * ======================================================================== */

int64_t wave_nearest(double u)
{
	return (int64_t)floor(u + 0.5);
}

uint32_t wave_wrap(int64_t k, uint32_t n)
{
	int64_t rest = k;

	if (k < 0 || k >= (int64_t)n) /* divisions are slow */
		rest %= (int64_t)n;
	return (uint32_t)(rest < 0 ? rest + (int64_t)n : rest);
}

int64_t wave_centered(int64_t k, uint32_t n)
{
	int64_t rest = wave_wrap(k, n);

	return rest > (int64_t)n / 2 ? rest - (int64_t)n : rest;
}

/* What a half spectrum holds twice is taken from one of the places. */
struct wave_pair wave_bin(const fftpipe_image *spectrum, int64_t kx, int64_t ky)
{
	uint32_t x = wave_wrap(kx, spectrum->width),
		 y = wave_wrap(ky, spectrum->height);
	bool held = fftpipe_mirror(x, spectrum->width) == x
			    ? y <= spectrum->height - y
			    : x < spectrum->width - x;
	const float *pair;

	if (!held) {
		x = fftpipe_mirror(x, spectrum->width);
		y = fftpipe_mirror(y, spectrum->height);
	}
	pair = fftpipe_row(spectrum, 0, y) + 2 * (size_t)x;
	return (struct wave_pair){ (double)pair[0],
				   held ? (double)pair[1] : -(double)pair[1] };
}

struct wave_pair wave_leak(double t, uint32_t n)
{
	double above, below, size, turn, across, up;

	t -= n * floor(t / n + 0.5);
	above = sin(pi * t);
	below = sin(pi * t / n);
	size = fabs(below) < 1e-15 ? n : above / below;
	turn = -pi * t * (n - 1.0) / n;
	across = size * cos(turn);
	up = size * sin(turn);
	return (struct wave_pair){ across, up };
}

/* ===========================================================================
 * Waves
 * ======================================================================== */

/* Of amplitude 1, its own side or its mirror's. */
static struct wave_pair side_at(const struct wave *wave,
				const fftpipe_image *spectrum, int64_t kx,
				int64_t ky, int sign)
{
	return wave_product(wave_leak((double)kx - sign * wave->u,
				      spectrum->width),
			    wave_leak((double)ky - sign * wave->v,
				      spectrum->height));
}

struct wave_pair wave_at(const struct wave *wave, const fftpipe_image *spectrum,
			 int64_t kx, int64_t ky)
{
	struct wave_pair a =
		wave_product(wave->pair, side_at(wave, spectrum, kx, ky, 1));
	struct wave_pair b = wave_product(wave_conjugate(wave->pair),
					  side_at(wave, spectrum, kx, ky, -1));

	return (struct wave_pair){ a.re + b.re, a.im + b.im };
}

void wave_take_patch(const struct wave *waves, size_t n, const struct wave *of,
		     const fftpipe_image *spectrum, int64_t kx, int64_t ky,
		     struct wave_pair *patch)
{
	for (int i = 0; i < WAVE_PATCH; i++) {
		int64_t x = kx + i % WAVE_SIDE - WAVE_NEAR;
		int64_t y = ky + i / WAVE_SIDE - WAVE_NEAR;

		patch[i] = wave_bin(spectrum, x, y);
		for (size_t j = 0; j < n; j++) {
			struct wave_pair part;

			if (&waves[j] == of)
				continue;
			part = wave_at(&waves[j], spectrum, x, y);
			patch[i].re -= part.re;
			patch[i].im -= part.im;
		}
	}
}

/*
 * The pair that fits best to a patch at the wave's frequency: least squares in
 * its two parts, the mirror included.  Returns the energy that is explained.
 */
static double wave_fit(struct wave *wave, const fftpipe_image *spectrum,
		       int64_t kx, int64_t ky, const struct wave_pair *patch)
{
	struct wave_pair xs[WAVE_SIDE], ys[WAVE_SIDE], mirrored_xs[WAVE_SIDE],
		mirrored_ys[WAVE_SIDE];
	double aa = 0, ab = 0, bb = 0, a = 0, b = 0, det;

	for (int i = 0; i < WAVE_SIDE; i++) {
		double x = (double)(kx + i - WAVE_NEAR),
		       y = (double)(ky + i - WAVE_NEAR);

		xs[i] = wave_leak(x - wave->u, spectrum->width);
		ys[i] = wave_leak(y - wave->v, spectrum->height);
		mirrored_xs[i] = wave_leak(x + wave->u, spectrum->width);
		mirrored_ys[i] = wave_leak(y + wave->v, spectrum->height);
	}
	for (int i = 0; i < WAVE_PATCH; i++) {
		struct wave_pair p =
			wave_product(xs[i % WAVE_SIDE], ys[i / WAVE_SIDE]);
		struct wave_pair q = wave_product(mirrored_xs[i % WAVE_SIDE],
						  mirrored_ys[i / WAVE_SIDE]);
		/* What one unit of the real and the imaginary part adds. */
		struct wave_pair re = { p.re + q.re, p.im + q.im };
		struct wave_pair im = { q.im - p.im, p.re - q.re };

		aa += wave_power(re);
		bb += wave_power(im);
		ab += re.re * im.re + re.im * im.im;
		a += re.re * patch[i].re + re.im * patch[i].im;
		b += im.re * patch[i].re + im.im * patch[i].im;
	}
	det = aa * bb - ab * ab;
	if (det > 1e-9 * (aa + bb) * (aa + bb)) {
		wave->pair.re = (a * bb - b * ab) / det;
		wave->pair.im = (b * aa - a * ab) / det;
	} else { /* its own mirror: only one direction counts */
		wave->pair.re = aa > bb ? a / aa : 0;
		wave->pair.im = aa > bb ? 0 : b / bb;
	}
	return a * wave->pair.re + b * wave->pair.im;
}

/* Its frequency: from the bin in ever smaller steps to where it fits best. */
void wave_find(struct wave *wave, const fftpipe_image *spectrum, int64_t kx,
	       int64_t ky, const struct wave_pair *patch)
{
	struct wave best = *wave;
	double most = wave_fit(&best, spectrum, kx, ky, patch);

	for (double step = 0.25; step > 1e-4; step /= 2)
		for (int again = 0; again < 4; again++) {
			struct wave center = best;

			for (int i = 0; i < 9; i++) {
				struct wave trial = center;
				int aside = i % 3 - 1, ahead = i / 3 - 1;
				double energy;

				trial.u += step * aside;
				trial.v += step * ahead;
				if (fabs(trial.u - (double)kx) > 1 ||
				    fabs(trial.v - (double)ky) > 1)
					continue;
				energy = wave_fit(&trial, spectrum, kx, ky,
						  patch);
				if (energy > most) {
					most = energy;
					best = trial;
				}
			}
			if (best.u == center.u && best.v == center.v)
				break;
		}
	*wave = best;
}

double wave_impurity(const struct wave *wave, const fftpipe_image *spectrum,
		     int64_t kx, int64_t ky, const struct wave_pair *patch)
{
	double worst = 0, peak = 0;

	for (int i = 0; i < WAVE_PATCH; i++) {
		struct wave_pair part =
			wave_at(wave, spectrum, kx + i % WAVE_SIDE - WAVE_NEAR,
				ky + i / WAVE_SIDE - WAVE_NEAR);
		struct wave_pair rest = { patch[i].re - part.re,
					  patch[i].im - part.im };

		if (!isfinite(wave_power(rest)))
			return INFINITY;
		worst = fmax(worst, wave_power(rest));
		peak = fmax(peak, wave_power(patch[i]));
	}
	return peak > 0 ? sqrt(worst / peak) : INFINITY;
}
