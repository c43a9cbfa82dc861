/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fft-lost.c - samples that no transform can carry
 */
#include "fft-lost.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>

/*
 * Every sum of a transform, and of the one back, is at most the largest sample
 * times their number: twice that, since one sample is taken off all others,
 * and half as much again in rows that go two by two.
 */
void lost_init(struct lost *lost, uint32_t width, uint32_t height)
{
	lost->width = width;
	lost->height = height;
	lost->most = (float)((double)FLT_MAX / 8 / width / height);
	lost->n = 0;
	lost->first = UINT64_MAX;
}

void lost_note(struct lost *lost, const float *row, uint32_t y)
{
	for (uint32_t x = 0; x < lost->width; x++) {
		uint64_t here = (uint64_t)y * lost->width + x;
		uint64_t first = lost->first;

		if (fabsf(row[x]) <= lost->most)
			continue;
		lost->n++;
		while (here < first &&
		       !atomic_compare_exchange_weak(&lost->first, &first,
						     here))
			continue;
	}
}

int lost_refuse(const struct lost *lost, const fftpipe_host *host,
		const fftpipe_image *picture, uint32_t channel)
{
	uint64_t n = lost->n, x = lost->first % lost->width;
	uint64_t y = lost->first / lost->width;
	char text[240];
	float first;

	if (!n)
		return FFTPIPE_OK;
	first = fftpipe_row(picture, channel, (uint32_t)y)[x];
	if (isfinite(first))
		snprintf(text, sizeof text,
			 "the sample at x = %" PRIu64 ", y = %" PRIu64
			 " of channel %" PRIu32 " is %.3g: an FFT of %" PRIu32
			 " x %" PRIu32 " carries up to %.3g; scale the "
			 "picture first, with normalize",
			 x, y, channel + 1, (double)first, lost->width,
			 lost->height, (double)lost->most);
	else
		snprintf(text, sizeof text,
			 "%" PRIu64 " %s at x = %" PRIu64 ", y = %" PRIu64
			 " of channel %" PRIu32 ": an FFT can't carry %s",
			 n,
			 n == 1 ? "sample is infinite or not a number,"
				: "samples are infinite or not numbers, the "
				  "first",
			 x, y, channel + 1, n == 1 ? "it" : "them");
	return host->fail(host, FFTPIPE_EDATA, text);
}
