/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pixel.c - how large a file says that its pixels are
 */
#include "pixel.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A length and where it ends, or 0; with a point, whatever the locale. */
static double take_length(char *text, char **end)
{
	double number = strtod(text, end);

	if (**end == '.') {
		**end = ',';
		number = strtod(text, end);
	}
	return number > 1e-30 && number < 1e30 ? number : 0;
}

struct pixel pixel_find(const fftpipe_host *host, const fftpipe_image *image)
{
	struct pixel none = { 1, 1, 1, "pixel", false }, pixel = none;
	const char *entry = host->meta_get(host, image, "pixel-size");
	char text[96], *at = text;
	size_t n;

	snprintf(text, sizeof text, "%s", entry ? entry : "");
	pixel.x = take_length(at, &at);
	pixel.y = take_length(at, &at);
	at += strspn(at, " ");
	n = strlen(at);
	if (!(pixel.x > 0) || !(pixel.y > 0) || !n || n >= PIXEL_UNIT ||
	    strpbrk(at, ",\"\r\n\t"))
		return none;
	pixel.longer = fmax(pixel.x, pixel.y);
	if (!strcmp(at, "1")) {
		pixel.x /= pixel.longer;
		pixel.y /= pixel.longer;
		pixel.longer = 1;
		return pixel;
	}
	memcpy(pixel.unit, at, n + 1);
	pixel.known = true;
	return pixel;
}
