/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * view.h - a small picture of an image of the plan, with its figures: what a
 * report shows of each stage
 */
#ifndef VIEW_H
#define VIEW_H

#include "plan.h"
#include "run.h"

enum {
	VIEW_LEAST = 32,  /* pixels on a side */
	VIEW_MOST = 2048, /* the same, and samples of a table */
	VIEW_RINGS = 128, /* of a radial power spectrum */
	VIEW_PEAKS = 6    /* strongest frequencies that are told */
};

/*
 * Add views of all images that `maker` made and that are held (NULL: of the
 * inputs), at most services->view_side pixels on a side, to `account` (in
 * `arena`).  What memory lacks for is left out.
 */
void views_add(const struct plan *plan, const struct node *maker,
	       struct account *account, struct arena *arena);

/* ---- its parts ----------------------------------------------------------- */

/* Gray or RGB levels of 8 bits, as small as asked for. */
struct view_picture {
	uint32_t width, height, channels;
	uint32_t step;  /* so many samples became one pixel, each way */
	double lo, hi;  /* what 0 and 255 stand for */
	uint8_t *bytes; /* row by row, channels together */
};

/* view-picture.c: false without memory; bytes are to be freed. */
bool view_draw(const fftpipe_image *image, uint32_t side,
	       struct view_picture *picture);

/* As PNG: to be freed; NULL without memory. */
uint8_t *view_png(const struct view_picture *picture, size_t *length);

struct view_ring {
	double power; /* mean of |F|^2 */
	uint64_t count;
};

/* A frequency in cycles per pixel, and its part of the power without DC. */
struct view_peak {
	double x, y, power;
};

/* view-spectrum.c: of channel 0; rings reach to 0.5 cycles per pixel. */
void view_radial(const fftpipe_image *spectrum,
		 struct view_ring rings[VIEW_RINGS]);
size_t view_peaks(const fftpipe_image *spectrum,
		  struct view_peak peaks[VIEW_PEAKS]);

#endif
