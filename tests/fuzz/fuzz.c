/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz.c - what the fuzz targets share
 */
#include "fuzz.h"

#include "image.h"
#include "meta.h"
#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct limits fuzz_limits = { .pixels = 200000,
				    .memory = 100000000,
				    .seconds = 20,
				    .files = 100,
				    .pages = 100,
				    .text = 100000,
				    .profile = 100000 };

_Noreturn void fuzz_found(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
	abort();
}

int fuzz_file(const void *bytes, size_t length)
{
	static int fd = -1;

	if (fd < 0)
		fd = memory_file();
	MUST(fd >= 0 && !ftruncate(fd, 0));
	MUST(pwrite(fd, bytes, length, 0) == (ssize_t)length);
	return fd;
}

fftpipe_image *fuzz_image(const fftpipe_image *shape)
{
	fftpipe_image *image = malloc(sizeof *image);
	size_t nbytes;

	MUST(image);
	*image = *shape;
	image->struct_size = sizeof *image;
	image->meta = meta_create();
	MUST(image->meta && image_layout(image, &nbytes) &&
	     image_allocate(image, nbytes));
	memset(image->data, 0, nbytes);
	return image;
}

static int decode(struct decoder *decoder, fftpipe_image **image,
		  struct outcome *outcome)
{
	static struct pool *pool;

	if (!pool)
		pool = pool_create(2);
	MUST(pool);
	MUST(decoder->shape.width && decoder->shape.height &&
	     decoder->shape.channels);
	MUST((uint64_t)decoder->shape.width * decoder->shape.height <=
	     fuzz_limits.pixels);
	*image = fuzz_image(&decoder->shape);
	return decoder_read(decoder, *image, pool, outcome);
}

int fuzz_decode(int fd, const struct decode_options *options,
		fftpipe_image **image, bool *embedded)
{
	struct decoder *decoder;
	struct outcome outcome;
	int status;

	*image = NULL;
	*embedded = false;
	MUST(outcome_init(&outcome));
	status = decoder_open(&decoder, fd, options, &outcome);
	if (!status) {
		status = decode(decoder, image, &outcome);
		*embedded = decoder->has_embedded || decoder->scaled;
		decoder_close(decoder);
	}
	MUST(status == outcome.status);
	MUST(!status || outcome.reason);
	if (status) {
		fuzz_image_destroy(*image);
		*image = NULL;
	}
	outcome_finish(&outcome);
	return status;
}

void fuzz_image_destroy(fftpipe_image *image)
{
	if (!image)
		return;
	image_free(image);
	meta_destroy(image->meta);
	free(image);
}

void fuzz_check_text(const char *text)
{
	char *printable = text_printable(text);

	MUST(printable && *text);
	MUST(!strcmp(printable, text));
	free(printable);
}

void fuzz_check_problems(const struct problems *problems)
{
	MUST(!problems->out_of_memory);
	for (size_t i = 0; i < problems->count; i++)
		fuzz_check_text(problems->list[i].text);
}
