/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sheet.h - an image in pages of its own, where every touch that is not allowed
 * shows
 */
#ifndef VERIFY_SHEET_H
#define VERIFY_SHEET_H

#include "trial.h"

/* An image as a newer host has it: longer than plugins know. */
struct newer_image {
	fftpipe_image image;
	uint64_t later[4];
};

struct sheet {
	struct newer_image newer; /* what plugins get a pointer to */
	struct newer_image given; /* what it was like when they got it */
	char *pages;              /* NULL: no memory yet */
	size_t nbytes;            /* of pages */
	float *data;
	size_t data_nbytes;
};

/* The values of samples before anybody writes them, as bits. */
enum { FILL_A = 0x4e6b2800, FILL_B = 0x4d8f0d18 };

/*
 * Memory for the image's shape, the last row's room at the end of a page and
 * what is behind it out of reach if `guarded`.  All of it holds `fill`, and
 * what is behind the rows' room a mark.  False if it would be too much.
 */
bool sheet_allocate(struct sheet *sheet, bool guarded, uint32_t fill);
void sheet_free(struct sheet *sheet);

/* What is behind the samples of each row, up to its room's end. */
void sheet_fill_padding(struct sheet *sheet, uint32_t bits);

/* Make all of it read-only, or writable again. */
void sheet_lock(struct sheet *sheet, bool locked);

/* Is the mark behind the rows' room gone? */
bool sheet_overrun(const struct sheet *sheet, uint32_t *row);

/* Remember what the plugin is given; what of it the plugin may not change has
 * changed: its name, or NULL. */
void sheet_give(struct sheet *sheet);
const char *sheet_changed(const struct sheet *sheet, bool all);

/* The same bits?  NaN is equal to itself then, and 0 not to -0. */
bool float_same(float a, float b);
bool double_same(double a, double b);

/* Floats of a row: its samples, and its room for pairs. */
size_t sheet_samples(const fftpipe_image *image);
size_t sheet_room(const fftpipe_image *image);

#endif
