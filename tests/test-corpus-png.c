/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-corpus-png.c - every PNG file of the corpus as its manifest expects
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

#include "codec-common.h"
#include "digest.h"

/* Columns of the manifest */
enum {
	FILE_NAME,
	CATEGORY,
	EXPECT,
	WIDTH,
	HEIGHT,
	BITS,
	SAMPLES,
	PHOTOMETRIC = 8,
	GRAY_MIN = 16,
	GRAY_MAX,
	GRAY_MEAN,
	LUMA_DIGEST,
	RAW_DIGEST = 21,
	NOTE = 26,
	COLUMNS = 29
};

static char folder[4096];
static unsigned seen, failed;

static void complain(char **column, const char *what)
{
	print_error("%s (%s): %s\n", column[FILE_NAME], column[EXPECT], what);
	failed++;
}

/* The first 16 digits of a SHA-256. */
static bool digest_is(const uint8_t *bytes, size_t nbytes, const char *digest)
{
	char text[DIGEST_SIZE];

	digest_text((const char *)bytes, nbytes, text);
	return !*digest || !strncmp(text, digest, 16);
}

/* The file's own samples again: interleaved, low byte first. */
static uint8_t *native(const fftpipe_image *image, int bits, size_t *nbytes)
{
	const double most = bits < 8 ? (1 << bits) - 1 : 255;
	const unsigned bytes = bits == 16 ? 2 : 1;
	uint8_t *raw = malloc((size_t)image->width * image->height *
			      image->channels * bytes);
	uint8_t *at = raw;

	assert_non_null(raw);
	for (uint32_t y = 0; y < image->height; y++)
		for (uint32_t x = 0; x < image->width; x++)
			for (uint32_t c = 0; c < image->channels; c++) {
				float value = fftpipe_row(image, c, y)[x];
				unsigned sample = (unsigned)value;

				if (bits < 8)
					sample = (unsigned)(value * most / 255 +
							    0.5);
				*at++ = (uint8_t)sample;
				if (bytes == 2)
					*at++ = (uint8_t)(sample >> 8);
			}
	*nbytes = (size_t)(at - raw);
	return raw;
}

/* Smallest, largest and mean gray, as the manifest defines them. */
static void check_gray(char **column, const fftpipe_image *image)
{
	const double scale = 1 / image->hi;
	double lo = 2, hi = -1, sum = 0;

	for (uint32_t y = 0; y < image->height; y++)
		for (uint32_t x = 0; x < image->width; x++) {
			double gray = fftpipe_row(image, 0, y)[x];

			if (image->channels == 3)
				gray = 0.299 * gray +
				       0.587 * fftpipe_row(image, 1, y)[x] +
				       0.114 * fftpipe_row(image, 2, y)[x];
			lo = fmin(lo, gray * scale);
			hi = fmax(hi, gray * scale);
			sum += gray * scale;
		}
	sum /= (double)image->width * image->height;
	if (*column[GRAY_MIN] && (fabs(lo - atof(column[GRAY_MIN])) > 1e-8 ||
				  fabs(hi - atof(column[GRAY_MAX])) > 1e-8 ||
				  fabs(sum - atof(column[GRAY_MEAN])) > 1e-8))
		complain(column, "gray values differ");
}

static void check_kept(char **column, const fftpipe_image *image)
{
	const int bits = atoi(column[BITS]);
	const bool comparable = !strcmp(column[PHOTOMETRIC], "gray") ||
				!strcmp(column[PHOTOMETRIC], "rgb");
	size_t nbytes;
	uint8_t *raw;

	if (*column[WIDTH] && (image->width != (uint32_t)atoi(column[WIDTH]) ||
			       image->height != (uint32_t)atoi(column[HEIGHT])))
		complain(column, "size differs");
	check_gray(column, image);
	if (!comparable)
		return;
	raw = native(image, bits, &nbytes);
	if (!digest_is(raw, nbytes, column[RAW_DIGEST]))
		complain(column, "samples differ");
	free(raw);
}

/*
 * The luma is Pillow's, except where Pillow clips or cuts 16 bits, and where an
 * index is beyond the palette: black for us and most, gray for Pillow.
 */
static void check_luma(char **column, const fftpipe_image *image)
{
	size_t nbytes;
	uint8_t *raw = native(image, 8, &nbytes);

	if (image->channels != 1)
		complain(column, "luma has several channels");
	if (atoi(column[BITS]) <= 8 && !strstr(column[NOTE], "palette-index") &&
	    !digest_is(raw, nbytes, column[LUMA_DIGEST]))
		complain(column, "luma differs");
	free(raw);
}

static int decode(char **column, bool gray, fftpipe_image **image,
		  struct outcome *outcome)
{
	const struct decode_options options = { .gray = gray,
						.page = 1,
						.limits = &common_limits };
	char name[8192];
	int fd, status;

	snprintf(name, sizeof name, "%s/corpus/%s", folder, column[FILE_NAME]);
	fd = open(name, O_RDONLY);
	assert_true(fd >= 0);
	outcome_clear(outcome);
	status = common_decode(fd, &options, image, outcome);
	close(fd);
	return status;
}

static void check_file(char **column)
{
	const bool must_open = !strcmp(column[EXPECT], "ok");
	const bool must_fail = !strcmp(column[EXPECT], "error") ||
			       !strcmp(column[EXPECT], "limit");
	struct outcome outcome;
	fftpipe_image *image;
	int status;

	assert_true(outcome_init(&outcome));
	status = decode(column, false, &image, &outcome);
	if (status != FFTPIPE_OK && must_open)
		complain(column, outcome.reason);
	if (status == FFTPIPE_OK && must_fail)
		complain(column, "was read");
	if (status != FFTPIPE_OK && !outcome.reason)
		complain(column, "failed without a reason");
	if (status != FFTPIPE_OK && getenv("FFTPIPE_TEST_VERBOSE"))
		print_message("%s: %s\n", column[FILE_NAME], outcome.reason);
	if (status == FFTPIPE_OK && must_open) {
		check_kept(column, image);
		common_image_destroy(image);
		status = decode(column, true, &image, &outcome);
		if (status == FFTPIPE_OK)
			check_luma(column, image);
	}
	common_image_destroy(image);
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

static void every_png_is_as_its_manifest_says(void **state)
{
	static char line[65536];
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
		size_t length = strcspn(line, "\t");

		if (length < 4 || strncmp(line + length - 4, ".png", 4))
			continue;
		assert_true(split(line, column));
		check_file(column);
	}
	fclose(manifest);
	print_message("%u files, %u unlike the manifest\n", seen, failed);
	assert_int_equal(failed, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_png_is_as_its_manifest_says),
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
