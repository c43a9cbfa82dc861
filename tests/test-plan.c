/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-plan.c - what runs in which order, on which memory */
#include "core-common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define INPUT "[input]\nfiles = *.png\n"

static int gray, color;

static int open_pictures(void **state)
{
	(void)state;
	gray = picture_file(50, 40, 1, 1);
	color = picture_file(50, 40, 3, 1);
	return 0;
}

static int close_pictures(void **state)
{
	(void)state;
	close(gray);
	close(color);
	return 0;
}

/* A shop with a plan for the gray picture. */
static void plan_gray(struct shop *shop, const char *text)
{
	const int fds[] = { gray, -1 };

	shop_start(shop, text, 2);
	shop_plan(shop, fds);
	assert_outcome(shop, FFTPIPE_OK, NULL);
}

/* No plan is made, and this is why. */
static void assert_unplanned(const char *text, int status, const char *reason)
{
	const int fds[] = { gray, -1 };
	struct shop shop;

	shop_start(&shop, text, 2);
	assert_int_equal(shop_plan(&shop, fds), status);
	assert_outcome(&shop, status, reason);
	assert_false(shop.workshop.planned);
	shop_finish(&shop);
}

/* ---- conversions -------------------------------------------------------- */

static void two_readers_share_one_fft(void **state)
{
	struct shop shop;

	(void)state;
	plan_gray(&shop, INPUT "[m]\nuse = fft2d-magnitude\n"
			       "save = {stem}_m.png\n"
			       "[p]\nuse = fft2d-phase\nfrom = input\n"
			       "save = {stem}_p.png\n");
	assert_int_equal(shop.workshop.plan.n_nodes, 3);
	assert_int_equal(shop_count(&shop, "fft2d"), 1);
	assert_true(shop_node(&shop, "fft2d", 0)->conversion);
	assert_ptr_equal(shop_node(&shop, "fft2d-magnitude", 0)->in[0],
			 shop_node(&shop, "fft2d-phase", 0)->in[0]);
	shop_finish(&shop);
}

static void a_written_fft_is_shared_by_its_readers(void **state)
{
	struct shop shop;

	(void)state;
	plan_gray(&shop, INPUT "[f]\nuse = fft2d\n"
			       "[m]\nuse = fft2d-magnitude\n"
			       "save = {stem}_m.png\n"
			       "[p]\nuse = fft2d-phase\nfrom = f\n"
			       "save = {stem}_p.png\n");
	assert_int_equal(shop_count(&shop, "fft2d"), 1);
	assert_false(shop_node(&shop, "fft2d", 0)->conversion);
	shop_finish(&shop);
}

static void a_written_fft_serves_readers_of_its_source(void **state)
{
	struct shop shop;

	(void)state;
	plan_gray(&shop, INPUT "[f]\nuse = fft2d\n"
			       "[m]\nuse = fft2d-magnitude\n"
			       "save = {stem}_m.png\n"
			       "[p]\nuse = fft2d-phase\nfrom = input\n"
			       "save = {stem}_p.png\n");
	assert_int_equal(shop_count(&shop, "fft2d"), 1);
	shop_finish(&shop);
}

static void a_filter_gets_an_fft_and_its_inverse(void **state)
{
	struct shop shop;

	(void)state;
	plan_gray(&shop, INPUT "[f]\nuse = inplace-mask\n"
			       "save = {stem}_f.png\nsave = {stem}_g.png\n");
	assert_int_equal(shop.workshop.plan.n_nodes, 3);
	assert_int_equal(shop_count(&shop, "fft2d"), 1);
	assert_int_equal(shop_count(&shop, "ifft2d"), 1);
	assert_ptr_equal(shop.workshop.plan.outputs[0].slot,
			 shop.workshop.plan.outputs[1].slot);
	shop_finish(&shop);
}

static void a_converted_image_is_not_converted_back(void **state)
{
	struct shop shop;

	(void)state;
	plan_gray(&shop, INPUT "[f]\nuse = inplace-mask\n"
			       "save = {stem}_f.png\n"
			       "[m]\nuse = fft2d-magnitude\nfrom = f\n"
			       "save = {stem}_m.png\n");
	assert_int_equal(shop_count(&shop, "fft2d"), 1);
	assert_int_equal(shop_count(&shop, "ifft2d"), 1);
	shop_finish(&shop);
}

