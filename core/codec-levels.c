/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * codec-levels.c - a file's samples become the values that its text says they
 * stand for
 *
 * A file that was cropped or resized after it was written keeps its values, but
 * loses what is bound to places: symmetry and exact samples.  So does one of
 * another depth, unless each sample is a level of the old one.
 */
#include "codec-levels.h"

#include <inttypes.h>
#include <math.h>

#include "image.h"

static double largest_level(unsigned depth)
{
	return ldexp(1, (int)depth) - 1;
}

static void each_times(fftpipe_image *image, double factor)
{
	for (uint32_t c = 0; c < image->channels; c++)
		for (uint32_t y = 0; y < image->height; y++) {
			float *row = fftpipe_row(image, c, y);

			for (uint32_t x = 0; x < image->width; x++)
				row[x] = (float)(row[x] * factor);
		}
}

/* Does each sample hold one of the levels that the text speaks of? */
static bool holds_levels(const fftpipe_image *image)
{
	for (uint32_t c = 0; c < image->channels; c++)
		for (uint32_t y = 0; y < image->height; y++) {
			const float *row = fftpipe_row(image, c, y);

			for (uint32_t x = 0; x < image->width; x++)
				if (row[x] != rintf(row[x]))
					return false;
		}
	return true;
}

/*
 * Forget what holds only for the file as it was written.  One that was saved
 * again with more bits still holds its levels, each as the nearest of more.
 */
static void match_file(struct decoder *decoder, fftpipe_image *into,
		       struct outcome *outcome)
{
	struct embedded *embedded = &decoder->embedded;
	struct levels *levels = &embedded->levels;
	bool resized = embedded->width != into->width ||
		       embedded->height != into->height;
	bool other_depth = levels->depth != decoder->depth;

	if (other_depth) {
		each_times(into, largest_level(levels->depth) /
					 largest_level(decoder->depth));
		other_depth =
			decoder->depth < levels->depth || !holds_levels(into);
	}
	if (!resized && !other_depth)
		return;
	if (other_depth)
		outcome_note(outcome, FFTPIPE_WARNING,
			     "the text inside was written for samples of %u "
			     "bits, these have %u and lie between: values are "
			     "kept, what it says exactly is not",
			     levels->depth, decoder->depth);
	if (resized)
		outcome_note(outcome, FFTPIPE_WARNING,
			     "the text inside was written for %" PRIu32
			     " x %" PRIu32 " samples: the file was cropped or "
			     "resized since; its values are kept, its symmetry "
			     "is not",
			     embedded->width, embedded->height);
	levels->fifths = false;
	embedded->symmetry = FFTPIPE_ASYMMETRIC;
	meta_set(embedded->meta, "exact", NULL);
}

static bool is_identity(const struct levels *levels)
{
	return !levels->circular && !levels->floor && !levels->fifths &&
	       levels->lo == 0 && levels->hi == largest_level(levels->depth);
}

int codec_levels(struct decoder *decoder, fftpipe_image *into,
		 struct pool *pool, struct outcome *outcome)
{
	const struct levels *levels = &decoder->embedded.levels;
	struct exact_samples *exact;
	int status = FFTPIPE_OK;

	match_file(decoder, into, outcome);
	into->symmetry = decoder->embedded.symmetry;
	into->lo = levels->lo;
	into->hi = levels->hi;
	exact = exact_find(&decoder->embedded, into);
	if (!exact)
		return outcome_fail(outcome, FFTPIPE_ENOMEM,
				    "no memory for what goes with the samples");
	if (!is_identity(levels))
		status = levels_read(levels, into, pool);
	exact_restore(exact, into);
	exact_destroy(exact);
	return status;
}
