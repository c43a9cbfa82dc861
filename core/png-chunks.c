/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * png-chunks.c - what a PNG file says beside its pixels
 *
 * libpng would inflate and keep texts and profiles.  Of the few chunks that
 * matter here none is compressed, so that reading them ourselves leaves nothing
 * for a decompression bomb to fill.
 */
#include "png-chunks.h"

#include <inttypes.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "embed.h"
#include "file-bytes.h"

enum { SIGNATURE = 8, HEAD = 8, CHECKSUM = 4, DENSITY = 9 };

/* Pixels in pieces of 8 KiB: 8 GB */
enum { MOST_CHUNKS = 1 << 20 };

/* Keyword, NUL, no compression, method 0 (the literal's own NUL) */
static const char OUR_TEXT[] = EMBED_KEYWORD "\0\0";

/* Where the walk is. */
struct walk {
	int fd;
	off_t offset; /* of the chunk's length */
	uint32_t length;
	char type[4];
	uint64_t text, profile; /* bytes met so far */
	bool out_of_memory;
};

static bool is_type(const struct walk *walk, const char *type)
{
	return !memcmp(walk->type, type, sizeof walk->type);
}

/* The chunk's data and a NUL, to be freed; NULL if its checksum is wrong. */
static char *chunk_data(struct walk *walk)
{
	const size_t nbytes = (size_t)walk->length + CHECKSUM;
	uint8_t *data = malloc(nbytes + 1);
	uLong crc;

	walk->out_of_memory = !data;
	if (!data)
		return NULL;
	if (!file_read_all(walk->fd, data, nbytes, walk->offset + HEAD)) {
		free(data);
		return NULL;
	}
	crc = crc32(0, (const Bytef *)walk->type, sizeof walk->type);
	crc = crc32(crc, data, walk->length);
	if (crc != png_get_uint_32(data + walk->length)) {
		free(data);
		return NULL;
	}
	data[walk->length] = '\0';
	return (char *)data;
}

static void take_density(struct png_chunks *chunks, struct walk *walk)
{
	char *data = walk->length == DENSITY ? chunk_data(walk) : NULL;

	if (!data)
		return;
	chunks->density_x = png_get_uint_32((const uint8_t *)data);
	chunks->density_y = png_get_uint_32((const uint8_t *)data + 4);
	chunks->in_meters = data[8] == 1;
	chunks->has_density = chunks->density_x && chunks->density_y;
	free(data);
}

/* iTXt: keyword 0 compressed method language 0 keyword-translated 0 text */
static void take_text(struct png_chunks *chunks, struct walk *walk)
{
	char start[sizeof OUR_TEXT];
	char *data, *at;

	if (chunks->text || walk->length < sizeof start ||
	    !file_read_all(walk->fd, start, sizeof start,
			   walk->offset + HEAD) ||
	    memcmp(start, OUR_TEXT, sizeof start))
		return;
	data = chunk_data(walk);
	if (!data)
		return;
	/* Each string ends within the data: there is a NUL behind it. */
	at = data + sizeof start;
	at += strlen(at);
	if (at < data + walk->length)
		at += 1 + strlen(at + 1);
	if (at < data + walk->length) {
		chunks->text_length = (size_t)(data + walk->length - at) - 1;
		memmove(data, at + 1, chunks->text_length + 1);
		chunks->text = data;
		return;
	}
	free(data);
}

static int take_chunk(struct png_chunks *chunks, struct walk *walk,
		      const struct limits *limits, struct outcome *outcome)
{
	if (is_type(walk, "tEXt") || is_type(walk, "zTXt") ||
	    is_type(walk, "iTXt"))
		walk->text += walk->length;
	if (is_type(walk, "iCCP"))
		walk->profile += walk->length;
	if (walk->text > limits->text)
		return outcome_fail(outcome, FFTPIPE_EDATA,
				    "%" PRIu64 " bytes of text are over the "
				    "limit of %" PRIu64
				    "; raise it with [limits] text",
				    walk->text, limits->text);
	if (walk->profile > limits->profile)
		return outcome_fail(outcome, FFTPIPE_EDATA,
				    "color profile of %" PRIu64 " bytes is "
				    "over the limit of %" PRIu64
				    "; raise it with [limits] profile",
				    walk->profile, limits->profile);
	if (is_type(walk, "IDAT") && !chunks->pixels)
		chunks->pixels = walk->offset;
	chunks->profile |= is_type(walk, "iCCP");
	chunks->transparency |= is_type(walk, "tRNS");
	if (is_type(walk, "pHYs"))
		take_density(chunks, walk);
	if (is_type(walk, "iTXt"))
		take_text(chunks, walk);
	if (walk->out_of_memory)
		return outcome_fail(outcome, FFTPIPE_ENOMEM,
				    "no memory for a text of %" PRIu32 " bytes",
				    walk->length);
	return FFTPIPE_OK;
}

int png_chunks_read(struct png_chunks *chunks, int fd,
		    const struct limits *limits, struct outcome *outcome)
{
	struct walk walk = { .fd = fd, .offset = SIGNATURE };
	uint8_t head[HEAD];
	unsigned n = 0;
	int status = FFTPIPE_OK;

	while (status == FFTPIPE_OK &&
	       file_read_all(fd, head, sizeof head, walk.offset)) {
		walk.length = png_get_uint_32(head);
		memcpy(walk.type, head + 4, sizeof walk.type);
		if (walk.length > INT32_MAX || is_type(&walk, "IEND"))
			break;
		if (++n > MOST_CHUNKS)
			return outcome_fail(outcome, FFTPIPE_EDATA,
					    "more than %d chunks; no program "
					    "writes so many",
					    MOST_CHUNKS);
		status = take_chunk(chunks, &walk, limits, outcome);
		walk.offset += (off_t)HEAD + walk.length + CHECKSUM;
	}
	return status;
}

void png_chunks_finish(struct png_chunks *chunks)
{
	free(chunks->text);
	chunks->text = NULL;
}
