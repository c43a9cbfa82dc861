/* SPDX-License-Identifier: GPL-3.0-or-later */
/* inplace-mask.c - keeps the lowest frequencies, in place */
#include "simple.h"

static const fftpipe_port spectra[] = { { "spectrum", "a half spectrum",
					  FFTPIPE_SPECTRUM, 0 } };

static const fftpipe_param settings[] = { { "keep", "rows on each side",
					    FFTPIPE_INT, 0, "1000000", 0, 0,
					    NULL, NULL } };

static int run(void *self, const fftpipe_host *host,
	       const fftpipe_value *params, const fftpipe_image *const *in,
	       fftpipe_image *const *out, uint32_t first, uint32_t rows)
{
	UNUSED_IN_RUN;
	for (uint32_t c = 0; c < out[0]->channels; c++)
		for (uint32_t y = first; y < first + rows; y++) {
			uint32_t ky = fftpipe_mirror(y, out[0]->height);
			float keep = (y < ky ? y : ky) <= params[0].i;

			for (uint32_t i = 0; i < out[0]->width / 2 * 2 + 2; i++)
				fftpipe_row(out[0], c, y)[i] =
					keep * fftpipe_row(in[0], c, y)[i];
		}
	return FFTPIPE_OK;
}

static const fftpipe_transform transform = {
	DESCRIBE("inplace-mask"),
	INPUTS(spectra),
	OUTPUTS(spectra),
	PARAMS(settings),
	.flags = FFTPIPE_ROWS | FFTPIPE_INPLACE,
	.run = run,
};

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
