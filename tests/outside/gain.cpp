// SPDX-License-Identifier: MIT
// gain.cpp - a stranger's plugin in C++: light that falls off to one side
#include <fftpipe/plugin.h>

#include <cmath>
#include <new>
#include <vector>

namespace
{

enum { PARAM_LEFT, PARAM_RIGHT };

// One factor for each column, from `left` to `right` in equal ratios.
class Gains
{
      public:
	Gains(uint32_t width, double left, double right) : factors(width)
	{
		double last = width > 1 ? width - 1.0 : 1.0;

		for (uint32_t x = 0; x < width; x++)
			factors[x] = static_cast<float>(
				left * std::pow(right / left, x / last));
	}

	float operator[](uint32_t x) const
	{
		return factors[x];
	}

      private:
	std::vector<float> factors;
};

// No exception may cross the boundary: what the constructor throws ends here.
int gain_open(const fftpipe_host *host, const fftpipe_value *params,
	      const fftpipe_image *const *in, fftpipe_image *const *,
	      void **self)
{
	try {
		*self = new Gains(in[0]->width, params[PARAM_LEFT].f,
				  params[PARAM_RIGHT].f);
	} catch (const std::bad_alloc &) {
		return host->fail(host, FFTPIPE_ENOMEM, "out of memory");
	}
	return FFTPIPE_OK;
}

int gain_run(void *self, const fftpipe_host *, const fftpipe_value *,
	     const fftpipe_image *const *in, fftpipe_image *const *out,
	     uint32_t first, uint32_t rows)
{
	const Gains &gains = *static_cast<const Gains *>(self);

	for (uint32_t c = 0; c < in[0]->channels; c++)
		for (uint32_t y = first; y < first + rows; y++) {
			const float *from = fftpipe_row(in[0], c, y);
			float *to = fftpipe_row(out[0], c, y);

			for (uint32_t x = 0; x < in[0]->width; x++)
				to[x] = gains[x] * from[x];
		}
	return FFTPIPE_OK;
}

void gain_close(void *self)
{
	delete static_cast<Gains *>(self);
}

const fftpipe_port inputs[] = { { "picture", "any", FFTPIPE_IMAGE, 0 } };
const fftpipe_port outputs[] = { { "evened", "its columns times their gains",
				   FFTPIPE_IMAGE, 0 } };
const fftpipe_param params[] = {
	{ "left", "the first column's gain", FFTPIPE_FLOAT, 0, "1", 0.01, 100,
	  nullptr, nullptr },
	{ "right", "the last column's gain", FFTPIPE_FLOAT, 0, "1", 0.01, 100,
	  nullptr, nullptr },
};

const fftpipe_transform transform = {
	sizeof transform,
	0,
	"gain",
	"0.1",
	"a stranger",
	"MIT",
	"",
	"Even out light that falls off to one side.",
	inputs,
	outputs,
	params,
	FFTPIPE_COUNT(inputs),
	FFTPIPE_COUNT(outputs),
	FFTPIPE_COUNT(params),
	sizeof *inputs,
	sizeof *params,
	FFTPIPE_ROWS | FFTPIPE_INPLACE,
	gain_open,
	nullptr,
	gain_run,
	gain_close,
	nullptr,
};

} // namespace

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return &transform;
}
