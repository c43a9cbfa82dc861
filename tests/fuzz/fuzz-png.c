/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz-png.c - PNG files; what our own reader makes of them is what libpng does
 */
#include "fuzz.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

struct source {
	const uint8_t *bytes;
	size_t length, at;
};

static void give(png_structp png, png_bytep to, size_t n)
{
	struct source *source = png_get_io_ptr(png);

	if (n > source->length - source->at)
		png_error(png, "end");
	memcpy(to, source->bytes + source->at, n);
	source->at += n;
}

static void say_nothing(png_structp png, png_const_charp text)
{
	(void)png, (void)text;
}

/* Rows as libpng gives them, of files whose samples are their values. */
static void compare_rows(png_structp png, png_infop info,
			 const fftpipe_image *image, uint8_t *volatile *row)
{
	unsigned depth = png_get_bit_depth(png, info);
	unsigned channels = png_get_channels(png, info);

	*row = malloc(png_get_rowbytes(png, info));
	MUST(*row);
	for (uint32_t y = 0; y < image->height; y++) {
		png_read_row(png, *row, NULL);
		for (uint32_t i = 0; i < image->width * channels; i++) {
			const uint8_t *at = *row + (size_t)i * depth / 8;
			unsigned level =
				depth == 8 ? at[0] : at[0] * 256U + at[1];

			MUST(fftpipe_row(image, i % channels,
					 y)[i / channels] == (float)level);
		}
	}
}

/* Files that libpng reads as well are read the same. */
static void judge(const uint8_t *bytes, size_t length,
		  const fftpipe_image *image)
{
	struct source source = { bytes, length, 0 };
	png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL,
						 NULL, say_nothing);
	png_infop info = png ? png_create_info_struct(png) : NULL;
	uint8_t *volatile row = NULL;
	volatile bool plain = false;

	MUST(info);
	if (!setjmp(png_jmpbuf(png))) {
		png_set_read_fn(png, &source, give);
		png_read_info(png, info);
		plain = png_get_bit_depth(png, info) >= 8 &&
			png_get_interlace_type(png, info) ==
				PNG_INTERLACE_NONE &&
			(png_get_color_type(png, info) == PNG_COLOR_TYPE_GRAY ||
			 png_get_color_type(png, info) == PNG_COLOR_TYPE_RGB) &&
			!png_get_valid(png, info, PNG_INFO_sBIT);
		if (plain)
			compare_rows(png, info, image, &row);
	} else {
		/* What libpng refuses we must not have taken. */
		MUST(!plain);
	}
	free(row);
	png_destroy_read_struct(&png, &info, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct decode_options options = { .page = 1, .limits = &fuzz_limits };
	fftpipe_image *image;
	bool embedded;

	if (length < 8 || png_sig_cmp(bytes, 0, 8))
		return 0;
	if (!fuzz_decode(fuzz_file(bytes, length), &options, &image,
			 &embedded) &&
	    !embedded)
		judge(bytes, length, image);
	fuzz_image_destroy(image);
	options.gray = true;
	fuzz_decode(fuzz_file(bytes, length), &options, &image, &embedded);
	fuzz_image_destroy(image);
	return 0;
}
