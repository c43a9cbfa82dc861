/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * picture-file.h - PNG files for the tools that tests use, read and written
 * with nothing of the core
 *
 * These end the program with status 2 and a message when something is wrong.
 */
#ifndef PICTURE_FILE_H
#define PICTURE_FILE_H

#include <png.h>
#include <stddef.h>
#include <stdint.h>

struct picture {
	uint32_t width, height, channels; /* without alpha */
	unsigned depth;                   /* 8 or 16 */
	uint16_t *levels;                 /* channels interleaved */
	png_structp png;                  /* of a file that was read: */
	png_infop info;                   /* its texts are written again */
};

_Noreturn void die(const char *path, const char *why);

/* A whole number of the command line. */
long number(const char *word);

/* Black. */
void picture_init(struct picture *picture, uint32_t width, uint32_t height,
		  uint32_t channels, unsigned depth);

void picture_read(struct picture *picture, const char *path);
void picture_write(const struct picture *picture, const char *path);
void picture_finish(struct picture *picture);

/* How many levels it has. */
size_t picture_samples(const struct picture *picture);

#endif
