/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-stream.c - bands made and used by several threads, in order */
#include "core-common.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stream.h"

#define INPUT "[input]\nfiles = *.png\n"

/* The first output of a run with this many threads: its bytes, to be freed. */
static uint8_t *run_bytes(const char *text, unsigned threads, size_t *length)
{
	struct shop shop;
	uint8_t *bytes;

	shop_start(&shop, text, threads);
	shop_run_one(&shop, picture_file(1001, 700, 1, 1));
	assert_outcome(&shop, FFTPIPE_OK, NULL);
	*length = common_file_bytes(shop.outputs[0], &bytes);
	shop_finish(&shop);
	return bytes;
}

/* Are the bytes the same for any number of threads? */
static void assert_same_bytes(const char *text)
{
	static const unsigned threads[] = { 2, 7 };
	size_t length, length_once;
	uint8_t *once = run_bytes(text, 1, &length_once);

	for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
		uint8_t *bytes = run_bytes(text, threads[i], &length);

		assert_int_equal(length, length_once);
		assert_memory_equal(bytes, once, length);
		free(bytes);
	}
	free(once);
}

static void streamed_bands_are_the_same_for_any_threads(void **state)
{
	(void)state;
	assert_same_bytes(INPUT "[a]\nuse = bands\nsave = {stem}_a.png\n");
}

static void held_bands_are_the_same_for_any_threads(void **state)
{
	(void)state;
	assert_same_bytes(INPUT "[a]\nuse = bands\n[b]\nuse = whole\n"
				"save = {stem}_b.png\n");
}

static void measured_bands_are_the_same_for_any_threads(void **state)
{
	(void)state;
	assert_same_bytes(INPUT "[a]\nuse = rows\nfactor = 0.37\n"
				"range = minmax\ndepth = 16\n"
				"save = {stem}_a.png\n");
}

static void spectra_are_the_same_for_any_threads(void **state)
{
	(void)state;
	assert_same_bytes(INPUT "[m]\nuse = fft2d-magnitude\n"
				"save = {stem}_m.png\n");
}

static void rows_in_place_are_the_same_for_any_threads(void **state)
{
	(void)state;
	assert_same_bytes(INPUT "[f]\nuse = inplace-mask\nkeep = 20\n"
				"save = {stem}_f.png\n");
}

static fftpipe_image *run_image_by(unsigned threads, const char *text,
				   size_t output)
{
	fftpipe_image *image;
	struct shop shop;

	shop_start(&shop, text, threads);
	shop_run_one(&shop, picture_file(301, 700, 3, 1));
	assert_outcome(&shop, FFTPIPE_OK, NULL);
	image = shop_output(&shop, output);
	shop_finish(&shop);
	return image;
}

/* An output of a run with a picture of three bands and more. */
static fftpipe_image *run_image(const char *text, size_t output)
{
	return run_image_by(3, text, output);
}

static void each_row_is_made_where_it_belongs(void **state)
{
	fftpipe_image *image =
		run_image(INPUT "[a]\nuse = bands\nsave = {stem}_a.png\n", 0);

	(void)state;
	for (uint32_t c = 0; c < 3; c++)
		for (uint32_t y = 0; y < 699; y++)
			for (uint32_t x = 0; x < 301; x++)
				assert_int_equal((int)fftpipe_row(image, c,
								  y)[x],
						 picture_level(x, 699 - y, c));
	common_image_destroy(image);
}

static void a_streamed_chain_equals_a_held_one(void **state)
{
	static const char chain[] =
		"[a]\nuse = bands\n[b]\nuse = rows\nfactor = 0.5\n"
		"[c]\nuse = rows\nfactor = 0.5\nsave = {stem}_c.png\n";
	/* A second reader that wants it whole has each stage held. */
	static const char held[] =
		"[wa]\nuse = whole\nfrom = a\nsave = {stem}_wa.png\n"
		"[wb]\nuse = whole\nfrom = b\nsave = {stem}_wb.png\n"
		"[wc]\nuse = whole\nfrom = c\nsave = {stem}_wc.png\n";
	char text[512];
	fftpipe_image *streamed, *kept;
	struct shop shop;

	(void)state;
	snprintf(text, sizeof text, INPUT "%s", chain);
	streamed = run_image(text, 2);
	snprintf(text, sizeof text, INPUT "%s%s", chain, held);
	shop_start(&shop, text, 3);
	shop_run_one(&shop, picture_file(301, 700, 3, 1));
	assert_outcome(&shop, FFTPIPE_OK, NULL);
	assert_true(shop_slot(&shop, "b")->held);
	kept = shop_output(&shop, 2);
	shop_finish(&shop);
	assert_true(common_same(streamed, kept));
	common_image_destroy(streamed);
	common_image_destroy(kept);
}

