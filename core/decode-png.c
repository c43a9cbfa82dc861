/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode-png.c - PNG files in
 *
 * libpng reads all heads, and the rows of what is not plain; png-fast.c reads
 * the rows of the rest, and leaves a file to libpng at the first oddity.
 * Samples keep the file's own values; those of 1, 2 and 4 bits, which by the
 * format's rule are steps from black to white, are spread over 0..255. Palettes
 * become colors, alpha is dropped.  Rows become floats as they are read, those
 * of interlaced files too, pass by pass: no second picture is held.
 */
#include "codec.h"

#include <errno.h>
#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file-bytes.h"
#include "image.h"
#include "png-chunks.h"
#include "png-fast.h"
#include "png-samples.h"

enum { BUFFER = 1 << 16 };

/* A file that libpng reads through a buffer. */
struct source {
	int fd;
	off_t offset; /* of the bytes behind the buffer */
	size_t at, filled;
	uint8_t bytes[BUFFER];
};

struct png_decoder {
	struct decoder base;
	png_structp png;
	png_infop info;
	struct png_chunks chunks;
	struct png_samples samples;
	int color_type;
	/* While reading */
	fftpipe_image *into;
	uint8_t *row;
	float *pixels; /* one row of one channel, for interlaced files */
	double sum;
	char reason[160];
	bool reading_failed;
	struct source source;
};

/* ---- libpng's side ------------------------------------------------------- */

static void on_error(png_structp png, png_const_charp message)
{
	struct png_decoder *decoder = png_get_error_ptr(png);

	snprintf(decoder->reason, sizeof decoder->reason, "%s", message);
	png_longjmp(png, 1);
}

/* What libpng can live with, we can. */
static void on_warning(png_structp png, png_const_charp message)
{
	(void)png, (void)message;
}

static void fill(png_structp png, struct png_decoder *decoder)
{
	struct source *source = &decoder->source;
	const ssize_t n =
		file_read(source->fd, source->bytes, BUFFER, source->offset);

	decoder->reading_failed = n < 0;
	if (n < 0)
		png_error(png, strerror(errno));
	if (!n)
		png_error(png, "it ends too early");
	source->offset += n;
	source->filled = (size_t)n;
	source->at = 0;
}

static void on_read(png_structp png, png_bytep to, size_t nbytes)
{
	struct png_decoder *decoder = png_get_io_ptr(png);
	struct source *source = &decoder->source;

	while (nbytes) {
		size_t n = source->filled - source->at;

		if (!n) {
			fill(png, decoder);
			continue;
		}
		n = n < nbytes ? n : nbytes;
		memcpy(to, source->bytes + source->at, n);
		source->at += n;
		to += n;
		nbytes -= n;
	}
}

/*
 * Run a step that may end in libpng's longjmp: false then.  Steps own nothing
 * that is not in *decoder.
 */
static bool guarded(struct png_decoder *decoder,
		    void (*step)(struct png_decoder *decoder))
{
	if (setjmp(png_jmpbuf(decoder->png)))
		return false;
	step(decoder);
	return true;
}

static int fail(const struct png_decoder *decoder, struct outcome *outcome)
{
	return outcome_fail(outcome, FFTPIPE_EDATA, "%s: %s",
			    decoder->reading_failed ? "cannot read"
						    : "not a valid PNG",
			    decoder->reason);
}

/* ---- the header ---------------------------------------------------------- */

/*
 * Sizes are judged by our limits.  Chunks beside the pixels are skipped, hence
 * no memory to limit; libpng's limit on them would refuse pictures with long
 * texts.
 */
static void read_header(struct png_decoder *decoder)
{
	png_structp png = decoder->png;

	png_set_read_fn(png, decoder, on_read);
	png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
	png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
	png_set_chunk_malloc_max(png, 0);
	png_set_chunk_cache_max(png, 1);
	png_set_compression_buffer_size(png, BUFFER);
	png_read_info(png, decoder->info);
}

