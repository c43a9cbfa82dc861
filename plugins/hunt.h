/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hunt.h - the waves in the spectrum of one channel
 */
#ifndef PLUGINS_HUNT_H
#define PLUGINS_HUNT_H

#include <stddef.h>

#include <fftpipe/plugin.h>

#include "spots.h"
#include "wave.h"

enum { HUNT_MOST = 64 }; /* waves in one channel */

struct hunt {
	struct spots spots;
	uint32_t width, height;
	float *rest; /* a spectrum without the waves so far; from the first on
		      */
	struct wave waves[HUNT_MOST]; /* brightest spot first */
	size_t n;
};

/* From open; returns a status.  Without success there is nothing to finish. */
int hunt_init(struct hunt *hunt, const fftpipe_host *host,
	      const fftpipe_image *shape);
void hunt_finish(struct hunt *hunt);

/* Forget the waves, and find those of a spectrum of one channel. */
int hunt_find(struct hunt *hunt, const fftpipe_host *host,
	      const fftpipe_image *spectrum);

/* Fit each once more, without the others. */
void hunt_refine(struct hunt *hunt, const fftpipe_image *spectrum);

#endif /* PLUGINS_HUNT_H */
