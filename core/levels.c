/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * levels.c - real values to the integer levels of a file
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

#define PI 3.14159265358979323846

enum { CHUNK = 256, FIFTHS = 5 };

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
	const double half_turn = (double)(float)PI; /* a float's, rounded up */

	for (size_t i = 0; i < n; i++) {
		double value = values[i];
		double at = value * line->factor + line->offset;

		if (!isfinite(value)) {
			count->not_finite++;
			if (levels->circular)
				position[i] = 0;
		} else if ((at >= line->bottom && at < line->top + 1.0) ||
			   (levels->circular && fabs(value) <= half_turn)) {
			/* Inside, as placed, whatever its neighbors are. */
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

void levels_count_add(struct levels_count *sum, const struct levels_count *more)
{
	sum->below += more->below;
	sum->above += more->above;
	sum->not_finite += more->not_finite;
}

/* Positions with what lies outside brought inside, and counted. */
static void place_all(const struct levels *levels, const struct line *line,
		      const float *values, size_t n, uint16_t *position,
		      struct levels_count *count)
{
	if (place(levels, line, values, n, position))
		place_outside(levels, line, values, n, position, count);
}

static void write_positions(const struct levels *levels, enum role role,
			    uint16_t *position, size_t n, uint8_t *to,
			    unsigned step)
{
	if (role == PLAIN)
		code_plain(levels, position, n);
	else
		code_fifths(levels, role, position, n);
	store(levels->depth, position, n, to, step);
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

		place_all(levels, &line, row + from, n, position, count);
		write_positions(levels, role, position, n, out + from * bytes,
				step);
		from += n;
	}
}

bool levels_mirrored(const struct levels *levels)
{
	/*
	 * Half a turn is its own negative: no straight line has both ends, and
	 * nothing that is cut off comes to the same from both sides.
	 */
	return levels->symmetry == FFTPIPE_EVEN ||
	       (levels->symmetry == FFTPIPE_ODD && levels->circular &&
		!levels->round_down);
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
 * The positions of mirrors, from right to left: those of the samples, unless
 * these are negated and don't share what they hold.
 */
static void place_mirrors(const struct levels *levels, const float *values,
			  size_t n, const uint16_t *position, uint16_t *to)
{
	struct levels_count unseen = { 0, 0, 0 };
	uint16_t negated[CHUNK];
	struct line line;

	if (levels->fifths || levels->symmetry == FFTPIPE_EVEN) {
		turn_around(position, n, to);
		return;
	}
	line = line_of(levels, PLAIN);
	line.factor = -line.factor;
	place_all(levels, &line, values, n, negated, &unseen);
	turn_around(negated, n, to);
}

/* Samples from .. to - 1 and their mirrors, which lie side by side as well. */
static void write_both(const struct levels *levels, const float *row,
		       size_t from, size_t to, uint32_t width, uint8_t *out,
		       uint8_t *mirrored, unsigned step,
		       struct levels_count *count)
{
	const enum role role = levels->fifths ? FIRST : PLAIN;
	const enum role other = levels->fifths ? SECOND : PLAIN;
	const struct line line = line_of(levels, role);
	const size_t bytes = levels->depth / 8 * step;
	uint16_t position[CHUNK], mirrors[CHUNK];

	while (from < to) {
		size_t n = to - from < CHUNK ? to - from : CHUNK;
		size_t last = levels_mirror((uint32_t)(from + n - 1), width);

		place_all(levels, &line, row + from, n, position, count);
		place_mirrors(levels, row + from, n, position, mirrors);
		write_positions(levels, role, position, n, out + from * bytes,
				step);
		write_positions(levels, other, mirrors, n,
				mirrored + last * bytes, step);
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
