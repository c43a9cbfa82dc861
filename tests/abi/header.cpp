// SPDX-License-Identifier: GPL-3.0-or-later
// header.cpp - the interface from C++: a plugin as one would write it there
#include <fftpipe/plugin.h>

namespace
{

int run(void *, const fftpipe_host *host, const fftpipe_value *params,
	const fftpipe_image *const *in, fftpipe_image *const *out,
	uint32_t first, uint32_t rows)
{
	if (FFTPIPE_HOST_HAS(host, progress) && host->progress(host, 0))
		return FFTPIPE_ECANCELED;
	for (uint32_t y = first; y < first + rows; y++) {
		const float *from = fftpipe_row(in[0], 0, y);
		float *to = fftpipe_row(out[0], 0, y);

		for (uint32_t x = 0; x < in[0]->width; x++)
			to[x] = static_cast<float>(params[0].f) * from[x];
	}
	return FFTPIPE_OK;
}

const fftpipe_port inputs[] = { { "in", "any picture", FFTPIPE_IMAGE, 0 } };
const fftpipe_port outputs[] = { { "out", "the same", FFTPIPE_IMAGE, 0 } };
const fftpipe_param params[] = { { "factor", "multiplies", FFTPIPE_FLOAT, 0,
				   "1", 0, 100, nullptr, nullptr } };

const fftpipe_transform transform = {
	sizeof transform,
	0,
	"header",
	"1.0.0",
	"fftpipe",
	"GPL-3.0-or-later",
	"",
	"Multiply a picture by a number.",
	inputs,
	outputs,
	params,
	FFTPIPE_COUNT(inputs),
	FFTPIPE_COUNT(outputs),
	FFTPIPE_COUNT(params),
	sizeof *inputs,
	sizeof *params,
	FFTPIPE_ROWS | FFTPIPE_INPLACE,
	nullptr,
	nullptr,
	run,
	nullptr,
	nullptr,
};

} // namespace

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
