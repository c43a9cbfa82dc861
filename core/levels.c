/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * levels.c - real values to the integer levels of a file and back
 *
 * A value becomes a position, counted in levels, or in fifths of a level where
 * a pixel and its mirror hold the same value and can share the difference.  Of
 * such a pair the first pixel is the one that comes first in reading order.
 * With r the level nearest to position t and k = t - 5 r in -2..2,
 *
 *	k		-2	-1	0	1	2
 *	first		r - 1	r - 1	r	r + 1	r + 1
 *	second		r	r + 1	r	r - 1	r
 *
 * so that neither is more than a level away, the mean is near, and the
 * difference tells the rest.  Around the circle all of it wraps; where the
 * mirror holds the negative, it stores the negated level.
 */
#include "levels.h"
#include "kernel.h"

#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>

#include "image.h"

#define PI 3.14159265358979323846

enum {
	CHUNK = 256,
	FIFTHS = 5,
	CIRCLE = 256 * FIFTHS, /* fifths of a level around the circle */
	TASK_SAMPLES = 1 << 16
};

enum role { PLAIN, SELF, FIRST, SECOND };

/* A straight line from values to positions. */
struct line {
	double factor, offset; /* of position, half a step included */
	double top;            /* the largest position */
	double bottom;         /* what is below is outside: 0, or nothing is */
};

uint32_t levels_mirror(uint32_t position, uint32_t n)
{
	if (n % 2)
		return n - 1 - position;
	return position ? n - position : 0;
}

static struct line line_of(const struct levels *levels, enum role role)
{
	unsigned steps = levels->fifths ? FIFTHS : 1;
	struct line line;

	if (levels->circular) {
		line.top = steps * ldexp(1, (int)levels->depth);
		line.factor = line.top / (2 * PI);
		line.offset = line.top / 2;
	} else {
		line.top = steps * (ldexp(1, (int)levels->depth) - 1);
		line.factor = line.top / (levels->hi - levels->lo);
		line.offset = -levels->lo * line.factor;
	}
	/* The mirror of an odd image codes what its first codes. */
	if (role == SECOND && levels->symmetry == FFTPIPE_ODD)
		line.factor = -line.factor;
	if (!levels->round_down)
		line.offset += 0.5;
	/* Below a floor lies what is meant to: most of a spectrum, maybe. */
	line.bottom = levels->floor && !levels->circular ? -FLT_MAX : 0;
	return line;
}

/* ---- values to positions: each returns whether some lie outside ---------- */

/* Good to a thousandth of a step where the offset is small and depth is 8. */
KERNEL
static int place_narrow(const struct line *line, const float *value, size_t n,
			uint16_t *position)
{
	const float factor = (float)line->factor, offset = (float)line->offset;
	const float last = (float)line->top + 0.5f;
	const float bottom = (float)line->bottom, end = (float)line->top + 1.0f;
	int outside = 0;

	for (size_t i = 0; i < n; i++) {
		float at = value[i] * factor + offset;

		outside |= !((at >= bottom) & (at < end));
		at = at > 0.0f ? at : 0.0f; /* NaN too */
		at = at < last ? at : last;
		position[i] = (uint16_t)(int32_t)at;
	}
	return outside;
}

KERNEL
static int place_wide(const struct line *line, const float *value, size_t n,
		      uint16_t *position)
{
	const double factor = line->factor, offset = line->offset;
	const double last = line->top + 0.5, end = line->top + 1.0;
	const double bottom = line->bottom;
	int outside = 0;

	for (size_t i = 0; i < n; i++) {
		double at = (double)value[i] * factor + offset;

		outside |= !((at >= bottom) & (at < end));
		at = at > 0.0 ? at : 0.0;
		at = at < last ? at : last;
		position[i] = (uint16_t)(int32_t)at;
	}
	return outside;
}

