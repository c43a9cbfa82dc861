/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * harness.h - the least host that a transform can be tested in
 *
 * It is strict where real hosts are lenient: padding holds poison, what is
 * behind the room of a row is guarded, inputs must come back untouched.  What
 * goes wrong in the harness itself fails the running cmocka test.
 */
#ifndef TESTS_HARNESS_H
#define TESTS_HARNESS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include <fftpipe/plugin.h>

struct harness {
	fftpipe_host host;
	const char *extensions[4]; /* what get_extension knows; NULL ends */
	char failure[256];         /* what fail() was told first */
	uint64_t reserved;
	atomic_int progress_left; /* calls until progress() says stop; < 0:
				     never */
};

/* `threads` for parallel(): 1 runs the tasks backward, on the caller's. */
void harness_init(struct harness *harness, unsigned int threads);

/* An image with poison in its padding and guards behind its rows. */
fftpipe_image *image_create(uint32_t kind, uint32_t width, uint32_t height,
			    uint32_t channels);
void image_destroy(fftpipe_image *image);

/* The same samples and description, in memory of its own. */
fftpipe_image *image_copy(const fftpipe_image *image);
bool image_equal(const fftpipe_image *a, const fftpipe_image *b);
const char *image_entry(const fftpipe_image *image, const char *key);
void image_set_entry(fftpipe_image *image, const char *key, const char *value);

/* How one transform is to be run. */
struct stage {
	const char *id;
	const char *settings;   /* "key=value key=value", or NULL */
	fftpipe_image *in[2];   /* the second may be NULL */
	uint32_t rows_per_band; /* 0: all at once; else in bands, last first */
	bool in_place;          /* out[0] takes in[0]'s memory */
};

/*
 * open, prepare, run, close.  Returns the first status that is not FFTPIPE_OK,
 * with *out NULL then.
 */
int stage_run(struct harness *harness, const struct stage *stage,
	      fftpipe_image **out);

/* The same for a stage that must succeed. */
fftpipe_image *stage_make(struct harness *harness, const struct stage *stage);

/* ===========================================================================
 * Pictures and what is true of them
 * ======================================================================== */

/* Reproducible noise, 0 .. 255 in whole numbers. */
fftpipe_image *picture_noise(uint32_t width, uint32_t height, uint32_t channels,
			     unsigned int seed);

/*
 * The spectrum by its definition, in double: width * height complex numbers,
 * zero frequency first, to be freed.
 */
struct complex_double {
	double re, im;
};
struct complex_double *picture_dft(const fftpipe_image *picture,
				   uint32_t channel);

/* A bin of the whole plane from a half spectrum. */
struct complex_double spectrum_at(const fftpipe_image *spectrum,
				  uint32_t channel, uint32_t kx, uint32_t ky);

#endif /* TESTS_HARNESS_H */
