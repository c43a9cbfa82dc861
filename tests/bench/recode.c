/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recode.c - a PNG file written again by libpng with its own settings (level 6,
 * filters as it chooses): what the sizes of our files are compared with
 *
 *	recode FROM TO
 */
#include "../picture-file.h"

int main(int argc, char **argv)
{
	struct picture picture;

	if (argc != 3)
		die(argv[0], "needs two files");
	picture_read(&picture, argv[1]);
	picture_write(&picture, argv[2]);
	picture_finish(&picture);
	return 0;
}
