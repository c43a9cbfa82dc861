/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spectrum.c - the whole plane of a real picture's spectrum, of which images
 * hold only one half
 */
#include "spectrum.h"

#include <math.h>
#include <stdio.h>

#include <fftpipe/math.h>

#include "kernel.h"

enum {
	PIECE = 256,              /* bins that are worked on at once */
	EXACT_CHANNELS = 4,       /* whose self-conjugate bins are kept */
	EXACT_ENTRY = 3 * 11 + 27 /* characters, at most */
};

/* ===========================================================================
 * Bins
 * ======================================================================== */

bool spectrum_held_twice(const fftpipe_image *spectrum, uint32_t kx)
{
	return kx == 0 || 2 * (uint64_t)kx == spectrum->width;
}

/* What counts for a bin of the held half: see the head of spectrum.h. */
void spectrum_bin(const fftpipe_image *spectrum, uint32_t channel, uint32_t kx,
		  uint32_t ky, float pair[2])
{
	uint32_t mirrored = fftpipe_mirror(ky, spectrum->height);
	bool twice = spectrum_held_twice(spectrum, kx);
	bool other = twice && ky > spectrum->height / 2;
	const float *row =
		fftpipe_row(spectrum, channel, other ? mirrored : ky);

	pair[0] = row[2 * kx];
	pair[1] = other ? -row[2 * kx + 1] : row[2 * kx + 1];
	if (twice && mirrored == ky)
		pair[1] = 0;
}

/* ===========================================================================
 * Pictures of a spectrum
 * ======================================================================== */

/* The negative of a sample; of an angle that is half a turn, itself. */
static inline float opposite(float sample)
{
	const float half_turn = 3.14159274f;

	return fftpipe_choosef(sample == half_turn, sample, 0 - sample);
}

/* From right to left. */
KERNEL
static void turn_around(const float *restrict from, size_t n,
			float *restrict to)
{
	for (size_t i = 0; i < n; i++)
		to[i] = from[n - 1 - i];
}

KERNEL
static void turn_around_opposite(const float *restrict from, size_t n,
				 float *restrict to)
{
	for (size_t i = 0; i < n; i++)
		to[i] = opposite(from[n - 1 - i]);
}

/* The bins -kx for kx = 1 .. n, from right to left, from the mirrored row. */
static void mirrored_part(struct facts_bin bin, const float *row, uint32_t n,
			  const struct spectrum_view *view, float *end)
{
	float piece[PIECE];

	for (uint32_t done = 0; done < n; done += PIECE) {
		uint32_t count = n - done < PIECE ? n - done : PIECE;
		float *to = end - done - count;

		bin.kx = 1 + done;
		view->kernel(view->arg, &bin, row + 2 * (size_t)bin.kx, piece,
			     count);
		if (view->odd)
			turn_around_opposite(piece, count, to);
		else
			turn_around(piece, count, to);
	}
}

/* A bin of a column that is held twice. */
static float twice_held_sample(const fftpipe_image *spectrum,
			       struct facts_bin bin,
			       const struct spectrum_view *view)
{
	bool other = bin.ky > spectrum->height / 2;
	float pair[2], sample;

	if (other)
		bin.ky = fftpipe_mirror(bin.ky, spectrum->height);
	spectrum_bin(spectrum, bin.channel, bin.kx, bin.ky, pair);
	view->kernel(view->arg, &bin, pair, &sample, 1);
	return other && view->odd ? opposite(sample) : sample;
}

void spectrum_row(const fftpipe_image *spectrum, uint32_t channel, uint32_t y,
		  const struct spectrum_view *view, float *to)
{
	uint32_t width = spectrum->width, height = spectrum->height;
	uint32_t ky = view->centered ? fftpipe_frequency(y, height) : y;
	uint32_t pairs = (width - 1) / 2; /* of columns, held once */
	struct facts_bin bin = { channel, 1, ky };
	struct facts_bin mirror = { channel, 0, fftpipe_mirror(ky, height) };
	float *zero = to + (view->centered ? width / 2 : 0);
	float *end = view->centered ? zero : to + width;

	view->kernel(view->arg, &bin, fftpipe_row(spectrum, channel, ky) + 2,
		     zero + 1, pairs);
	mirrored_part(mirror, fftpipe_row(spectrum, channel, mirror.ky), pairs,
		      view, end);
	bin.kx = 0;
	zero[0] = twice_held_sample(spectrum, bin, view);
	bin.kx = width / 2;
	if (width % 2 == 0)
		to[view->centered ? 0 : width / 2] =
			twice_held_sample(spectrum, bin, view);
}

