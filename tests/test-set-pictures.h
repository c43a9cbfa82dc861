/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-set-pictures.h - what the tests of the transforms on pictures share
 */
#ifndef TESTS_TEST_SET_PICTURES_H
#define TESTS_TEST_SET_PICTURES_H

#include "harness.h"

/* A stage that must succeed; settings and `second` may be NULL. */
fftpipe_image *make_two(const char *id, const char *settings,
			fftpipe_image *first, fftpipe_image *second);
fftpipe_image *make(const char *id, const char *settings,
		    fftpipe_image *picture);

/* Assert that it fails with this status and this sentence. */
void refuse_two(const char *id, const char *settings, fftpipe_image *first,
		fftpipe_image *second, int status, const char *sentence);
void refuse(const char *id, const char *settings, fftpipe_image *picture,
	    int status, const char *sentence);

/*
 * Assert that a picture of that many channels gives the same bits at once, in
 * bands, on several threads and, if that is allowed, in place.
 */
void assert_one_result(const char *id, const char *settings, uint32_t channels,
		       bool in_place);

float at(const fftpipe_image *image, uint32_t c, uint32_t x, uint32_t y);

/* Every sample is this. */
void fill(fftpipe_image *image, float value);

#endif /* TESTS_TEST_SET_PICTURES_H */
