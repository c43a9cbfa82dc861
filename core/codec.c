/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * codec.c - picture files in and out: what all formats share
 *
 * A format delivers the file's own numbers; here, and in codec-levels.c, they
 * become what they stand for.
 */
#include "codec.h"
#include "file-type.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "codec-levels.h"
#include "file-bytes.h"
#include "image.h"

/* ---- reading: what goes with the samples --------------------------------- */

/* False if the text is none of ours. */
static bool take_text(struct decoder *decoder, const char *text, size_t length)
{
	struct embedded *embedded = &decoder->embedded;

	embedded_finish(embedded);
	if (!embedded_parse(embedded, text, length))
		return false;
	decoder->has_embedded = true;
	if (embedded->has_magnitude_range && !embedded->has_levels) {
		decoder->scaled = true;
		decoder->scaled_lo = embedded->mag_min;
		decoder->scaled_hi = embedded->mag_max;
	}
	return true;
}

static int no_memory(struct outcome *outcome)
{
	return outcome_fail(outcome, FFTPIPE_ENOMEM,
			    "no memory for what goes with the samples");
}

int decoder_understand(struct decoder *decoder, const char *text, size_t length,
		       const struct decode_options *options,
		       struct outcome *outcome)
{
	const struct embedded *embedded = &decoder->embedded;

	if (text && take_text(decoder, text, length))
		return FFTPIPE_OK;
	if (text && !embedded->out_of_memory)
		outcome_note(outcome, FFTPIPE_WARNING,
			     "the text inside that says what the values mean "
			     "is damaged: values are taken as stored");
	if (!embedded->out_of_memory && options->beside &&
	    take_text(decoder, options->beside, options->beside_length))
		return FFTPIPE_OK;
	if (embedded->out_of_memory)
		return no_memory(outcome);
	if (options->beside && embedded->reversed)
		outcome_note(outcome, FFTPIPE_WARNING,
			     "the JSON file beside the picture has mag_min, "
			     "%g, above mag_max, %g: it is not used",
			     embedded->mag_min, embedded->mag_max);
	else if (options->beside)
		outcome_note(outcome, FFTPIPE_WARNING,
			     "the JSON file beside the picture does not say "
			     "mag_min and mag_max: it is not used");
	decoder->scaled = options->has_range;
	decoder->scaled_lo = options->lo;
	decoder->scaled_hi = options->hi;
	return FFTPIPE_OK;
}

bool decoder_is_picture(const struct decoder *decoder)
{
	return !decoder->has_embedded ||
	       decoder->embedded.meaning == MEANING_PICTURE;
}

int decoder_check_pixels(const fftpipe_image *shape,
			 const struct limits *limits, struct outcome *outcome)
{
	uint64_t plane = (uint64_t)shape->width * shape->height;
	char channels[32] = "";

	if (plane <= limits->pixels / shape->channels)
		return FFTPIPE_OK;
	if (shape->channels > 1)
		snprintf(channels, sizeof channels, " x %" PRIu32,
			 shape->channels);
	return outcome_fail(outcome, FFTPIPE_EDATA,
			    "picture of %" PRIu32 " x %" PRIu32
			    "%s samples is %.0f, over "
			    "the limit of %" PRIu64
			    "; raise it with [limits] pixels",
			    shape->width, shape->height, channels,
			    (double)plane * shape->channels, limits->pixels);
}

/* ---- reading: opening ---------------------------------------------------- */

static uint32_t color_of(const struct decoder *decoder)
{
	uint32_t plain =
		decoder->shape.channels == 3 ? FFTPIPE_RGB : FFTPIPE_GRAY;

	if (decoder->shape.color)
		plain = decoder->shape.color;
	return decoder_is_picture(decoder) ? plain : decoder->embedded.color;
}

int decoder_choose_page(uint32_t pages, const struct decode_options *options,
			uint32_t *page, struct outcome *outcome)
{
	*page = options->one_page_serves && pages == 1 ? 1 : options->page;
	if (*page <= pages)
		return FFTPIPE_OK;
	return outcome_fail(outcome, FFTPIPE_EDATA,
			    "there is no page %" PRIu32
			    ": the file has %" PRIu32,
			    *page, pages);
}

