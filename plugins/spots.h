/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spots.h - bins of a spectrum that stand out from what is around them
 */
#ifndef PLUGINS_SPOTS_H
#define PLUGINS_SPOTS_H

#include <stddef.h>
#include <stdint.h>

#include <fftpipe/plugin.h>

/* Below this all is picture; cycles per pixel. */
static const double spots_lowest = 0.02;

/* By how much at least a spot is above the usual. */
static const double spots_above_median = 6;

/* A bright bin, and the usual magnitude around it. */
struct spot {
	uint32_t kx, ky;
	double power, level;
};

struct spots {
	size_t n_groups;   /* of rows */
	size_t *found;     /* in each */
	struct spot *each; /* of each group; then all side by side */
};

/* From open; returns a status.  Without success there is nothing to finish. */
int spots_init(struct spots *spots, const fftpipe_host *host, uint32_t height);
void spots_finish(struct spots *spots);

/*
 * Put those of a spectrum of one channel into spots->each, brightest first, and
 * their number in *n.
 */
int spots_find(struct spots *spots, const fftpipe_host *host,
	       const fftpipe_image *spectrum, size_t *n);

/* How far a bin is from the zero frequency; cycles per pixel. */
double spots_radius(const fftpipe_image *spectrum, int64_t kx, int64_t ky);

#endif /* PLUGINS_SPOTS_H */
