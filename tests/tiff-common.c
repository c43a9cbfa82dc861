/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiff-common.c - what the tests of TIFF files share: spectra, and files made
 * by libtiff
 */
#include "tiff-common.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>
#include <unistd.h>

#include "image.h"
#include "meta.h"

fftpipe_image *tiff_common_image(const fftpipe_image *shape)
{
	fftpipe_image *image = calloc(1, sizeof *image);
	size_t nbytes;

	if (!image)
		return NULL;
	*image = *shape;
	image->data = NULL;
	image->meta = meta_create();
	if (image->meta && image_layout(image, &nbytes) &&
	    image_allocate(image, nbytes))
		return image;
	common_image_destroy(image);
	return NULL;
}

int tiff_common_decode(int fd, const struct decode_options *options,
		       fftpipe_image **image, struct outcome *outcome)
{
	struct decoder *decoder;
	struct pool *pool;
	int status;

	*image = NULL;
	status = decoder_open(&decoder, fd, options, outcome);
	if (status != FFTPIPE_OK)
		return status;
	pool = pool_create(2);
	*image = tiff_common_image(&decoder->shape);
	if (!pool || !*image)
		abort();
	status = decoder_read(decoder, *image, pool, outcome);
	decoder_close(decoder);
	pool_destroy(pool);
	if (status == FFTPIPE_OK)
		return status;
	common_image_destroy(*image);
	*image = NULL;
	return status;
}

fftpipe_image *tiff_common_there_and_back(const struct sheet *sheet,
					  const fftpipe_image *image,
					  uint32_t rows,
					  struct outcome *outcome)
{
	int fd = common_file();
	fftpipe_image *back;

	assert_true(fd >= 0);
	assert_int_equal(common_encode(fd, sheet, image, rows, outcome),
			 FFTPIPE_OK);
	back = tiff_common_read(fd, outcome);
	close(fd);
	return back;
}

/* ---- files made by libtiff ------------------------------------------------
 */

struct page tiff_common_page(uint32_t width, uint32_t height, uint16_t bits,
			     const void *data, size_t nbytes)
{
	return (struct page){ .width = width,
			      .height = height,
			      .bits = bits,
			      .photometric = PHOTOMETRIC_MINISBLACK,
			      .data = data,
			      .nbytes = nbytes };
}

static void set_more(TIFF *tif, const struct page *page)
{
	const uint16_t *palette = page->palette;
	const size_t entries = (size_t)1 << (palette ? page->bits : 0);

	if (page->n_extra)
		TIFFSetField(tif, TIFFTAG_EXTRASAMPLES, page->n_extra,
			     page->extra);
	if (page->coarser_x)
		TIFFSetField(tif, TIFFTAG_YCBCRSUBSAMPLING, page->coarser_x,
			     page->coarser_y);
	if (palette)
		TIFFSetField(tif, TIFFTAG_COLORMAP, palette, palette + entries,
			     palette + 2 * entries);
	if (page->x_resolution > 0) {
		TIFFSetField(tif, TIFFTAG_XRESOLUTION,
			     (double)page->x_resolution);
		TIFFSetField(tif, TIFFTAG_YRESOLUTION,
			     (double)page->y_resolution);
		TIFFSetField(tif, TIFFTAG_RESOLUTIONUNIT, page->unit);
	}
	if (page->description)
		TIFFSetField(tif, TIFFTAG_IMAGEDESCRIPTION, page->description);
	if (page->profile) {
		void *profile = calloc(1, page->profile);

		TIFFSetField(tif, TIFFTAG_ICCPROFILE, page->profile, profile);
		free(profile);
	}
}

static void set_page(TIFF *tif, const struct page *page)
{
	TIFFSetField(tif, TIFFTAG_IMAGEWIDTH, page->width);
	TIFFSetField(tif, TIFFTAG_IMAGELENGTH, page->height);
	TIFFSetField(tif, TIFFTAG_BITSPERSAMPLE, page->bits);
	TIFFSetField(tif, TIFFTAG_SAMPLESPERPIXEL,
		     page->samples ? page->samples : 1);
	TIFFSetField(tif, TIFFTAG_SAMPLEFORMAT,
		     page->format ? page->format : SAMPLEFORMAT_UINT);
	TIFFSetField(tif, TIFFTAG_PHOTOMETRIC, page->photometric);
	TIFFSetField(tif, TIFFTAG_PLANARCONFIG,
		     page->planar ? page->planar : PLANARCONFIG_CONTIG);
	TIFFSetField(tif, TIFFTAG_COMPRESSION,
		     page->compression ? page->compression : COMPRESSION_NONE);
	if (page->orientation)
		TIFFSetField(tif, TIFFTAG_ORIENTATION, page->orientation);
	if (page->subfile)
		TIFFSetField(tif, TIFFTAG_SUBFILETYPE, page->subfile);
	if (page->tile) {
		TIFFSetField(tif, TIFFTAG_TILEWIDTH, page->tile);
		TIFFSetField(tif, TIFFTAG_TILELENGTH, page->tile);
	} else {
		TIFFSetField(tif, TIFFTAG_ROWSPERSTRIP,
			     page->strip ? page->strip : page->height);
	}
	set_more(tif, page);
}

static void write_page(TIFF *tif, const struct page *page)
{
	uint32_t n;

	set_page(tif, page);
	n = page->tile ? TIFFNumberOfTiles(tif) : TIFFNumberOfStrips(tif);
	for (uint32_t i = 0; i < n; i++) {
		/* libtiff has no const, and turns bytes in place. */
		uint8_t *copy = malloc(page->nbytes);
		tmsize_t written;

		assert_non_null(copy);
		memcpy(copy, (const uint8_t *)page->data + i * page->nbytes,
		       page->nbytes);
		written =
			page->tile
				? TIFFWriteEncodedTile(tif, i, copy,
						       (tmsize_t)page->nbytes)
				: TIFFWriteEncodedStrip(tif, i, copy,
							(tmsize_t)page->nbytes);
		free(copy);
		assert_int_equal(written, page->nbytes);
	}
	assert_int_equal(TIFFWriteDirectory(tif), 1);
}

int tiff_common_file(const char *mode, const struct page *pages, size_t n)
{
	int fd = common_file();
	TIFF *tif;

	assert_true(fd >= 0);
	tif = TIFFFdOpen(dup(fd), "test", mode);
	assert_non_null(tif);
	for (size_t i = 0; i < n; i++)
		write_page(tif, &pages[i]);
	TIFFClose(tif);
	return fd;
}

fftpipe_image *tiff_common_read(int fd, struct outcome *outcome)
{
	fftpipe_image *image;
	int status = tiff_common_decode(fd, &common_plainly, &image, outcome);

	if (status != FFTPIPE_OK)
		print_error("%s\n", outcome->reason);
	assert_int_equal(status, FFTPIPE_OK);
	return image;
}

void tiff_common_refused(int fd, const struct decode_options *options,
			 const char *words)
{
	struct outcome outcome;
	fftpipe_image *image;

	assert_true(outcome_init(&outcome));
	assert_int_equal(tiff_common_decode(fd, options, &image, &outcome),
			 FFTPIPE_EDATA);
	assert_non_null(outcome.reason);
	if (!strstr(outcome.reason, words))
		print_error("%s\n", outcome.reason);
	assert_non_null(strstr(outcome.reason, words));
	outcome_finish(&outcome);
	close(fd);
}
