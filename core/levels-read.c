/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * levels-read.c - the integer levels of a file back to the values they stand
 * for; what pairs of them share is told in levels.c
 */
#include "levels.h"

#include <math.h>
#include <stdlib.h>

#define PI 3.14159265358979323846

enum {
	FIFTHS = 5,
	CIRCLE = 256 * FIFTHS, /* fifths of a level around the circle */
	TASK_SAMPLES = 1 << 16
};

struct reading {
	const struct levels *levels;
	fftpipe_image *image;
	double start, step; /* the value of level 0, and from one to the next */
	uint32_t rows;      /* of one task */
	float values[CIRCLE + 1]; /* by fifths of a level, for 8 bits */
};

static float value_of(const struct reading *reading, double level)
{
	if (level == 0.0 && reading->levels->circular)
		return (float)PI; /* rather than -pi */
	if (level == 0.0 && reading->levels->floor)
		return 0.0f;
	return (float)(reading->start + level * reading->step);
}

static void read_row(const struct reading *reading, float *row)
{
	const double start = reading->start, step = reading->step;
	const uint32_t width = reading->image->width;
	const bool special =
		reading->levels->circular || reading->levels->floor;
	const float nothing = special ? value_of(reading, 0.0) : (float)start;

	for (uint32_t x = 0; x < width; x++) {
		float value = (float)(start + (double)row[x] * step);

		row[x] = row[x] == 0.0f ? nothing : value;
	}
}

/* The fifth of a level that a pair's two, as the first has them, tell. */
static const int fifths_of[] = { -6, -2, 0, 2, 6 };

/*
 * A pair that somebody edited can't have been written together: then each is
 * taken by itself.
 */
static void read_pair(const struct reading *reading, float *first,
		      float *second)
{
	const struct levels *levels = reading->levels;
	const bool odd = levels->symmetry == FFTPIPE_ODD;
	const int here = (int)*first & 255, there = (int)*second & 255;
	const int same = odd ? -there & 255 : there;
	int apart = here - same, t;

	if (levels->circular)
		apart = ((apart + 128) & 255) - 128;
	if (abs(apart) > 2 || (levels->floor && !here != !same)) {
		*first = reading->values[FIFTHS * here];
		*second = reading->values[FIFTHS * there];
		return;
	}
	t = FIFTHS * same + fifths_of[apart + 2];
	if (levels->circular)
		t += t < 0 ? CIRCLE : t >= CIRCLE ? -CIRCLE : 0;
	*first = reading->values[t];
	*second = odd && t ? -*first : *first;
}

/* Rows y and its mirror; in a row that is its own mirror the left half. */
static void read_pairs(const struct reading *reading, uint32_t channel,
		       uint32_t y)
{
	const fftpipe_image *image = reading->image;
	uint32_t mirror = levels_mirror(y, image->height);
	float *row = fftpipe_row(image, channel, y);
	float *other = fftpipe_row(image, channel, mirror);

	if (y > mirror)
		return;
	for (uint32_t x = 0; x < image->width; x++) {
		uint32_t there = levels_mirror(x, image->width);

		if (y == mirror && x > there)
			continue;
		if (y == mirror && x == there)
			row[x] = reading->values[FIFTHS * ((int)row[x] & 255)];
		else
			read_pair(reading, &row[x], &other[there]);
	}
}

static int read_rows(void *arg, uint32_t k)
{
	const struct reading *reading = arg;
	const fftpipe_image *image = reading->image;
	uint32_t first = k * reading->rows;
	uint32_t left = image->height - first;
	uint32_t rows = reading->rows < left ? reading->rows : left;

	for (uint32_t c = 0; c < image->channels; c++)
		for (uint32_t y = first; y < first + rows; y++) {
			if (reading->levels->fifths)
				read_pairs(reading, c, y);
			else
				read_row(reading, fftpipe_row(image, c, y));
		}
	return FFTPIPE_OK;
}

int levels_read(const struct levels *levels, fftpipe_image *image,
		struct pool *pool)
{
	const double largest = ldexp(1, (int)levels->depth) - 1;
	struct reading reading = { .levels = levels, .image = image };
	uint32_t tasks;

	reading.start = levels->circular ? -PI : levels->lo;
	reading.step = levels->circular ? 2 * PI / (largest + 1)
					: (levels->hi - levels->lo) / largest;
	for (int t = 0; t <= CIRCLE; t++)
		reading.values[t] = value_of(&reading, t / (double)FIFTHS);
	reading.rows = TASK_SAMPLES / image->width + 1;
	tasks = (image->height - 1) / reading.rows + 1;
	return pool_run(pool, tasks, read_rows, &reading);
}
