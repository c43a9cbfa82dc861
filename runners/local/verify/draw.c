/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * draw.c - what a scene's inputs show: pictures, and spectra of pictures by the
 * definition of the Fourier transform
 */
#include "scene.h"

#include <math.h>
#include <stdlib.h>

static const double turn = 6.283185307179586;

/* ---- pictures ------------------------------------------------------------ */

static double sample_of(const struct scene *scene, uint32_t x, uint32_t y,
			uint64_t *state)
{
	double slope = 100.0 * x / scene->width + 55.0 * y / scene->height;
	double noise = floor(slope) + random_below(state, 101);

	switch (scene->content) {
	case CONTENT_NOISE:
		return noise;
	case CONTENT_FLAT:
		return 255;
	case CONTENT_SPIKE:
		return x == scene->width / 3 && y == scene->height / 2;
	case CONTENT_FAINT:
		return 1e-6 * noise / 255;
	case CONTENT_DEEP:
		return 257 * noise - random_below(state, 200) * (noise > 1);
	default:
		return 0;
	}
}

static void draw_channel(const struct scene *scene, uint64_t *state,
			 double *samples)
{
	for (uint32_t y = 0; y < scene->height; y++)
		for (uint32_t x = 0; x < scene->width; x++)
			*samples++ = sample_of(scene, x, y, state);
}

/* ---- spectra ------------------------------------------------------------- */

struct transform {
	uint32_t width, height, pairs;
	double *samples;
	double *re, *im;       /* [height][pairs] */
	double *cosine, *sine; /* of one turn in `steps` steps */
};

static void fill_turn(struct transform *t, uint32_t steps)
{
	for (uint32_t i = 0; i < steps; i++) {
		t->cosine[i] = cos(turn * i / steps);
		t->sine[i] = sin(turn * i / steps);
	}
}

static void transform_rows(struct transform *t)
{
	fill_turn(t, t->width);
	for (uint32_t y = 0; y < t->height; y++)
		for (uint32_t k = 0; k < t->pairs; k++) {
			const double *row = t->samples + (size_t)y * t->width;
			double re = 0, im = 0;
			uint64_t at = 0;

			for (uint32_t x = 0; x < t->width; x++) {
				re += row[x] * t->cosine[at];
				im -= row[x] * t->sine[at];
				at = (at + k) % t->width;
			}
			t->re[(size_t)y * t->pairs + k] = re;
			t->im[(size_t)y * t->pairs + k] = im;
		}
}

/* The bin (kx, ky) from the rows' transforms. */
static void column_bin(const struct transform *t, uint32_t kx, uint32_t ky,
		       float pair[2])
{
	double re = 0, im = 0;
	uint64_t at = 0;

	for (uint32_t y = 0; y < t->height; y++) {
		double a = t->re[(size_t)y * t->pairs + kx];
		double b = t->im[(size_t)y * t->pairs + kx];

		re += a * t->cosine[at] + b * t->sine[at];
		im += b * t->cosine[at] - a * t->sine[at];
		at = (at + ky) % t->height;
	}
	pair[0] = (float)re;
	pair[1] = (float)im;
}

/* Columns that hold conjugates twice are made exactly so. */
static void mirror_column(fftpipe_image *image, uint32_t channel, uint32_t kx)
{
	for (uint32_t y = 0; y < image->height; y++) {
		uint32_t other = fftpipe_mirror(y, image->height);
		float *from = fftpipe_row(image, channel, y) + 2 * kx;
		float *to = fftpipe_row(image, channel, other) + 2 * kx;

		if (other == y)
			from[1] = 0;
		if (other <= y)
			continue;
		to[0] = from[0];
		to[1] = -from[1];
	}
}

static void draw_spectrum(struct transform *t, fftpipe_image *image,
			  uint32_t channel)
{
	transform_rows(t);
	fill_turn(t, t->height);
	for (uint32_t y = 0; y < t->height; y++)
		for (uint32_t k = 0; k < t->pairs; k++)
			column_bin(t, k, y,
				   fftpipe_row(image, channel, y) + 2 * k);
	mirror_column(image, channel, 0);
	if (t->width % 2 == 0)
		mirror_column(image, channel, t->width / 2);
}

/* ---- images -------------------------------------------------------------- */

static struct transform transform_make(struct trial *trial,
				       const fftpipe_image *image)
{
	uint32_t longest =
		image->width > image->height ? image->width : image->height;
	struct transform t = { .width = image->width,
			       .height = image->height,
			       .pairs = image->width / 2 + 1 };
	size_t rows = image->height;

	t.samples = trial_memory(trial, rows * t.width, sizeof *t.samples);
	t.re = trial_memory(trial, rows * t.pairs, sizeof *t.re);
	t.im = trial_memory(trial, rows * t.pairs, sizeof *t.im);
	t.cosine = trial_memory(trial, longest, sizeof *t.cosine);
	t.sine = trial_memory(trial, longest, sizeof *t.sine);
	return t;
}

static void transform_free(struct transform *t)
{
	free(t->samples);
	free(t->re);
	free(t->im);
	free(t->cosine);
	free(t->sine);
}

void scene_draw(struct trial *trial, const struct scene *scene, uint32_t port,
		fftpipe_image *image)
{
	struct transform t = transform_make(trial, image);
	uint64_t state = 977u * scene->seed + port + 1;

	for (uint32_t c = 0; c < image->channels; c++) {
		draw_channel(scene, &state, t.samples);
		if (image->kind == FFTPIPE_SPECTRUM) {
			draw_spectrum(&t, image, c);
			continue;
		}
		for (uint32_t y = 0; y < t.height; y++)
			for (uint32_t x = 0; x < t.width; x++)
				fftpipe_row(image, c, y)[x] =
					(float)t.samples[(size_t)y * t.width +
							 x];
	}
	transform_free(&t);
}