/* The division makes hi land on the last level exactly. */
static int place_down(const struct levels *levels, const struct line *line,
		      const float *value, size_t n, uint16_t *position)
{
	const double lo = levels->lo, span = levels->hi - levels->lo;
	const double top = line->top;
	int outside = 0;

	for (size_t i = 0; i < n; i++) {
		double at = ((double)value[i] - lo) / span * top;

		outside |= !((at > -1.0) & (at < top + 1.0));
		at = at > 0.0 ? at : 0.0;
		at = at < top ? at : top;
		position[i] = (uint16_t)(int32_t)at;
	}
	return outside;
}

static int place(const struct levels *levels, const struct line *line,
		 const float *value, size_t n, uint16_t *position)
{
	if (levels->round_down && !levels->circular)
		return place_down(levels, line, value, n, position);
	/* In a tiny range the factor is beyond what a float can be. */
	if (levels->depth == 8 && fabs(line->offset) < 64 * line->top &&
	    fabs(line->factor) < (double)FLT_MAX)
		return place_narrow(line, value, n, position);
	return place_wide(line, value, n, position);
}

/* What lies outside: an angle is brought into the circle, others counted. */
static void place_outside(const struct levels *levels, const struct line *line,
			  const float *values, size_t n, uint16_t *position,
			  struct levels_count *count)
{
	for (size_t i = 0; i < n; i++) {
		double value = values[i];
		double at = value * line->factor + line->offset;

		if (!isfinite(value)) {
			count->not_finite++;
			if (levels->circular)
				position[i] = 0;
		} else if (levels->circular) {
			float angle = (float)remainder(value, 2 * PI);

			place_wide(line, &angle, 1, &position[i]);
		} else if (at >= line->top + 1.0) {
			count->above++;
		} else if (at < (levels->round_down ? -1.0 : 0.0)) {
			count->below += !levels->floor;
		}
	}
}

/* ---- positions to levels ------------------------------------------------- */

/* At the ends some positions have no code inside: take the next that has. */
KERNEL
static void stay_inside(const struct levels *levels, uint16_t *position,
			size_t n)
{
	const uint16_t top = FIFTHS * 255;

	for (size_t i = 0; i < n; i++) {
		uint16_t t = position[i];

		t = t == top - 1 ? top : t;
		if (levels->floor)
			t = t < 3 ? 0 : t < 7 ? FIFTHS : t;
		else
			t = t == 1 ? 0 : t;
		position[i] = t;
	}
}

KERNEL
static void code_fifths(const struct levels *levels, enum role role,
			uint16_t *position, size_t n)
{
	const int16_t first = role == FIRST ? -1 : 0;
	const int16_t second = role == SECOND ? -1 : 0;
	const int16_t sign =
		role == SECOND && levels->symmetry == FFTPIPE_ODD ? -1 : 1;

	if (!levels->circular)
		stay_inside(levels, position, n);
	/* In 16 bits throughout: twice as many at once as in 32. */
	for (size_t i = 0; i < n; i++) {
		uint16_t t = (uint16_t)(position[i] + 2);
		/* t / 5 for every t up to 1282 */
		uint16_t level = (uint16_t)((uint32_t)t * 13108u >> 16);
		int16_t k = (int16_t)(t - FIFTHS * level - 2);
		int16_t outer = (int16_t)((k > 0) - (k < 0));
		int16_t inner = (int16_t)((k == 1) - (k == -1));

		position[i] = (uint16_t)(sign * (level + (first & outer) -
						 (second & inner)));
	}
}

static void code_plain(const struct levels *levels, uint16_t *position,
		       size_t n)
{
	/* All the way around is where the circle began. */
	if (levels->circular && levels->depth == 8)
		for (size_t i = 0; i < n; i++)
			position[i] &= 0xff;
}

KERNEL
static void store(unsigned depth, const uint16_t *level, size_t n, uint8_t *to,
		  unsigned step)
{
	if (depth == 8 && step == 1) {
		for (size_t i = 0; i < n; i++)
			to[i] = (uint8_t)level[i];
		return;
	}
	if (depth == 8) {
		for (size_t i = 0; i < n; i++)
			to[i * step] = (uint8_t)level[i];
		return;
	}
	for (size_t i = 0; i < n; i++) {
		to[2 * i * step] = (uint8_t)(level[i] >> 8);
		to[2 * i * step + 1] = (uint8_t)level[i];
	}
}

