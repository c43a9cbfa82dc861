/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * make-picture.c - pictures of any shape for tests
 *
 *	make-picture WIDTH HEIGHT CHANNELS DEPTH SEED FILE
 *
 * A slope, a pattern and noise; the same arguments give the same picture.
 */
#include "picture-file.h"

static uint32_t scatter(uint32_t bits)
{
	bits = (bits ^ bits >> 15) * 0x2c1b3c6du;
	bits = (bits ^ bits >> 12) * 0x297a2d39u;
	return bits ^ bits >> 15;
}

/* 0 to 65535. */
static uint32_t light(uint32_t x, uint32_t y, uint32_t c, uint32_t seed)
{
	uint32_t slope = 40 * x + 23 * y + 6000 * c;
	uint32_t pattern = (x / 7 + y / 5 + c) % 3 * 9000;
	uint32_t noise = scatter(x + 0x10001 * y + 0x9e3779b1u * (seed + c));

	return (slope % 32768 + pattern + noise % 12000) & 0xffff;
}

int main(int argc, char **argv)
{
	struct picture picture;
	uint32_t seed;
	uint16_t *to;

	if (argc != 7)
		die(argv[0], "needs six arguments");
	picture_init(&picture, (uint32_t)number(argv[1]),
		     (uint32_t)number(argv[2]), (uint32_t)number(argv[3]),
		     (unsigned)number(argv[4]));
	seed = (uint32_t)number(argv[5]);
	to = picture.levels;
	for (uint32_t y = 0; y < picture.height; y++)
		for (uint32_t x = 0; x < picture.width; x++)
			for (uint32_t c = 0; c < picture.channels; c++)
				*to++ = (uint16_t)(light(x, y, c, seed) >>
						   (16 - picture.depth));
	picture_write(&picture, argv[6]);
	picture_finish(&picture);
	return 0;
}
