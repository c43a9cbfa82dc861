/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * phases.c - the phases of a picture's bins against those of a reference
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "correlator.h"

static int measure_row(void *arg, size_t y, unsigned int slot)
{
	const struct pass *pass = arg;
	struct row_facts *facts = &pass->made->facts[y];
	const float *row =
		fftpipe_row(pass->in[pass->port], pass->channel, (uint32_t)y);

	(void)slot;
	facts->power = facts->strange = 0;
	for (size_t i = 0; i < 2 * ((size_t)pass->made->width / 2 + 1);
	     i += 2) {
		double re = (double)row[i], im = (double)row[i + 1];
		double square = re * re + im * im;

		facts->strange += isfinite(square) ? 0 : 1;
		/* The mean does not count. */
		facts->power += y || i ? square : 0;
	}
	return FFTPIPE_OK;
}

static int refuse_strange(const struct pass *pass, const fftpipe_host *host,
			  double strange)
{
	const fftpipe_image *from = pass->in[pass->port];
	uint32_t y = 0, x = 0;
	const float *row;
	char text[200];

	while (!(pass->made->facts[y].strange > 0))
		y++;
	row = fftpipe_row(from, pass->channel, y);
	while (isfinite(row[2 * (size_t)x]) && isfinite(row[2 * (size_t)x + 1]))
		x++;
	snprintf(text, sizeof text,
		 "in the spectrum of the %s, %.0f %s at kx = %" PRIu32
		 ", ky = %" PRIu32 " of channel %" PRIu32,
		 pass->port == PICTURE ? "picture" : "reference", strange,
		 strange > 1 ? "bins are infinite or not numbers, the first"
			     : "bin is infinite or not a number,",
		 x, y, pass->channel + 1);
	return host->fail(host, FFTPIPE_EDATA, text);
}

/* From which power on the bins of a port's channel count. */
static int measure(struct pass *pass, const fftpipe_host *host)
{
	const struct correlator *made = pass->made;
	uint32_t pairs = made->width / 2 + 1;
	double bins = (double)made->height * pairs;
	double power = 0, strange = 0;
	int status = correlator_every_row(host, pass, measure_row);

	for (uint32_t y = 0; y < made->height; y++) {
		power += made->facts[y].power;
		strange += made->facts[y].strange;
	}
	if (!status && strange > 0)
		status = refuse_strange(pass, host, strange);
	pass->least[pass->port] = least_part * least_part * power / bins;
	return status;
}

int correlator_measure(struct pass *pass, const fftpipe_host *host)
{
	int status = FFTPIPE_OK;

	for (pass->port = PICTURE; pass->port < PORTS && !status; pass->port++)
		status = measure(pass, host);
	return status;
}

/* A bin of a picture without its mean; kx from -1 to one beyond the held. */
static struct wave bin_at(const fftpipe_image *from, uint32_t channel,
			  int64_t kx, uint32_t ky)
{
	bool held = kx >= 0 && kx <= from->width / 2;
	const float *pair;

	if (!held) {
		kx = kx < 0 ? -kx : (int64_t)from->width - kx;
		ky = fftpipe_mirror(ky, from->height);
	}
	if (!kx && !ky)
		return (struct wave){ 0, 0 };
	pair = fftpipe_row(from, channel, ky) + 2 * kx;
	return (struct wave){ (double)pair[0],
			      held ? (double)pair[1] : -(double)pair[1] };
}

/* The same under a Hann window, which mixes neighbors: 1/2, and -1/4 each. */
static struct wave windowed(const struct pass *pass, size_t port, uint32_t kx,
			    uint32_t ky)
{
	const fftpipe_image *from = pass->in[port];
	uint32_t w = from->width, h = from->height;
	int over_x = pass->hann && w > 2, over_y = pass->hann && h > 2;
	struct wave sum = { 0, 0 };

	for (int j = -over_y; j <= over_y; j++)
		for (int i = -over_x; i <= over_x; i++) {
			uint32_t row = (uint32_t)(((int64_t)ky + h + j) % h);
			struct wave bin = bin_at(from, pass->channel,
						 (int64_t)kx + i, row);
			double factor = (i        ? -0.25
					 : over_x ? 0.5
						  : 1) *
					(j        ? -0.25
					 : over_y ? 0.5
						  : 1);

			sum.re += factor * bin.re;
			sum.im += factor * bin.im;
		}
	return sum;
}

/*
 * What a bin counts between pixels: weak bins are noise, and near 0.5 cycles
 * there is detail in most pictures that was too fine for the pixels, which
 * folded back and moves the other way.
 */
static double weight_of(double fx, double fy, double size)
{
	double taper = cos(pi * fx) * cos(pi * fy);

	return taper * taper * taper * taper * sqrt(size);
}

/* A bin's phase against the reference as a number of size 1, onto the sums. */
int correlator_phase_row(void *arg, size_t y, unsigned int slot)
{
	const struct pass *pass = arg;
	const struct correlator *made = pass->made;
	struct row_facts *facts = &made->facts[y];
	uint32_t w = made->width, h = made->height, ky = (uint32_t)y;
	float *to = fftpipe_row(&made->planes[SUMS], 0, ky);
	double fy = signed_frequency(y, h) / h, weight;
	double usual =
		sqrt(sqrt(pass->least[PICTURE] * pass->least[REFERENCE])) /
		least_part;

	(void)slot;
	if (pass->start) {
		facts->bins = facts->refined = 0;
		facts->slants = false;
	}
	for (uint32_t kx = 0; kx <= w / 2; kx++, to += 2) {
		struct wave f = windowed(pass, PICTURE, kx, ky);
		struct wave g = windowed(pass, REFERENCE, kx, ky);
		double p = f.re * f.re + f.im * f.im, fx = (double)kx / w;
		double q = g.re * g.re + g.im * g.im, size = sqrt(p) * sqrt(q);
		int times = kx && kx != w - kx ? 2 : 1;

		if (pass->start)
			to[0] = to[1] = 0;
		if ((!kx && !y) || !(p > pass->least[PICTURE]) ||
		    !(q > pass->least[REFERENCE]) ||
		    fx * fx + fy * fy > pass->cutoff * pass->cutoff)
			continue;
		weight = pass->weigh ? weight_of(fx, fy, size) / usual : 1;
		to[0] += (float)(weight * (f.re * g.re + f.im * g.im) / size);
		to[1] += (float)(weight * (f.im * g.re - f.re * g.im) / size);
		facts->bins += times * weight;
		/* At 0.5 cycles a shift's sign can't be told. */
		if (2 * kx == w || 2 * y == h)
			continue;
		facts->refined += times * weight;
		facts->slants = facts->slants || (kx && weight > 0);
	}
	return FFTPIPE_OK;
}

void correlator_count(const struct correlator *made, double *bins,
		      double *refined)
{
	*bins = *refined = 0;
	for (uint32_t y = 0; y < made->height; y++) {
		*bins += made->facts[y].bins;
		*refined += made->facts[y].refined;
	}
}
