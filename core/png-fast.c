/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * png-fast.c - plain PNG files: one thread inflates, the other undoes filters
 * and makes floats, blocks of rows passing from one to the other in a ring
 *
 * Anything odd ends both, and libpng reads the file from the start.
 */
#include "png-fast.h"

#ifdef FFTPIPE_ISAL

#include "deflate.h"
#include "file-bytes.h"
#include "image.h"
#include "isal.h"
#include "png-unfilter.h"

#include <isa-l/igzip_lib.h>
#include <png.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

enum {
	BLOCKS = 8,
	BLOCK_BYTES = 1 << 16,
	LOOKS = 200,
	INPUT_BYTES = 1 << 17,
	HEAD = 8,
	CHECKSUM = 4
};

/* The bytes of IDAT chunks as one stream. */
struct stream {
	int fd;
	off_t offset;  /* of what is not read yet */
	uint32_t left; /* of the chunk, not read yet */
	uint32_t checksum;
	uint8_t bytes[INPUT_BYTES];
};

struct reader {
	const struct png_plain *plain;
	struct stream stream;
	struct inflate_state inflater;
	bool damaged;  /* what the inflater said of the stream */
	uint32_t rows; /* of a block */
	uint8_t *blocks[BLOCKS];
	uint8_t *above; /* the row above the block */
	uint32_t n_blocks;
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t moved;
	uint32_t filled, emptied; /* blocks */
	bool failed;
};

/* ---- chunks -------------------------------------------------------------- */

static bool is_type(const uint8_t *head, const char *type)
{
	return !memcmp(head + 4, type, 4);
}

/* Step over a head; false unless it is one of IDAT. */
static bool begin_chunk(struct stream *stream)
{
	uint8_t head[HEAD];

	if (!file_read_all(stream->fd, head, HEAD, stream->offset) ||
	    !is_type(head, "IDAT") || png_get_uint_32(head) > INT32_MAX)
		return false;
	stream->offset += HEAD;
	stream->left = png_get_uint_32(head);
	stream->checksum = deflate_crc(0, head + 4, 4);
	return true;
}

static bool end_chunk(struct stream *stream)
{
	uint8_t bytes[CHECKSUM];

	if (!file_read_all(stream->fd, bytes, CHECKSUM, stream->offset))
		return false;
	stream->offset += CHECKSUM;
	return png_get_uint_32(bytes) == stream->checksum;
}

/* More compressed bytes for the inflater; false at the end of all chunks. */
static bool refill(struct reader *reader)
{
	struct stream *stream = &reader->stream;
	uint32_t n;

	while (!stream->left)
		if (!end_chunk(stream) || !begin_chunk(stream))
			return false;
	n = stream->left < INPUT_BYTES ? stream->left : INPUT_BYTES;
	if (!file_read_all(stream->fd, stream->bytes, n, stream->offset))
		return false;
	stream->offset += n;
	stream->left -= n;
	stream->checksum = deflate_crc(stream->checksum, stream->bytes, n);
	reader->inflater.next_in = stream->bytes;
	reader->inflater.avail_in = n;
	return true;
}

/* Behind the pixels only what may be ignored, and the end. */
static bool check_tail(struct stream *stream)
{
	static const uint8_t end[] = { 0,   0,   0,    0,    'I',  'E',
				       'N', 'D', 0xae, 0x42, 0x60, 0x82 };
	uint8_t head[sizeof end];

	if (stream->left || !end_chunk(stream))
		return false;
	while (file_read_all(stream->fd, head, HEAD, stream->offset)) {
		if (is_type(head, "IEND"))
			return file_read_all(stream->fd, head, sizeof end,
					     stream->offset) &&
			       !memcmp(head, end, sizeof end);
		/* A capital first letter: it may not be ignored. */
		if (!(head[4] & 0x20) || png_get_uint_32(head) > INT32_MAX)
			return false;
		stream->offset +=
			(off_t)HEAD + png_get_uint_32(head) + CHECKSUM;
	}
	return false;
}

/* ---- inflating ----------------------------------------------------------- */

static uint32_t block_rows(const struct reader *reader, uint32_t block)
{
	uint32_t left = reader->plain->height - block * reader->rows;

	return left < reader->rows ? left : reader->rows;
}

/*
 * Some bytes more, as many as come, at least one; what ISA-L holds back itself
 * comes without input.  0 at the end of the pixels and after a failure.
 */
