/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * embed.h - the text inside a file that says what its values mean
 *
 * A small versioned JSON object: PNG iTXt with keyword "fftpipe", TIFF
 * ImageDescription, S3 metadata, and what `metadata = FILE` writes.  It says
 * nothing that differs from place to place: no path, name, time, host or
 * runner.  Reading it is reading hostile input.
 */
#ifndef EMBED_H
#define EMBED_H

#include "levels.h"
#include "meta.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EMBED_KEYWORD "fftpipe"

enum meaning { MEANING_PICTURE, MEANING_DATA, MEANING_ANGLE };

/* What is remembered of the picture that all began with. */
struct origin {
	bool known;
	unsigned depth; /* bits per sample of the source file */
	bool floating;  /* its samples are floats */
	uint32_t width, height;
	double mean;     /* of its samples */
	double lo, hi;   /* equal: unknown */
	char sha256[65]; /* of its bytes, companions' too; "" when unknown */
};

struct embedded {
	enum meaning meaning;
	uint32_t symmetry;
	uint32_t width, height;
	uint32_t color;  /* one fftpipe_color */
	bool has_levels; /* integer file: what its levels stand for */
	struct levels levels;
	struct origin origin;
	char pipeline[65]; /* SHA-256 of the effective pipeline, or "" */
	uint32_t output;   /* which of its outputs has these values, from 1 */
	/* "fftpipe" and each plugin's id with its version, in order */
	fftpipe_meta *versions;
	fftpipe_meta *meta; /* the image's own entries */
	/* Bare {"mag_min": a, "mag_max": b} as the Python tool writes it */
	bool has_magnitude_range;
	double mag_min, mag_max;
	bool out_of_memory; /* why parsing failed, rather than the text */
	bool reversed;      /* or: mag_min, which stays, is above mag_max */
};

bool embedded_init(struct embedded *embedded);
void embedded_finish(struct embedded *embedded);

/* The JSON text, one line, keys in a fixed order; to be freed; NULL: ENOMEM. */
char *embedded_print(const struct embedded *embedded);

/*
 * Parse a text; *embedded needs no init, and a finish whatever comes out.
 * Returns true when it is ours (or a bare mag_min/mag_max pair)
 * and sane; false, with *embedded fresh but for why, for anything else: another
 * program's text, another major version, duplicates, ranges that are not finite
 * or upside down, sizes that do not match what the caller checks.
 */
bool embedded_parse(struct embedded *embedded, const char *text, size_t length);

/*
 * Samples that the file holds exactly: meta entry "exact", a list
 * "x y channel value;..." that a transform left.  After levels_read, put each
 * back whose level in the file is the one that the exact value would get
 * (nobody edited it), and its mirror's by symmetry.  `before` says which levels
 * the file held: called with the image while it still holds levels, and again
 * with the values.
 */
struct exact_samples;
struct exact_samples *exact_find(const struct embedded *embedded,
				 const fftpipe_image *image_of_levels);
void exact_restore(const struct exact_samples *exact, fftpipe_image *image);
void exact_destroy(struct exact_samples *exact);

#endif
