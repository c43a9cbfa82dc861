/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiff-measure.c - what reading a TIFF page needs, and the parts of it that can
 * be read each for itself
 */
#include "tiff-read.h"

/* What compressors keep at most beside rows: windows and tables. */
enum { WINDOW_MOST = 1 << 27, TABLES = 1 << 20 };

/* Parts of a plane at most: enough to keep threads busy to the end. */
enum { PARTS = 32 };

/* The largest strip or tile as it is in the file; 0: one is missing. */
static uint64_t largest_piece(const struct tiff_file *file)
{
	TIFF *tif = file->tif;
	uint32_t n = libtiff.IsTiled(tif) ? libtiff.NumberOfTiles(tif)
					  : libtiff.NumberOfStrips(tif);
	uint64_t most = 0;

	for (uint32_t i = 0; i < n; i++) {
		uint64_t nbytes = libtiff.GetStrileByteCount(tif, i);

		if (!nbytes || !libtiff.GetStrileOffset(tif, i))
			return 0;
		most = nbytes > most ? nbytes : most;
	}
	return most < file->size ? most : file->size;
}

/* Some compressors hold what they have made of a whole piece. */
static uint64_t window_bytes(TIFF *tif, uint64_t piece)
{
	uint16_t compression = COMPRESSION_NONE;

	libtiff.GetFieldDefaulted(tif, TIFFTAG_COMPRESSION, &compression);
	switch (compression) {
	case COMPRESSION_LERC:
		return 2 * piece;
	case COMPRESSION_WEBP:
	case COMPRESSION_JBIG:
		return piece;
	case COMPRESSION_ZSTD:
	case COMPRESSION_LZMA:
		return piece < WINDOW_MOST ? piece : WINDOW_MOST;
	default:
		return 0;
	}
}

static bool is_fax(TIFF *tif)
{
	uint16_t compression = COMPRESSION_NONE;

	libtiff.GetFieldDefaulted(tif, TIFFTAG_COMPRESSION, &compression);
	return compression == COMPRESSION_CCITTRLEW ||
	       (compression >= COMPRESSION_CCITTRLE &&
		compression <= COMPRESSION_CCITTFAX4);
}

/* Rows of a strip or a tile, of those that the picture has. */
static uint32_t unit_rows(const struct tiff_reader *reader)
{
	const struct tiff_layout *layout = reader->layout;
	uint32_t rows = layout->height;

	if (layout->tiled)
		rows = layout->tile_height;
	else
		libtiff.GetFieldDefaulted(reader->files[0].tif,
					  TIFFTAG_ROWSPERSTRIP, &rows);
	return rows && rows < layout->height ? rows : layout->height;
}

static void take_parts(struct tiff_reader *reader)
{
	const struct tiff_layout *layout = reader->layout;
	const uint32_t unit = unit_rows(reader);
	const uint32_t units = (layout->height - 1) / unit + 1;

	reader->unit = unit;
	reader->part_rows = ((units - 1) / PARTS + 1) * unit;
	reader->plane_parts = (layout->height - 1) / reader->part_rows + 1;
	reader->parts = reader->plane_parts *
			(tiff_layout_apart(layout) ? layout->channels : 1);
}

/* Old JPEG is one stream through all strips. */
static bool reads_in_any_order(TIFF *tif)
{
	uint16_t compression = COMPRESSION_NONE;

	libtiff.GetFieldDefaulted(tif, TIFFTAG_COMPRESSION, &compression);
	return compression != COMPRESSION_OJPEG;
}

static void add(uint64_t *sum, uint64_t more)
{
	*sum = more > UINT64_MAX - *sum ? UINT64_MAX : *sum + more;
}

/* Threads must not share what libtiff has open: it keeps notes as it reads. */
static void note_way(struct tiff_reader *reader, uint64_t most)
{
	const struct tiff_file *file = &reader->files[0];

	reader->fd = file->fd;
	reader->directory = libtiff.CurrentDirOffset(file->tif);
	reader->shift_from = file->shift_from;
	reader->shift = file->shift;
	reader->most = most;
}

int tiff_reader_measure(struct tiff_reader *reader, uint64_t held,
			uint64_t most, struct outcome *outcome)
{
	const struct tiff_layout *layout = reader->layout;
	TIFF *tif = reader->files[0].tif;
	uint64_t whole = layout->tiled ? libtiff.TileSize64(tif)
				       : libtiff.StripSize64(tif);
	uint64_t row = layout->tiled ? libtiff.TileRowSize64(tif)
				     : libtiff.ScanlineSize64(tif);
	bool at_once =
		layout->tiled || tiff_layout_coarser(layout) || is_fax(tif);
	uint64_t piece = at_once ? whole : row;
	uint64_t stored = largest_piece(&reader->files[0]);
	uint64_t memory = 0;

	if (!stored)
		return outcome_fail(outcome, FFTPIPE_EDATA,
				    "a TIFF without data for some of its "
				    "strips or tiles is not supported");
	if (tiff_layout_coarser(layout))
		row = 3 * (uint64_t)(layout->tiled ? layout->tile_width
						   : layout->width);
	if (!piece || !row)
		return tiff_file_failed(&reader->files[0], outcome);
	reader->lanes = layout->separate && layout->model != TIFF_PLAIN
				? layout->together
				: 1;
	add(&memory, piece);
	add(&memory, row);
	add(&memory, stored);
	add(&memory, window_bytes(tif, whole));
	add(&memory, TABLES);
	add(&memory, held);
	if (memory > UINT64_MAX / TIFF_TOGETHER || memory > SIZE_MAX)
		return outcome_fail(outcome, FFTPIPE_EDATA,
				    "not a valid TIFF: its strips or tiles are "
				    "larger than any memory");
	reader->memory = memory * reader->lanes;
	reader->whole = at_once;
	reader->any_order = reads_in_any_order(tif);
	reader->piece = (size_t)piece;
	reader->row = (size_t)row;
	take_parts(reader);
	note_way(reader, most);
	return FFTPIPE_OK;
}
