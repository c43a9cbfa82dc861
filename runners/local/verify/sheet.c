/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sheet.c - an image in pages of its own
 */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "sheet.h"

#include "image.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MOST_MEBIBYTES = 64, LINE = 64 };

static const uint32_t mark_bits = 0x4f5a17c3;

static float mark(void)
{
	float value;

	memcpy(&value, &mark_bits, sizeof value);
	return value;
}

size_t sheet_samples(const fftpipe_image *image)
{
	return image_row_floats(image);
}

size_t sheet_room(const fftpipe_image *image)
{
	return 2 * ((size_t)(image->width / 2) + 1);
}

bool float_same(float a, float b)
{
	uint32_t bits[2];

	memcpy(&bits[0], &a, sizeof a);
	memcpy(&bits[1], &b, sizeof b);
	return bits[0] == bits[1];
}

bool double_same(double a, double b)
{
	uint64_t bits[2];

	memcpy(&bits[0], &a, sizeof a);
	memcpy(&bits[1], &b, sizeof b);
	return bits[0] == bits[1];
}

static void fill_bits(float *at, size_t n, uint32_t bits)
{
	for (size_t i = 0; i < n; i++)
		memcpy(at + i, &bits, sizeof bits);
}

/* ---- memory -------------------------------------------------------------- */

/* Whole lines of the last row, not its stride, which it does not need. */
static size_t bytes_needed(const fftpipe_image *image, size_t all)
{
	size_t stride = (size_t)image->stride * sizeof(float);
	size_t room = sheet_room(image) * sizeof(float);

	return all - stride + (room + LINE - 1) / LINE * LINE;
}

/* Behind the room, as far as the sheet goes. */
static size_t mark_length(const struct sheet *sheet, const float *row)
{
	const fftpipe_image *image = &sheet->newer.image;
	const float *end = sheet->data + sheet->data_nbytes / sizeof(float);
	size_t length = (size_t)image->stride - sheet_room(image);
	size_t left = (size_t)(end - row) - sheet_room(image);

	return length < left ? length : left;
}

static void set_marks(struct sheet *sheet)
{
	const fftpipe_image *image = &sheet->newer.image;

	for (uint32_t c = 0; c < image->channels; c++)
		for (uint32_t y = 0; y < image->height; y++) {
			float *row = fftpipe_row(image, c, y);

			fill_bits(row + sheet_room(image),
				  mark_length(sheet, row), mark_bits);
		}
}

bool sheet_allocate(struct sheet *sheet, bool guarded, uint32_t fill)
{
	fftpipe_image *image = &sheet->newer.image;
	size_t page = (size_t)sysconf(_SC_PAGESIZE), all, inner;
	void *pages;

	sheet_free(sheet);
	if (!image_layout(image, &all) || all >> 20 > MOST_MEBIBYTES)
		return false;
	sheet->data_nbytes = bytes_needed(image, all);
	inner = (sheet->data_nbytes + page - 1) / page * page;
	sheet->nbytes = inner + 2 * page;
	pages = mmap(NULL, sheet->nbytes, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (pages == MAP_FAILED)
		return false;
	sheet->pages = pages;
	sheet->data = (float *)(void *)(sheet->pages + page + inner -
					sheet->data_nbytes);
	image->data = sheet->data;
	fill_bits(sheet->data, sheet->data_nbytes / sizeof(float), fill);
	set_marks(sheet);
	if (guarded) {
		mprotect(sheet->pages, page, PROT_NONE);
		mprotect(sheet->pages + page + inner, page, PROT_NONE);
	}
	return true;
}

void sheet_free(struct sheet *sheet)
{
	if (sheet->pages)
		munmap(sheet->pages, sheet->nbytes);
	sheet->pages = NULL;
	sheet->data = NULL;
	sheet->newer.image.data = NULL;
}

void sheet_fill_padding(struct sheet *sheet, uint32_t bits)
{
	const fftpipe_image *image = &sheet->newer.image;
	size_t samples = sheet_samples(image);

	for (uint32_t c = 0; c < image->channels; c++)
		for (uint32_t y = 0; y < image->height; y++)
			fill_bits(fftpipe_row(image, c, y) + samples,
				  sheet_room(image) - samples, bits);
}

void sheet_lock(struct sheet *sheet, bool locked)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	if (sheet->pages)
		mprotect(sheet->pages + page, sheet->nbytes - 2 * page,
			 locked ? PROT_READ : PROT_READ | PROT_WRITE);
}

bool sheet_overrun(const struct sheet *sheet, uint32_t *row)
{
	const fftpipe_image *image = &sheet->newer.image;

	for (uint32_t c = 0; c < image->channels; c++)
		for (uint32_t y = 0; y < image->height; y++) {
			const float *at = fftpipe_row(image, c, y);
			size_t n = mark_length(sheet, at);

			*row = y;
			for (size_t i = sheet_room(image); n--; i++)
				if (!float_same(at[i], mark()))
					return true;
		}
	return false;
}

/* ---- what may not change ------------------------------------------------- */

void sheet_give(struct sheet *sheet)
{
	for (size_t i = 0; i < 4; i++)
		sheet->newer.later[i] = 0x5eed + i;
	sheet->given = sheet->newer;
}

const char *sheet_changed(const struct sheet *sheet, bool all)
{
	const fftpipe_image *was = &sheet->given.image;
	const fftpipe_image *is = &sheet->newer.image;

	if (is->stride != was->stride)
		return "stride";
	if (is->plane != was->plane)
		return "plane";
	if (is->data != was->data)
		return "data";
	if (is->struct_size != was->struct_size)
		return "struct_size";
	if (is->meta != was->meta)
		return "meta";
	if (memcmp(sheet->newer.later, sheet->given.later,
		   sizeof sheet->given.later) != 0)
		return "what a newer host has behind the struct";
	if (!all)
		return NULL;
	if (is->kind != was->kind || is->width != was->width ||
	    is->height != was->height || is->channels != was->channels)
		return "kind, width, height or channels";
	if (is->color != was->color || is->symmetry != was->symmetry)
		return "color or symmetry";
	if (!double_same(is->lo, was->lo) || !double_same(is->hi, was->hi))
		return "lo or hi";
	return NULL;
}