/* Samples from .. to - 1 of a row, all of one role. */
static void write_span(const struct levels *levels, enum role role,
		       const float *row, size_t from, size_t to, uint8_t *out,
		       unsigned step, struct levels_count *count)
{
	const struct line line = line_of(levels, role);
	const size_t bytes = levels->depth / 8 * step;
	uint16_t position[CHUNK];

	while (from < to) {
		size_t n = to - from < CHUNK ? to - from : CHUNK;

		if (place(levels, &line, row + from, n, position))
			place_outside(levels, &line, row + from, n, position,
				      count);
		if (role == PLAIN)
			code_plain(levels, position, n);
		else
			code_fifths(levels, role, position, n);
		store(levels->depth, position, n, out + from * bytes, step);
		from += n;
	}
}

/* From right to left. */
KERNEL
static void turn_around(const uint16_t *restrict from, size_t n,
			uint16_t *restrict to)
{
	for (size_t i = 0; i < n; i++)
		to[i] = from[n - 1 - i];
}

/*
 * Samples from .. to - 1 of a row that comes first, and their mirrors, which
 * lie side by side as well.
 */
static void write_both(const struct levels *levels, const float *row,
		       size_t from, size_t to, uint32_t width, uint8_t *out,
		       uint8_t *mirrored, unsigned step,
		       struct levels_count *count)
{
	const struct line line = line_of(levels, FIRST);
	uint16_t first[CHUNK], second[CHUNK];

	while (from < to) {
		size_t n = to - from < CHUNK ? to - from : CHUNK;
		size_t last = levels_mirror((uint32_t)(from + n - 1), width);

		if (place(levels, &line, row + from, n, first))
			place_outside(levels, &line, row + from, n, first,
				      count);
		turn_around(first, n, second);
		code_fifths(levels, FIRST, first, n);
		store(levels->depth, first, n, out + from * step, step);
		code_fifths(levels, SECOND, second, n);
		store(levels->depth, second, n, mirrored + last * step, step);
		from += n;
	}
}

void levels_write(const struct levels *levels, const float *row, uint32_t y,
		  uint32_t width, uint32_t height, uint8_t *to,
		  uint8_t *mirrored, unsigned step, struct levels_count *count)
{
	uint32_t mirror = levels_mirror(y, height);
	uint32_t half = width / 2, start = width % 2 ? 0 : 1;

	if (mirrored) {
		/* Of an even width, the first sample stays where it is. */
		write_both(levels, row, 0, start, width, to, mirrored, step,
			   count);
		write_both(levels, row, start, width, width, to, mirrored, step,
			   count);
		return;
	}
	if (!levels->fifths || mirror != y) {
		enum role role = y < mirror ? FIRST : SECOND;

		write_span(levels, levels->fifths ? role : PLAIN, row, 0, width,
			   to, step, count);
		return;
	}
	/* A row that is its own mirror: its left half comes first. */
	write_span(levels, SELF, row, 0, start, to, step, count);
	write_span(levels, FIRST, row, start, half, to, step, count);
	write_span(levels, SELF, row, half, half + 1, to, step, count);
	write_span(levels, SECOND, row, (size_t)half + 1, width, to, step,
		   count);
}

unsigned levels_at(const struct levels *levels, float value, uint32_t x,
		   uint32_t y, uint32_t width, uint32_t height)
{
	uint32_t mirror_x = levels_mirror(x, width);
	uint32_t mirror_y = levels_mirror(y, height);
	struct levels_count count = { 0, 0, 0 };
	uint8_t level[2] = { 0, 0 };
	enum role role = SELF;

	if (y != mirror_y)
		role = y < mirror_y ? FIRST : SECOND;
	else if (x != mirror_x)
		role = x < mirror_x ? FIRST : SECOND;
	if (!levels->fifths)
		role = PLAIN;
	write_span(levels, role, &value, 0, 1, level, 1, &count);
	return levels->depth == 8 ? level[0] : (level[0] << 8 | level[1]);
}

/* ---- levels to values ---------------------------------------------------- */

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
