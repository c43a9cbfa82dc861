/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * codec-levels.h - what the levels of a file with a text of ours stand for
 */
#ifndef CODEC_LEVELS_H
#define CODEC_LEVELS_H

#include "codec.h"

/*
 * Turn the levels that were read `into` an image into values, and set its lo,
 * hi and symmetry, as decoder->embedded says, which has levels.  Of a file that
 * was resized or given another depth since, what no longer holds is forgotten,
 * with a warning in `outcome`.
 */
int codec_levels(struct decoder *decoder, fftpipe_image *into,
		 struct pool *pool, struct outcome *outcome);

#endif
