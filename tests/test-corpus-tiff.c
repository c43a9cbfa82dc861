/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-corpus-tiff.c - every TIFF file of the corpus as its manifest expects
 *
 * The corpus is not part of the sources: without it the tests are skipped.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "digest.h"
#include "tiff-common.h"

/* Columns of the manifest */
enum {
	FILE_NAME,
	CATEGORY,
	EXPECT,
	WIDTH,
	HEIGHT,
	BITS,
	SAMPLES,
	SAMPLE_FORMAT,
	PHOTOMETRIC,
	COMPRESSION,
	PLANAR,
	TILED,
	ORIENTATION = 15,
	GRAY_MIN,
	GRAY_MAX,
	GRAY_MEAN,
	LUMA_DIGEST,
	LUMA_MEAN,
	RAW_DIGEST,
	NOTE = 26,
	COLUMNS = 29
};

static char folder[4096];
static unsigned seen, failed, compared;

static void complain(char **column, const char *what)
{
	print_error("%s (%s): %s\n", column[FILE_NAME], column[EXPECT], what);
	failed++;
}

static bool is(char **column, int which, const char *word)
{
	return !strcmp(column[which], word);
}

/* What is made of samples with loss is compared by its mean. */
static bool lossy(char **column)
{
	return is(column, COMPRESSION, "JPEG") ||
	       is(column, COMPRESSION, "WEBP") ||
	       is(column, COMPRESSION, "OJPEG");
}

/* ---- the file's own samples ---------------------------------------------- */

/* Where the stored pixel (x, y) came to lie. */
static void turn(const fftpipe_image *image, int orientation, uint32_t x,
		 uint32_t y, uint32_t *to_x, uint32_t *to_y)
{
	const bool turned = orientation > 4;
	const uint32_t width = turned ? image->height : image->width;
	const uint32_t height = turned ? image->width : image->height;
	static const bool flips_x[] = { 0, 0, 1, 1, 0, 0, 0, 1, 1 };
	static const bool flips_y[] = { 0, 0, 0, 1, 1, 0, 1, 1, 0 };

	x = flips_x[orientation] ? width - 1 - x : x;
	y = flips_y[orientation] ? height - 1 - y : y;
	*to_x = turned ? y : x;
	*to_y = turned ? x : y;
}

/* One sample as the file has it, low byte first; returns its bytes. */
static size_t native(char **column, float value, uint8_t *to)
{
	const int bits = atoi(column[BITS]);
	const bool floats = is(column, SAMPLE_FORMAT, "float");
	const bool white = is(column, PHOTOMETRIC, "MINISWHITE");
	const double most = ldexp(1, bits) - 1;
	double number = (double)value;
	int64_t whole;
	size_t nbytes = bits <= 8 ? 1 : bits <= 16 ? 2 : 4;

	if (floats) {
		memcpy(to, &value, sizeof value);
		return sizeof value;
	}
	if (bits < 8)
		number = floor(number * most / 255 + 0.5);
	whole = (int64_t)(white ? most - number : number);
	for (size_t i = 0; i < nbytes; i++)
		to[i] = (uint8_t)((uint64_t)whole >> 8 * i);
	return nbytes;
}

/* Are the samples kept as they are, so that a digest can be compared? */
static bool comparable(char **column, const fftpipe_image *image)
{
	const int bits = atoi(column[BITS]);

	if (lossy(column) || atoi(column[SAMPLES]) != (int)image->channels)
		return false;
	if (!is(column, PHOTOMETRIC, "MINISBLACK") &&
	    !is(column, PHOTOMETRIC, "MINISWHITE") &&
	    !is(column, PHOTOMETRIC, "RGB"))
		return false;
	if (is(column, SAMPLE_FORMAT, "float"))
		return bits == 32;
	return bits <= 24;
}

/* The manifest's decoder did not turn the bits of samples of 2 and 4. */
static bool bits_misread(char **column)
{
	return strstr(column[NOTE], "Pillow L mean differs") &&
	       atoi(column[BITS]) < 8 && is(column, SAMPLES, "1") &&
	       is(column, COMPRESSION, "NONE");
}

static void check_samples(char **column, const fftpipe_image *image)
{
	const int orientation = atoi(column[ORIENTATION]);
	const bool turned = orientation > 4;
	const uint32_t width = turned ? image->height : image->width;
	const uint32_t height = turned ? image->width : image->height;
	char text[DIGEST_SIZE];
	uint8_t *raw, *at;

	if (!*column[RAW_DIGEST] || !comparable(column, image) ||
	    bits_misread(column))
		return;
	raw = malloc((size_t)width * height * image->channels * 4);
	assert_non_null(raw);
	at = raw;
	for (uint32_t y = 0; y < height; y++)
		for (uint32_t x = 0; x < width; x++)
			for (uint32_t c = 0; c < image->channels; c++) {
				uint32_t to_x, to_y;

				turn(image, orientation, x, y, &to_x, &to_y);
				at += native(column,
					     fftpipe_row(image, c, to_y)[to_x],
					     at);
			}
	digest_text((const char *)raw, (size_t)(at - raw), text);
	free(raw);
	compared++;
	if (strncmp(text, column[RAW_DIGEST], 16))
		complain(column, "samples differ");
}

