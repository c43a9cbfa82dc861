/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pixel.h - how large a file says that its pixels are
 */
#ifndef PLUGINS_PIXEL_H
#define PLUGINS_PIXEL_H

#include <stdbool.h>

#include <fftpipe/plugin.h>

enum { PIXEL_UNIT = 24 }; /* bytes of a unit's name, its end included */

struct pixel {
	double x, y, longer;   /* sides, and the longer one */
	char unit[PIXEL_UNIT]; /* "pixel" if the file says nothing */
	bool known;
};

/* The entry pixel-size, "X Y UNIT"; the unit 1 is a ratio, of the longer side.
 */
struct pixel pixel_find(const fftpipe_host *host, const fftpipe_image *image);

#endif /* PLUGINS_PIXEL_H */
