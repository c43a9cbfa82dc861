/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiff-picture.c - samples of a TIFF page into an image
 *
 * Rows become floats as they are read: no second picture is held.  Large pages
 * are read by several threads, each of which takes parts of it (tiff-read.h)
 * through an open file of its own.  Where one of them fails all is read again
 * by one, so that what is said does not depend on who was first.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "image.h"
#include "tiff-colors.h"
#include "tiff-decoder.h"

/* Samples that are worth a thread: its start, and to open the file once more */
enum { READER_SAMPLES = 1 << 18 };

/* ---- samples into the image ---------------------------------------------- */

/* A walk over samples that the image is to hold. */
struct store {
	struct tiff_layout *layout;
	fftpipe_image *into;
	float *rows[TIFF_TOGETHER];
	double sum;
};

static double row_sum(const float *row, size_t n)
{
	double part[4] = { 0, 0, 0, 0 };
	size_t i = 0;

	for (; i + 4 <= n; i += 4)
		for (int k = 0; k < 4; k++)
			part[k] += (double)row[i + (size_t)k];
	for (; i < n; i++)
		part[0] += (double)row[i];
	return part[0] + part[1] + part[2] + part[3];
}

/* Where the picture has the stored pixel (x, y), and the one right of it. */
static float *place(const struct store *store, uint32_t channel, uint32_t x,
		    uint32_t y, ptrdiff_t *step)
{
	const struct tiff_layout *layout = store->layout;
	const uint32_t left_x = layout->width - 1 - x;
	const uint32_t left_y = layout->height - 1 - y;
	const ptrdiff_t row = (ptrdiff_t)store->into->stride;

	switch (layout->orientation) {
	case ORIENTATION_TOPRIGHT:
		*step = -1;
		return fftpipe_row(store->into, channel, y) + left_x;
	case ORIENTATION_BOTRIGHT:
		*step = -1;
		return fftpipe_row(store->into, channel, left_y) + left_x;
	case ORIENTATION_BOTLEFT:
		*step = 1;
		return fftpipe_row(store->into, channel, left_y) + x;
	case ORIENTATION_LEFTTOP:
		*step = row;
		return fftpipe_row(store->into, channel, x) + y;
	case ORIENTATION_RIGHTTOP:
		*step = row;
		return fftpipe_row(store->into, channel, x) + left_y;
	case ORIENTATION_RIGHTBOT:
		*step = -row;
		return fftpipe_row(store->into, channel, left_x) + left_y;
	case ORIENTATION_LEFTBOT:
		*step = -row;
		return fftpipe_row(store->into, channel, left_x) + y;
	default:
		*step = 1;
		return fftpipe_row(store->into, channel, y) + x;
	}
}

static void put_row(struct store *store, const struct tiff_span *span,
		    uint32_t channel, const float *row)
{
	ptrdiff_t step;
	float *to = place(store, channel, span->x, span->y, &step);

	store->sum += row_sum(row, span->n);
	if (step == 1) {
		memcpy(to, row, span->n * sizeof *to);
		return;
	}
	for (uint32_t i = 0; i < span->n; i++)
		to[(ptrdiff_t)i * step] = row[i];
}

/* One channel by itself. */
static void put_channel(struct store *store, const struct tiff_span *span,
			uint32_t channel, size_t first, size_t step)
{
	struct tiff_layout *layout = store->layout;
	float *row = store->rows[0];

	tiff_samples_unpack(&layout->samples, span->raw[0], first, step,
			    span->n, row);
	tiff_colors_make(layout, store->rows, span->n);
	put_row(store, span, channel, row);
}

static void put_span(void *arg, const struct tiff_span *span)
{
	struct store *store = arg;
	struct tiff_layout *layout = store->layout;
	const bool apart = layout->separate;
	const size_t step = apart ? 1 : layout->stored;

	if (layout->model == TIFF_PLAIN && apart) {
		put_channel(store, span, span->channel, 0, 1);
		return;
	}
	if (layout->model == TIFF_PLAIN) {
		for (uint32_t c = 0; c < layout->channels; c++)
			put_channel(store, span, c, layout->kept[c], step);
		return;
	}
	for (unsigned k = 0; k < layout->together; k++)
		tiff_samples_unpack(&layout->samples, span->raw[apart ? k : 0],
				    apart ? 0 : k, step, span->n,
				    store->rows[k]);
	tiff_colors_make(layout, store->rows, span->n);
	for (uint32_t c = 0; c < layout->channels; c++)
		put_row(store, span, c, store->rows[c]);
}

static bool store_begin(struct store *store, struct tiff_layout *layout,
			fftpipe_image *into)
{
	size_t row;
	float *rows = NULL;

	*store = (struct store){ .layout = layout, .into = into };
	if (size_multiply(layout->width, sizeof *rows, &row) &&
	    size_multiply(row, TIFF_TOGETHER, &row))
		rows = malloc(row);
	for (size_t i = 0; i < TIFF_TOGETHER && rows; i++)
		store->rows[i] = rows + i * layout->width;
	return rows != NULL;
}