/* ===========================================================================
 * Samples to keep exactly
 * ======================================================================== */

struct exact {
	const fftpipe_image *spectrum;
	const struct spectrum_view *view;
	spectrum_value *value;
	char *text;
	size_t used, size;
};

static void print_exact(struct exact *exact, struct facts_bin bin, double value)
{
	uint32_t width = exact->spectrum->width;
	uint32_t height = exact->spectrum->height;
	uint32_t x = bin.kx, y = bin.ky;
	int n;

	if (!isfinite(value))
		return;
	if (exact->view->centered) {
		x = fftpipe_centered(x, width);
		y = fftpipe_centered(y, height);
	}
	n = snprintf(exact->text + exact->used, exact->size - exact->used,
		     "%s%u %u %u %.17g", exact->used ? ";" : "", (unsigned)x,
		     (unsigned)y, (unsigned)bin.channel, value);
	if (n > 0)
		exact->used += (size_t)n;
}

static void add_exact(struct exact *exact, struct facts_bin bin)
{
	float pair[2];

	spectrum_bin(exact->spectrum, bin.channel, bin.kx, bin.ky, pair);
	print_exact(exact, bin,
		    exact->value(exact->view->arg, &bin, (double)pair[0],
				 (double)pair[1]));
}

static void add_exact_pair(struct exact *exact, struct facts_bin bin)
{
	struct facts_bin mirror = bin;
	float pair[2];

	add_exact(exact, bin);
	if (exact->view->centered)
		return;
	spectrum_bin(exact->spectrum, bin.channel, bin.kx, bin.ky, pair);
	mirror.kx = fftpipe_mirror(bin.kx, exact->spectrum->width);
	mirror.ky = fftpipe_mirror(bin.ky, exact->spectrum->height);
	print_exact(exact, mirror,
		    exact->value(exact->view->arg, &bin, (double)pair[0],
				 -(double)pair[1]));
}

static void add_self_conjugates(struct exact *exact, uint32_t channel)
{
	uint32_t width = exact->spectrum->width;
	uint32_t height = exact->spectrum->height;

	for (uint32_t i = 0; i <= 1 - height % 2; i++)
		for (uint32_t j = 0; j <= 1 - width % 2; j++)
			add_exact(exact,
				  (struct facts_bin){ .channel = channel,
						      .kx = j * (width / 2),
						      .ky = i * (height / 2) });
}

int spectrum_keep_exact(const struct facts *facts, const fftpipe_host *host,
			const fftpipe_image *spectrum,
			const struct spectrum_view *view, spectrum_value *value,
			fftpipe_image *picture)
{
	char text[(4 * EXACT_CHANNELS + 2 * FACTS_PEAKS) * EXACT_ENTRY + 1];
	struct exact exact = { .spectrum = spectrum,
			       .view = view,
			       .value = value };

	exact.text = text;
	exact.size = sizeof text;
	text[0] = '\0';
	for (uint32_t c = 0; c < spectrum->channels && c < EXACT_CHANNELS; c++)
		add_self_conjugates(&exact, c);
	for (size_t i = 0; i < facts->n_peaks; i++)
		add_exact_pair(&exact, facts->peaks[i].at);
	return host->meta_set(host, picture, "exact", text);
}

/* ===========================================================================
 * Entries
 * ======================================================================== */

int spectrum_set_number(const fftpipe_host *host, fftpipe_image *picture,
			const char *key, double number)
{
	char text[32];

	snprintf(text, sizeof text, "%.17g", number);
	return host->meta_set(host, picture, key, text);
}

int spectrum_describe(const fftpipe_host *host, const fftpipe_image *spectrum,
		      bool centered, fftpipe_image *picture)
{
	char text[64];
	int status;

	status = host->meta_set(host, picture, "center",
				centered ? "yes" : "no");
	if (status || !(spectrum->lo < spectrum->hi))
		return status;
	snprintf(text, sizeof text, "%.17g %.17g", spectrum->lo, spectrum->hi);
	return host->meta_set(host, picture, "picture-range", text);
}
