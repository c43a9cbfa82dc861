/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiff-colors.h - a row's samples as the channels that come out
 */
#ifndef TIFF_COLORS_H
#define TIFF_COLORS_H

#include "tiff-layout.h"

/*
 * rows[0] .. rows[3] hold `n` samples each, as many as the model takes (one for
 * TIFF_PLAIN); afterwards the channels (one for TIFF_PLAIN).
 */
void tiff_colors_make(const struct tiff_layout *layout, float *const *rows,
		      size_t n);

#endif