/* ---- gray ---------------------------------------------------------------- */

static double largest(char **column, const fftpipe_image *image)
{
	if (image->lo < image->hi)
		return image->hi;
	return ldexp(1, atoi(column[BITS])) - 1;
}

static double luma(char **column, const fftpipe_image *image, uint32_t x,
		   uint32_t y)
{
	const bool mixed = is(column, PHOTOMETRIC, "RGB") ||
			   is(column, PHOTOMETRIC, "PALETTE") ||
			   is(column, PHOTOMETRIC, "YCBCR");
	double sum = 0;

	if (mixed)
		return 0.299 * (double)fftpipe_row(image, 0, y)[x] +
		       0.587 * (double)fftpipe_row(image, 1, y)[x] +
		       0.114 * (double)fftpipe_row(image, 2, y)[x];
	for (uint32_t c = 0; c < image->channels; c++)
		sum += (double)fftpipe_row(image, c, y)[x];
	return sum / image->channels;
}

/* Floats of 32 bits hold whole numbers up to 24 bits. */
static double tolerance_of(char **column)
{
	const int bits = atoi(column[BITS]);

	if (lossy(column))
		return 0.01;
	return bits > 24 || bits == 3 || (bits > 4 && bits < 8) ? 1e-6 : 1e-8;
}

/* Smallest, largest and mean gray, as the manifest defines them. */
static void check_gray(char **column, const fftpipe_image *image)
{
	const double scale = 1 / largest(column, image);
	const double tolerance = tolerance_of(column);
	double lo = 2, hi = -1, sum = 0;

	if (!*column[GRAY_MEAN] || image->channels == 2 ||
	    bits_misread(column) ||
	    (is(column, PHOTOMETRIC, "PALETTE") && image->channels != 3))
		return;
	for (uint32_t y = 0; y < image->height; y++)
		for (uint32_t x = 0; x < image->width; x++) {
			double gray = luma(column, image, x, y) * scale;

			lo = fmin(lo, gray);
			hi = fmax(hi, gray);
			sum += gray;
		}
	sum /= (double)image->width * image->height;
	compared++;
	if (fabs(sum - atof(column[GRAY_MEAN])) > tolerance)
		complain(column, "mean of gray differs");
	else if (!lossy(column) &&
		 (fabs(lo - atof(column[GRAY_MIN])) > tolerance ||
		  fabs(hi - atof(column[GRAY_MAX])) > tolerance))
		complain(column, "extremes of gray differ");
}

/* What the Python tool saw: exactly, or its mean where formulas round. */
static void check_luma(char **column, const fftpipe_image *image)
{
	const size_t pixels = (size_t)image->width * image->height;
	const bool formula = is(column, PHOTOMETRIC, "YCBCR") || lossy(column);
	char text[DIGEST_SIZE];
	uint8_t *raw = malloc(pixels), *at = raw;
	double sum = 0;

	assert_non_null(raw);
	if (image->channels != 1)
		complain(column, "luma has several channels");
	for (uint32_t y = 0; y < image->height; y++)
		for (uint32_t x = 0; x < image->width; x++) {
			*at = (uint8_t)fftpipe_row(image, 0, y)[x];
			sum += *at++;
		}
	digest_text((const char *)raw, pixels, text);
	free(raw);
	compared++;
	if (formula && fabs(sum / (double)pixels - atof(column[LUMA_MEAN])) > 1)
		complain(column, "mean of the luma differs");
	if (!formula && strncmp(text, column[LUMA_DIGEST], 16))
		complain(column, "luma differs");
}

/*
 * Where the Python tool saw the picture as we do.  It read the planes of 16
 * bits without compression as planes of 8, took channels that are no alpha for
 * alpha, and made up other rows of a damaged fax page.
 */
static bool has_luma(char **column)
{
	const int bits = atoi(column[BITS]);
	const bool colors = is(column, PHOTOMETRIC, "RGB") ||
			    is(column, PHOTOMETRIC, "PALETTE") ||
			    is(column, PHOTOMETRIC, "SEPARATED") ||
			    is(column, PHOTOMETRIC, "YCBCR");
	const bool differs =
		strstr(column[NOTE], "differs") && !is(column, SAMPLES, "4");

	if (is(column, PLANAR, "SEPARATE") && is(column, TILED, "0") &&
	    bits == 16)
		return is(column, COMPRESSION, "LZW") &&
		       is(column, SAMPLES, "3");
	return *column[LUMA_DIGEST] && is(column, SAMPLE_FORMAT, "uint") &&
	       !differs && (bits <= 8 || (bits == 16 && colors));
}