/* A second reader that wants it whole has it made whole. */
static void the_lower_half_of_a_spectrum_is_what_it_would_be(void **state)
{
	static const char *const stages[] = {
		"fft2d-magnitude\n",
		"fft2d-phase\n",
		"fft2d-magnitude\ndepth = 16\n",
		"fft2d-phase\ndepth = 16\n",
		"fft2d-magnitude\nrange = minmax\n",
		"fft2d-phase\nrange = minmax\n",
		"fft2d-magnitude\nrange = 0..9\nround = down\n",
		"fft2d-phase\ndepth = 16\nround = down\n",
	};
	char text[256];

	(void)state;
	for (size_t i = 0; i < FFTPIPE_COUNT(stages); i++) {
		fftpipe_image *streamed, *kept;

		snprintf(text, sizeof text,
			 INPUT "[m]\nuse = %ssave = {stem}_m.png\n", stages[i]);
		streamed = run_image_by(1, text, 0);
		strcat(text, "[w]\nuse = whole\nsave = {stem}_w.png\n");
		kept = run_image(text, 0);
		assert_true(common_same(streamed, kept));
		common_image_destroy(streamed);
		common_image_destroy(kept);
	}
}

static void the_lower_half_of_an_even_picture_is_not_made(void **state)
{
	(void)state;
	for (unsigned threads = 1; threads < 8; threads += 3) {
		fftpipe_image *image =
			run_image_by(threads,
				     INPUT "[a]\nuse = claims-even\n"
					   "save = {stem}_a.png\n",
				     0);

		assert_true(fftpipe_row(image, 2, 1)[300] == 100);
		assert_true(fftpipe_row(image, 2, 699)[300] == 100);
		common_image_destroy(image);
	}
}

static void nor_is_it_for_a_tiff_file(void **state)
{
	static const char *const depths[] = { "8", "16" };
	char text[128];

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		fftpipe_image *image;

		snprintf(text, sizeof text,
			 INPUT "[a]\nuse = claims-even\ndepth = %s\n"
			       "save = {stem}_a.tif\n",
			 depths[i]);
		image = run_image_by(1, text, 0);
		assert_true(fabsf(fftpipe_row(image, 2, 1)[300] - 100) < 0.01f);
		assert_true(fabsf(fftpipe_row(image, 2, 699)[300] - 100) <
			    0.01f);
		common_image_destroy(image);
	}
}

/* Of 4 bands of 175 rows the last is not made. */
static void what_is_not_made_is_counted(void **state)
{
	struct shop shop;

	(void)state;
	for (unsigned threads = 1; threads < 8; threads += 3) {
		shop_start(&shop,
			   INPUT "[a]\nuse = claims-even\nupper = 300\n"
				 "save = {stem}_a.png\n",
			   threads);
		shop_run_one(&shop, picture_file(301, 700, 3, 1));
		assert_outcome(&shop, FFTPIPE_OK, NULL);
		assert_int_equal(shop.workshop.outcome.n_notes, 1);
		assert_non_null(strstr(shop.workshop.outcome.notes[0].text,
				       "474978 samples outside 0..255"));
		shop_finish(&shop);
	}
}

static void without_memory_for_it_the_lower_half_is_made(void **state)
{
	static const char stage[] =
		"[a]\nuse = claims-even\nsave = {stem}_a.png\n";
	fftpipe_image *image;
	struct shop shop;
	char text[256];

	(void)state;
	snprintf(text, sizeof text, INPUT "%s", stage);
	shop_start(&shop, text, 1);
	shop_run_one(&shop, picture_file(301, 700, 3, 1));
	snprintf(text, sizeof text, INPUT "[limits]\nmemory = %llu\n%s",
		 (unsigned long long)shop.workshop.plan.peak - 1, stage);
	shop_finish(&shop);
	shop_start(&shop, text, 1);
	shop_run_one(&shop, picture_file(301, 700, 3, 1));
	assert_outcome(&shop, FFTPIPE_OK, NULL);
	image = shop_output(&shop, 0);
	assert_true(fftpipe_row(image, 2, 699)[300] == 200);
	shop_finish(&shop);
	common_image_destroy(image);
}

static void two_inputs_of_a_stream_meet_row_by_row(void **state)
{
	fftpipe_image *image =
		run_image(INPUT
			  "[a]\nuse = rows\nfactor = 0.75\n"
			  "[b]\nuse = rows\nfactor = 0.5\nfrom = input\n"
			  "[c]\nuse = two-ports\nfrom = a\nfrom.second = b\n"
			  "save.difference = {stem}_c.png\n",
			  2);

	(void)state;
	for (uint32_t y = 1; y < 700; y++)
		for (uint32_t x = 0; x < 301; x++) {
			float level = (float)picture_level(x, y, 1) / 4;

			assert_true(
				fftpipe_row(image, 1, y)[x] >= level - 0.5f &&
				fftpipe_row(image, 1, y)[x] <= level + 0.5f);
		}
	common_image_destroy(image);
}