static void another_fft_can_be_dropped_in(void **state)
{
	struct shop shop;

	(void)state;
	plan_gray(&shop, INPUT "[pipeline]\nfft = fft2d\nifft = ifft2d\n"
			       "[f]\nuse = inplace-mask\n"
			       "save = {stem}_f.png\n");
	assert_int_equal(shop.workshop.plan.n_nodes, 3);
	shop_finish(&shop);
}

static void an_fft_of_data_is_refused_at_its_from(void **state)
{
	(void)state;
	assert_unplanned(INPUT "[d]\nuse = to-data\n"
			       "[m]\nuse = fft2d-magnitude\nfrom = d\n"
			       "save = {stem}_m.png\n",
			 FFTPIPE_EPARAM,
			 "t.ini:7: [m] needs a spectrum, but what it reads is "
			 "data, no picture; did you mean from = input?  use = "
			 "fft2d insists");
}

static void an_fft_of_an_angle_is_refused_at_its_stage(void **state)
{
	(void)state;
	assert_unplanned(INPUT "[d]\nuse = to-data\ncolor = angle\n"
			       "[m]\nuse = fft2d-magnitude\n"
			       "save = {stem}_m.png\n",
			 FFTPIPE_EPARAM,
			 "t.ini:6: [m] needs a spectrum, but what it reads is "
			 "an angle; did you mean from = input?  use = fft2d "
			 "insists");
}

static void writing_fft2d_insists(void **state)
{
	struct shop shop;

	(void)state;
	plan_gray(&shop, INPUT "[d]\nuse = to-data\n[f]\nuse = fft2d\n"
			       "[m]\nuse = fft2d-magnitude\n"
			       "save = {stem}_m.png\n");
	assert_int_equal(shop_count(&shop, "fft2d"), 1);
	shop_finish(&shop);
}

static void insisting_is_not_for_other_readers(void **state)
{
	(void)state;
	assert_unplanned(INPUT "[d]\nuse = to-data\n[f]\nuse = fft2d\n"
			       "[m]\nuse = fft2d-magnitude\nfrom = d\n"
			       "save = {stem}_m.png\n"
			       "[p]\nuse = fft2d-phase\nfrom = f\n"
			       "save = {stem}_p.png\n",
			 FFTPIPE_EPARAM,
			 "t.ini:9: [m] needs a spectrum, but what it reads is "
			 "data, no picture; did you mean from = input?  use = "
			 "fft2d insists");
}

/* ---- what open may say -------------------------------------------------- */

static void outputs_that_cannot_be_are_refused(void **state)
{
	static const struct {
		const char *sin, *complaint;
	} cases[] = {
		{ "kind", "a kind that is none" },
		{ "port", "a kind that the port does not announce" },
		{ "side", "a side of 0" },
		{ "color", "a color that is none" },
		{ "symmetry", "a symmetry that is none" },
	};
	char text[256], reason[256];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(text, sizeof text,
			 INPUT "[a]\nuse = bad-output\nsin = %s\n"
			       "save = {stem}_a.png\n",
			 cases[i].sin);
		snprintf(reason, sizeof reason,
			 "[a] bad-output: open gave port picture %s",
			 cases[i].complaint);
		assert_unplanned(text, FFTPIPE_EINTERNAL, reason);
	}
}

static void an_output_over_the_limit_is_refused(void **state)
{
	(void)state;
	assert_unplanned(INPUT "[a]\nuse = bad-output\nsin = pixels\n"
			       "save = {stem}_a.png\n",
			 FFTPIPE_EDATA,
			 "[a] bad-output: an output of 100000 x 100000 x 1 "
			 "samples is over the limit of 400000000; raise it "
			 "with [limits] pixels");
}

static void an_output_beyond_all_memory_is_refused(void **state)
{
	(void)state;
	assert_unplanned(INPUT "[limits]\npixels = 18446744073709551615\n"
			       "[a]\nuse = bad-output\nsin = memory\n"
			       "save = {stem}_a.png\n",
			 FFTPIPE_ENOMEM,
			 "[a] bad-output: an output of 4294967295 x 4294967295 "
			 "x 1 does not fit in memory");
}

static void what_open_refuses_is_refused(void **state)
{
	(void)state;
	assert_unplanned(INPUT "[a]\nuse = fails-eparam\n"
			       "save = {stem}_a.png\n",
			 FFTPIPE_EPARAM,
			 "t.ini:3: [a] fails-eparam: wrong for every picture");
	assert_unplanned(INPUT "[d]\nuse = to-data\n"
			       "[a]\nuse = needs-picture\n"
			       "save = {stem}_a.png\n",
			 FFTPIPE_EDATA, "[a] needs-picture: it is no picture");
}

