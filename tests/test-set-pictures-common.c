/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-set-pictures-common.c - what the tests of the transforms on pictures
 * share
 */
#include "test-set-pictures.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

fftpipe_image *make_two(const char *id, const char *settings,
			fftpipe_image *first, fftpipe_image *second)
{
	struct stage stage = { .id = id,
			       .settings = settings,
			       .in = { first, second } };
	struct harness harness;

	harness_init(&harness, 1);
	return stage_make(&harness, &stage);
}

fftpipe_image *make(const char *id, const char *settings,
		    fftpipe_image *picture)
{
	return make_two(id, settings, picture, NULL);
}

void refuse_two(const char *id, const char *settings, fftpipe_image *first,
		fftpipe_image *second, int status, const char *sentence)
{
	struct stage stage = { .id = id,
			       .settings = settings,
			       .in = { first, second } };
	struct harness harness;
	fftpipe_image *out;

	harness_init(&harness, 1);
	assert_int_equal(stage_run(&harness, &stage, &out), status);
	assert_string_equal(harness.failure, sentence);
}

void refuse(const char *id, const char *settings, fftpipe_image *picture,
	    int status, const char *sentence)
{
	refuse_two(id, settings, picture, NULL, status, sentence);
}

void assert_one_result(const char *id, const char *settings, uint32_t channels,
		       bool in_place)
{
	fftpipe_image *picture = picture_noise(43, 37, channels, 5);
	fftpipe_image *whole = make(id, settings, picture);

	for (uint32_t i = 0; i < 4; i++) {
		struct stage stage = { .id = id,
				       .settings = settings,
				       .in = { picture, NULL },
				       .rows_per_band = i ? 3 * i - 2 : 0,
				       .in_place = in_place && i == 3 };
		struct harness harness;
		fftpipe_image *again;

		harness_init(&harness, i + 1);
		again = stage_make(&harness, &stage);
		assert_true(image_equal(whole, again));
		assert_true(whole->lo == again->lo && whole->hi == again->hi);
		image_destroy(again);
	}
	image_destroy(whole);
	image_destroy(picture);
}

float at(const fftpipe_image *image, uint32_t c, uint32_t x, uint32_t y)
{
	return fftpipe_row(image, c, y)[x];
}

void fill(fftpipe_image *image, float value)
{
	for (uint32_t c = 0; c < image->channels; c++)
		for (uint32_t y = 0; y < image->height; y++)
			for (uint32_t x = 0; x < image->width; x++)
				fftpipe_row(image, c, y)[x] = value;
}