/* Indices beyond the palette are black, as in other decoders. */
static void look_up_palette(struct png_decoder *decoder)
{
	png_colorp palette;
	int count = 0;

	png_get_PLTE(decoder->png, decoder->info, &palette, &count);
	for (int i = 0; i < count && i < PNG_PALETTE_MOST; i++) {
		png_color color = palette[i];

		decoder->samples.table[0][i] = color.red;
		decoder->samples.table[1][i] = color.green;
		decoder->samples.table[2][i] = color.blue;
		if (decoder->samples.gray)
			decoder->samples.table[0][i] =
				png_luma8(color.red, color.green, color.blue);
	}
}

static void look_up_steps(struct png_decoder *decoder)
{
	int largest = (1 << decoder->samples.bit_depth) - 1;

	for (int i = 0; i <= largest; i++) {
		int spread = i * 255 / largest;

		decoder->samples.table[0][i] = (float)spread;
	}
}

/*
 * 16 bits as Pillow's convert("L") makes 8 of them: gray is clipped at 255,
 * everything else keeps its high bytes.
 */
static void reduce_to_8(struct png_decoder *decoder)
{
	if (decoder->samples.bit_depth < 16 ||
	    !decoder_is_picture(&decoder->base))
		return;
	if (decoder->color_type == PNG_COLOR_TYPE_GRAY) {
		decoder->samples.clipped = true;
		return;
	}
	png_set_strip_16(decoder->png);
	decoder->samples.bit_depth = 8;
}

/* Libpng's header as ours. */
static void take_shape(struct png_decoder *decoder,
		       const struct decode_options *options)
{
	struct decoder *base = &decoder->base;
	fftpipe_image *shape = &base->shape;
	int type = png_get_color_type(decoder->png, decoder->info);
	bool colored = type & PNG_COLOR_MASK_COLOR;

	decoder->color_type = type;
	decoder->samples.bit_depth =
		png_get_bit_depth(decoder->png, decoder->info);
	decoder->samples.step = png_get_channels(decoder->png, decoder->info);
	decoder->samples.gray =
		options->gray && colored && decoder_is_picture(base);
	if (options->gray8)
		reduce_to_8(decoder);
	decoder->samples.looked_up = type == PNG_COLOR_TYPE_PALETTE ||
				     decoder->samples.bit_depth < 8;
	if (type == PNG_COLOR_TYPE_PALETTE)
		look_up_palette(decoder);
	else if (decoder->samples.looked_up)
		look_up_steps(decoder);
	shape->struct_size = sizeof *shape;
	shape->kind = FFTPIPE_IMAGE;
	shape->width = png_get_image_width(decoder->png, decoder->info);
	shape->height = png_get_image_height(decoder->png, decoder->info);
	shape->channels = colored && !decoder->samples.gray ? 3 : 1;
	base->depth =
		decoder->samples.bit_depth == 16 && !decoder->samples.clipped
			? 16
			: 8;
	base->pages = 1;
	/* libpng holds two rows and we one, and the floats of one. */
	base->memory =
		3 * (uint64_t)png_get_rowbytes(decoder->png, decoder->info) +
		5 * (uint64_t)shape->width + sizeof *decoder +
		2 * (uint64_t)BUFFER +
		png_fast_memory(png_get_rowbytes(decoder->png, decoder->info),
				shape->height);
}

/* ---- all rows ------------------------------------------------------------ */

/* The file's row `y` to floats. */
static void take_row(void *context, uint32_t y, const uint8_t *from)
{
	struct png_decoder *decoder = context;
	fftpipe_image *into = decoder->into;

	for (uint32_t c = 0; c < into->channels; c++) {
		float *row = fftpipe_row(into, c, y);

		png_samples_convert(&decoder->samples, from, c, into->width,
				    row);
		decoder->sum += png_samples_sum(row, into->width);
	}
}

static void read_straight(struct png_decoder *decoder)
{
	for (uint32_t y = 0; y < decoder->into->height; y++) {
		png_read_row(decoder->png, decoder->row, NULL);
		take_row(decoder, y, decoder->row);
	}
}

