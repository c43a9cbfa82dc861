/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-plan-memory.c - which images are held or streamed, who shares a buffer
 */
#include "core-common.h"
#include "image.h"

#include <unistd.h>

#define INPUT "[input]\nfiles = *.png\n"

/* A shop with a plan for a gray picture. */
static void plan_gray(struct shop *shop, const char *text)
{
	const int fds[] = { picture_file(50, 40, 1, 1), -1 };

	shop_start(shop, text, 2);
	shop_plan(shop, fds);
	assert_outcome(shop, FFTPIPE_OK, NULL);
	close(fds[0]);
}

/* ---- held or streamed ---------------------------------------------------- */

static void a_saved_band_transform_is_streamed(void **state)
{
	struct shop shop;

	(void)state;
	plan_gray(&shop, INPUT "[a]\nuse = bands\nsave = {stem}_a.png\n");
	assert_false(shop_slot(&shop, "a")->held);
	assert_int_equal(shop.workshop.plan.n_buffers, 1);
	shop_finish(&shop);
}

static void a_whole_transform_is_held(void **state)
{
	struct shop shop;

	(void)state;
	plan_gray(&shop, INPUT "[a]\nuse = whole\nsave = {stem}_a.png\n");
	assert_true(shop_slot(&shop, "a")->held);
	assert_int_equal(shop.workshop.plan.n_buffers, 2);
	shop_finish(&shop);
}

static void rows_stream_through_each_other(void **state)
{
	struct shop shop;

	(void)state;
	plan_gray(&shop, INPUT "[a]\nuse = bands\n[b]\nuse = rows\n"
			       "[c]\nuse = rows\nsave = {stem}_c.png\n");
	assert_false(shop_slot(&shop, "a")->held);
	assert_false(shop_slot(&shop, "b")->held);
	assert_false(shop_slot(&shop, "c")->held);
	assert_int_equal(shop.workshop.plan.n_buffers, 1);
	shop_finish(&shop);
}

static void what_bands_read_is_held(void **state)
{
	struct shop shop;

	(void)state;
	plan_gray(&shop, INPUT "[a]\nuse = rows\n[b]\nuse = bands\n"
			       "save = {stem}_b.png\n");
	assert_true(shop_slot(&shop, "a")->held);
	assert_false(shop_slot(&shop, "b")->held);
	shop_finish(&shop);
}

static void what_prepare_reads_is_held(void **state)
{
	struct shop shop;

	(void)state;
	plan_gray(&shop, INPUT "[a]\nuse = rows\n[b]\nuse = prepares\n"
			       "save = {stem}_b.png\n");
	assert_true(shop_slot(&shop, "a")->held);
	assert_false(shop_slot(&shop, "b")->held);
	shop_finish(&shop);
}

static void a_band_is_made_twice_at_most(void **state)
{
	struct shop shop;

	(void)state;
	plan_gray(&shop, INPUT "[a]\nuse = rows\nrange = minmax\n"
			       "save = {stem}_a.png\n");
	assert_false(shop_slot(&shop, "a")->held);
	shop_finish(&shop);
	plan_gray(&shop, INPUT "[a]\nuse = rows\nrange = minmax\n"
			       "save = {stem}_a.png\nsave = {stem}_b.png\n");
	assert_true(shop_slot(&shop, "a")->held);
	shop_finish(&shop);
}

static void readers_count_as_often_as_they_make_bands(void **state)
{
	struct shop shop;

	(void)state;
	plan_gray(&shop, INPUT "[a]\nuse = rows\n"
			       "[b]\nuse = rows\nrange = minmax\n"
			       "save = {stem}_b.png\n"
			       "[c]\nuse = rows\nfrom = a\n"
			       "save = {stem}_c.png\n");
	assert_true(shop_slot(&shop, "a")->held);
	assert_false(shop_slot(&shop, "b")->held);
	assert_false(shop_slot(&shop, "c")->held);
	shop_finish(&shop);
}

static void two_wanted_outputs_are_held(void **state)
{
	const struct node *node;
	struct shop shop;

	(void)state;
	plan_gray(&shop, INPUT "[a]\nuse = two-ports\nfrom.second = input\n"
			       "save = {stem}_a.png\n"
			       "save.difference = {stem}_b.png\n");
	node = shop_node(&shop, "two-ports", 0);
	assert_true(node->out[0]->held);
	assert_true(node->out[1]->held);
	shop_finish(&shop);
}

static void one_of_two_outputs_is_streamed(void **state)
{
	const struct node *node;
	struct shop shop;

	(void)state;
	plan_gray(&shop, INPUT "[a]\nuse = two-ports\nfrom.second = input\n"
			       "save.difference = {stem}_b.png\n");
	node = shop_node(&shop, "two-ports", 0);
	assert_false(node->out[0]->held);
	assert_false(node->out[1]->held);
	assert_int_equal(shop.workshop.plan.n_buffers, 1);
	shop_finish(&shop);
}

