/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiff-read.c - all rows of a page, out of its strips or tiles
 *
 * Strips come row by row, so that one strip as large as the picture costs
 * nothing.  Planes whose samples have to be seen together are read through one
 * open file each, because going back in a strip means reading it again from its
 * start.
 */
#include "tiff-read.h"

#include <stdlib.h>
#include <string.h>

#include "image.h"

/* A walk over some rows of the page, or of one plane of it. */
struct run {
	struct tiff_reader *reader;
	void (*put)(void *arg, const struct tiff_span *span);
	void *arg;
	struct outcome *outcome;
	uint32_t first, end; /* rows; the first begins a strip or a tile */
	struct tiff_span span;
	uint16_t sample[TIFF_TOGETHER]; /* of each lane */
};

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* ---- lanes --------------------------------------------------------------- */

static bool open_again(const struct tiff_reader *reader, struct tiff_file *file)
{
	if (!tiff_file_open(file, reader->fd, "rhm", reader->most) ||
	    !libtiff.SetSubDirectory(file->tif, reader->directory))
		return false;
	file->shift_from = reader->shift_from;
	file->shift = reader->shift;
	tiff_layout_apply(reader->layout, file->tif);
	return true;
}

/* Rows of coarser colors are put together behind the piece. */
static int open_lanes(struct tiff_reader *reader, struct outcome *outcome)
{
	for (unsigned i = 0; i < reader->lanes; i++) {
		struct tiff_file *file = &reader->files[i];

		if (!file->tif && !open_again(reader, file))
			return tiff_file_failed(file, outcome);
		if (!reader->raw[i])
			reader->raw[i] = malloc(reader->piece + reader->row);
		if (!reader->raw[i])
			return outcome_fail(outcome, FFTPIPE_ENOMEM,
					    "no memory for a strip or a tile "
					    "of the TIFF file");
	}
	return FFTPIPE_OK;
}

struct tiff_reader tiff_reader_beside(const struct tiff_reader *of,
				      struct tiff_layout *layout)
{
	struct tiff_reader reader = *of;

	reader.layout = layout;
	for (unsigned i = 0; i < TIFF_TOGETHER; i++) {
		reader.files[i] = (struct tiff_file){ 0 };
		reader.raw[i] = NULL;
	}
	return reader;
}

void tiff_reader_finish(struct tiff_reader *reader)
{
	for (unsigned i = 0; i < TIFF_TOGETHER; i++) {
		tiff_file_close(&reader->files[i]);
		free(reader->raw[i]);
		reader->raw[i] = NULL;
	}
}

/* Fax pages have complaints about lines that libtiff then makes up. */
static int check(const struct run *run, unsigned lane, bool fine)
{
	const struct tiff_file *file = &run->reader->files[lane];

	if (fine && !file->cut && !file->error)
		return FFTPIPE_OK;
	return tiff_file_failed(file, run->outcome);
}

/* ---- strips -------------------------------------------------------------- */

static int read_row(struct run *run, uint32_t y)
{
	struct tiff_reader *reader = run->reader;
	int status = FFTPIPE_OK;

	for (unsigned i = 0; i < reader->lanes && !status; i++) {
		run->span.raw[i] = reader->raw[i];
		status = check(run, i,
			       libtiff.ReadScanline(reader->files[i].tif,
						    reader->raw[i], y,
						    run->sample[i]) == 1);
	}
	return status;
}

static int read_rows(struct run *run)
{
	const struct tiff_layout *layout = run->reader->layout;
	struct tiff_span *span = &run->span;

	span->x = 0;
	span->n = layout->width;
	for (span->y = run->first; span->y < run->end; span->y++) {
		int status = read_row(run, span->y);

		if (status)
			return status;
		run->put(run->arg, span);
	}
	return FFTPIPE_OK;
}

/* ---- coarser colors ------------------------------------------------------ */

/*
 * Row `y` of a piece `width` wide, whose blocks hold their lightnesses and then
 * one of each color, as samples of every pixel.
 */
static void refine(const struct tiff_layout *layout, const uint8_t *piece,
		   uint32_t width, uint32_t y, uint8_t *to)
{
	const uint32_t across = layout->coarser_x, down = layout->coarser_y;
	const uint32_t lights = across * down, block = lights + 2;
	const size_t blocks = width / across + (width % across != 0);
	const uint8_t *from = piece + y / down * blocks * block;

	for (uint32_t x = 0; x < width; x++) {
		const uint8_t *at = from + (size_t)(x / across) * block;

		*to++ = at[y % down * across + x % across];
		*to++ = at[lights];
		*to++ = at[lights + 1];
	}
}

static size_t coarser_bytes(const struct tiff_layout *layout, uint32_t width,
			    uint32_t rows)
{
	const uint32_t across = layout->coarser_x, down = layout->coarser_y;
	const size_t blocks = width / across + (width % across != 0);

	return blocks * (rows / down + (rows % down != 0)) *
	       ((size_t)across * down + 2);
}

static void put_refined(struct run *run, uint32_t width, uint32_t first,
			uint32_t rows)
{
	struct tiff_reader *reader = run->reader;
	uint8_t *row = reader->raw[0] + reader->piece;

	run->span.raw[0] = row;
	for (uint32_t y = 0; y < rows; y++) {
		refine(reader->layout, reader->raw[0], width, y, row);
		run->span.y = first + y;
		run->put(run->arg, &run->span);
	}
}