/* A PNG file has one page. */
static int open_png(struct decoder **decoder, int fd,
		    const struct decode_options *options,
		    struct outcome *outcome)
{
	int status = decoder_open_png(decoder, fd, options, outcome);
	uint32_t page;

	if (status != FFTPIPE_OK)
		return status;
	status =
		decoder_choose_page((*decoder)->pages, options, &page, outcome);
	if (status != FFTPIPE_OK) {
		decoder_close(*decoder);
		*decoder = NULL;
	}
	return status;
}

int decoder_open(struct decoder **decoder, int fd,
		 const struct decode_options *options, struct outcome *outcome)
{
	uint8_t start[FILE_START];
	ssize_t n = file_read(fd, start, sizeof start, 0);
	int status;

	*decoder = NULL;
	if (n < 0)
		return outcome_fail(outcome, FFTPIPE_EDATA, "cannot read: %s",
				    strerror(errno));
	switch (file_type(start, (size_t)n)) {
	case TYPE_PNG:
		status = open_png(decoder, fd, options, outcome);
		break;
	case TYPE_TIFF:
		status = decoder_open_tiff(decoder, fd, options, outcome);
		break;
	default:
		return file_type_refuse(start, (size_t)n, outcome);
	}
	if (status != FFTPIPE_OK)
		return status;
	(*decoder)->shape.color = color_of(*decoder);
	return FFTPIPE_OK;
}

/* ---- reading: samples to values ------------------------------------------ */

/* The file's smallest level stands for scaled_lo, its largest for scaled_hi. */
static int apply_scale(const struct decoder *decoder, fftpipe_image *into,
		       struct pool *pool)
{
	const struct levels levels = {
		.depth = decoder->depth,
		.lo = decoder->scaled_lo,
		.hi = decoder->scaled_hi,
	};

	into->lo = levels.lo;
	into->hi = levels.hi;
	return levels_read(&levels, into, pool);
}

static bool set_number(fftpipe_meta *meta, const char *key, double number)
{
	char text[40];

	snprintf(text, sizeof text, "%.17g", number);
	return meta_set(meta, key, text) == FFTPIPE_OK;
}

/* The image gets the entries that travelled in the file. */
static bool take_entries(const struct embedded *embedded, fftpipe_meta *meta)
{
	for (size_t i = 0; i < embedded->meta->count; i++)
		if (meta_set(meta, embedded->meta->entries[i].key,
			     embedded->meta->entries[i].value) != FFTPIPE_OK)
			return false;
	if (!embedded->has_magnitude_range)
		return true;
	return set_number(meta, "mag_min", embedded->mag_min) &&
	       set_number(meta, "mag_max", embedded->mag_max);
}

/* Sums of rows, so that the order of threads does not matter. */
static double image_mean(const fftpipe_image *image)
{
	double samples = (double)image->width * image->height * image->channels;
	double sum = 0;

	for (uint32_t c = 0; c < image->channels; c++)
		for (uint32_t y = 0; y < image->height; y++) {
			const float *row = fftpipe_row(image, c, y);
			double row_sum = 0;

			for (uint32_t x = 0; x < image->width; x++)
				row_sum += (double)row[x];
			sum += row_sum;
		}
	return sum / samples;
}

/* Values that need no levels to be understood; [input] range bounds them. */
static void apply_bounds(const struct decoder *decoder, fftpipe_image *into)
{
	const struct embedded *embedded = &decoder->embedded;
	bool resized = embedded->width != into->width ||
		       embedded->height != into->height;

	if (decoder->has_embedded && !resized)
		into->symmetry = embedded->symmetry;
	if (decoder->has_embedded || !decoder->scaled)
		return;
	into->lo = decoder->scaled_lo;
	into->hi = decoder->scaled_hi;
}

static int apply_meaning(struct decoder *decoder, fftpipe_image *into,
			 struct pool *pool, struct outcome *outcome)
{
	int status = FFTPIPE_OK;

	if (decoder->unbounded) {
		apply_bounds(decoder, into);
		return FFTPIPE_OK;
	}
	if (decoder->embedded.has_levels)
		status = codec_levels(decoder, into, pool, outcome);
	else if (decoder->scaled)
		status = apply_scale(decoder, into, pool);
	else
		return FFTPIPE_OK;
	/* Who knows its source tells of that one's mean. */
	if (status == FFTPIPE_OK && !decoder->embedded.origin.known)
		decoder->mean = image_mean(into);
	return status;
}