static uint32_t inflate_some(struct reader *reader, uint8_t *to, uint32_t most)
{
	struct inflate_state *inflater = &reader->inflater;
	int status;

	inflater->next_out = to;
	inflater->avail_out = most;
	do {
		if (inflater->block_state == ISAL_BLOCK_FINISH)
			return 0;
		status = isal_inflate(inflater);
		isal_leave();
		reader->damaged = status != ISAL_DECOMP_OK;
		if (reader->damaged)
			return 0;
	} while (inflater->avail_out == most &&
		 inflater->block_state != ISAL_BLOCK_FINISH &&
		 !inflater->avail_in && refill(reader));
	return most - inflater->avail_out;
}

/* Exactly `nbytes` more. */
static bool inflate_bytes(struct reader *reader, uint8_t *to, size_t nbytes)
{
	while (nbytes) {
		uint32_t some =
			nbytes < INT32_MAX ? (uint32_t)nbytes : INT32_MAX;

		some = inflate_some(reader, to, some);
		if (!some)
			return false;
		nbytes -= some;
		to += some;
	}
	return true;
}

static bool fill_block(struct reader *reader, uint32_t block)
{
	size_t row = 1 + reader->plain->row_bytes;

	return inflate_bytes(reader, reader->blocks[block % BLOCKS],
			     row * block_rows(reader, block));
}

/*
 * No byte of pixels too many, no compressed byte, the right checksum: that one
 * comes after the last pixel, maybe in a chunk of its own.
 */
static bool end_inflating(struct reader *reader)
{
	uint8_t spare;

	return !inflate_some(reader, &spare, 1) && !reader->damaged &&
	       reader->inflater.block_state == ISAL_BLOCK_FINISH &&
	       !reader->inflater.avail_in && check_tail(&reader->stream);
}

/* ---- undoing filters ----------------------------------------------------- */

/* Undo some rows at `row`, below `above`: two, where that is faster. */
static uint32_t undo_rows(const struct png_plain *plain, uint8_t *row,
			  const uint8_t *above, uint32_t left)
{
	size_t n = plain->row_bytes;
	uint8_t *below = row + 1 + n;

	if (plain->pixel_bytes == 1 && left > 1)
		return png_unfilter_two(row[0], below[0], row + 1, below + 1,
					above, n)
			       ? 2
			       : 0;
	return png_unfilter(row[0], row + 1, above, n, plain->pixel_bytes);
}

static bool empty_block(struct reader *reader, uint32_t block)
{
	const struct png_plain *plain = reader->plain;
	uint8_t *row = reader->blocks[block % BLOCKS];
	uint32_t rows = block_rows(reader, block);
	const uint8_t *above = reader->above;

	for (uint32_t k = 0; k < rows;) {
		uint32_t done = undo_rows(plain, row, above, rows - k);

		if (!done)
			return false;
		for (; done; done--, k++) {
			plain->take_row(plain->context,
					block * reader->rows + k, row + 1);
			above = row + 1;
			row += 1 + plain->row_bytes;
		}
	}
	/* The block is filled again before the next one is emptied. */
	memcpy(reader->above, above, plain->row_bytes);
	return true;
}

/* ---- two threads --------------------------------------------------------- */

/* Is `*count` of blocks more than `than`, or is there nothing to wait for? */
static bool has_moved(struct reader *reader, const uint32_t *count,
		      uint32_t than)
{
	bool moved;

	pthread_mutex_lock(&reader->lock);
	moved = *count > than || reader->failed;
	pthread_mutex_unlock(&reader->lock);
	return moved;
}

/*
 * Wait until `*count` of blocks is more than `than`; false after a failure.  To
 * fall asleep and be woken may take longer than a block: it looks out first.
 */
static bool wait_for(struct reader *reader, const uint32_t *count,
		     uint32_t than)
{
	bool fine;

	for (int looks = 0; looks < LOOKS; looks++) {
		if (has_moved(reader, count, than))
			break;
		sched_yield();
	}
	pthread_mutex_lock(&reader->lock);
	while (*count <= than && !reader->failed)
		pthread_cond_wait(&reader->moved, &reader->lock);
	fine = !reader->failed;
	pthread_mutex_unlock(&reader->lock);
	return fine;
}

static void move_on(struct reader *reader, uint32_t *count, bool fine)
{
	pthread_mutex_lock(&reader->lock);
	++*count;
	reader->failed = reader->failed || !fine;
	pthread_cond_signal(&reader->moved);
	pthread_mutex_unlock(&reader->lock);
}