/* ---- files --------------------------------------------------------------- */

static int decode(char **column, const struct decode_options *options,
		  fftpipe_image **image, struct outcome *outcome)
{
	char name[8192];
	int fd, status;

	snprintf(name, sizeof name, "%s/corpus/%s", folder, column[FILE_NAME]);
	fd = open(name, O_RDONLY);
	assert_true(fd >= 0);
	outcome_clear(outcome);
	status = tiff_common_decode(fd, options, image, outcome);
	close(fd);
	return status;
}

static void check_read(char **column, const fftpipe_image *image)
{
	const bool turned =
		atoi(column[ORIENTATION]) > 4 || !*column[ORIENTATION];
	uint32_t width = (uint32_t)atoi(column[WIDTH]);
	uint32_t height = (uint32_t)atoi(column[HEIGHT]);
	/* Other tools wrote down the size as it is after turning. */
	bool same = image->width == width && image->height == height;
	bool swapped = image->width == height && image->height == width;

	if (*column[WIDTH] && !same && !(turned && swapped))
		complain(column, "size differs");
	if (image->kind != FFTPIPE_IMAGE)
		return;
	check_samples(column, image);
	check_gray(column, image);
}

static void check_as_gray(char **column, struct outcome *outcome)
{
	const struct decode_options options = {
		.gray = true, .gray8 = true, .page = 1, .limits = &common_limits
	};
	fftpipe_image *image;

	if (!has_luma(column))
		return;
	if (decode(column, &options, &image, outcome) == FFTPIPE_OK)
		check_luma(column, image);
	else
		complain(column, outcome->reason);
	common_image_destroy(image);
}

static void check_refused(char **column, const struct outcome *outcome)
{
	if (!outcome->reason) {
		complain(column, "failed without a reason");
		return;
	}
	if (getenv("FFTPIPE_TEST_VERBOSE"))
		print_message("%s: %s\n", column[FILE_NAME], outcome->reason);
	if (is(column, EXPECT, "ok-or-unsupported") &&
	    strstr(outcome->reason, "not supported"))
		return;
	if (!strncmp(column[EXPECT], "ok", 2) &&
	    !is(column, EXPECT, "ok-or-limit"))
		complain(column, outcome->reason);
}

static void check_file(char **column)
{
	const bool must_fail =
		is(column, EXPECT, "error") || is(column, EXPECT, "limit");
	struct outcome outcome;
	fftpipe_image *image;
	int status;

	assert_true(outcome_init(&outcome));
	status = decode(column, &common_plainly, &image, &outcome);
	if (status == FFTPIPE_OK && must_fail)
		complain(column, "was read");
	if (status != FFTPIPE_OK)
		check_refused(column, &outcome);
	else if (!strncmp(column[EXPECT], "ok", 2))
		check_read(column, image);
	common_image_destroy(image);
	if (status == FFTPIPE_OK && is(column, EXPECT, "ok"))
		check_as_gray(column, &outcome);
	outcome_finish(&outcome);
	seen++;
}

static bool split(char *line, char **column)
{
	int n = 0;

	line[strcspn(line, "\n")] = '\0';
	while (line && n < COLUMNS) {
		char *tab = strchr(line, '\t');

		column[n++] = line;
		if (tab)
			*tab++ = '\0';
		line = tab;
	}
	return n == COLUMNS;
}

static bool is_tiff(const char *line)
{
	size_t length = strcspn(line, "\t");

	return (length > 4 && !strncmp(line + length - 4, ".tif", 4)) ||
	       (length > 5 && !strncmp(line + length - 5, ".tiff", 5));
}

static void every_tiff_is_as_its_manifest_says(void **state)
{
	static char line[65536];
	const char *only = getenv("FFTPIPE_TEST_ONLY");
	char name[8192];
	char *column[COLUMNS];
	FILE *manifest;

	(void)state;
	snprintf(name, sizeof name, "%s/corpus/MANIFEST.tsv", folder);
	manifest = fopen(name, "r");
	if (!manifest) {
		print_message("skipped: no corpus in %s\n", folder);
		skip();
	}
	while (fgets(line, sizeof line, manifest)) {
		if (!is_tiff(line) || (only && !strstr(line, only)))
			continue;
		assert_true(split(line, column));
		check_file(column);
	}
	fclose(manifest);
	print_message("%u files, %u comparisons, %u unlike the manifest\n",
		      seen, compared, failed);
	assert_int_equal(failed, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_tiff_is_as_its_manifest_says),
	};
	const char *shared = getenv("FFTPIPE_SHARED");
	const char *sources = getenv("top_srcdir");

	if (shared)
		snprintf(folder, sizeof folder, "%s", shared);
	else
		snprintf(folder, sizeof folder, "%s/../shared",
			 sources ? sources : ".");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