static void taller_rows_ask_for_no_row_that_is_not_there(void **state)
{
	fftpipe_image *image =
		run_image(INPUT "[a]\nuse = checks-rows\n[b]\nuse = taller\n"
				"save = {stem}_b.png\n",
			  1);

	(void)state;
	assert_int_equal(image->height, 1400);
	assert_int_equal((int)fftpipe_row(image, 0, 699)[300],
			 picture_level(300, 699, 0));
	assert_int_equal((int)fftpipe_row(image, 0, 700)[300], 0);
	common_image_destroy(image);
}

/* ---- measuring ---------------------------------------------------------- */

/* The picture's slot of a plan whose memory is there. */
static struct slot *start_measuring(struct shop *shop, int *fds)
{
	struct slot *slot;

	shop_start(shop, INPUT "[a]\nuse = whole\nsave = {stem}_a.png\n", 2);
	assert_int_equal(shop_plan(shop, fds), FFTPIPE_OK);
	assert_int_equal(plan_allocate(&shop->workshop.plan), FFTPIPE_OK);
	slot = shop->workshop.plan.inputs[0];
	slot->image.data = shop->workshop.plan.buffers[slot->buffer].memory;
	return slot;
}

static void only_finite_samples_are_measured(void **state)
{
	static const float odd[] = { NAN, INFINITY, -INFINITY };
	struct extremes extremes;
	struct shop shop;
	struct slot *slot;
	int fds[] = { picture_file(40, 30, 1, 1), -1 };

	(void)state;
	slot = start_measuring(&shop, fds);
	for (uint32_t y = 0; y < 30; y++)
		for (uint32_t x = 0; x < 40; x++)
			fftpipe_row(&slot->image, 0, y)[x] = odd[x % 3];
	assert_int_equal(stream_measure(&shop.workshop.plan, slot, &extremes),
			 FFTPIPE_OK);
	assert_true(extremes.lowest > extremes.highest);
	fftpipe_row(&slot->image, 0, 29)[39] = -3;
	fftpipe_row(&slot->image, 0, 0)[1] = 2.5f;
	assert_int_equal(stream_measure(&shop.workshop.plan, slot, &extremes),
			 FFTPIPE_OK);
	assert_true(extremes.lowest == -3);
	assert_true(extremes.highest == 2.5);
	close(fds[0]);
	shop_finish(&shop);
}

static void no_zero_that_is_measured_has_a_sign(void **state)
{
	struct extremes extremes;
	struct shop shop;
	struct slot *slot;
	int fds[] = { picture_file(40, 30, 1, 1), -1 };

	(void)state;
	slot = start_measuring(&shop, fds);
	for (uint32_t y = 0; y < 30; y++)
		for (uint32_t x = 0; x < 40; x++)
			fftpipe_row(&slot->image, 0, y)[x] = -0.0f;
	assert_int_equal(stream_measure(&shop.workshop.plan, slot, &extremes),
			 FFTPIPE_OK);
	assert_false(signbit(extremes.lowest) || signbit(extremes.highest));
	close(fds[0]);
	shop_finish(&shop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(streamed_bands_are_the_same_for_any_threads),
		cmocka_unit_test(held_bands_are_the_same_for_any_threads),
		cmocka_unit_test(measured_bands_are_the_same_for_any_threads),
		cmocka_unit_test(spectra_are_the_same_for_any_threads),
		cmocka_unit_test(rows_in_place_are_the_same_for_any_threads),
		cmocka_unit_test(each_row_is_made_where_it_belongs),
		cmocka_unit_test(a_streamed_chain_equals_a_held_one),
		cmocka_unit_test(
			the_lower_half_of_a_spectrum_is_what_it_would_be),
		cmocka_unit_test(the_lower_half_of_an_even_picture_is_not_made),
		cmocka_unit_test(nor_is_it_for_a_tiff_file),
		cmocka_unit_test(what_is_not_made_is_counted),
		cmocka_unit_test(without_memory_for_it_the_lower_half_is_made),
		cmocka_unit_test(two_inputs_of_a_stream_meet_row_by_row),
		cmocka_unit_test(taller_rows_ask_for_no_row_that_is_not_there),
		cmocka_unit_test(only_finite_samples_are_measured),
		cmocka_unit_test(no_zero_that_is_measured_has_a_sign),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
