/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rings.h - the bins of a spectrum by the size of their frequency, and those
 * that no sum can carry
 */
#ifndef PLUGINS_RINGS_H
#define PLUGINS_RINGS_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include <fftpipe/plugin.h>

#include "pixel.h"

/*
 * Rings around the zero frequency, which is the first one, up to Nyquist of
 * the longer side: one is 1 / longer cycles per pixel wide.  Sums over them
 * are made for groups of rows, so that threads share none and their order is
 * the same with any number of threads.
 */
struct rings {
	uint32_t width, height; /* of the picture */
	uint32_t longer;        /* side */
	uint32_t n;
	size_t n_groups;
	double step_x, step_y; /* how many rings further the next bin is */
};

/* For a spectrum; rings_scale() must follow before bins are placed. */
struct rings rings_of(const fftpipe_image *spectrum);

/* Rings are round in the unit of the pixels, which may not be square. */
void rings_scale(struct rings *rings, const struct pixel *pixel);

/* The group's rows: from *first up to *end. */
void rings_group(const struct rings *rings, size_t group, uint32_t *first,
		 uint32_t *end);

/* The distance from the zero frequency; a ring is this, rounded. */
static inline double rings_radius(const struct rings *rings, double fx,
				  double fy)
{
	double x = fx * rings->step_x, y = fy * rings->step_y;

	return sqrt(x * x + y * y);
}

/* Bins that are infinite or not numbers. */
struct strange {
	uint64_t n;
	uint32_t channel, kx, ky; /* of the first */
};

void strange_note(struct strange *strange, uint32_t channel, uint32_t kx,
		  uint32_t ky);

/*
 * FFTPIPE_EDATA with a message if one of `n` groups has noted any; the next
 * one's notes are `stride` further.  `where` is "in the spectrum".
 */
int strange_refuse(const fftpipe_host *host, const char *where,
		   const struct strange *groups, size_t n, size_t stride);

#endif /* PLUGINS_RINGS_H */
