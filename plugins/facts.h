/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * facts.h - what a spectrum is like: its scale, its strongest bins, how many
 * there are of each strength
 *
 * "AC" is every bin but the zero frequency.  Bins are those of the whole plane
 * (see spectrum.h), so most of the held half count twice.
 */
#ifndef PLUGINS_FACTS_H
#define PLUGINS_FACTS_H

#include <stdbool.h>
#include <stddef.h>

#include <fftpipe/plugin.h>

/*
 * Cells that powers are counted in, 32 to an octave: the upper bits of a float
 * that is 2^-12 more, which are nearly its logarithm and cost nothing.
 */
enum {
	FACTS_PEAKS = 64,
	FACTS_CELL_SHIFT = 23 - 5,
	FACTS_CELL_FIRST = (127 - 12) << 23, /* the bits of 2^-12 */
	/* The last: no number, or infinite. */
	FACTS_CELLS =
		((255 << 23) - FACTS_CELL_FIRST) / (1 << FACTS_CELL_SHIFT) + 1,
};

/* A bin of the held half. */
struct facts_bin {
	uint32_t channel, kx, ky;
};

struct facts_peak {
	float power; /* (gain |F|)^2 */
	struct facts_bin at;
};

/* Made by facts_measure(); memory for one shape of image. */
struct facts {
	/*
	 * A power of two to multiply F by, so that no square leaves the range
	 * of floats and log1p() sees more than its straight part.  1 for
	 * pictures of common scale.
	 */
	double gain;
	double *rms; /* of |F| over the AC bins, by channel */
	/*
	 * If asked for: mean |F|^2 of the AC bins of each row and of each held
	 * column, channel after channel.
	 */
	double *rows, *columns;
	struct facts_peak largest; /* AC bin; power 0: all are zero */
	/* The strongest AC pairs, strongest first; without their mirrors. */
	struct facts_peak peaks[FACTS_PEAKS];
	size_t n_peaks;
	/* AC bins of the whole plane by power, if asked for. */
	uint64_t *cells;
	float *group_columns; /* a group's part of columns, for each */
	struct facts_group *groups;
	unsigned int slots;
	uint32_t groups_per_channel;
};

enum facts_wanted {
	FACTS_CELLS_WANTED = 1 << 0,
	FACTS_LINES_WANTED = 1 << 1 /* rows and columns */
};

int facts_init(struct facts *facts, const fftpipe_host *host,
	       const fftpipe_image *shape, unsigned int wanted);
void facts_finish(struct facts *facts);

/* The power that a cell begins with; the next one's first is beyond it. */
double facts_cell_power(size_t cell);

/* The cell that a power, not negative, is counted in. */
size_t facts_cell(float power);

/* Bins that are infinite or no number count for nothing. */
int facts_measure(struct facts *facts, const fftpipe_host *host,
		  const fftpipe_image *spectrum);

#endif /* PLUGINS_FACTS_H */
