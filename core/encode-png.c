/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * encode-png.c - PNG files out: strips made elsewhere, framed as chunks
 *
 * libpng writes the header and texts.  The deflate stream is ours: strips that
 * end in a sync flush (png-strip.c), then an empty last block and the checksum
 * of all; so are the frames of its chunks, whose checksums took libpng longer
 * than the strips take to write, and the last chunk, before which libpng would
 * look for pixels that it never saw.
 */
#include "codec.h"

#include <errno.h>
#include <math.h>
#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "deflate.h"
#include "file-bytes.h"
#include "png-strip.h"
#include "units.h"

/* Strips shorter than GATHER share chunks of up to BUFFER. */
enum { BUFFER = 1 << 14, GATHER = 1 << 12, CHUNK_MOST = 1 << 30 };

struct png_encoder {
	struct encoder base;
	png_structp png;
	png_infop info;
	int fd;
	uLong adler;
	const struct band *band; /* being appended */
	char reason[160];
	size_t filled;
	uint8_t buffer[BUFFER];
	size_t gathered; /* of the stream, for the next chunk */
	uint8_t gather[BUFFER];
};

/* ---- libpng's side ------------------------------------------------------- */

static void on_error(png_structp png, png_const_charp message)
{
	struct png_encoder *encoder = png_get_error_ptr(png);

	snprintf(encoder->reason, sizeof encoder->reason, "%s", message);
	png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp message)
{
	(void)png, (void)message;
}

static void write_all(png_structp png, int fd, const uint8_t *from,
		      size_t nbytes)
{
	if (!file_write(fd, from, nbytes))
		png_error(png, strerror(errno));
}

static void on_flush(png_structp png)
{
	struct png_encoder *encoder = png_get_io_ptr(png);

	write_all(png, encoder->fd, encoder->buffer, encoder->filled);
	encoder->filled = 0;
}

/* Frames are small: gather them; strips go straight through. */
static void on_write(png_structp png, png_bytep from, size_t nbytes)
{
	struct png_encoder *encoder = png_get_io_ptr(png);

	if (nbytes > BUFFER - encoder->filled)
		on_flush(png);
	if (nbytes > BUFFER) {
		write_all(png, encoder->fd, from, nbytes);
		return;
	}
	memcpy(encoder->buffer + encoder->filled, from, nbytes);
	encoder->filled += nbytes;
}

/*
 * Run a step that may end in libpng's longjmp.  Steps own nothing that is not
 * in *encoder.
 */
static int guarded(struct png_encoder *encoder,
		   void (*step)(struct png_encoder *encoder),
		   struct outcome *outcome)
{
	if (setjmp(png_jmpbuf(encoder->png)))
		return outcome_fail(outcome, FFTPIPE_EDATA, "cannot write: %s",
				    encoder->reason);
	step(encoder);
	return FFTPIPE_OK;
}

/* ---- the header ---------------------------------------------------------- */

/* How many pixels of this size there are in one; 0 if no chunk can say it. */
static png_uint_32 density(double size)
{
	double pixels = rint(1 / size);

	return pixels >= 1 && pixels <= PNG_UINT_31_MAX ? (png_uint_32)pixels
							: 0;
}

/* A size that cannot be said in pixels per meter is left out. */
static void set_pixel_size(struct png_encoder *encoder)
{
	const char *text = encoder->base.sheet.pixel_size;
	int kind = PNG_RESOLUTION_METER;
	double x, y, meters = 1;
	png_uint_32 density_x, density_y;
	char unit[8];

	if (!text || sscanf(text, "%lf %lf %7s", &x, &y, unit) != 3)
		return;
	if (!strcmp(unit, "1"))
		kind = PNG_RESOLUTION_UNKNOWN;
	else
		meters = meters_in(unit, strlen(unit));
	density_x = density(x * meters);
	density_y = density(y * meters);
	if (density_x && density_y)
		png_set_pHYs(encoder->png, encoder->info, density_x, density_y,
			     kind);
}

static void set_text(struct png_encoder *encoder)
{
	char keyword[] = EMBED_KEYWORD, none[] = "";
	png_text text = {
		.compression = PNG_ITXT_COMPRESSION_NONE,
		.key = keyword,
		.lang = none,
		.lang_key = none,
	};

	if (!encoder->base.sheet.text)
		return;
	/* libpng copies, and has no const. */
	text.text = (char *)(uintptr_t)encoder->base.sheet.text;
	text.itxt_length = strlen(text.text);
	png_set_text(encoder->png, encoder->info, &text, 1);
}

static void write_header(struct png_encoder *encoder)
{
	const struct sheet *sheet = &encoder->base.sheet;
	png_structp png = encoder->png;

	png_set_write_fn(png, encoder, on_write, on_flush);
	png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
	png_set_IHDR(png, encoder->info, sheet->shape.width,
		     sheet->shape.height, (int)sheet->depth,
		     sheet->shape.channels == 3 ? PNG_COLOR_TYPE_RGB
						: PNG_COLOR_TYPE_GRAY,
		     PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
		     PNG_FILTER_TYPE_DEFAULT);
	set_pixel_size(encoder);
	set_text(encoder);
	png_write_info(png, encoder->info);
}

/* ---- strips -------------------------------------------------------------- */

static int band_png(const struct encoder *encoder, const fftpipe_image *image,
		    uint32_t first, uint32_t rows, struct band *band)
{
	return png_strip_make(&encoder->sheet, image, first, rows, band);
}