static void store_end(struct store *store)
{
	free(store->rows[0]);
}

/* ---- by one thread ------------------------------------------------------- */

static int read_alone(struct tiff_decoder *decoder, fftpipe_image *into,
		      double *sums, struct outcome *outcome)
{
	struct tiff_reader *reader = &decoder->reader;
	struct store store;
	int status = FFTPIPE_OK;

	if (!store_begin(&store, &decoder->layout, into))
		return outcome_fail(outcome, FFTPIPE_ENOMEM,
				    "no memory for a row of the TIFF file");
	for (uint32_t i = 0; i < reader->parts && !status; i++) {
		store.sum = 0;
		status = tiff_reader_part(reader, i, put_span, &store, outcome);
		sums[i] = store.sum;
	}
	store_end(&store);
	return status;
}

/* ---- by several ---------------------------------------------------------- */

struct crew {
	const struct tiff_decoder *decoder;
	fftpipe_image *into;
	double *sums; /* by part */
	atomic_uint next;
	atomic_bool lost;
	_Atomic uint64_t beyond;
	struct outcome outcome; /* nobody hears of it */
};

/* One thread: parts as they come, until none is left. */
static int read_parts(void *arg, uint32_t thread)
{
	struct crew *crew = arg;
	struct tiff_layout layout = crew->decoder->layout;
	struct tiff_reader reader =
		tiff_reader_beside(&crew->decoder->reader, &layout);
	struct store store;
	uint32_t part;
	int status = FFTPIPE_OK;

	(void)thread;
	if (!store_begin(&store, &layout, crew->into))
		return FFTPIPE_ENOMEM;
	while (!status &&
	       (part = atomic_fetch_add(&crew->next, 1)) < reader.parts) {
		store.sum = 0;
		status = tiff_reader_part(&reader, part, put_span, &store,
					  &crew->outcome);
		crew->sums[part] = store.sum;
	}
	if (layout.samples.lost)
		atomic_store(&crew->lost, true);
	atomic_fetch_add(&crew->beyond, layout.samples.beyond);
	if (status)
		atomic_store(&crew->next, reader.parts);
	tiff_reader_finish(&reader);
	store_end(&store);
	return status;
}

static bool read_together(struct tiff_decoder *decoder, fftpipe_image *into,
			  double *sums, struct pool *pool)
{
	struct crew crew = { .decoder = decoder, .into = into, .sums = sums };
	bool fine;

	if (!outcome_init(&crew.outcome))
		return false;
	fine = !pool_run(pool, decoder->readers, read_parts, &crew);
	outcome_finish(&crew.outcome);
	if (fine && atomic_load(&crew.lost))
		decoder->layout.samples.lost = true;
	if (fine)
		decoder->layout.samples.beyond = atomic_load(&crew.beyond);
	return fine;
}

/* ---- the whole ----------------------------------------------------------- */

unsigned tiff_picture_readers(const struct tiff_decoder *decoder,
			      unsigned threads)
{
	const fftpipe_image *shape = &decoder->base.shape;
	uint64_t worth = (uint64_t)shape->width * shape->height *
			 shape->channels / READER_SAMPLES;
	uint64_t most =
		decoder->reader.parts < worth ? decoder->reader.parts : worth;

	if (shape->kind != FFTPIPE_IMAGE || !decoder->reader.any_order)
		return 1;
	most = most < threads ? most : threads;
	return most > 1 ? (unsigned)most : 1;
}

/* With several there is one more, the first, whose strips are never read. */
uint64_t tiff_picture_memory(const struct tiff_decoder *decoder,
			     unsigned readers)
{
	uint64_t rows =
		(uint64_t)decoder->layout.width * TIFF_TOGETHER * sizeof(float);
	uint64_t one = decoder->reader.memory + rows;
	unsigned all = readers > 1 ? readers + 1 : 1;

	return one > UINT64_MAX / 2 / all ? UINT64_MAX
					  : all * one + sizeof *decoder;
}

int tiff_picture_read(struct tiff_decoder *decoder, fftpipe_image *into,
		      struct pool *pool, struct outcome *outcome)
{
	const double samples =
		(double)into->width * into->height * into->channels;
	const uint32_t parts = decoder->reader.parts;
	double *sums = calloc(parts, sizeof *sums), sum = 0;
	int status = FFTPIPE_OK;

	if (!sums)
		return outcome_fail(outcome, FFTPIPE_ENOMEM,
				    "no memory for parts of the TIFF file");
	if (decoder->base.alone || decoder->readers < 2 ||
	    !read_together(decoder, into, sums, pool))
		status = read_alone(decoder, into, sums, outcome);
	/* In their order: rounding must not depend on threads. */
	for (uint32_t i = 0; i < parts; i++)
		sum += sums[i];
	free(sums);
	decoder->base.mean = sum / samples;
	return status;
}
