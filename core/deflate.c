/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deflate.c - pieces by ISA-L where it is there and speed is wanted, by zlib
 * otherwise
 *
 * A piece is compressed in one or several manners, and the shortest stays.
 * Filtered photographs and spectra are noise: matches that are far away are
 * short and cost more than the bytes that they stand for, so that a window that
 * holds runs alone makes less of them, and sooner.  What is drawn repeats
 * itself from afar, and is worth a search; it shows by how little it becomes.
 * Phases are noise of which no byte is more frequent than others: they are
 * stored.
 */
#include "deflate.h"

#include "isal.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#ifdef FFTPIPE_ISAL
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
#endif

enum {
	FLUSH_ROOM = 1024,
	DRAWN = 8,    /* what becomes an eighth was drawn; */
	PLAIN = 64,   /* a 64th: hardly anything was */
	REPEATS = 32, /* what the window saves if it finds anything: a 32nd */
	SAMPLE = 1 << 15,
	FEW = 16,   /* values of bytes that are too few for a photograph */
	LOOKS = 64, /* where the frequencies of bytes are counted, */
	LOOK = 128  /* and how many of them there */
};

enum manner {
	MANNER_NEAR, /* runs alone */
	MANNER_FAR,  /* the whole window, at a glance */
	MANNER_SEARCH,
	MANNER_EXHAUST,
	MANNER_FEW, /* all for matches that are long, */
	MANNER_MANY /* for all matches */
};

struct deflater {
	enum deflate_effort effort;
	bool open; /* the stream; many never need it */
	z_stream stream;
#ifdef FFTPIPE_ISAL
	struct isal_zstream quick;
	uint8_t *level_buffer;
#endif
};

static int append(struct band *band, const uint8_t *bytes, size_t n)
{
	if (!band_reserve(band, band->length + n))
		return FFTPIPE_ENOMEM;
	memcpy(band->bytes + band->length, bytes, n);
	band->length += n;
	return FFTPIPE_OK;
}

/* ---- zlib ---------------------------------------------------------------- */

static const struct {
	int level, strategy;
	int chain; /* how many places to look at, or 0: as the level has it */
} styles[] = {
	[MANNER_NEAR] = { 1, Z_RLE, 0 },
	[MANNER_FAR] = { 2, Z_FILTERED, 0 },
	[MANNER_SEARCH] = { 6, Z_DEFAULT_STRATEGY, 128 },
	[MANNER_EXHAUST] = { 9, Z_DEFAULT_STRATEGY, 0 },
	[MANNER_FEW] = { 9, Z_FILTERED, 0 },
	[MANNER_MANY] = { 9, Z_DEFAULT_STRATEGY, 0 },
};

/* Bare: the stream's header and checksum are its owner's. */
static int open_zlib(struct deflater *deflater, enum manner manner)
{
	int result = Z_OK;

	if (!deflater->open)
		result = deflateInit2(&deflater->stream, styles[manner].level,
				      Z_DEFLATED, -15, 9,
				      styles[manner].strategy);
	if (result == Z_OK)
		deflater->open = true;
	return result == Z_OK          ? FFTPIPE_OK
	       : result == Z_MEM_ERROR ? FFTPIPE_ENOMEM
				       : FFTPIPE_EINTERNAL;
}

/* Between streams it takes what it is told. */
static bool begin_zlib(z_stream *stream, enum manner manner)
{
	const int chain = styles[manner].chain;

	return deflateReset(stream) == Z_OK &&
	       deflateParams(stream, styles[manner].level,
			     styles[manner].strategy) == Z_OK &&
	       /* Let matches grow up to the longest: few are looked at. */
	       (!chain || deflateTune(stream, 32, 258, 258, chain) == Z_OK);
}

