/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fft-lost.h - samples that no transform can carry: one would be in every
 * frequency, so that the picture is refused instead
 */
#ifndef PLUGINS_FFT_LOST_H
#define PLUGINS_FFT_LOST_H

#include <stdint.h>

#include <fftpipe/plugin.h>

/* Of one channel; rows are noted by several threads. */
struct lost {
	uint32_t width, height;
	float most; /* beyond this, with any sign, a sample is lost; so is NaN
		     */
	_Atomic uint64_t n, first;
};

void lost_init(struct lost *lost, uint32_t width, uint32_t height);

/* Note the row's, of which there is one at least. */
void lost_note(struct lost *lost, const float *row, uint32_t y);

/* FFTPIPE_EDATA with a message if any were noted; `picture` still has them. */
int lost_refuse(const struct lost *lost, const fftpipe_host *host,
		const fftpipe_image *picture, uint32_t channel);

#endif /* PLUGINS_FFT_LOST_H */
