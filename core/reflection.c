/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reflection.c - the lower half of a symmetric image's levels, which come with
 * the upper half's
 */
#include "reflection.h"

#include <stdlib.h>
#include <string.h>

#include "image.h"

static size_t bytes_of_row(const fftpipe_image *shape, unsigned depth)
{
	return (size_t)shape->width * shape->channels * (depth / 8);
}

/* The middle row of an even height is its own mirror, as the first. */
static uint32_t lower_rows(const fftpipe_image *shape)
{
	return (shape->height - 1) / 2;
}

uint64_t reflection_bytes(const fftpipe_image *shape, unsigned depth)
{
	return (uint64_t)lower_rows(shape) *
	       (bytes_of_row(shape, depth) + sizeof(struct levels_count));
}

bool reflection_begin(struct reflection *reflection, const fftpipe_image *shape,
		      unsigned depth)
{
	const uint64_t nbytes = reflection_bytes(shape, depth);
	const uint32_t rows = lower_rows(shape);

	if (nbytes > reflection->room) {
		reflection_finish(reflection);
		if (nbytes <= SIZE_MAX)
			reflection->counts = buffer_allocate((size_t)nbytes);
		if (!reflection->counts)
			return false;
		reflection->room = (size_t)nbytes;
	}
	reflection->row_bytes = bytes_of_row(shape, depth);
	reflection->first = shape->height - rows;
	reflection->rows = rows ? (uint8_t *)(reflection->counts + rows) : NULL;
	return true;
}

void reflection_finish(struct reflection *reflection)
{
	free(reflection->counts);
	*reflection = (struct reflection){ 0 };
}

bool reflection_has(const struct reflection *reflection, uint32_t y)
{
	return y >= reflection->first;
}

static uint8_t *levels_of(const struct reflection *reflection, uint32_t y)
{
	return reflection->rows +
	       (size_t)(y - reflection->first) * reflection->row_bytes;
}

static struct levels_count *count_of(const struct reflection *reflection,
				     uint32_t y)
{
	return &reflection->counts[y - reflection->first];
}

void sheet_row_levels(const struct sheet *sheet, const fftpipe_image *image,
		      uint32_t y, uint8_t *to, struct levels_count *count)
{
	const struct reflection *reflection = sheet->reflection;
	const uint32_t mirror = levels_mirror(y, sheet->shape.height);
	const size_t bytes = sheet->depth / 8;
	struct levels_count found = { 0, 0, 0 };
	uint8_t *mirrored = NULL;

	if (!image) {
		memcpy(to, levels_of(reflection, y), reflection->row_bytes);
		levels_count_add(count, count_of(reflection, y));
		return;
	}
	if (reflection && y < mirror)
		mirrored = levels_of(reflection, mirror);
	for (uint32_t c = 0; c < sheet->shape.channels; c++)
		levels_write(&sheet->levels, fftpipe_row(image, c, y), y,
			     sheet->shape.width, sheet->shape.height,
			     to + c * bytes,
			     mirrored ? mirrored + c * bytes : NULL,
			     sheet->shape.channels, &found);
	levels_count_add(count, &found);
	/* As far as its mirror's samples lie outside, so do its own. */
	if (mirrored)
		*count_of(reflection, mirror) = found;
}