static int piece_by_zlib(struct deflater *deflater, const uint8_t *from,
			 size_t length, enum manner manner, struct band *band)
{
	z_stream *stream = &deflater->stream;
	size_t left = length;
	int status = open_zlib(deflater, manner);

	if (status)
		return status;
	if (!begin_zlib(stream, manner))
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

/* ---- ISA-L --------------------------------------------------------------- */

#ifdef FFTPIPE_ISAL

/* A window of 16 bytes: the two pixels to the left, of any kind. */
enum { NEAR_BITS = 4 };

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
			 size_t length, enum manner manner, struct band *band)
{
	struct isal_zstream *stream = &deflater->quick;
	int status;

	if (!band_reserve(band,
			  band->length + length + length / 8 + FLUSH_ROOM))
		return FFTPIPE_ENOMEM;
	isal_deflate_reset(stream);
	stream->hist_bits = manner == MANNER_NEAR ? NEAR_BITS : 0;
	stream->next_in = (uint8_t *)from; /* it only reads it */
	stream->avail_in = (uint32_t)length;
	stream->next_out = band->bytes + band->length;
	stream->avail_out = (uint32_t)(band->room - band->length < UINT32_MAX
					       ? band->room - band->length
					       : UINT32_MAX);
	status = isal_deflate(stream);
	isal_leave();
	if (status != COMP_OK || stream->avail_in || !stream->avail_out)
		return FFTPIPE_EINTERNAL;
	band->length = (size_t)(stream->next_out - band->bytes);
	return FFTPIPE_OK;
}

#endif

/* ---- neither ------------------------------------------------------------ */

/*
 * Would codes make these bytes shorter by less than half a percent?  The sum of
 * squared counts of n even bytes is n + n^2 / 256, x times the latter more if
 * codes of x / (2 ln 2) bits less would do.  Places in golden sections agree
 * with no width of a row (Knuth, 6.4).
 */
static bool is_even(const uint8_t *bytes, size_t length)
{
	const double golden = 0.6180339887498949, n = LOOKS * LOOK;
	uint32_t counts[256] = { 0 };
	double squares = 0, place = 0;

	if (length < LOOKS * LOOK)
		return false;
	for (int look = 0; look < LOOKS; look++) {
		const uint8_t *at =
			bytes + (size_t)(place * (double)(length - LOOK));

		for (int i = 0; i < LOOK; i++)
			counts[at[i]]++;
		place += golden - (place + golden >= 1);
	}
	for (int i = 0; i < 256; i++)
		squares += (double)counts[i] * counts[i];
	return squares < n + 1.06 * n * n / 256;
}

/* Blocks that are not compressed (RFC 1951, 3.2.4). */
static int piece_stored(const uint8_t *from, size_t length, struct band *band)
{
	enum { BLOCK = 65535, HEAD = 5 };

	/* All at once: growing copies what is there. */
	if (!band_reserve(band,
			  band->length + length + HEAD * (length / BLOCK + 1)))
		return FFTPIPE_ENOMEM;
	while (length) {
		size_t n = length < BLOCK ? length : BLOCK;
		const uint8_t head[HEAD] = { 0, (uint8_t)n, (uint8_t)(n >> 8),
					     (uint8_t)~n, (uint8_t)(~n >> 8) };
		int status = append(band, head, sizeof head);

		if (!status)
			status = append(band, from, n);
		if (status)
			return status;
		from += n;
		length -= n;
	}
	return FFTPIPE_OK;
}

/* ---- either -------------------------------------------------------------- */

struct deflater *deflater_create(enum deflate_effort effort)
{
	struct deflater *deflater = calloc(1, sizeof *deflater);

	if (!deflater)
		return NULL;
	deflater->effort = effort;
#ifdef FFTPIPE_ISAL
	if (open_isal(deflater))
		return deflater;
	free(deflater);
	return NULL;
#else
	return deflater;
#endif
}

void deflater_destroy(struct deflater *deflater)
{
	if (!deflater)
		return;
#ifdef FFTPIPE_ISAL
	free(deflater->level_buffer);
#endif
	if (deflater->open)
		deflateEnd(&deflater->stream);
	free(deflater);
}

static int piece_once(struct deflater *deflater, const uint8_t *from,
		      size_t length, enum manner manner, struct band *band)
{
#ifdef FFTPIPE_ISAL
	if (manner <= MANNER_FAR && length <= UINT32_MAX / 4)
		return piece_by_isal(deflater, from, length, manner, band);
#endif
	return piece_by_zlib(deflater, from, length, manner, band);
}

/* In another manner what became bytes from `start` on: the shorter stays. */
static int piece_again(struct deflater *deflater, const uint8_t *from,
		       size_t length, enum manner manner, struct band *band,
		       size_t start)
{
	const size_t middle = band->length, first = middle - start;
	int status = piece_once(deflater, from, length, manner, band);
	size_t second;

	if (status)
		return status;
	second = band->length - middle;
	if (second < first)
		memmove(band->bytes + start, band->bytes + middle, second);
	band->length = start + (second < first ? second : first);
	return FFTPIPE_OK;
}