/*
 * Without libpng, if the file is plain; what can't be read so is read again.
 * Bits, palettes and 16 bits cut to 8 are libpng's business.
 */
static bool read_fast(struct png_decoder *decoder, struct pool *pool)
{
	png_structp png = decoder->png;
	struct png_plain plain = {
		.fd = decoder->source.fd,
		.pixels = decoder->chunks.pixels,
		.height = decoder->into->height,
		.row_bytes = png_get_rowbytes(png, decoder->info),
		.pixel_bytes = decoder->samples.step *
			       (unsigned)decoder->samples.bit_depth / 8,
		.take_row = take_row,
		.context = decoder,
	};

	if (decoder->samples.looked_up ||
	    decoder->samples.bit_depth !=
		    png_get_bit_depth(png, decoder->info) ||
	    png_get_interlace_type(png, decoder->info) != PNG_INTERLACE_NONE)
		return false;
	if (png_fast_read(&plain, pool))
		return true;
	decoder->sum = 0;
	return false;
}

/* Without libpng's interlace handling its rows hold only the pass's pixels. */
static void read_pass(struct png_decoder *decoder, int pass)
{
	fftpipe_image *into = decoder->into;
	const uint32_t columns = PNG_PASS_COLS(into->width, pass);
	const uint32_t rows = PNG_PASS_ROWS(into->height, pass);
	const uint32_t first_x = PNG_PASS_START_COL(pass);
	const uint32_t first_y = PNG_PASS_START_ROW(pass);

	for (uint32_t k = 0; columns && k < rows; k++) {
		uint32_t y = first_y + (k << PNG_PASS_ROW_SHIFT(pass));

		png_read_row(decoder->png, decoder->row, NULL);
		for (uint32_t c = 0; c < into->channels; c++) {
			float *to = fftpipe_row(into, c, y) + first_x;

			png_samples_convert(&decoder->samples, decoder->row, c,
					    columns, decoder->pixels);
			decoder->sum +=
				png_samples_sum(decoder->pixels, columns);
			for (uint32_t i = 0; i < columns; i++)
				to[(size_t)i << PNG_PASS_COL_SHIFT(pass)] =
					decoder->pixels[i];
		}
	}
}

static void read_samples(struct png_decoder *decoder)
{
	png_structp png = decoder->png;

	if (decoder->samples.bit_depth < 8)
		png_set_packing(png);
	png_read_update_info(png, decoder->info);
	if (png_get_interlace_type(png, decoder->info) == PNG_INTERLACE_NONE)
		read_straight(decoder);
	else
		for (int pass = 0; pass < PNG_INTERLACE_ADAM7_PASSES; pass++)
			read_pass(decoder, pass);
	/* A file that is cut short or damaged behind its pixels is damaged. */
	png_read_end(png, NULL);
}

static void tell_dropped(const struct png_decoder *decoder,
			 struct outcome *outcome)
{
	if (decoder->color_type & PNG_COLOR_MASK_ALPHA ||
	    decoder->chunks.transparency)
		outcome_note(outcome, FFTPIPE_WARNING, "alpha channel dropped");
	if (decoder->samples.clipped)
		outcome_note(outcome, FFTPIPE_WARNING,
			     "16-bit gray is clipped at 255, as the Python "
			     "tool did; color = gray keeps all of it");
	if (decoder->chunks.profile)
		/* Information is said once per run: profiles come in hundreds.
		 */
		outcome_note(
			outcome, FFTPIPE_INFO,
			"color profile dropped: values are taken as stored");
}

/* "X Y UNIT": the size of a pixel in meters, or, with unit 1, relative. */
static int take_pixel_size(const struct png_decoder *decoder,
			   fftpipe_meta *meta)
{
	const struct png_chunks *chunks = &decoder->chunks;
	char text[80];

	if (!chunks->has_density)
		return FFTPIPE_OK;
	snprintf(text, sizeof text, "%.12g %.12g %s", 1.0 / chunks->density_x,
		 1.0 / chunks->density_y, chunks->in_meters ? "m" : "1");
	return meta_set(meta, "pixel-size", text);
}

