/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * picture-file.c - PNG files for the tools that tests use
 */
#include "picture-file.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void die(const char *path, const char *why)
{
	fprintf(stderr, "%s: %s\n", path, why);
	exit(2);
}

long number(const char *word)
{
	char *end;
	long value = strtol(word, &end, 10);

	if (end == word || *end)
		die(word, "not a whole number");
	return value;
}

static _Noreturn void on_error(png_structp png, png_const_charp why)
{
	die(png_get_error_ptr(png), why);
}

static void on_warning(png_structp png, png_const_charp why)
{
	(void)png;
	(void)why;
}

size_t picture_samples(const struct picture *picture)
{
	return (size_t)picture->width * picture->height * picture->channels;
}

void picture_init(struct picture *picture, uint32_t width, uint32_t height,
		  uint32_t channels, unsigned depth)
{
	*picture = (struct picture){ .width = width,
				     .height = height,
				     .channels = channels,
				     .depth = depth };
	picture->levels =
		calloc(picture_samples(picture), sizeof *picture->levels);
	if (!picture->levels)
		die("picture", "out of memory");
}

void picture_finish(struct picture *picture)
{
	free(picture->levels);
	if (picture->png)
		png_destroy_read_struct(&picture->png, &picture->info, NULL);
	*picture = (struct picture){ 0 };
}

void picture_read(struct picture *picture, const char *path)
{
	FILE *file = fopen(path, "rb");
	png_structp png =
		png_create_read_struct(PNG_LIBPNG_VER_STRING, (png_voidp)path,
				       on_error, on_warning);
	png_infop info = png ? png_create_info_struct(png) : NULL;
	size_t row_samples;
	png_bytepp rows;

	if (!file)
		die(path, "cannot be opened");
	if (!info)
		die(path, "out of memory");
	png_init_io(png, file);
	png_read_png(png, info,
		     PNG_TRANSFORM_EXPAND | PNG_TRANSFORM_STRIP_ALPHA, NULL);
	fclose(file);
	picture_init(picture, png_get_image_width(png, info),
		     png_get_image_height(png, info),
		     png_get_channels(png, info), png_get_bit_depth(png, info));
	picture->png = png;
	picture->info = info;
	row_samples = (size_t)picture->width * picture->channels;
	rows = png_get_rows(png, info);
	for (uint32_t y = 0; y < picture->height; y++)
		for (size_t i = 0; i < row_samples; i++)
			picture->levels[y * row_samples + i] =
				picture->depth == 8
					? rows[y][i]
					: (uint16_t)(rows[y][2 * i] << 8 |
						     rows[y][2 * i + 1]);
}

static void copy_texts(const struct picture *picture, png_structp png,
		       png_infop info)
{
	png_textp texts;
	int n = 0;

	if (picture->png &&
	    png_get_text(picture->png, picture->info, &texts, &n) > 0)
		png_set_text(png, info, texts, n);
}

void picture_write(const struct picture *picture, const char *path)
{
	size_t row_samples = (size_t)picture->width * picture->channels;
	png_bytep row = malloc(2 * row_samples);
	FILE *file = fopen(path, "wb");
	png_structp png =
		png_create_write_struct(PNG_LIBPNG_VER_STRING, (png_voidp)path,
					on_error, on_warning);
	png_infop info = png ? png_create_info_struct(png) : NULL;

	if (!file)
		die(path, "cannot be written");
	if (!row || !info)
		die(path, "out of memory");
	png_init_io(png, file);
	png_set_IHDR(png, info, picture->width, picture->height,
		     (int)picture->depth,
		     picture->channels == 1 ? PNG_COLOR_TYPE_GRAY
					    : PNG_COLOR_TYPE_RGB,
		     PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_BASE,
		     PNG_FILTER_TYPE_BASE);
	copy_texts(picture, png, info);
	png_write_info(png, info);
	for (uint32_t y = 0; y < picture->height; y++) {
		for (size_t i = 0; i < row_samples; i++) {
			uint16_t level = picture->levels[y * row_samples + i];

			if (picture->depth == 8) {
				row[i] = (png_byte)level;
				continue;
			}
			row[2 * i] = (png_byte)(level >> 8);
			row[2 * i + 1] = (png_byte)level;
		}
		png_write_row(png, row);
	}
	png_write_end(png, info);
	png_destroy_write_struct(&png, &info);
	free(row);
	if (fclose(file))
		die(path, "cannot be written");
}