static void every_refusal_is_told_but_what_hangs_on_one(void **state)
{
	const int fds[] = { gray, -1 };
	const struct outcome *outcome;
	struct shop shop;

	(void)state;
	shop_start(&shop,
		   INPUT "[a]\nuse = fails-eparam\nsave = {stem}_a.png\n"
			 "[b]\nuse = fails-eparam\nfrom = input\n"
			 "save = {stem}_b.png\n"
			 "[c]\nuse = fails-eparam\nfrom = a\n"
			 "save = {stem}_c.png\n"
			 "[d]\nfrom = a\nsave = {stem}_d.png\n"
			 "[e]\nuse = fails-eparam\nfrom = d\n"
			 "save = {stem}_e.png\n"
			 "[f]\nuse = fails-edata\nfrom = input\n"
			 "save = {stem}_f.png\n",
		   2);
	assert_int_equal(shop_plan(&shop, fds), FFTPIPE_EPARAM);
	assert_outcome(&shop, FFTPIPE_EPARAM,
		       "t.ini:3: [a] fails-eparam: wrong for every picture");
	outcome = &shop.workshop.outcome;
	assert_int_equal(outcome->n_notes, 1);
	assert_int_equal(outcome->notes[0].level, FFTPIPE_ERROR);
	assert_string_equal(outcome->notes[0].text,
			    "t.ini:6: [b] fails-eparam: wrong for every "
			    "picture");
	shop_finish(&shop);
}

static void a_whole_struct_assigned_in_open_does_no_harm(void **state)
{
	struct shop shop;

	(void)state;
	plan_gray(&shop, INPUT "[a]\nuse = assigns-structs\n"
			       "[b]\nuse = assigns-structs\n"
			       "save = {stem}_b.png\n");
	assert_ptr_not_equal(shop_slot(&shop, "a")->image.meta,
			     shop_slot(&shop, "b")->image.meta);
	shop_finish(&shop);
}

/* ---- the plan again ----------------------------------------------------- */

static void a_plan_serves_all_pictures_of_its_shape(void **state)
{
	const int fds[] = { gray, -1 };
	const struct node *before;
	struct shop shop;

	(void)state;
	plan_gray(&shop, INPUT "[a]\nuse = whole\nsave = {stem}_a.png\n");
	before = shop_node(&shop, "whole", 0);
	assert_int_equal(shop_plan(&shop, fds), FFTPIPE_OK);
	assert_ptr_equal(shop_node(&shop, "whole", 0), before);
	shop_finish(&shop);
}

static void another_shape_or_format_needs_another_plan(void **state)
{
	struct input_shape shape = { 0 };
	enum format formats[] = { FORMAT_PNG, FORMAT_BY_NAME };
	struct shop shop;
	uint64_t peak;

	(void)state;
	plan_gray(&shop, INPUT "[a]\nuse = whole\nsave = {stem}_a.png\n");
	shape.shape = shop.workshop.plan.inputs[0]->image;
	assert_true(plan_fits(&shop.workshop.plan, &shape, formats));
	formats[0] = FORMAT_TIFF;
	assert_false(plan_fits(&shop.workshop.plan, &shape, formats));
	formats[0] = FORMAT_PNG;
	shape.shape.width++;
	assert_false(plan_fits(&shop.workshop.plan, &shape, formats));
	shape.shape.width--;
	shape.shape.color = FFTPIPE_DATA;
	assert_false(plan_fits(&shop.workshop.plan, &shape, formats));
	shape.shape.color = FFTPIPE_GRAY;
	assert_true(plan_fits(&shop.workshop.plan, &shape, formats));
	/* A file that takes more to decode has a higher peak. */
	plan_decode(&shop.workshop.plan, &shape);
	peak = shop.workshop.plan.peak;
	shape.memory = 1000;
	plan_decode(&shop.workshop.plan, &shape);
	assert_int_equal(shop.workshop.plan.peak, peak + 1000);
	shop_finish(&shop);
}

static void a_format_that_cannot_hold_the_image_is_refused(void **state)
{
	const int fds[] = { gray, -1 };
	struct shop shop;

	(void)state;
	shop_start(&shop, INPUT "[a]\nuse = rows\nsave = {stem}_a.csv\n", 1);
	assert_int_equal(shop_plan(&shop, fds), FFTPIPE_EDATA);
	shop_finish(&shop);
}

/* ---- in words ----------------------------------------------------------- */