/* Length, type, bytes, checksum of the latter two. */
static void write_chunk(struct png_encoder *encoder, const char *type,
			const uint8_t *from, size_t nbytes)
{
	uint8_t head[8], tail[4];

	png_save_uint_32(head, (png_uint_32)nbytes);
	memcpy(head + 4, type, 4);
	png_save_uint_32(tail, deflate_crc(deflate_crc(0, head + 4, 4), from,
					   nbytes));
	on_write(encoder->png, head, sizeof head);
	/* libpng's signature has no const; nothing is written there. */
	on_write(encoder->png, (png_bytep)(uintptr_t)from, nbytes);
	on_write(encoder->png, tail, sizeof tail);
}

static void write_gathered(struct png_encoder *encoder)
{
	if (encoder->gathered)
		write_chunk(encoder, "IDAT", encoder->gather,
			    encoder->gathered);
	encoder->gathered = 0;
}

/* A chunk costs 12 bytes: a tenth of a strip of a flat picture. */
static void gather(struct png_encoder *encoder, const uint8_t *from,
		   size_t nbytes)
{
	if (nbytes > BUFFER - encoder->gathered)
		write_gathered(encoder);
	memcpy(encoder->gather + encoder->gathered, from, nbytes);
	encoder->gathered += nbytes;
}

static void write_strip(struct png_encoder *encoder)
{
	const uint8_t *from = encoder->band->bytes;
	size_t left = encoder->band->length;

	if (left < GATHER) {
		gather(encoder, from, left);
		return;
	}
	write_gathered(encoder);
	while (left) {
		size_t some = left < CHUNK_MOST ? left : CHUNK_MOST;

		write_chunk(encoder, "IDAT", from, some);
		from += some;
		left -= some;
	}
}

static int append_png(struct encoder *base, struct band *band, uint32_t first,
		      uint32_t rows, struct outcome *outcome)
{
	struct png_encoder *encoder = (struct png_encoder *)base;

	(void)first, (void)rows;
	encoder->band = band;
	encoder->adler = adler32_combine(encoder->adler, (uLong)band->extra[0],
					 (z_off_t)band->extra[1]);
	return guarded(encoder, write_strip, outcome);
}

static void write_end(struct png_encoder *encoder)
{
	/* An empty last block, then the checksum of all rows */
	png_byte end[6] = { 0x03, 0x00 };

	png_save_uint_32(end + 2, (png_uint_32)encoder->adler);
	gather(encoder, end, sizeof end);
	write_gathered(encoder);
	write_chunk(encoder, "IEND", end, 0);
	on_flush(encoder->png);
}

static int finish_png(struct encoder *base, struct outcome *outcome)
{
	return guarded((struct png_encoder *)base, write_end, outcome);
}

/* ---- opening and closing ------------------------------------------------- */

static void destroy_png(struct encoder *base)
{
	struct png_encoder *encoder = (struct png_encoder *)base;

	png_destroy_write_struct(&encoder->png, &encoder->info);
	free(encoder);
}

static const struct encoder_methods methods = { band_png, append_png,
						finish_png, destroy_png };

int sheet_check_png(const struct sheet *sheet, struct outcome *outcome)
{
	const fftpipe_image *shape = &sheet->shape;

	if (shape->kind != FFTPIPE_IMAGE || sheet->depth == DEPTH_COMPLEX)
		return outcome_fail(outcome, FFTPIPE_EDATA,
				    "a PNG file cannot hold complex values; "
				    "save as .tif");
	if (sheet->depth != 8 && sheet->depth != 16)
		return outcome_fail(outcome, FFTPIPE_EDATA,
				    "a PNG file holds 8 or 16 bits, not %u; "
				    "save as .tif",
				    sheet->depth);
	if (shape->channels != 1 && shape->channels != 3)
		return outcome_fail(outcome, FFTPIPE_EDATA,
				    "a PNG file holds 1 or 3 channels, not %u; "
				    "save as .tif",
				    shape->channels);
	if (shape->width > PNG_UINT_31_MAX || shape->height > PNG_UINT_31_MAX)
		return outcome_fail(outcome, FFTPIPE_EDATA,
				    "%u x %u samples are more than a PNG file "
				    "holds; save as .tif",
				    shape->width, shape->height);
	return FFTPIPE_OK;
}

static struct png_encoder *create(int fd, const struct sheet *sheet)
{
	/* deflate with a window of 32 KB; fastest; no dictionary */
	static const uint8_t begin[] = { 0x78, 0x01 };
	struct png_encoder *encoder = calloc(1, sizeof *encoder);

	if (!encoder)
		return NULL;
	gather(encoder, begin, sizeof begin);
	encoder->base.methods = &methods;
	encoder->base.sheet = *sheet;
	encoder->fd = fd;
	encoder->adler = adler32(0, NULL, 0);
	encoder->png = png_create_write_struct(PNG_LIBPNG_VER_STRING, encoder,
					       on_error, on_warning);
	if (encoder->png)
		encoder->info = png_create_info_struct(encoder->png);
	if (encoder->info)
		return encoder;
	destroy_png(&encoder->base);
	return NULL;
}

int encoder_open_png(struct encoder **base, int fd, const struct sheet *sheet,
		     struct outcome *outcome)
{
	struct png_encoder *encoder = create(fd, sheet);
	int status;

	if (!encoder)
		return outcome_fail(outcome, FFTPIPE_ENOMEM,
				    "no memory for a PNG encoder");
	status = guarded(encoder, write_header, outcome);
	if (status != FFTPIPE_OK) {
		destroy_png(&encoder->base);
		return status;
	}
	*base = &encoder->base;
	return FFTPIPE_OK;
}
