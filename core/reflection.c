/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reflection.c - the lower half of a symmetric image's levels, which come with
 * the upper half's
 */
#include "reflection.h"

#include <stdlib.h>
#include <string.h>

#include "image.h"

uint64_t reflection_bytes(const fftpipe_image *shape, unsigned depth)
{
	return (uint64_t)((shape->height - 1) / 2) * shape->width *
	       shape->channels * (depth / 8);
}

bool reflection_begin(struct reflection *reflection, const fftpipe_image *shape,
		      unsigned depth)
{
	const uint64_t nbytes = reflection_bytes(shape, depth);

	reflection->row_bytes =
		(size_t)shape->width * shape->channels * (depth / 8);
	/* The middle row of an even height is its own mirror, as the first. */
	reflection->first = shape->height / 2 + 1;
	reflection->counts = false;
	if (nbytes <= reflection->room)
		return true;
	reflection_finish(reflection);
	if (nbytes <= SIZE_MAX)
		reflection->rows = buffer_allocate((size_t)nbytes);
	reflection->room = reflection->rows ? (size_t)nbytes : 0;
	return reflection->rows;
}

void reflection_finish(struct reflection *reflection)
{
	free(reflection->rows);
	reflection->rows = NULL;
	reflection->room = 0;
}

bool reflection_has(const struct reflection *reflection, uint32_t y)
{
	return y >= reflection->first;
}

static uint8_t *reflection_row(const struct reflection *reflection, uint32_t y)
{
	return reflection->rows +
	       (size_t)(y - reflection->first) * reflection->row_bytes;
}

/* One channel of a row; its mirror's levels go to `mirrored` unless NULL. */
static void channel_levels(const struct sheet *sheet,
			   const fftpipe_image *image, uint32_t c, uint32_t y,
			   uint8_t *to, uint8_t *mirrored,
			   struct levels_count *count)
{
	struct levels_count found = { 0, 0, 0 };

	levels_write(&sheet->levels, fftpipe_row(image, c, y), y,
		     sheet->shape.width, sheet->shape.height, to, mirrored,
		     sheet->shape.channels, &found);
	if (mirrored && (found.below || found.above || found.not_finite))
		sheet->reflection->counts = true;
	count->below += found.below;
	count->above += found.above;
	count->not_finite += found.not_finite;
}

void sheet_row_levels(const struct sheet *sheet, const fftpipe_image *image,
		      uint32_t y, uint8_t *to, struct levels_count *count)
{
	const struct reflection *reflection = sheet->reflection;
	const uint32_t mirror = levels_mirror(y, sheet->shape.height);
	const size_t bytes = sheet->depth / 8;
	uint8_t *mirrored = NULL;

	if (!image) {
		memcpy(to, reflection_row(reflection, y),
		       reflection->row_bytes);
		return;
	}
	if (reflection && y < mirror)
		mirrored = reflection_row(reflection, mirror);
	for (uint32_t c = 0; c < sheet->shape.channels; c++)
		channel_levels(sheet, image, c, y, to + c * bytes,
			       mirrored ? mirrored + c * bytes : NULL, count);
}
