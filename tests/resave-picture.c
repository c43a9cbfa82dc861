/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * resave-picture.c - saves a gray PNG again as other programs do, texts kept
 *
 *	resave-picture FROM color|deep|between TO
 *
 * color: the same in red, green and blue; deep: 8 bits as the nearest of 16;
 * between: the same, but with levels of 16 bits that 8 do not have.
 */
#include "picture-file.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static void make_color(const struct picture *from, struct picture *to)
{
	for (size_t i = 0; i < picture_samples(to); i++)
		to->levels[i] = from->levels[i / 3];
}

static void make_deep(const struct picture *from, struct picture *to,
		      unsigned more)
{
	for (size_t i = 0; i < picture_samples(to); i++) {
		unsigned level = 257u * from->levels[i];

		to->levels[i] = (uint16_t)(level ? level - more : 0);
	}
}

int main(int argc, char **argv)
{
	struct picture from, to;
	bool color;

	if (argc != 4)
		die(argv[0], "needs three arguments");
	color = !strcmp(argv[2], "color");
	picture_read(&from, argv[1]);
	if (from.channels != 1 || from.depth != 8)
		die(argv[1], "is not gray with 8 bits");
	picture_init(&to, from.width, from.height, color ? 3 : 1,
		     color ? 8 : 16);
	to.png = from.png;
	to.info = from.info;
	if (color)
		make_color(&from, &to);
	else
		make_deep(&from, &to, strcmp(argv[2], "deep") ? 100 : 0);
	picture_write(&to, argv[3]);
	free(to.levels);
	picture_finish(&from);
	return 0;
}