/* ---- tiles --------------------------------------------------------------- */

static int read_tile(struct run *run, uint32_t x, uint32_t y)
{
	struct tiff_reader *reader = run->reader;
	int status = FFTPIPE_OK;

	for (unsigned i = 0; i < reader->lanes && !status; i++) {
		TIFF *tif = reader->files[i].tif;
		uint32_t tile =
			libtiff.ComputeTile(tif, x, y, 0, run->sample[i]);
		tmsize_t n = libtiff.ReadEncodedTile(tif, tile, reader->raw[i],
						     (tmsize_t)reader->piece);

		status = check(run, i, n >= 0 && (size_t)n == reader->piece);
	}
	return status;
}

static void put_piece(struct run *run, uint32_t first, uint32_t rows)
{
	struct tiff_reader *reader = run->reader;
	const size_t row =
		reader->layout->as_bytes ? reader->row / 2 : reader->row;

	for (uint32_t y = 0; y < rows; y++) {
		run->span.y = first + y;
		for (unsigned i = 0; i < reader->lanes; i++)
			run->span.raw[i] = reader->raw[i] + y * row;
		run->put(run->arg, &run->span);
	}
}

/* Sums of coordinates stay below 2^32: steps end with the picture. */
static int read_tiles(struct run *run)
{
	const struct tiff_layout *layout = run->reader->layout;
	const uint32_t width = layout->tile_width, height = layout->tile_height;
	uint32_t across, down;

	for (uint32_t y = run->first; y < run->end; y += down) {
		down = least(height, run->end - y);
		for (uint32_t x = 0; x < layout->width; x += across) {
			int status = read_tile(run, x, y);

			if (status)
				return status;
			across = least(width, layout->width - x);
			run->span.x = x;
			run->span.n = across;
			if (tiff_layout_coarser(layout))
				put_refined(run, width, y, down);
			else
				put_piece(run, y, down);
		}
	}
	return FFTPIPE_OK;
}

/* ---- everything ---------------------------------------------------------- */

/*
 * A strip as one, for blocks of coarser colors, and for fax pages: where their
 * code is broken the rest of the strip stays white, as with other readers.
 */
static int read_strip(struct run *run, uint32_t first, uint32_t rows)
{
	struct tiff_reader *reader = run->reader;
	const struct tiff_layout *layout = reader->layout;
	const size_t needed =
		tiff_layout_coarser(layout)
			? coarser_bytes(layout, layout->width, rows)
			: reader->row * rows;
	int status = FFTPIPE_OK;

	for (unsigned i = 0; i < reader->lanes && !status; i++) {
		TIFF *tif = reader->files[i].tif;
		uint32_t strip =
			libtiff.ComputeStrip(tif, first, run->sample[i]);
		tmsize_t n;

		memset(reader->raw[i], 0, reader->piece);
		n = libtiff.ReadEncodedStrip(tif, strip, reader->raw[i],
					     (tmsize_t)reader->piece);
		status = check(run, i, n >= 0 && (size_t)n >= needed);
	}
	return status;
}

static int read_strips(struct run *run)
{
	const struct tiff_layout *layout = run->reader->layout;
	const uint32_t rows = run->reader->unit;
	uint32_t some;

	run->span.x = 0;
	run->span.n = layout->width;
	for (uint32_t first = run->first; first < run->end; first += some) {
		int status;

		some = least(rows, run->end - first);
		status = read_strip(run, first, some);
		if (status)
			return status;
		if (tiff_layout_coarser(layout))
			put_refined(run, layout->width, first, some);
		else
			put_piece(run, first, some);
	}
	return FFTPIPE_OK;
}

static int read_some(struct run *run)
{
	if (run->reader->layout->tiled)
		return read_tiles(run);
	if (run->reader->whole)
		return read_strips(run);
	return read_rows(run);
}

int tiff_reader_part(struct tiff_reader *reader, uint32_t part,
		     void (*put)(void *arg, const struct tiff_span *span),
		     void *arg, struct outcome *outcome)
{
	const struct tiff_layout *layout = reader->layout;
	const uint32_t of_plane = reader->plane_parts;
	struct run run = {
		.reader = reader, .put = put, .arg = arg, .outcome = outcome
	};
	int status = open_lanes(reader, outcome);

	if (status)
		return status;
	run.first = part % of_plane * reader->part_rows;
	run.end = run.first +
		  least(reader->part_rows, layout->height - run.first);
	for (unsigned i = 0; i < reader->lanes; i++)
		run.sample[i] = (uint16_t)i;
	if (tiff_layout_apart(layout)) {
		run.span.channel = part / of_plane;
		run.sample[0] = layout->kept[run.span.channel];
	}
	return read_some(&run);
}

int tiff_reader_run(struct tiff_reader *reader,
		    void (*put)(void *arg, const struct tiff_span *span),
		    void *arg, struct outcome *outcome)
{
	int status = FFTPIPE_OK;

	for (uint32_t i = 0; i < reader->parts && !status; i++)
		status = tiff_reader_part(reader, i, put, arg, outcome);
	return status;
}