static void what_taller_rows_read_is_held(void **state)
{
	struct shop shop;

	(void)state;
	plan_gray(&shop, INPUT "[a]\nuse = checks-rows\n[b]\nuse = taller\n"
			       "save = {stem}_b.png\n");
	assert_true(shop_slot(&shop, "a")->held);
	shop_finish(&shop);
}

/* ---- buffers ------------------------------------------------------------ */

static void an_fft_lies_where_its_picture_lay(void **state)
{
	struct shop shop;

	(void)state;
	plan_gray(&shop, INPUT "[m]\nuse = fft2d-magnitude\n"
			       "save = {stem}_m.png\n");
	assert_true(shop_node(&shop, "fft2d", 0)->in_place);
	assert_int_equal(shop.workshop.plan.n_buffers, 1);
	shop_finish(&shop);
}

static void nothing_is_in_place_of_what_is_read_later(void **state)
{
	struct shop shop;

	(void)state;
	plan_gray(&shop, INPUT "[m]\nuse = fft2d-magnitude\n"
			       "save = {stem}_m.png\n"
			       "[c]\nuse = rows\nfrom = input\n"
			       "save = {stem}_c.png\n");
	assert_false(shop_node(&shop, "fft2d", 0)->in_place);
	assert_int_equal(shop.workshop.plan.n_buffers, 2);
	shop_finish(&shop);
}

/* The bands of `b` are made while `d`'s are written, after `c` ran. */
static void what_a_stream_reads_stays_until_its_end(void **state)
{
	struct shop shop;

	(void)state;
	plan_gray(&shop, INPUT "[a]\nuse = whole\n"
			       "[b]\nuse = rows\n"
			       "[c]\nuse = inplace\nfrom = a\n"
			       "save = {stem}_c.png\n"
			       "[d]\nuse = rows\nfrom = b\n"
			       "save = {stem}_d.png\n");
	assert_false(shop_slot(&shop, "b")->held);
	assert_false(shop_node(&shop, "inplace", 0)->in_place);
	shop_finish(&shop);
}

static void bands_are_not_in_place(void **state)
{
	struct shop shop;

	(void)state;
	plan_gray(&shop, INPUT "[a]\nuse = bands-inplace\n"
			       "[b]\nuse = whole\nsave = {stem}_b.png\n");
	assert_true(shop_slot(&shop, "a")->held);
	assert_false(shop_node(&shop, "bands-inplace", 0)->in_place);
	shop_finish(&shop);
}

static void buffers_are_used_again(void **state)
{
	struct shop shop;

	(void)state;
	plan_gray(&shop, INPUT "[a]\nuse = whole\n[b]\nuse = whole\n"
			       "[c]\nuse = whole\n[d]\nuse = whole\n"
			       "save = {stem}_d.png\n");
	assert_int_equal(shop.workshop.plan.n_buffers, 2);
	assert_int_equal(shop_slot(&shop, "a")->buffer,
			 shop_slot(&shop, "c")->buffer);
	shop_finish(&shop);
}

static void a_buffer_grows_rather_than_another_is_made(void **state)
{
	const struct plan *plan;
	struct shop shop;

	(void)state;
	plan_gray(&shop, INPUT "[a]\nuse = whole\n[b]\nuse = whole\n"
			       "[c]\nuse = taller\n[d]\nuse = whole\n"
			       "save = {stem}_d.png\n");
	plan = &shop.workshop.plan;
	assert_int_equal(plan->n_buffers, 2);
	assert_true(shop_slot(&shop, "c")->nbytes >
		    shop_slot(&shop, "b")->nbytes);
	assert_true(plan->buffers[shop_slot(&shop, "c")->buffer].nbytes >=
		    shop_slot(&shop, "c")->nbytes);
	shop_finish(&shop);
}

static void what_nobody_wants_has_no_buffer(void **state)
{
	const struct node *node;
	struct shop shop;

	(void)state;
	plan_gray(&shop, INPUT "[a]\nuse = two-ports\nfrom.second = input\n"
			       "[b]\nuse = whole\nfrom = a.sum\n"
			       "save = {stem}_b.png\n");
	node = shop_node(&shop, "two-ports", 0);
	assert_true(node->out[0]->held);
	assert_int_equal(node->out[1]->buffer, NO_BUFFER);
	shop_finish(&shop);
}

static void the_peak_counts_buffers_and_what_open_reserved(void **state)
{
	uint64_t peak, buffers = 0;
	struct shop shop;

	(void)state;
	plan_gray(&shop, INPUT "[a]\nuse = whole\nsave = {stem}_a.png\n");
	peak = shop.workshop.plan.peak;
	for (size_t i = 0; i < shop.workshop.plan.n_buffers; i++)
		buffers += shop.workshop.plan.buffers[i].nbytes;
	assert_true(peak > buffers + 1000000);
	assert_true(peak < buffers + 3000000);
	shop_finish(&shop);
}