/* Photographs like few matches or none, drawings many. */
static int piece_small(struct deflater *deflater, const uint8_t *from,
		       size_t length, struct band *band)
{
	const size_t start = band->length;
	int status = piece_once(deflater, from, length, MANNER_FEW, band);

	if (!status)
		status = piece_again(deflater, from, length, MANNER_NEAR, band,
				     start);
	if (!status)
		status = piece_again(deflater, from, length, MANNER_MANY, band,
				     start);
	return status;
}

/*
 * Does the window find more than runs in the beginning of what became `near`
 * bytes?  Photographs, where it never does, need not pay for all of it.
 */
static int piece_look(struct deflater *deflater, const uint8_t *from,
		      size_t length, size_t near, struct band *band,
		      bool *found)
{
	const size_t end = band->length;
	const size_t some = length < SAMPLE ? length : SAMPLE;
	int status = piece_once(deflater, from, some, MANNER_FAR, band);

	*found = (double)(band->length - end) / (double)some <
		 (1 - 1. / REPEATS) * (double)near / (double)length;
	band->length = end;
	return status;
}

static bool few_values(const uint8_t *bytes, size_t n)
{
	uint8_t seen[256] = { 0 };
	unsigned count = 0;

	for (size_t i = 0; i < n && count <= FEW; i++) {
		count += !seen[bytes[i]];
		seen[bytes[i]] = 1;
	}
	return count <= FEW;
}

/* Of spectra only those of flat pictures repeat themselves. */
static int piece_quick(struct deflater *deflater, const uint8_t *from,
		       size_t length, struct band *band)
{
	const size_t start = band->length;
	int status = piece_once(deflater, from, length, MANNER_NEAR, band);
	const size_t near = band->length - start;
	bool drawn = near < length / DRAWN || few_values(from, length);
	bool found = false;
	size_t least;

	if (!status && !drawn && deflater->effort == DEFLATE_FAST)
		status = piece_look(deflater, from, length, near, band, &found);
	if (!status && (drawn || found))
		status = piece_again(deflater, from, length, MANNER_FAR, band,
				     start);
	least = band->length - start;
	drawn = drawn || least < near - near / REPEATS;
	if (status || !drawn)
		return status;
	return piece_again(deflater, from, length,
			   least < length / PLAIN ? MANNER_EXHAUST
						  : MANNER_SEARCH,
			   band, start);
}

int deflater_piece(struct deflater *deflater, const uint8_t *from,
		   size_t length, struct band *band)
{
	if (deflater->effort == DEFLATE_SMALL)
		return piece_small(deflater, from, length, band);
	if (deflater->effort == DEFLATE_NOISE && is_even(from, length))
		return piece_stored(from, length, band);
	return piece_quick(deflater, from, length, band);
}

int deflater_stream(struct deflater *deflater, const uint8_t *from,
		    size_t length, struct band *band)
{
	static const uint8_t begin[] = { 0x78, 0x01 };
	const uint32_t sum = deflate_checksum(from, length);
	/* An empty last block, then the checksum */
	const uint8_t end[] = { 0x03,
				0x00,
				(uint8_t)(sum >> 24),
				(uint8_t)(sum >> 16),
				(uint8_t)(sum >> 8),
				(uint8_t)sum };
	int status = append(band, begin, sizeof begin);

	if (!status)
		status = deflater_piece(deflater, from, length, band);
	return status ? status : append(band, end, sizeof end);
}

uint32_t deflate_checksum(const uint8_t *bytes, size_t length)
{
#ifdef FFTPIPE_ISAL
	uint32_t sum = isal_adler32(1, bytes, length);

	isal_leave();
	return sum;
#else
	return (uint32_t)adler32_z(1, bytes, length);
#endif
}

uint32_t deflate_crc(uint32_t crc, const uint8_t *bytes, size_t length)
{
#ifdef FFTPIPE_ISAL
	crc = crc32_gzip_refl(crc, bytes, length);
	isal_leave();
	return crc;
#else
	return (uint32_t)crc32_z(crc, bytes, length);
#endif
}
