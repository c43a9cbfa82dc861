/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * encode-csv.c - CSV files out: a line per sample of an image that is one row
 *
 * Numbers are the shortest that read back as the same float.
 */
#include "codec.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file-bytes.h"
#include "image.h"
#include "number.h"

struct csv_encoder {
	struct encoder base;
	int fd;
};

/* ---- text ---------------------------------------------------------------- */

/* The double that the fewest digits say, of those that round to `value`. */
static void print_float(char *text, float value)
{
	double number = (double)value;

	for (int digits = 1; digits <= 9 && isfinite(value); digits++) {
		snprintf(text, NUMBER_NBYTES, "%.*g", digits, (double)value);
		number = strtod(text, NULL);
		if ((float)number == value)
			break;
	}
	number_print(text, NUMBER_NBYTES, number);
}

static void add(struct band *band, const char *text)
{
	size_t length = strlen(text);

	memcpy(band->bytes + band->length, text, length);
	band->length += length;
}

/* A line break in the titles would make lines of its own. */
static void add_titles(struct band *band, const char *titles)
{
	for (; *titles; titles++)
		band->bytes[band->length++] =
			(unsigned char)*titles < ' ' ? ' ' : (uint8_t)*titles;
	add(band, "\n");
}

static bool reserve(const struct sheet *sheet, struct band *band)
{
	const char *titles = sheet->columns;
	size_t room, head = titles ? strlen(titles) + 1 : 0;

	return size_multiply(sheet->shape.width, sheet->shape.channels,
			     &room) &&
	       size_multiply(room, NUMBER_NBYTES, &room) &&
	       head <= SIZE_MAX - room && band_reserve(band, head + room);
}

/* There is one row, and so one band. */
static int band_csv(const struct encoder *encoder, const fftpipe_image *image,
		    uint32_t first, uint32_t rows, struct band *band)
{
	const struct sheet *sheet = &encoder->sheet;
	const uint32_t channels = sheet->shape.channels;
	char text[NUMBER_NBYTES];

	(void)rows;
	if (!reserve(sheet, band))
		return FFTPIPE_ENOMEM;
	if (sheet->columns)
		add_titles(band, sheet->columns);
	for (uint32_t x = 0; x < sheet->shape.width; x++)
		for (uint32_t c = 0; c < channels; c++) {
			print_float(text, fftpipe_row(image, c, first)[x]);
			add(band, text);
			add(band, c + 1 < channels ? "," : "\n");
		}
	return FFTPIPE_OK;
}

/* ---- the file ------------------------------------------------------------ */

static int append_csv(struct encoder *base, struct band *band, uint32_t first,
		      uint32_t rows, struct outcome *outcome)
{
	const struct csv_encoder *encoder = (const struct csv_encoder *)base;

	(void)first, (void)rows;
	if (!file_write(encoder->fd, band->bytes, band->length))
		return outcome_fail(outcome, FFTPIPE_EDATA, "cannot write: %s",
				    strerror(errno));
	return FFTPIPE_OK;
}

static int finish_csv(struct encoder *base, struct outcome *outcome)
{
	(void)base, (void)outcome;
	return FFTPIPE_OK;
}

static void destroy_csv(struct encoder *base)
{
	free(base);
}

static const struct encoder_methods methods = { band_csv, append_csv,
						finish_csv, destroy_csv };

int sheet_check_csv(const struct sheet *sheet, struct outcome *outcome)
{
	if (sheet->shape.kind != FFTPIPE_IMAGE)
		return outcome_fail(outcome, FFTPIPE_EDATA,
				    "a CSV file cannot hold complex values; "
				    "save as .tif");
	if (sheet->depth != DEPTH_32)
		return outcome_fail(outcome, FFTPIPE_EDATA,
				    "a CSV file holds numbers, not levels of "
				    "%u bits; leave depth out",
				    sheet->depth);
	if (sheet->shape.height != 1)
		return outcome_fail(outcome, FFTPIPE_EDATA,
				    "a CSV file holds one row of samples, and "
				    "this image has %u; save as .tif",
				    sheet->shape.height);
	return FFTPIPE_OK;
}

int encoder_open_csv(struct encoder **base, int fd, const struct sheet *sheet,
		     struct outcome *outcome)
{
	struct csv_encoder *encoder = calloc(1, sizeof *encoder);

	if (!encoder)
		return outcome_fail(outcome, FFTPIPE_ENOMEM,
				    "no memory for a CSV encoder");
	encoder->base.methods = &methods;
	encoder->base.sheet = *sheet;
	encoder->fd = fd;
	*base = &encoder->base;
	return FFTPIPE_OK;
}
