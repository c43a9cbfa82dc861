/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * overlap.c - the shift between two pictures by what both of them show
 *
 * A window that stays where it is while the picture moves pulls the peak toward
 * no shift, and what only one picture shows is noise.  So once the shift is
 * known to about a pixel, each picture gets a window that fades out around what
 * the other shows too, at the same things in both.
 */
#include "correlator.h"

enum {
	ROUNDS = 2, /* the second knows the shift to a part of a pixel */
	LEAST = 8,  /* pixels that both have to show */
};

/* Where a window's middle is, and how long it is, in one direction. */
struct fade {
	double middle, length;
	uint32_t n;
};

/* From pixel edge to pixel edge of what the shifted one and the other show. */
static struct fade fade_of(uint32_t n, double shift, size_t port)
{
	double middle = (n + shift) / 2;

	return (struct fade){ port == PICTURE ? middle : middle - shift,
			      n - fabs(shift), n };
}

static double fade_at(const struct fade *fade, uint32_t k)
{
	double t = (k + 0.5 - fade->middle) / fade->length;

	if (fade->n <= 2)
		return 1;
	return fabs(t) < 0.5 ? 0.5 + 0.5 * cos(2 * pi * t) : 0;
}

/* Of one port: its window, and the picture in made->planes. */
struct shade {
	struct correlator *made;
	fftpipe_image *plane;
	struct fade across, down;
	double mean;
};

static int add_row(void *arg, size_t y, unsigned int slot)
{
	const struct shade *shade = arg;
	struct row_facts *facts = &shade->made->facts[y];
	const float *row = fftpipe_row(shade->plane, 0, (uint32_t)y);
	double sum = 0, weights = 0;

	(void)slot;
	for (uint32_t x = 0; x < shade->made->width; x++) {
		double weight = fade_at(&shade->across, x);

		sum += weight * (double)row[x];
		weights += weight;
	}
	facts->sum = sum * fade_at(&shade->down, (uint32_t)y);
	facts->weight = weights * fade_at(&shade->down, (uint32_t)y);
	return FFTPIPE_OK;
}

static int fade_row(void *arg, size_t y, unsigned int slot)
{
	const struct shade *shade = arg;
	float *row = fftpipe_row(shade->plane, 0, (uint32_t)y);
	double down = fade_at(&shade->down, (uint32_t)y);

	(void)slot;
	for (uint32_t x = 0; x < shade->made->width; x++)
		row[x] = (float)(((double)row[x] - shade->mean) * down *
				 fade_at(&shade->across, x));
	return FFTPIPE_OK;
}

static int every_row(const fftpipe_host *host, struct shade *shade,
		     int (*task)(void *arg, size_t y, unsigned int slot))
{
	struct crew_work work = {
		.task = task, .arg = shade, .n = shade->made->height, .to = 1
	};

	return crew_run(host, &work);
}

/* One channel of a port, faded out, as a spectrum in its plane. */
static int make_plane(const struct pass *pass, const fftpipe_host *host,
		      uint32_t channel, size_t port, double x, double y)
{
	struct correlator *made = pass->made;
	struct shade shade = { .made = made,
			       .plane = &made->planes[LEFT + port],
			       .across = fade_of(made->width, x, port),
			       .down = fade_of(made->height, y, port) };
	const fftpipe_image *in = pass->in[port];
	fftpipe_image from = made->planes[LEFT + port];
	double sum = 0, weight = 0;
	int status;

	from.stride = in->stride;
	from.plane = in->plane;
	from.data = in->data + (int64_t)channel * in->plane;
	status = fft_back(made->back, host, &from, shade.plane);
	if (!status)
		status = every_row(host, &shade, add_row);
	for (uint32_t row = 0; row < made->height; row++) {
		sum += made->facts[row].sum;
		weight += made->facts[row].weight;
	}
	shade.mean = weight > 0 ? sum / weight : 0;
	if (!status)
		status = every_row(host, &shade, fade_row);
	return status ? status
		      : fft_forward(made->forward, host, shade.plane,
				    shade.plane);
}

static int one_round(const struct pass *pass, const fftpipe_host *host,
		     double *x, double *y, double *peak)
{
	struct correlator *made = pass->made;
	const fftpipe_image *const in[] = { &made->planes[LEFT],
					    &made->planes[RIGHT] };
	struct pass overlap = { .made = made,
				.in = in,
				.cutoff = pass->cutoff,
				.weigh = true,
				.start = true };
	double bins, refined, height, from_x = *x, from_y = *y;
	int status = FFTPIPE_OK;

	for (uint32_t c = 0; c < made->channels && !status; c++) {
		for (size_t port = 0; port < PORTS && !status; port++)
			status =
				make_plane(pass, host, c, port, from_x, from_y);
		if (!status)
			status = correlator_measure(&overlap, host);
		if (!status)
			status = correlator_every_row(host, &overlap,
						      correlator_phase_row);
		overlap.start = false;
	}
	correlator_count(made, &bins, &refined);
	if (status || !(refined > 0))
		return status;
	status = correlator_refine(&overlap, host, x, y, &height);
	*peak = height / refined;
	return status;
}

/* Both directions have enough in common, or are too short for a window. */
static bool is_enough(uint32_t n, double shift)
{
	return n <= 2 || n - fabs(shift) >= LEAST;
}

int correlator_overlap(struct pass *pass, const fftpipe_host *host, double *x,
		       double *y, double *peak)
{
	const struct correlator *made = pass->made;
	int status = FFTPIPE_OK;

	for (int round = 0; round < ROUNDS && !status; round++) {
		if (!is_enough(made->width, *x) || !is_enough(made->height, *y))
			break;
		status = one_round(pass, host, x, y, peak);
	}
	return status;
}