static void a_bands_rows_depend_on_the_shape_alone(void **state)
{
	const fftpipe_image narrow = { .stride = 16,
				       .channels = 1,
				       .height = 100000 };
	const fftpipe_image wide = { .stride = 100000,
				     .channels = 3,
				     .height = 100 };
	const fftpipe_image low = { .stride = 16, .channels = 1, .height = 3 };

	(void)state;
	assert_int_equal(band_rows(&narrow), 4096);
	assert_int_equal(band_rows(&wide), 1);
	assert_int_equal(band_rows(&low), 3);
}

static void strips_of_pictures_are_taller_than_bands(void **state)
{
	const fftpipe_image large = { .stride = 2048,
				      .channels = 1,
				      .height = 2048 };
	const fftpipe_image low = { .stride = 2048,
				    .channels = 1,
				    .height = 256 };
	fftpipe_image data = large, uneven = low;

	(void)state;
	/* Less than a fifth row of bands is still no band of its own. */
	uneven.height = 259;
	uneven.stride = 8192;
	assert_int_equal(band_rows_to_save(&uneven, FORMAT_PNG, true), 32);
	uneven.height = 35;
	assert_int_equal(band_rows_to_save(&uneven, FORMAT_PNG, true), 32);
	data.color = FFTPIPE_DATA;
	assert_int_equal(band_rows(&large), 32);
	assert_int_equal(band_rows_to_save(&large, FORMAT_PNG, false), 128);
	assert_int_equal(band_rows_to_save(&large, FORMAT_PNG, true), 128);
	assert_int_equal(band_rows_to_save(&large, FORMAT_TIFF, true), 32);
	assert_int_equal(band_rows_to_save(&low, FORMAT_PNG, false), 64);
	assert_int_equal(band_rows_to_save(&low, FORMAT_PNG, true), 128);
	assert_int_equal(band_rows_to_save(&data, FORMAT_PNG, false), 32);
	assert_int_equal(band_rows_to_save(&data, FORMAT_PNG, true), 128);
}

/* What a plan for 2 threads takes to save a picture of these sides. */
static uint64_t peak_of_save(const char *text, uint32_t side)
{
	const int fds[] = { picture_file(side, side, 1, 1), -1 };
	struct shop shop;
	uint64_t peak;

	shop_start(&shop, text, 2);
	shop_plan(&shop, fds);
	assert_outcome(&shop, FFTPIPE_OK, NULL);
	peak = shop.workshop.plan.peak;
	shop_finish(&shop);
	close(fds[0]);
	return peak;
}

static void the_peak_counts_taller_strips(void **state)
{
	const uint64_t tiff = peak_of_save(INPUT "[a]\nuse = rows\n"
						 "save = {stem}_a.tif\n",
					   1024);
	const uint64_t png = peak_of_save(INPUT "[a]\nuse = rows\n"
						"save = {stem}_a.png\n",
					  1024);
	const uint64_t band = 63 * 1040 * sizeof(float);

	(void)state;
	/* Bands of the input and of bytes, and of the output, by two threads */
	assert_int_equal(png - tiff,
			 2 * (2 * 3 * band + buffer_bytes(4 * band) - band));
}

/* A buffer of 0.7 MB is a page of 2 MiB, if the kernel has such. */
static void the_peak_counts_whole_pages(void **state)
{
	const uint64_t held = peak_of_save(INPUT "[a]\nuse = whole\n"
						 "save = {stem}_a.png\n",
					   400);
	const uint64_t streamed = peak_of_save(INPUT "[a]\nuse = rows\n"
						     "save = {stem}_a.png\n",
					       400);
	const uint64_t row = 432 * sizeof(float), reserved = 1000000;

	(void)state;
	assert_int_equal(held - streamed,
			 buffer_bytes(400 * row) + reserved - 2 * 151 * row);
}

#define TEST(function) cmocka_unit_test(function)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_saved_band_transform_is_streamed),
		TEST(a_whole_transform_is_held),
		TEST(rows_stream_through_each_other),
		TEST(what_bands_read_is_held),
		TEST(what_prepare_reads_is_held),
		TEST(a_band_is_made_twice_at_most),
		TEST(readers_count_as_often_as_they_make_bands),
		TEST(two_wanted_outputs_are_held),
		TEST(one_of_two_outputs_is_streamed),
		TEST(what_taller_rows_read_is_held),
		TEST(an_fft_lies_where_its_picture_lay),
		TEST(nothing_is_in_place_of_what_is_read_later),
		TEST(what_a_stream_reads_stays_until_its_end),
		TEST(bands_are_not_in_place),
		TEST(buffers_are_used_again),
		TEST(a_buffer_grows_rather_than_another_is_made),
		TEST(what_nobody_wants_has_no_buffer),
		TEST(the_peak_counts_buffers_and_what_open_reserved),
		TEST(a_bands_rows_depend_on_the_shape_alone),
		TEST(strips_of_pictures_are_taller_than_bands),
		TEST(the_peak_counts_taller_strips),
		TEST(the_peak_counts_whole_pages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