int decoder_read(struct decoder *decoder, fftpipe_image *into,
		 struct pool *pool, struct outcome *outcome)
{
	int status = decoder->methods->read(decoder, into, pool, outcome);

	if (status != FFTPIPE_OK)
		return status;
	into->color = decoder->shape.color;
	status = apply_meaning(decoder, into, pool, outcome);
	if (status != FFTPIPE_OK)
		return status;
	if (!take_entries(&decoder->embedded, into->meta))
		return no_memory(outcome);
	return FFTPIPE_OK;
}

void decoder_close(struct decoder *decoder)
{
	if (decoder)
		decoder->methods->close(decoder);
}

/* ---- writing ------------------------------------------------------------- */

void band_finish(struct band *band)
{
	free(band->bytes);
	if (band->work)
		band->work_destroy(band->work);
	*band = (struct band){ 0 };
}

bool band_reserve(struct band *band, size_t room)
{
	uint8_t *bytes;

	if (room <= band->room)
		return true;
	bytes = malloc(room);
	if (!bytes)
		return false;
	if (band->length)
		memcpy(bytes, band->bytes, band->length);
	free(band->bytes);
	band->bytes = bytes;
	band->room = room;
	return true;
}

int sheet_check(const struct sheet *sheet, struct outcome *outcome)
{
	switch (sheet->format) {
	case FORMAT_TIFF:
		return sheet_check_tiff(sheet, outcome);
	case FORMAT_CSV:
		return sheet_check_csv(sheet, outcome);
	default:
		return sheet_check_png(sheet, outcome);
	}
}

int encoder_open(struct encoder **encoder, int fd, const struct sheet *sheet,
		 struct outcome *outcome)
{
	int status = sheet_check(sheet, outcome);

	*encoder = NULL;
	if (status != FFTPIPE_OK)
		return status;
	switch (sheet->format) {
	case FORMAT_TIFF:
		return encoder_open_tiff(encoder, fd, sheet, outcome);
	case FORMAT_CSV:
		return encoder_open_csv(encoder, fd, sheet, outcome);
	default:
		return encoder_open_png(encoder, fd, sheet, outcome);
	}
}

int encoder_band(const struct encoder *encoder, const fftpipe_image *image,
		 uint32_t first, uint32_t rows, struct band *band)
{
	band->length = 0;
	band->count = (struct levels_count){ 0, 0, 0 };
	if (band->work && band->work_of != encoder->methods) {
		band->work_destroy(band->work);
		band->work = NULL;
	}
	band->work_of = encoder->methods;
	return encoder->methods->band(encoder, image, first, rows, band);
}

int encoder_append(struct encoder *encoder, struct band *band, uint32_t first,
		   uint32_t rows, struct outcome *outcome)
{
	levels_count_add(&encoder->count, &band->count);
	return encoder->methods->append(encoder, band, first, rows, outcome);
}

static void warn_of_clipping(const struct encoder *encoder,
			     struct outcome *outcome)
{
	const struct levels *levels = &encoder->sheet.levels;
	uint64_t clipped = encoder->count.below + encoder->count.above;

	if (clipped > encoder->sheet.exact)
		outcome_note(outcome, FFTPIPE_WARNING,
			     "%" PRIu64 " sample%s outside %g..%g %s clipped "
			     "(%" PRIu64 " below, %" PRIu64 " above)",
			     clipped, clipped == 1 ? "" : "s", levels->lo,
			     levels->hi, clipped == 1 ? "was" : "were",
			     encoder->count.below, encoder->count.above);
	if (encoder->count.not_finite)
		outcome_note(outcome, FFTPIPE_WARNING,
			     "%" PRIu64 " %s; NaN was written as level 0",
			     encoder->count.not_finite,
			     encoder->count.not_finite == 1
				     ? "sample is infinite or not a number"
				     : "samples are infinite or not numbers");
}

int encoder_finish(struct encoder *encoder, struct outcome *outcome)
{
	int status = encoder->methods->finish(encoder, outcome);

	if (status == FFTPIPE_OK)
		warn_of_clipping(encoder, outcome);
	return status;
}

void encoder_destroy(struct encoder *encoder)
{
	if (encoder)
		encoder->methods->destroy(encoder);
}
