/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * levels-choose.c - which values the levels of a saved file stand for: what
 * the smallest and the largest integer mean, and what lies between
 */
#include "levels-choose.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * The value that a logarithmic magnitude would have on level 1, left by the
 * transform that knows which one loses least.
 */
static bool floor_of(const fftpipe_image *image, unsigned depth, double *floor)
{
	const char *text =
		meta_get(image->meta, depth == 8 ? "floor-8" : "floor-16");
	char *end;

	if (!text)
		return false;
	*floor = strtod(text, &end);
	return end != text && !*end && isfinite(*floor) && *floor < image->hi &&
	       isfinite(image->hi - *floor);
}

static bool is_circular(const fftpipe_image *image,
			const struct save_options *options)
{
	return image->color == FFTPIPE_ANGLE && options->range == RANGE_AUTO;
}

/* Can a straight line go from lo to hi? */
static bool is_range(double lo, double hi)
{
	return lo < hi && isfinite(lo) && isfinite(hi) && isfinite(hi - lo);
}

bool levels_need_measure(const fftpipe_image *image,
			 const struct save_options *options, unsigned depth)
{
	double floor;

	if (options->range != RANGE_AUTO)
		return options->range == RANGE_MINMAX;
	return !is_circular(image, options) &&
	       !floor_of(image, depth, &floor) &&
	       !is_range(image->lo, image->hi);
}

/* A flat image lies on level 0 and reads back as it was. */
static void use_measured(struct levels *levels, double lowest, double highest)
{
	levels->lo = lowest <= highest ? lowest : 0.0;
	levels->hi = highest;
	if (!is_range(levels->lo, levels->hi))
		levels->hi = levels->lo + fmax(1.0, fabs(levels->lo));
}

static void choose_range(struct levels *levels, const fftpipe_image *image,
			 const struct save_options *options, double lowest,
			 double highest)
{
	double floor, largest = ldexp(1, (int)levels->depth) - 1;

	if (options->range == RANGE_GIVEN) {
		levels->lo = options->lo;
		levels->hi = options->hi;
	} else if (levels_need_measure(image, options, levels->depth)) {
		use_measured(levels, lowest, highest);
	} else if (floor_of(image, levels->depth, &floor)) {
		levels->floor = true;
		levels->lo = floor - (image->hi - floor) / (largest - 1);
		levels->hi = image->hi;
	} else {
		levels->lo = image->lo;
		levels->hi = image->hi;
	}
}

void levels_choose(struct levels *levels, const fftpipe_image *image,
		   const struct save_options *options, unsigned depth,
		   double lowest, double highest)
{
	*levels = (struct levels){
		.depth = depth,
		.circular = is_circular(image, options),
		.round_down = options->round_down,
		.symmetry = image->symmetry,
	};
	if (levels->circular) {
		levels->lo = -acos(-1.0);
		levels->hi = acos(-1.0);
	} else {
		choose_range(levels, image, options, lowest, highest);
	}
	/* A straight line has no level for the negative of another's value. */
	levels->fifths = depth == 8 && options->range == RANGE_AUTO &&
			 !options->round_down &&
			 (image->symmetry == FFTPIPE_EVEN ||
			  (image->symmetry == FFTPIPE_ODD && levels->circular));
}

static bool set_number(fftpipe_meta *meta, const char *key, double number)
{
	char text[40];

	snprintf(text, sizeof text, "%.17g", number);
	return meta_set(meta, key, text) == FFTPIPE_OK;
}

bool levels_describe(const struct levels *levels, struct embedded *embedded)
{
	embedded->has_levels = true;
	embedded->levels = *levels;
	if (!meta_get(embedded->meta, "mag_min"))
		return true;
	embedded->has_magnitude_range = true;
	embedded->mag_min = levels->lo;
	embedded->mag_max = levels->hi;
	return set_number(embedded->meta, "mag_min", levels->lo) &&
	       set_number(embedded->meta, "mag_max", levels->hi);
}