static bool rows_allocate(struct png_decoder *decoder)
{
	const fftpipe_image *shape = &decoder->base.shape;
	size_t pixel = decoder->samples.step *
		       (decoder->samples.bit_depth == 16 ? 2 : 1);
	size_t row, pixels;

	/* Samples of few bits come one to a byte. */
	if (!size_multiply(shape->width, pixel, &row) ||
	    !size_multiply(shape->width, sizeof(float), &pixels))
		return false;
	decoder->row = malloc(row);
	decoder->pixels = malloc(pixels);
	return decoder->row && decoder->pixels;
}

static int read_png(struct decoder *base, fftpipe_image *into,
		    struct pool *pool, struct outcome *outcome)
{
	struct png_decoder *decoder = (struct png_decoder *)base;
	double samples = (double)into->width * into->height * into->channels;

	decoder->into = into;
	if (!rows_allocate(decoder))
		return outcome_fail(outcome, FFTPIPE_ENOMEM,
				    "no memory for a row of the PNG file");
	if (!read_fast(decoder, pool) && !guarded(decoder, read_samples))
		return fail(decoder, outcome);
	base->mean = decoder->sum / samples;
	into->lo = 0;
	into->hi = base->depth == 16 ? 65535 : 255;
	into->symmetry = FFTPIPE_ASYMMETRIC;
	if (take_pixel_size(decoder, into->meta) != FFTPIPE_OK)
		return outcome_fail(outcome, FFTPIPE_ENOMEM,
				    "no memory for the size of a pixel");
	tell_dropped(decoder, outcome);
	return FFTPIPE_OK;
}

/* ---- opening and closing ------------------------------------------------- */

static void close_png(struct decoder *base)
{
	struct png_decoder *decoder = (struct png_decoder *)base;

	png_destroy_read_struct(&decoder->png, &decoder->info, NULL);
	png_chunks_finish(&decoder->chunks);
	embedded_finish(&base->embedded);
	free(decoder->row);
	free(decoder->pixels);
	free(decoder);
}

static const struct decoder_methods methods = { read_png, close_png };

static struct png_decoder *create(int fd)
{
	struct png_decoder *decoder = calloc(1, sizeof *decoder);

	if (!decoder)
		return NULL;
	decoder->base.methods = &methods;
	decoder->base.format = FORMAT_PNG;
	decoder->source.fd = fd;
	decoder->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, decoder,
					      on_error, on_warning);
	if (decoder->png)
		decoder->info = png_create_info_struct(decoder->png);
	if (embedded_init(&decoder->base.embedded) && decoder->info)
		return decoder;
	close_png(&decoder->base);
	return NULL;
}

static int open_header(struct png_decoder *decoder, int fd,
		       const struct decode_options *options,
		       struct outcome *outcome)
{
	struct png_chunks *chunks = &decoder->chunks;
	int status;

	if (!guarded(decoder, read_header))
		return fail(decoder, outcome);
	status = png_chunks_read(chunks, fd, options->limits, outcome);
	if (status != FFTPIPE_OK)
		return status;
	status = decoder_understand(&decoder->base, chunks->text,
				    chunks->text_length, options, outcome);
	if (status != FFTPIPE_OK)
		return status;
	take_shape(decoder, options);
	return decoder_check_pixels(&decoder->base.shape, options->limits,
				    outcome);
}

int decoder_open_png(struct decoder **base, int fd,
		     const struct decode_options *options,
		     struct outcome *outcome)
{
	struct png_decoder *decoder = create(fd);
	int status;

	if (!decoder)
		return outcome_fail(outcome, FFTPIPE_ENOMEM,
				    "no memory for a PNG decoder");
	status = open_header(decoder, fd, options, outcome);
	if (status != FFTPIPE_OK) {
		close_png(&decoder->base);
		return status;
	}
	*base = &decoder->base;
	return FFTPIPE_OK;
}
