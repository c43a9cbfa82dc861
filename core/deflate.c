/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deflate.c - pieces by ISA-L where it is there and speed is wanted, by zlib
 * otherwise
 */
#include "deflate.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#ifdef FFTPIPE_ISAL
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
#endif

enum { FLUSH_ROOM = 1024 };

struct deflater {
	enum deflate_effort effort;
	z_stream stream;
#ifdef FFTPIPE_ISAL
	bool fast; /* ISA-L's turn */
	struct isal_zstream quick;
	uint8_t *level_buffer;
#endif
};

/* ---- zlib ---------------------------------------------------------------- */

static const struct {
	int level, strategy;
} styles[] = {
	[DEFLATE_NOISE] = { 1, Z_RLE },
	[DEFLATE_FAST] = { 2, Z_FILTERED },
	[DEFLATE_SMALL] = { 9, Z_FILTERED },
};

static bool open_zlib(struct deflater *deflater)
{
	/* Bare: the stream's header and checksum are its owner's. */
	return deflateInit2(&deflater->stream, styles[deflater->effort].level,
			    Z_DEFLATED, -15, 9,
			    styles[deflater->effort].strategy) == Z_OK;
}

static int piece_by_zlib(struct deflater *deflater, const uint8_t *from,
			 size_t length, int strategy, struct band *band)
{
	z_stream *stream = &deflater->stream;
	int level = styles[deflater->effort].level;
	size_t left = length;

	/* Between streams it takes what it is told. */
	if (deflateReset(stream) != Z_OK ||
	    deflateParams(stream, level, strategy) != Z_OK)
		return FFTPIPE_EINTERNAL;
	if (!band_reserve(band, band->length + deflateBound(stream, length) +
					length / 1024 + FLUSH_ROOM))
		return FFTPIPE_ENOMEM;
	stream->next_in = (Bytef *)from; /* zlib only reads it */
	do {
		uInt some = left < 1u << 30 ? (uInt)left : 1u << 30;
		size_t room = band->room - band->length;

		left -= some;
		stream->avail_in = some;
		stream->next_out = band->bytes + band->length;
		stream->avail_out = room < 1u << 31 ? (uInt)room : 1u << 31;
		if (deflate(stream, left ? Z_NO_FLUSH : Z_SYNC_FLUSH) != Z_OK ||
		    stream->avail_in || !stream->avail_out)
			return FFTPIPE_EINTERNAL;
		band->length = (size_t)(stream->next_out - band->bytes);
	} while (left);
	return FFTPIPE_OK;
}

/* Photographs like few matches, drawings many: what comes out smaller. */
static int smallest_by_zlib(struct deflater *deflater, const uint8_t *from,
			    size_t length, struct band *band)
{
	size_t start = band->length, first;
	int status = piece_by_zlib(deflater, from, length, Z_FILTERED, band);

	first = band->length - start;
	if (!status)
		status = piece_by_zlib(deflater, from, length,
				       Z_DEFAULT_STRATEGY, band);
	if (status)
		return status;
	if (band->length - start - first < first) {
		memmove(band->bytes + start, band->bytes + start + first,
			band->length - start - first);
		band->length -= first;
	} else {
		band->length = start + first;
	}
	return FFTPIPE_OK;
}

/* ---- ISA-L --------------------------------------------------------------- */

#ifdef FFTPIPE_ISAL

static bool open_isal(struct deflater *deflater)
{
	/* Of photographs the higher levels make more: short matches cost. */
	deflater->level_buffer = malloc(ISAL_DEF_LVL1_DEFAULT);
	if (!deflater->level_buffer)
		return false;
	isal_deflate_init(&deflater->quick);
	deflater->quick.level = 1;
	deflater->quick.level_buf = deflater->level_buffer;
	deflater->quick.level_buf_size = ISAL_DEF_LVL1_DEFAULT;
	deflater->quick.flush = SYNC_FLUSH;
	return true;
}

/* Strips are far below the 32 bits of its counters. */
static int piece_by_isal(struct deflater *deflater, const uint8_t *from,
			 size_t length, struct band *band)
{
	struct isal_zstream *stream = &deflater->quick;

	if (length > UINT32_MAX / 4)
		return FFTPIPE_EINTERNAL;
	if (!band_reserve(band,
			  band->length + length + length / 8 + FLUSH_ROOM))
		return FFTPIPE_ENOMEM;
	isal_deflate_reset(stream);
	stream->next_in = (uint8_t *)from; /* it only reads it */
	stream->avail_in = (uint32_t)length;
	stream->next_out = band->bytes + band->length;
	stream->avail_out = (uint32_t)(band->room - band->length < UINT32_MAX
					       ? band->room - band->length
					       : UINT32_MAX);
	if (isal_deflate(stream) != COMP_OK || stream->avail_in ||
	    !stream->avail_out)
		return FFTPIPE_EINTERNAL;
	band->length = (size_t)(stream->next_out - band->bytes);
	return FFTPIPE_OK;
}

#endif

/* ---- either -------------------------------------------------------------- */

struct deflater *deflater_create(enum deflate_effort effort)
{
	struct deflater *deflater = calloc(1, sizeof *deflater);

	if (!deflater)
		return NULL;
	deflater->effort = effort;
#ifdef FFTPIPE_ISAL
	deflater->fast = effort != DEFLATE_SMALL;
	if (deflater->fast && open_isal(deflater))
		return deflater;
	if (deflater->fast) {
		free(deflater);
		return NULL;
	}
#endif
	if (open_zlib(deflater))
		return deflater;
	free(deflater);
	return NULL;
}

void deflater_destroy(struct deflater *deflater)
{
	if (!deflater)
		return;
#ifdef FFTPIPE_ISAL
	free(deflater->level_buffer);
	if (!deflater->fast)
		deflateEnd(&deflater->stream);
#else
	deflateEnd(&deflater->stream);
#endif
	free(deflater);
}

int deflater_piece(struct deflater *deflater, const uint8_t *from,
		   size_t length, struct band *band)
{
#ifdef FFTPIPE_ISAL
	if (deflater->fast && length <= UINT32_MAX / 4)
		return piece_by_isal(deflater, from, length, band);
#endif
	if (deflater->effort == DEFLATE_SMALL)
		return smallest_by_zlib(deflater, from, length, band);
	return piece_by_zlib(deflater, from, length,
			     styles[deflater->effort].strategy, band);
}

uint32_t deflate_checksum(const uint8_t *bytes, size_t length)
{
#ifdef FFTPIPE_ISAL
	return isal_adler32(1, bytes, length);
#else
	return (uint32_t)adler32_z(1, bytes, length);
#endif
}

uint32_t deflate_crc(uint32_t crc, const uint8_t *bytes, size_t length)
{
#ifdef FFTPIPE_ISAL
	return crc32_gzip_refl(crc, bytes, length);
#else
	return (uint32_t)crc32_z(crc, bytes, length);
#endif
}
