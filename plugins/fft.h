/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fft.h - Fourier transforms of whole images, shared by the plugins that do one
 *
 * Rows are transformed where they lie, then columns in blocks that are gathered
 * into scratch memory small enough for the cache.  Both in parallel, and every
 * row and column in the same way whichever thread does it, so that the result
 * does not depend on their number.
 */
#ifndef PLUGINS_FFT_H
#define PLUGINS_FFT_H

#include <stdbool.h>

#include <fftpipe/plugin.h>

struct fft;

/*
 * Plan for images of this one's shape, forward (picture to spectrum) or back.
 * From open only: FFTW's planner is not thread-safe.  Returns a status; *made
 * is NULL unless that is FFTPIPE_OK.
 */
int fft_create(const fftpipe_host *host, const fftpipe_image *shape,
	       bool forward, struct fft **made);
void fft_destroy(struct fft *fft); /* from close only; NULL is allowed */

/* Spectrum of a picture; both may lie in the same memory. */
int fft_forward(struct fft *fft, const fftpipe_host *host,
		const fftpipe_image *from, fftpipe_image *to);

/* Picture of a spectrum; both may lie in the same memory. */
int fft_back(struct fft *fft, const fftpipe_host *host,
	     const fftpipe_image *from, fftpipe_image *to);

/* The same where row ky of the spectrum lies at (ky + roll) mod height. */
int fft_back_rolled(struct fft *fft, const fftpipe_host *host,
		    const fftpipe_image *from, fftpipe_image *to,
		    uint32_t roll);

#endif /* PLUGINS_FFT_H */
