/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode-tiff.c - TIFF files in, through libtiff
 *
 * Samples keep the file's own values; unsigned ones of fewer than 8 bits are
 * steps from black to white and are spread over 0..255, as those of a PNG file
 * are.  Palettes, inks, video and CIE colors become red, green and blue, alpha
 * is dropped, and the picture is turned as its orientation says.
 */
#include "codec.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tiff-decoder.h"
#include "tiff-pages.h"
#include "tiff-text.h"

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
	if (layout->model == TIFF_CMYK)
		outcome_note(outcome, FFTPIPE_WARNING,
			     "inks (CMYK) became %s by a formula, not by a "
			     "color profile",
			     layout->gray ? "gray" : "red, green and blue");
	if (layout->model == TIFF_LAB)
		outcome_note(outcome, FFTPIPE_WARNING,
			     "L*a*b* became %s; colors that sRGB cannot show "
			     "were clipped",
			     layout->gray ? "sRGB and that gray" : "sRGB");
	if (decoder->has_profile)
		outcome_note(
			outcome, FFTPIPE_WARNING,
			"color profile dropped: values are taken as stored");
	if (layout->samples.lost)
		outcome_note(outcome, FFTPIPE_WARNING,
			     "samples of %u bits were rounded to floats of 32 "
			     "bits",
			     layout->samples.bits);
	if (layout->samples.beyond)
		outcome_note(outcome, FFTPIPE_WARNING,
			     "%" PRIu64 " samples beyond 3.4e38 became "
			     "infinite: floats of 32 bits hold no more; scale "
			     "them first",
			     layout->samples.beyond);
}

static int read_tiff(struct decoder *base, fftpipe_image *into,
		     struct pool *pool, struct outcome *outcome)
{
	struct tiff_decoder *decoder = (struct tiff_decoder *)base;
	int status;

	into->lo = decoder->layout.lo;
	into->hi = decoder->layout.hi;
	into->symmetry = FFTPIPE_ASYMMETRIC;
	if (base->shape.kind == FFTPIPE_SPECTRUM)
		status = tiff_spectrum_read(decoder, into, outcome);
	else
		status = tiff_picture_read(decoder, into, pool, outcome);
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
			const struct decode_options *options,
			struct outcome *outcome)
{
	const struct limits *limits = options->limits;
	int status = tiff_reader_measure(&decoder->reader, held, limits->memory,
					 outcome);

	if (status != FFTPIPE_OK)
		return status;
	decoder->readers = tiff_picture_readers(decoder, options->threads);
	decoder->base.memory = tiff_picture_memory(decoder, decoder->readers);
	decoder->base.least = tiff_picture_memory(decoder, 1);
	if (decoder->base.least <= limits->memory)
		return FFTPIPE_OK;
	return too_much(decoder->base.least, limits, outcome);
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
	return check_memory(decoder, page.held, options, outcome);
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
