/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules-samples.c - what is in the samples that a plugin makes
 */
#include "bench.h"
#include "levels.h"
#include "rules.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct shape shapes[] = {
	{ 40, 30, 1, FFTPIPE_GRAY }, { 31, 37, 1, FFTPIPE_GRAY },
	{ 1, 8, 1, FFTPIPE_GRAY },   { 8, 1, 1, FFTPIPE_GRAY },
	{ 1, 1, 1, FFTPIPE_GRAY },   { 20, 15, 3, FFTPIPE_RGB },
};

enum { N_SHAPES = sizeof shapes / sizeof *shapes };

static bool complain(struct trial *trial, const struct scene *scene,
		     const struct kept *kept, uint32_t output, size_t at,
		     const char *what)
{
	const struct kept_output *o = &kept->outputs[output];
	char text[200];

	scene_describe(trial, scene, text, sizeof text);
	return trial_broken(trial, "%s channel %zu row %zu sample %zu %s; %s",
			    module_output(&trial->module, output)->name,
			    at / o->samples / o->height,
			    at / o->samples % o->height, at % o->samples, what,
			    text);
}

static size_t length_of(const struct kept_output *o)
{
	return o->data ? o->samples * o->height * o->channels : 0;
}

/* ---- written ------------------------------------------------------------- */

static float bits_float(uint32_t bits)
{
	float value;

	memcpy(&value, &bits, sizeof value);
	return value;
}

static bool writes_all(struct trial *trial, const struct scene *scene)
{
	struct scene second = *scene;
	struct kept *a, *b;

	second.fill = FILL_B;
	a = bench_make(trial, scene);
	b = a ? bench_make(trial, &second) : NULL;
	for (uint32_t i = 0; b && i < a->n; i++)
		for (size_t k = 0; k < length_of(&a->outputs[i]); k++)
			if (float_same(a->outputs[i].data[k],
				       bits_float(FILL_A)) &&
			    float_same(b->outputs[i].data[k],
				       bits_float(FILL_B)))
				return complain(trial, scene, a, i, k,
						"is not written");
	kept_free(a);
	kept_free(b);
	return true;
}

static bool check_written(struct trial *trial)
{
	return scenes_shapes(trial, shapes, N_SHAPES, writes_all);
}

/* ---- padding ------------------------------------------------------------- */

static bool ignores_padding(struct trial *trial, const struct scene *scene)
{
	static const uint32_t bits[] = { 0x7fc00000, 0x7f800000, 0x4b189680 };
	struct scene padded = *scene;
	struct kept *wanted = bench_make(trial, scene);
	bool fine = true;

	for (size_t i = 0; wanted && fine && i < 3; i++) {
		padded.padding = bits[i];
		fine = bench_compare(trial, &padded, wanted,
				     "with something else behind the samples "
				     "of a row");
	}
	kept_free(wanted);
	return fine;
}

static bool check_padding(struct trial *trial)
{
	return scenes_shapes(trial, shapes, N_SHAPES, ignores_padding);
}

/* ---- symmetry ------------------------------------------------------------ */

/*
 * A fifth of a level, which is what files of 8 bits tell of symmetric images,
 * and what is no more than rounding.
 */
static double tolerance_of(const struct kept_output *o)
{
	double least = INFINITY, most = -INFINITY;

	if (o->color == FFTPIPE_ANGLE)
		return 2 * acos(-1.0) / 1275;
	for (size_t i = 0; i < length_of(o); i++) {
		double sample = (double)o->data[i];

		if (!isfinite(sample))
			continue;
		least = fmin(least, sample);
		most = fmax(most, sample);
	}
	if (!(least <= most))
		return 0;
	return (most - least) / 1275 + 1e-6 * fmax(fabs(least), fabs(most));
}

static bool is_mirrored(const struct kept_output *o, double sample,
			double mirror, double tolerance)
{
	double apart =
		o->symmetry == FFTPIPE_ODD ? sample + mirror : sample - mirror;

	if (!isfinite(sample) || !isfinite(mirror))
		return !isfinite(sample) && !isfinite(mirror);
	if (o->color == FFTPIPE_ANGLE)
		apart = remainder(apart, 2 * acos(-1.0));
	return fabs(apart) <= tolerance;
}

/* Where a sample is not what its mirror has it to be, or length_of(). */
static size_t find_crooked(const struct kept_output *o)
{
	const double tolerance = tolerance_of(o);
	const uint32_t width = (uint32_t)o->samples;
	size_t i = 0;

	for (uint32_t c = 0; c < o->channels; c++)
		for (uint32_t y = 0; y < o->height; y++)
			for (uint32_t x = 0; x < width; x++, i++) {
				size_t row = (size_t)c * o->height +
					     levels_mirror(y, o->height);
				size_t mirror =
					row * width + levels_mirror(x, width);

				if (!is_mirrored(o, (double)o->data[i],
						 (double)o->data[mirror],
						 tolerance))
					return i;
			}
	return i;
}

static bool one_is_symmetric(struct trial *trial, const struct scene *scene)
{
	struct kept *kept = bench_make(trial, scene);

	for (uint32_t i = 0; kept && i < kept->n; i++) {
		const struct kept_output *o = &kept->outputs[i];
		size_t at = length_of(o);

		if (o->symmetry && o->data)
			at = find_crooked(o);
		if (at < length_of(o))
			return complain(trial, scene, kept, i, at,
					o->symmetry == FFTPIPE_EVEN
						? "differs from its mirror, "
						  "though it is called EVEN"
						: "is not the negative of its "
						  "mirror, though it is called "
						  "ODD");
	}
	kept_free(kept);
	return true;
}

