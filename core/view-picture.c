/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * view-picture.c - an image made small
 *
 * Pictures are averaged.  In the frequency plane, where single points matter,
 * the largest sample of each block stays.  A spectrum is shown as the logarithm
 * of its magnitude, with the zero frequency in the middle.
 */
#include "image.h"
#include "view.h"

#include <math.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>

/* |F|^2 by its place in the whole, centered plane. */
static float spectrum_at(const fftpipe_image *image, uint32_t x, uint32_t y)
{
	uint32_t width = image->width, height = image->height;
	uint32_t u = (x + width - width / 2) % width;
	uint32_t v = (y + height - height / 2) % height;
	const float *pair;

	if (u > width / 2) { /* the half that is not stored */
		u = width - u;
		v = (height - v) % height;
	}
	pair = image->data + (int64_t)v * image->stride + 2 * (int64_t)u;
	return pair[0] * pair[0] + pair[1] * pair[1];
}

static float sample_at(const fftpipe_image *image, uint32_t channel, uint32_t x,
		       uint32_t y)
{
	if (image->kind == FFTPIPE_SPECTRUM)
		return spectrum_at(image, x, y);
	return image->data[(int64_t)channel * image->plane +
			   (int64_t)y * image->stride + x];
}

static bool keeps_largest(const fftpipe_image *image)
{
	return image->kind == FFTPIPE_SPECTRUM ||
	       image->symmetry == FFTPIPE_EVEN;
}

/* One pixel's value of a block of samples; those that are no number do not
 * count. */
static float reduce(const fftpipe_image *image, uint32_t channel, uint32_t left,
		    uint32_t top, uint32_t step)
{
	uint32_t right = left + step, bottom = top + step;
	bool largest = keeps_largest(image);
	double sum = 0, most = -HUGE_VAL;
	uint32_t n = 0;

	/* The middle of a block of angles is one of them. */
	if (image->color == FFTPIPE_ANGLE)
		step = 1;
	right = step == 1 ? left + 1 : right;
	bottom = step == 1 ? top + 1 : bottom;
	for (uint32_t y = top; y < bottom && y < image->height; y++)
		for (uint32_t x = left; x < right && x < image->width; x++) {
			float value = sample_at(image, channel, x, y);

			if (!isfinite(value))
				continue;
			sum += value;
			most = value > most ? value : most;
			n++;
		}
	if (!n)
		return NAN;
	if (image->kind == FFTPIPE_SPECTRUM)
		return log1pf(sqrtf((float)most));
	return (float)(largest ? most : sum / n);
}

/* What black and white stand for. */
static void choose_range(const fftpipe_image *image, const float *values,
			 size_t n, struct view_picture *picture)
{
	bool first = true;

	picture->lo = image->lo;
	picture->hi = image->hi;
	if (image->color == FFTPIPE_ANGLE) {
		picture->hi = acos(-1);
		picture->lo = -picture->hi;
		return;
	}
	if (image->kind != FFTPIPE_SPECTRUM && image->hi > image->lo)
		return;
	picture->lo = picture->hi = 0;
	for (size_t i = 0; i < n; i++) {
		if (!isfinite(values[i]))
			continue;
		picture->lo = first ? values[i] : fmin(picture->lo, values[i]);
		picture->hi = first ? values[i] : fmax(picture->hi, values[i]);
		first = false;
	}
}

static void set_levels(struct view_picture *picture, const float *values,
		       size_t n)
{
	double span = picture->hi - picture->lo;

	for (size_t i = 0; i < n; i++) {
		double level =
			span > 0 ? 255 * (values[i] - picture->lo) / span : 128;

		picture->bytes[i] = level >= 255   ? 255
				    : level >= 0.5 ? (uint8_t)lround(level)
						   : 0;
	}
}

bool view_draw(const fftpipe_image *image, uint32_t side,
	       struct view_picture *picture)
{
	uint32_t longest =
		image->width > image->height ? image->width : image->height;
	uint32_t step = longest / side + (longest % side != 0);
	size_t n, at = 0;
	float *values;

	*picture = (struct view_picture){
		.step = step,
		.width = image->width / step + (image->width % step != 0),
		.height = image->height / step + (image->height % step != 0),
		.channels = image->kind != FFTPIPE_SPECTRUM &&
					    image->channels == 3 &&
					    image->color == FFTPIPE_RGB
				    ? 3
				    : 1,
	};
	/* A few million at most: side is bounded. */
	n = (size_t)picture->width * picture->height * picture->channels;
	values = calloc(n, sizeof *values);
	picture->bytes = malloc(n);
	if (!values || !picture->bytes) {
		free(values);
		free(picture->bytes);
		return false;
	}
	for (uint32_t y = 0; y < picture->height; y++)
		for (uint32_t x = 0; x < picture->width; x++)
			for (uint32_t c = 0; c < picture->channels; c++)
				values[at++] = reduce(image, c, x * step,
						      y * step, step);
	choose_range(image, values, n, picture);
	set_levels(picture, values, n);
	free(values);
	return true;
}

uint8_t *view_png(const struct view_picture *picture, size_t *length)
{
	png_image png = { .version = PNG_IMAGE_VERSION,
			  .width = picture->width,
			  .height = picture->height,
			  .flags = PNG_IMAGE_FLAG_FAST,
			  .format = picture->channels == 3 ? PNG_FORMAT_RGB
							   : PNG_FORMAT_GRAY };
	png_alloc_size_t nbytes = 0;
	uint8_t *bytes;

	if (!png_image_write_to_memory(&png, NULL, &nbytes, 0, picture->bytes,
				       0, NULL))
		return NULL;
	bytes = malloc(nbytes);
	if (bytes && !png_image_write_to_memory(&png, bytes, &nbytes, 0,
						picture->bytes, 0, NULL)) {
		free(bytes);
		return NULL;
	}
	*length = nbytes;
	return bytes;
}
