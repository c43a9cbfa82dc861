/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * codec-common.c - what the tests of the codec share: files without a name,
 * images, limits
 */
#include "codec-common.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image.h"
#include "meta.h"

const struct limits common_limits = {
	.pixels = 400000000,
	.memory = 2000000000,
	.seconds = 600,
	.files = 1000000,
	.pages = 10000,
	.text = 8000000,
	.profile = 8000000,
};

int common_file(void)
{
	char name[] = "/tmp/fftpipe-test-XXXXXX";
	int fd = mkstemp(name);

	if (fd >= 0)
		unlink(name);
	return fd;
}

fftpipe_image *common_image(uint32_t width, uint32_t height, uint32_t channels)
{
	fftpipe_image *image = calloc(1, sizeof *image);
	size_t nbytes;

	if (!image)
		return NULL;
	image->struct_size = sizeof *image;
	image->kind = FFTPIPE_IMAGE;
	image->width = width;
	image->height = height;
	image->channels = channels;
	image->color = channels == 3 ? FFTPIPE_RGB : FFTPIPE_GRAY;
	image->hi = 255;
	image->meta = meta_create();
	if (image->meta && image_layout(image, &nbytes) &&
	    image_allocate(image, nbytes))
		return image;
	common_image_destroy(image);
	return NULL;
}

void common_image_destroy(fftpipe_image *image)
{
	if (!image)
		return;
	image_free(image);
	meta_destroy(image->meta);
	free(image);
}

uint32_t common_random(void)
{
	static uint64_t state = 20261122;

	state = state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(state >> 32);
}

int common_decode(int fd, const struct decode_options *options,
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
	*image = common_image(decoder->shape.width, decoder->shape.height,
			      decoder->shape.channels);
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

static int encode_bands(struct encoder *encoder, const fftpipe_image *image,
			uint32_t rows, struct outcome *outcome)
{
	struct band band = { 0 };
	int status = FFTPIPE_OK;

	for (uint32_t y = 0; status == FFTPIPE_OK && y < image->height;
	     y += rows) {
		uint32_t left = image->height - y;
		uint32_t some = left < rows ? left : rows;

		status = encoder_band(encoder, image, y, some, &band);
		if (status == FFTPIPE_OK)
			status = encoder_append(encoder, &band, y, some,
						outcome);
	}
	band_finish(&band);
	return status;
}

int common_encode(int fd, const struct sheet *sheet, const fftpipe_image *image,
		  uint32_t rows, struct outcome *outcome)
{
	struct encoder *encoder;
	int status = encoder_open(&encoder, fd, sheet, outcome);

	if (status == FFTPIPE_OK)
		status = encode_bands(encoder, image, rows, outcome);
	if (status == FFTPIPE_OK)
		status = encoder_finish(encoder, outcome);
	encoder_destroy(encoder);
	return status;
}

const struct decode_options common_plainly = { .page = 1,
					       .limits = &common_limits };

struct sheet common_sheet(const fftpipe_image *image, unsigned depth)
{
	return (struct sheet){
		.format = FORMAT_PNG,
		.depth = depth,
		.levels = { .depth = depth,
			    .lo = 0,
			    .hi = depth == 8 ? 255 : 65535 },
		.shape = *image,
	};
}

fftpipe_image *common_noise(uint32_t width, uint32_t height, uint32_t channels,
			    unsigned depth)
{
	fftpipe_image *image = common_image(width, height, channels);

	assert_non_null(image);
	for (uint32_t c = 0; c < channels; c++)
		for (uint32_t y = 0; y < height; y++)
			for (uint32_t x = 0; x < width; x++)
				fftpipe_row(image, c, y)[x] =
					(float)((x * 3 + y * 5 + c +
						 common_random() % 9) %
						(1u << depth));
	return image;
}

bool common_same(const fftpipe_image *a, const fftpipe_image *b)
{
	if (a->width != b->width || a->height != b->height ||
	    a->channels != b->channels)
		return false;
	for (uint32_t c = 0; c < a->channels; c++)
		for (uint32_t y = 0; y < a->height; y++)
			if (memcmp(fftpipe_row(a, c, y), fftpipe_row(b, c, y),
				   a->width * sizeof(float)))
				return false;
	return true;
}

/* Write and read; the caller destroys what comes back. */
fftpipe_image *common_there_and_back(const struct sheet *sheet,
				     const fftpipe_image *image, uint32_t rows,
				     const struct decode_options *options,
				     struct outcome *outcome)
{
	fftpipe_image *back;
	int fd = common_file();

	assert_true(fd >= 0);
	assert_int_equal(common_encode(fd, sheet, image, rows, outcome),
			 FFTPIPE_OK);
	assert_int_equal(common_decode(fd, options, &back, outcome),
			 FFTPIPE_OK);
	close(fd);
	return back;
}

size_t common_file_bytes(int fd, uint8_t **bytes)
{
	struct stat info;

	assert_int_equal(fstat(fd, &info), 0);
	*bytes = malloc((size_t)info.st_size + 1);
	assert_non_null(*bytes);
	assert_int_equal(pread(fd, *bytes, (size_t)info.st_size, 0),
			 info.st_size);
	return (size_t)info.st_size;
}

bool common_noted(const struct outcome *outcome, const char *words)
{
	for (size_t i = 0; i < outcome->n_notes; i++)
		if (strstr(outcome->notes[i].text, words))
			return true;
	return false;
}