static bool is_symmetric(struct trial *trial, const struct scene *scene)
{
	static const enum content contents[] = { CONTENT_NOISE, CONTENT_FLAT,
						 CONTENT_SPIKE };
	struct scene other = *scene;

	for (int i = 0; i < 6; i++) {
		other.content = contents[i / 2];
		other.measured = i % 2;
		if (!one_is_symmetric(trial, &other))
			return false;
	}
	return true;
}

static bool check_symmetry(struct trial *trial)
{
	return scenes_shapes(trial, shapes, N_SHAPES, is_symmetric);
}

/* ---- finite -------------------------------------------------------------- */

static bool all_finite(struct trial *trial, const struct scene *scene,
		       const char *what)
{
	struct kept *kept = bench_make(trial, scene);

	for (uint32_t i = 0; kept && i < kept->n; i++) {
		const struct kept_output *o = &kept->outputs[i];

		for (size_t k = 0; k < length_of(o); k++)
			if (!isfinite(o->data[k]))
				return complain(trial, scene, kept, i, k, what);
		if (!isfinite(o->lo) || !isfinite(o->hi))
			return trial_broken(
				trial, "lo or hi of %s %s",
				module_output(&trial->module, i)->name, what);
	}
	kept_free(kept);
	return true;
}

static bool stays_finite(struct trial *trial, const struct scene *scene)
{
	static const char *const what[CONTENTS] = {
		"is not finite, though the inputs are (noise of 8 bits)",
		"is not finite, though the inputs are (all 0)",
		"is not finite, though the inputs are (all 255)",
		"is not finite, though the inputs are (a single point)",
		"is not finite, though the inputs are (noise below 1e-6)",
		"is not finite, though the inputs are (noise of 16 bits)"
	};
	struct scene other = *scene;

	for (int i = 0; i < 2 * CONTENTS; i++) {
		other.content = (enum content)(i / 2);
		other.measured = i % 2;
		if (!all_finite(trial, &other, what[i / 2]))
			return false;
	}
	return true;
}

static bool check_finite(struct trial *trial)
{
	return scenes_shapes(trial, shapes, N_SHAPES, stays_finite);
}

/* ---- not finite ---------------------------------------------------------- */

static void spoil(struct bench *bench, float value, bool everywhere)
{
	for (uint32_t i = 0; i < bench->trial->module.transform->n_inputs;
	     i++) {
		fftpipe_image *image = &bench->in[i].newer.image;

		if (!image->data)
			continue;
		for (uint32_t y = 0; y < image->height; y++) {
			float *row = fftpipe_row(image, 0, y);
			size_t n = sheet_samples(image);

			for (size_t x = 0; x < n; x++)
				if (everywhere ||
				    (y == image->height / 2 && x == n / 3))
					row[x] = value;
		}
	}
}

static bool any_strange(const fftpipe_image *image)
{
	for (uint32_t c = 0; c < image->channels; c++)
		for (uint32_t y = 0; y < image->height; y++) {
			const float *row = fftpipe_row(image, c, y);

			for (size_t x = 0; x < sheet_samples(image); x++)
				if (!isfinite(row[x]))
					return true;
		}
	return false;
}

/* Outputs, none of which holds a NaN or an infinity. */
static bool hides_all(const struct bench *bench)
{
	bool any = false;

	for (uint32_t i = 0; i < bench->trial->module.transform->n_outputs;
	     i++) {
		const fftpipe_image *image = &bench->out[i].newer.image;

		if (!image->data)
			continue;
		if (any_strange(image))
			return false;
		any = true;
	}
	return any;
}

static bool survives_spoiled(struct trial *trial, const struct scene *scene)
{
	static const float values[] = { NAN, INFINITY, -INFINITY, 3e38f };
	const char *expected = "neither OK nor EDATA, for a picture with NaN, "
			       "infinities or very large values";

	for (int i = 0; i < 8; i++) {
		struct bench bench;
		int status;

		bench_init(&bench, trial, scene);
		spoil(&bench, values[i / 2], i % 2);
		status = bench_work(&bench);
		if (status && status != FFTPIPE_EDATA &&
		    status != FFTPIPE_ENOMEM)
			trial_broken(trial, "%s returned %s, %s", bench.call,
				     status_word(status), expected);
		else if (!status && i == 1 && hides_all(&bench))
			trial_broken(trial, "a picture of nothing but NaN "
					    "gives finite numbers alone");
		bench_finish(&bench);
	}
	return trial->verdict->is != VERDICT_BROKEN;
}

static bool check_not_finite(struct trial *trial)
{
	return scenes_each(trial, survives_spoiled);
}

const struct rule rules_samples[] = {
	{ "written", "every sample of an output is written",
	  "What a plugin offers, run()", check_written, 0 },
	{ "padding", "what is behind a row's samples is not read",
	  "Images, fftpipe_image", check_padding, 0 },
	{ "symmetry", "images called EVEN or ODD are",
	  "Words, fftpipe_symmetry", check_symmetry, 0 },
	{ "finite", "finite pictures give finite pictures",
	  "What a plugin offers, fftpipe_transform", check_finite, 0 },
	{ "not-finite", "NaN and infinities are propagated or refused",
	  "What a plugin offers, fftpipe_transform", check_not_finite, 0 },
	{ 0 },
};
