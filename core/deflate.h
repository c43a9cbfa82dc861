/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deflate.h - deflate streams, and pieces of them compressed on their own
 */
#ifndef DEFLATE_H
#define DEFLATE_H

#include "codec.h"

#include <stddef.h>
#include <stdint.h>

enum deflate_effort {
	DEFLATE_NOISE, /* hardly anything repeats: spectra */
	DEFLATE_FAST,
	DEFLATE_SMALL
};

struct deflater;

/* NULL without memory. */
struct deflater *deflater_create(enum deflate_effort effort);
void deflater_destroy(struct deflater *deflater);

/*
 * Append `length` bytes, compressed, to band->bytes: a piece that needs nothing
 * from those before it and ends on a byte, so that pieces join to a stream.
 * The same bytes give the same piece.  FFTPIPE_OK, ENOMEM or EINTERNAL.
 */
int deflater_piece(struct deflater *deflater, const uint8_t *from,
		   size_t length, struct band *band);

/* Append a whole stream of them, as zlib has it (RFC 1950). */
int deflater_stream(struct deflater *deflater, const uint8_t *from,
		    size_t length, struct band *band);

/* Adler-32 of bytes, as the end of a zlib stream has it. */
uint32_t deflate_checksum(const uint8_t *bytes, size_t length);

/* CRC-32 of what `crc` is that of (0: nothing), then these bytes. */
uint32_t deflate_crc(uint32_t crc, const uint8_t *bytes, size_t length);

#endif
