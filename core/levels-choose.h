/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * levels-choose.h - which levels a save uses
 */
#ifndef LEVELS_CHOOSE_H
#define LEVELS_CHOOSE_H

#include "embed.h"
#include "levels.h"
#include "pipeline.h"

#include <stdbool.h>

/*
 * Must the smallest and largest finite value be measured before `image` can be
 * saved with `options` at `depth` (8 or 16)?  `image` has its lo, hi, color and
 * meta; data may be missing.
 */
bool levels_need_measure(const fftpipe_image *image,
			 const struct save_options *options, unsigned depth);

/*
 * Choose the levels.  `lowest` and `highest` are what was measured, over all
 * channels; not looked at unless levels_need_measure(); lowest > highest: no
 * finite value at all.
 */
void levels_choose(struct levels *levels, const fftpipe_image *image,
		   const struct save_options *options, unsigned depth,
		   double lowest, double highest);

/*
 * Note the levels in a file's text; its magnitude's range (mag_min, mag_max)
 * becomes that of the levels.  False without memory.
 */
bool levels_describe(const struct levels *levels, struct embedded *embedded);

#endif
