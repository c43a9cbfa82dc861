/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode-tiff.c - TIFF files in, through libtiff
 *
 * Samples keep the file's own values; unsigned ones of fewer than 8 bits are
 * steps from black to white and are spread over 0..255, as those of a PNG file
 * are.  Palettes, inks and video become colors, alpha is dropped, and the
 * picture is turned as its orientation says.  Rows become floats as they are
 * read: no second picture is held.
 */
#include "codec.h"

#include <stdlib.h>
#include <string.h>

#include "image.h"
#include "tiff-colors.h"
#include "tiff-decoder.h"
#include "tiff-pages.h"
#include "tiff-text.h"

/* ---- samples into the image ---------------------------------------------- */

/* A walk over the samples that the image is to hold. */
struct store {
	struct tiff_decoder *decoder;
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
	const struct tiff_layout *layout = &store->decoder->layout;
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
	struct tiff_layout *layout = &store->decoder->layout;
	float *row = store->rows[0];

	tiff_samples_unpack(&layout->samples, span->raw[0], first, step,
			    span->n, row);
	tiff_colors_make(layout, store->rows, span->n);
	put_row(store, span, channel, row);
}

static void put_span(void *arg, const struct tiff_span *span)
{
	struct store *store = arg;
	struct tiff_layout *layout = &store->decoder->layout;
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

static int read_samples(struct tiff_decoder *decoder, fftpipe_image *into,
			struct outcome *outcome)
{
	struct store store = { .decoder = decoder, .into = into };
	double samples = (double)into->width * into->height * into->channels;
	size_t row;
	float *rows = NULL;
	int status;

	if (size_multiply(decoder->layout.width, sizeof *rows, &row) &&
	    size_multiply(row, TIFF_TOGETHER, &row))
		rows = malloc(row);
	if (!rows)
		return outcome_fail(outcome, FFTPIPE_ENOMEM,
				    "no memory for a row of the TIFF file");
	for (size_t i = 0; i < TIFF_TOGETHER; i++)
		store.rows[i] = rows + i * decoder->layout.width;
	status = tiff_reader_run(&decoder->reader, put_span, &store, outcome);
	free(rows);
	decoder->base.mean = store.sum / samples;
	return status;
}

/* ---- reading ------------------------------------------------------------- */

static void tell_dropped(const struct tiff_decoder *decoder,
			 struct outcome *outcome)
{
	const struct tiff_layout *layout = &decoder->layout;

	if (layout->has_alpha)
		outcome_note(outcome, FFTPIPE_WARNING, "alpha channel dropped");
	if (layout->has_more)
		outcome_note(outcome, FFTPIPE_WARNING,
			     "channels beside the colors dropped");
	if (decoder->has_profile)
		outcome_note(
			outcome, FFTPIPE_WARNING,
			"color profile dropped: values are taken as stored");
	if (layout->samples.lost)
		outcome_note(outcome, FFTPIPE_WARNING,
			     "samples of %u bits were rounded to floats of 32 "
			     "bits",
			     layout->samples.bits);
}

static int read_tiff(struct decoder *base, fftpipe_image *into,
		     struct pool *pool, struct outcome *outcome)
{
	struct tiff_decoder *decoder = (struct tiff_decoder *)base;
	int status;

	(void)pool;
	into->lo = decoder->layout.lo;
	into->hi = decoder->layout.hi;
	into->symmetry = FFTPIPE_ASYMMETRIC;
	if (base->shape.kind == FFTPIPE_SPECTRUM)
		status = tiff_spectrum_read(decoder, into, outcome);
	else
		status = read_samples(decoder, into, outcome);
	if (status != FFTPIPE_OK)
		return status;
	if (tiff_take_pixel_size(decoder->reader.files[0].tif,
				 tiff_layout_turned(&decoder->layout),
				 into->meta) != FFTPIPE_OK)
		return outcome_fail(outcome, FFTPIPE_ENOMEM,
				    "no memory for the size of a pixel");
	tell_dropped(decoder, outcome);
	return FFTPIPE_OK;
}

/* ---- opening and closing ------------------------------------------------- */

static void close_tiff(struct decoder *base)
{
	struct tiff_decoder *decoder = (struct tiff_decoder *)base;

	tiff_reader_finish(&decoder->reader);
	tiff_layout_finish(&decoder->layout);
	embedded_finish(&base->embedded);
	free(decoder);
}

static const struct decoder_methods methods = { read_tiff, close_tiff };

static struct tiff_decoder *create(void)
{
	struct tiff_decoder *decoder = calloc(1, sizeof *decoder);

	if (!decoder)
		return NULL;
	decoder->base.methods = &methods;
	decoder->base.format = FORMAT_TIFF;
	decoder->reader.layout = &decoder->layout;
	if (embedded_init(&decoder->base.embedded))
		return decoder;
	close_tiff(&decoder->base);
	return NULL;
}

static void take_shape(struct tiff_decoder *decoder)
{
	const struct tiff_layout *layout = &decoder->layout;
	struct decoder *base = &decoder->base;
	fftpipe_image *shape = &base->shape;
	const bool turned = tiff_layout_turned(layout);

	shape->struct_size = sizeof *shape;
	shape->kind = FFTPIPE_IMAGE;
	shape->width = turned ? layout->height : layout->width;
	shape->height = turned ? layout->width : layout->height;
	shape->channels = layout->channels;
	shape->color = layout->colored && layout->channels == 3 ? FFTPIPE_RGB
								: FFTPIPE_GRAY;
	base->depth = layout->depth;
	base->floating = layout->samples.type == SAMPLE_FLOAT;
	base->unbounded = layout->lo == layout->hi;
}

static int too_much(uint64_t nbytes, const struct limits *limits,
		    struct outcome *outcome)
{
	return outcome_fail(outcome, FFTPIPE_EDATA,
			    "reading it needs %.0f bytes of memory, over the "
			    "limit of %.0f; raise it with [limits] memory",
			    (double)nbytes, (double)limits->memory);
}

static int check_memory(struct tiff_decoder *decoder, uint64_t held,
			const struct limits *limits, struct outcome *outcome)
{
	uint64_t rows =
		(uint64_t)decoder->layout.width * TIFF_TOGETHER * sizeof(float);
	int status = tiff_reader_measure(&decoder->reader, held, outcome);

	if (status != FFTPIPE_OK)
		return status;
	decoder->base.memory = decoder->reader.memory + rows + sizeof *decoder;
	if (decoder->base.memory <= limits->memory)
		return FFTPIPE_OK;
	return too_much(decoder->base.memory, limits, outcome);
}

/* The directory of the page that is wanted, as far as the chain has it. */
static int open_directory(struct tiff_decoder *decoder, int fd,
			  const struct decode_options *options,
			  struct tiff_page *page, struct outcome *outcome)
{
	struct tiff_file *file = &decoder->reader.files[0];
	uint32_t wanted = options->page;
	int status;

	if (!tiff_file_open(file, fd, "rhm", options->limits->memory))
		return tiff_file_failed(file, outcome);
	status = tiff_pages_count(file, options->limits, &decoder->base.pages,
				  outcome);
	if (status != FFTPIPE_OK)
		return status;
	if (wanted > decoder->base.pages)
		wanted = decoder->base.pages;
	status = tiff_page_find(file, options->limits, wanted, page, outcome);
	if (status != FFTPIPE_OK)
		return status;
	/* libtiff is about to hold all of it. */
	if (page->held > options->limits->memory)
		return too_much(page->held, options->limits, outcome);
	if (page->directory &&
	    libtiff.SetSubDirectory(file->tif, page->directory))
		return FFTPIPE_OK;
	return tiff_file_failed(file, outcome);
}

/* A stack with one directory has its pictures one behind the other. */
static int choose_page(struct tiff_decoder *decoder,
		       const struct decode_options *options,
		       struct outcome *outcome)
{
	struct tiff_file *file = &decoder->reader.files[0];
	struct tiff_stack stack = { 0, 0, 0 };
	uint32_t page;
	int status;

	if (decoder->base.pages == 1 && tiff_stack_find(file, &stack))
		decoder->base.pages = stack.pages;
	if (decoder->base.pages > options->limits->pages)
		return outcome_fail(outcome, FFTPIPE_EDATA,
				    "it has %u pages, over the limit of %.0f; "
				    "raise it with [limits] pages",
				    decoder->base.pages,
				    (double)options->limits->pages);
	status = decoder_choose_page(decoder->base.pages, options, &page,
				     outcome);
	if (status != FFTPIPE_OK || !stack.pages)
		return status;
	file->shift_from = stack.first;
	file->shift = (page - 1) * stack.bytes;
	return FFTPIPE_OK;
}

static int open_header(struct tiff_decoder *decoder, int fd,
		       const struct decode_options *options,
		       struct outcome *outcome)
{
	struct tiff_file *file = &decoder->reader.files[0];
	struct decoder *base = &decoder->base;
	struct tiff_page page = { 0 };
	const char *text;
	int status = open_directory(decoder, fd, options, &page, outcome);

	if (status == FFTPIPE_OK)
		status = choose_page(decoder, options, outcome);
	if (status != FFTPIPE_OK)
		return status;
	decoder->has_profile = page.profile;
	text = tiff_embedded_text(file->tif);
	status = decoder_understand(base, text, text ? strlen(text) : 0,
				    options, outcome);
	if (status == FFTPIPE_OK)
		status = tiff_layout_take(&decoder->layout, file,
					  options->gray &&
						  decoder_is_picture(base),
					  options->gray8, outcome);
	if (status != FFTPIPE_OK)
		return status;
	take_shape(decoder);
	if (decoder->layout.is_complex)
		status = tiff_spectrum_take(decoder, outcome);
	if (status == FFTPIPE_OK)
		status = decoder_check_pixels(&base->shape, options->limits,
					      outcome);
	if (status != FFTPIPE_OK)
		return status;
	/* A complaint that did not keep the directory from being read */
	*file->reason = '\0';
	return check_memory(decoder, page.held, options->limits, outcome);
}

int decoder_open_tiff(struct decoder **base, int fd,
		      const struct decode_options *options,
		      struct outcome *outcome)
{
	struct tiff_decoder *decoder = create();
	int status;

	if (!decoder)
		return outcome_fail(outcome, FFTPIPE_ENOMEM,
				    "no memory for a TIFF decoder");
	status = open_header(decoder, fd, options, outcome);
	if (status != FFTPIPE_OK) {
		close_tiff(&decoder->base);
		return status;
	}
	*base = &decoder->base;
	return FFTPIPE_OK;
}
