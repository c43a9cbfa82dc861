/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * correlator.h - what the parts of phase-correlate share: the phases
 * (phases.c), the peak of their surface (peak.c), and what both pictures show
 * (overlap.c)
 */
#ifndef PLUGINS_CORRELATOR_H
#define PLUGINS_CORRELATOR_H

#include <math.h>
#include <stdbool.h>

#include <fftpipe/plugin.h>

#include "crew.h"
#include "fft.h"

enum { PICTURE, REFERENCE, PORTS };
enum { PARAM_WINDOW, PARAM_CUTOFF };
enum { NONE, HANN }; /* windows */
/* LEFT and RIGHT: one channel of each port, as a picture, then its spectrum. */
enum { SUMS, BACK, LEFT, RIGHT, PLANES };
enum {
	POINTS = 9, /* a side of the grid on which the peak is refined */
	MIDDLE = POINTS / 2,
	LINE = 64, /* bytes, on which rows start */
};

static const double pi = 3.14159265358979323846;

/* Below this part of the root mean square, bins are rounding errors. */
static const double least_part = 1e-2;

struct wave {
	double re, im;
};

/* What is found in one row. */
struct row_facts {
	double power, strange; /* of a port's bins; those without a number */
	double bins, refined;  /* that count; for the refinement, too */
	bool slants;           /* some of the latter has a kx other than 0 */
	double sum, weight;    /* of a picture under its window */
	float most;            /* of the surface, and where from the center */
	int64_t most_x, most_y;
};

struct correlator {
	uint32_t width, height, channels;
	struct fft *back, *forward;
	float *memory;
	fftpipe_image planes[PLANES]; /* of one channel */
	struct row_facts *facts;
	struct wave *waves; /* POINTS for each held column */
	struct wave *terms; /* POINTS for each row */
};

struct pass {
	struct correlator *made;
	const fftpipe_image *const *in;
	fftpipe_image *to;
	uint32_t channel; /* of in[] */
	bool start;       /* the sums over, in this row */
	size_t port;
	bool hann, weigh;
	double least[PORTS]; /* powers above count */
	double cutoff, scale;
};

/* Rows beyond the middle hold negative frequencies. */
static inline double signed_frequency(size_t k, uint32_t n)
{
	return k > n / 2 ? (double)k - n : (double)k;
}

/* Run the task for every row; a status. */
int correlator_every_row(const fftpipe_host *host, struct pass *pass,
			 int (*task)(void *arg, size_t y, unsigned int slot));

/* A row of the surface, for correlator_every_row. */
int correlator_surface_row(void *arg, size_t y, unsigned int slot);

/* Its largest sample, from what the rows found. */
const struct row_facts *correlator_find_peak(const struct correlator *made);

/* Find in pass->least which bins of in[]'s channel count; a status. */
int correlator_measure(struct pass *pass, const fftpipe_host *host);

/* Add the phases of in[]'s channel onto the sums, for correlator_every_row. */
int correlator_phase_row(void *arg, size_t y, unsigned int slot);

/* How many bins the sums are made of: all, and those that refine a peak. */
void correlator_count(const struct correlator *made, double *bins,
		      double *refined);

/*
 * Find the peak once more in what both pictures show, given where it about is.
 */
int correlator_overlap(struct pass *pass, const fftpipe_host *host, double *x,
		       double *y, double *peak);

/* The peak between the samples. */
int correlator_refine(struct pass *pass, const fftpipe_host *host, double *x,
		      double *y, double *height);

#endif
