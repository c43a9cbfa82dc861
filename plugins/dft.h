/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dft.h - a few bins of a spectrum taken again, by direct sums in double
 *
 * Where a file's range is measured, the smallest magnitude sets one end of it,
 * and that is the bin of which a transform in float knows least.
 */
#ifndef PLUGINS_DFT_H
#define PLUGINS_DFT_H

#include <stdbool.h>

#include <fftpipe/plugin.h>

struct dft;

/* For images of this one's shape; from open, since it reserves memory. */
int dft_create(const fftpipe_host *host, const fftpipe_image *shape,
	       struct dft **made);
void dft_destroy(struct dft *dft); /* NULL is allowed */

/*
 * Remember a picture before its transform overwrites it (`overwritten`), or
 * where it is.  dft_forget() frees the copy.
 */
int dft_keep(struct dft *dft, const fftpipe_host *host,
	     const fftpipe_image *picture, bool overwritten);
void dft_forget(struct dft *dft);

/*
 * Take those bins of the picture's spectrum again whose magnitude cannot be
 * told from the smallest, at most 32, and the largest besides zero.
 */
int dft_refine(struct dft *dft, const fftpipe_host *host,
	       fftpipe_image *spectrum);

#endif /* PLUGINS_DFT_H */