static void assert_described(const char *text, const int *fds,
			     const char *expected)
{
	struct shop shop;
	char *words, *memory;

	shop_start(&shop, text, 1);
	shop_plan(&shop, fds);
	assert_outcome(&shop, FFTPIPE_OK, NULL);
	words = plan_describe(&shop.workshop.plan);
	assert_non_null(words);
	memory = strstr(words, "memory: ");
	assert_non_null(memory);
	*memory = '\0';
	assert_string_equal(words, expected);
	free(words);
	shop_finish(&shop);
}

static void a_plan_is_described_in_words(void **state)
{
	const int fds[] = { gray, -1 };

	(void)state;
	assert_described(
		INPUT "[copy]\nsave = {stem}_c.png\ndepth = 16\n"
		      "[m]\nuse = fft2d-magnitude\nsave = {stem}_m.png\n"
		      "[a]\nuse = two-ports\nfrom = input\n"
		      "from.second = input\nsave.difference = {stem}_d.png\n",
		fds,
		"stages, in order:\n"
		"  input: gray picture 50 x 40; buffer 1\n"
		"      saved by [copy] as PNG, 16 bit\n"
		"  1. (inserted) fft2d of input\n"
		"      spectrum: spectrum of 50 x 40; buffer 2\n"
		"  2. [m] fft2d-magnitude of fft2d of input\n"
		"      magnitude: data 50 x 40, even; streamed\n"
		"      saved by [m] as PNG, 8 bit\n"
		"  3. [a] two-ports of input, input\n"
		"      sum: gray picture 50 x 40; not made\n"
		"      difference: gray picture 50 x 40; streamed\n"
		"      saved by [a] as PNG, 8 bit\n");
}

static void companions_and_colors_are_described(void **state)
{
	const int fds[] = { color, gray, -1 };

	(void)state;
	assert_described(INPUT "[input.mask]\nfile = m.png\n"
			       "[f]\nuse = inplace-mask\n"
			       "[p]\nuse = to-data\ncolor = angle\n"
			       "save = {stem}_f.png\n"
			       "[g]\nuse = whole\nfrom = input.mask\n"
			       "metadata = {stem}.json\n",
			 fds,
			 "stages, in order:\n"
			 "  input: RGB picture 50 x 40; buffer 1\n"
			 "  input.mask: gray picture 50 x 40; buffer 2\n"
			 "  1. (inserted) fft2d of input, in place\n"
			 "      spectrum: spectrum of 50 x 40; buffer 1\n"
			 "  2. [f] inplace-mask of fft2d of input, in place\n"
			 "      spectrum: spectrum of 50 x 40; buffer 1\n"
			 "  3. (inserted) ifft2d of f, in place\n"
			 "      picture: RGB picture 50 x 40; buffer 1\n"
			 "  4. [p] to-data of ifft2d of f\n"
			 "      picture: angle 50 x 40 x 3 channels; streamed\n"
			 "      saved by [p] as PNG, 8 bit\n"
			 "  5. [g] whole of input.mask\n"
			 "      picture: gray picture 50 x 40; buffer 1\n");
}

#define TEST(function) cmocka_unit_test(function)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(two_readers_share_one_fft),
		TEST(a_written_fft_is_shared_by_its_readers),
		TEST(a_written_fft_serves_readers_of_its_source),
		TEST(a_filter_gets_an_fft_and_its_inverse),
		TEST(a_converted_image_is_not_converted_back),
		TEST(another_fft_can_be_dropped_in),
		TEST(an_fft_of_data_is_refused_at_its_from),
		TEST(an_fft_of_an_angle_is_refused_at_its_stage),
		TEST(writing_fft2d_insists),
		TEST(insisting_is_not_for_other_readers),
		TEST(outputs_that_cannot_be_are_refused),
		TEST(an_output_over_the_limit_is_refused),
		TEST(an_output_beyond_all_memory_is_refused),
		TEST(what_open_refuses_is_refused),
		TEST(every_refusal_is_told_but_what_hangs_on_one),
		TEST(a_whole_struct_assigned_in_open_does_no_harm),
		TEST(a_plan_serves_all_pictures_of_its_shape),
		TEST(another_shape_or_format_needs_another_plan),
		TEST(a_format_that_cannot_hold_the_image_is_refused),
		TEST(a_plan_is_described_in_words),
		TEST(companions_and_colors_are_described),
	};

	return cmocka_run_group_tests(tests, open_pictures, close_pictures);
}
