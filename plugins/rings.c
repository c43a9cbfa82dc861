/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rings.c - the bins of a spectrum by the size of their frequency, and those
 * that no sum can carry
 */
#include <inttypes.h>
#include <stdio.h>

#include "rings.h"

enum { GROUPS = 256 }; /* at most */

/* ===========================================================================
 * Rings and groups
 * ======================================================================== */

struct rings rings_of(const fftpipe_image *spectrum)
{
	uint32_t w = spectrum->width, h = spectrum->height;
	uint32_t longer = w > h ? w : h;

	return (struct rings){
		.width = w,
		.height = h,
		.longer = longer,
		.n = longer / 2 + 1,
		.n_groups = h < GROUPS ? h : GROUPS,
	};
}

void rings_scale(struct rings *rings, const struct pixel *pixel)
{
	double longer = rings->longer;

	rings->step_x = longer / rings->width * (pixel->longer / pixel->x);
	rings->step_y = longer / rings->height * (pixel->longer / pixel->y);
}

void rings_group(const struct rings *rings, size_t group, uint32_t *first,
		 uint32_t *end)
{
	uint64_t rows = rings->height;

	*first = (uint32_t)(rows * group / rings->n_groups);
	*end = (uint32_t)(rows * (group + 1) / rings->n_groups);
}

/* ===========================================================================
 * Bins that no sum can carry
 * ======================================================================== */

void strange_note(struct strange *strange, uint32_t channel, uint32_t kx,
		  uint32_t ky)
{
	if (!strange->n++) {
		strange->channel = channel;
		strange->kx = kx;
		strange->ky = ky;
	}
}

int strange_refuse(const fftpipe_host *host, const char *where,
		   const struct strange *groups, size_t n, size_t stride)
{
	struct strange all = { .n = 0 };
	char text[200];

	for (size_t i = n; i-- > 0;) {
		const struct strange *one = &groups[i * stride];
		uint64_t found = all.n + one->n;

		all = one->n ? *one : all;
		all.n = found;
	}
	if (!all.n)
		return FFTPIPE_OK;
	snprintf(text, sizeof text,
		 "%s, %" PRIu64 " %s at kx = %" PRIu32 ", ky = %" PRIu32
		 " of channel %" PRIu32,
		 where, all.n,
		 all.n > 1 ? "bins are infinite or not numbers, the first"
			   : "bin is infinite or not a number,",
		 all.kx, all.ky, all.channel + 1);
	return host->fail(host, FFTPIPE_EDATA, text);
}
