/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clipping.h - pictures whose noise reached beyond the levels of their file
 *
 * What is above white becomes white, what is below black black: of the wave
 * that was added, such a sample says no more than that it was large enough, and
 * fitted to all samples the wave comes out too faint.  So from the waves known
 * so far the picture is put back as it was before it was cut, and they are
 * fitted to that; a few times over.  At the end the samples that were cut are
 * guessed from clean ones near by, within what the wave allows.
 */
#ifndef PLUGINS_CLIPPING_H
#define PLUGINS_CLIPPING_H

#include <math.h>
#include <stdbool.h>

#include <fftpipe/plugin.h>

#include "fft.h"
#include "wave.h"

struct clipping {
	uint32_t width, height;
	size_t most_waves;
	size_t stride, plane; /* floats */
	struct fft *forward, *back;
	float *memory;       /* what follows, from the first use on */
	fftpipe_image seen;  /* the picture as it is */
	fftpipe_image whole; /* what becomes of it; first its waves */
	float *across, *up;  /* of each wave along x: cosines and sines */
	double *facts;       /* of each row: samples at lo or hi */
	double levels[2];    /* black and white */
	double off;          /* what a sample at one may be beside it */
	const struct wave *waves;
	size_t n;
	bool without;
};

/*
 * -1 for a sample at black, 1 at white, 0 for others: NaN, and what is beyond
 * the levels, which nobody cut.
 */
static inline int clipping_side(const struct clipping *clipping, float sample)
{
	return (fabs((double)sample - clipping->levels[1]) <= clipping->off) -
	       (fabs((double)sample - clipping->levels[0]) <= clipping->off);
}

/* For channels of this shape, from open; returns a status. */
int clipping_create(const fftpipe_host *host, const fftpipe_image *shape,
		    size_t most_waves, struct clipping **made);
void clipping_destroy(struct clipping *clipping); /* NULL is allowed */

/*
 * Take the picture of a channel's spectrum, whose lo and hi are the levels.
 * *part is how many of its samples are at one of them, 0 to 1.
 */
int clipping_look(struct clipping *clipping, const fftpipe_host *host,
		  const fftpipe_image *spectrum, double *part);

/*
 * The spectrum of the picture as it was before it was cut, given the waves that
 * were added; or of the picture without them.  It lives until the next call.
 */
int clipping_undo(struct clipping *clipping, const fftpipe_host *host,
		  const struct wave *waves, size_t n, bool without,
		  const fftpipe_image **spectrum);

/*
 * Give waves, whose frequencies are known, the pairs that explain best how
 * samples that were not cut differ from their neighbors.
 */
int clipping_fit(struct clipping *clipping, const fftpipe_host *host,
		 struct wave *waves, size_t n);

/* The same, with the tables made. */
int neighbors_fit(struct clipping *clipping, const fftpipe_host *host,
		  struct wave *waves);

#endif /* PLUGINS_CLIPPING_H */