static int fill_all(struct reader *reader)
{
	for (uint32_t block = 0; block < reader->n_blocks; block++) {
		if (block >= BLOCKS &&
		    !wait_for(reader, &reader->emptied, block - BLOCKS))
			return 1;
		move_on(reader, &reader->filled, fill_block(reader, block));
	}
	return end_inflating(reader) ? 0 : 1;
}

static int empty_all(struct reader *reader)
{
	for (uint32_t block = 0; block < reader->n_blocks; block++) {
		if (!wait_for(reader, &reader->filled, block))
			return 1;
		move_on(reader, &reader->emptied, empty_block(reader, block));
	}
	/* The last wait saw all that was set before, under the lock. */
	return reader->failed ? 1 : 0;
}

static int work(void *arg, uint32_t k)
{
	return k ? empty_all(arg) : fill_all(arg);
}

static bool work_alone(struct reader *reader)
{
	for (uint32_t block = 0; block < reader->n_blocks; block++)
		if (!fill_block(reader, block) || !empty_block(reader, block))
			return false;
	return end_inflating(reader);
}

/* Two tasks that wait for each other need two threads, and some work. */
static bool read_all(struct reader *reader, struct pool *pool)
{
	bool fine;

	if (pool_threads(pool) < 2 || reader->n_blocks < 2)
		return work_alone(reader);
	if (pthread_mutex_init(&reader->lock, NULL))
		return false;
	if (pthread_cond_init(&reader->moved, NULL)) {
		pthread_mutex_destroy(&reader->lock);
		return false;
	}
	fine = !pool_run(pool, 2, work, reader);
	pthread_cond_destroy(&reader->moved);
	pthread_mutex_destroy(&reader->lock);
	return fine;
}

/* ---- the whole ----------------------------------------------------------- */

static uint32_t rows_of_block(size_t row_bytes, uint32_t height)
{
	size_t rows = BLOCK_BYTES / (1 + row_bytes);

	if (rows < 1)
		return 1;
	return rows < height ? (uint32_t)rows : height;
}

static uint32_t blocks_of(uint32_t height, uint32_t rows)
{
	return (height - 1) / rows + 1;
}

/* A picture of fewer than BLOCKS blocks has memory for those. */
static uint32_t blocks_held(uint32_t n_blocks)
{
	return n_blocks < BLOCKS ? n_blocks : BLOCKS;
}

uint64_t png_fast_memory(size_t row_bytes, uint32_t height)
{
	uint32_t rows = rows_of_block(row_bytes, height);
	uint64_t held = blocks_held(blocks_of(height, rows));

	return sizeof(struct reader) + row_bytes +
	       held * rows * (1 + row_bytes);
}

static void reader_destroy(struct reader *reader)
{
	for (int i = 0; i < BLOCKS; i++)
		free(reader->blocks[i]);
	free(reader->above);
	free(reader);
}

static struct reader *reader_create(const struct png_plain *plain)
{
	struct reader *reader = calloc(1, sizeof *reader);
	size_t nbytes;
	bool fine;

	if (!reader)
		return NULL;
	reader->plain = plain;
	reader->stream.fd = plain->fd;
	reader->stream.offset = plain->pixels;
	reader->rows = rows_of_block(plain->row_bytes, plain->height);
	reader->n_blocks = blocks_of(plain->height, reader->rows);
	reader->above = calloc(1, plain->row_bytes);
	fine = reader->above &&
	       size_multiply(1 + plain->row_bytes, reader->rows, &nbytes);
	for (uint32_t i = 0; i < blocks_held(reader->n_blocks) && fine; i++) {
		reader->blocks[i] = malloc(nbytes);
		fine = reader->blocks[i];
	}
	if (fine)
		return reader;
	reader_destroy(reader);
	return NULL;
}

bool png_fast_read(const struct png_plain *plain, struct pool *pool)
{
	struct reader *reader = reader_create(plain);
	bool fine;

	if (!reader)
		return false;
	isal_inflate_init(&reader->inflater);
	reader->inflater.crc_flag = ISAL_ZLIB;
	fine = begin_chunk(&reader->stream) && read_all(reader, pool);
	reader_destroy(reader);
	return fine;
}

#else /* without ISA-L libpng is as fast */

bool png_fast_read(const struct png_plain *plain, struct pool *pool)
{
	(void)plain, (void)pool;
	return false;
}

uint64_t png_fast_memory(size_t row_bytes, uint32_t height)
{
	(void)row_bytes, (void)height;
	return 0;
}

#endif
