/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-bind.c - pipelines checked against what their plugins describe */
#include "core-common.h"

#include <string.h>

#include "module.h"

#define INPUT  "[input]\nfiles = *.png\n"
#define SAVE   "save = {stem}_a.png\n"
#define SAVE_B "save = {stem}_b.png\n"

/* The problems of `text` are exactly these. */
static void assert_bound(const char *text, const char *expected)
{
	struct shop shop;

	shop_bind(&shop, text, 1);
	assert_problems(&shop.problems, expected);
	shop_finish(&shop);
}

static void parameters_are_typed_and_defaults_filled_in(void **state)
{
	const fftpipe_value *values;
	struct shop shop;

	(void)state;
	shop_start(&shop,
		   INPUT "[a]\nuse = settings\ncount = 4\nside = right\n"
			 "deep = yes\n" SAVE,
		   1);
	values = shop.pipeline.stages[0].values;
	assert_string_equal(shop.pipeline.stages[0].module->id, "settings");
	assert_int_equal(values[0].i, 4);
	assert_true(values[1].f == 0.5);
	assert_int_equal(values[2].i, 1);
	assert_int_equal(values[3].i, 1);
	assert_string_equal(values[4].s, "none");
	shop_finish(&shop);
}

static void a_parameter_without_a_default_must_be_given(void **state)
{
	(void)state;
	assert_bound(INPUT "[a]\nuse = settings\n" SAVE,
		     "[a] count must be given (int, 1 to 9)\n");
}

static void bad_values_are_all_reported(void **state)
{
	(void)state;
	assert_bound(
		INPUT "[a]\nuse = settings\ncount = 10\nsize = big\n"
		      "side = lift\ndeep = maybe\n" SAVE,
		"[a] count: 10 is above the largest, 9\n"
		"[a] size: \"big\" is not a number\n"
		"[a] deep: \"maybe\" is not yes or no\n"
		"[a] side: \"lift\" is not one of left, right; did you mean "
		"left?\n");
}

static void an_unknown_key_lists_what_there_is(void **state)
{
	(void)state;
	assert_bound(INPUT "[a]\nuse = rows\nfaktor = 2\n" SAVE,
		     "[a] unknown key \"faktor\"; rows takes factor\n");
	assert_bound(INPUT "[a]\nuse = bands\nfactor = 2\n" SAVE,
		     "[a] unknown key \"factor\"; bands takes no parameters\n");
}

static void a_near_key_is_proposed_where_there_are_several(void **state)
{
	(void)state;
	assert_bound(INPUT "[a]\nuse = settings\ncount = 1\nsyde = left\n" SAVE,
		     "[a] unknown key \"syde\"; settings takes count, size, "
		     "deep, side, label; did you mean side?\n");
}

static void missing_plugins_do_not_end_the_search_for_mistakes(void **state)
{
	struct shop shop;

	(void)state;
	shop_bind(&shop,
		  INPUT "[a]\nuse = bends\n[b]\nuse = bands\nsize = 2\n" SAVE,
		  1);
	assert_int_equal(shop.problems.count, 2);
	assert_int_equal(shop.problems.list[0].place.line, 4);
	assert_non_null(strstr(shop.problems.list[0].text,
			       "[a] use: no plugin \"bends\" in "));
	assert_non_null(
		strstr(shop.problems.list[0].text, "; did you mean bands?"));
	assert_int_equal(shop.problems.list[1].place.line, 7);
	shop_finish(&shop);
}

static void a_problem_of_a_set_says_so(void **state)
{
	struct shop shop;

	(void)state;
	shop_parse(&shop, INPUT "[a]\nuse = rows\n" SAVE);
	pipeline_finish(&shop.pipeline);
	shop.pipeline = (struct pipeline){ 0 };
	config_set(&shop.config, 1, "a.factor=x", &shop.problems);
	config_set(&shop.config, 2, "a.use=bands", &shop.problems);
	pipeline_parse(&shop.pipeline, &shop.config, &shop.problems);
	assert_true(workshop_init(&shop.workshop, &shop.pipeline, &shop.path, 1,
				  NULL, NULL));
	workshop_bind(&shop.workshop, &shop.problems);
	assert_int_equal(shop.problems.count, 1);
	assert_string_equal(shop.problems.list[0].place.source, "--set 1");
	shop_finish(&shop);
}

static void ports_are_found_by_name(void **state)
{
	const struct stage *stage;
	struct shop shop;

	(void)state;
	shop_start(&shop,
		   INPUT "[input.more]\nfile = {stem}.x.png\n"
			 "[a]\nuse = two-ports\nfrom.second = input.more\n"
			 "from.first = input\nsave.difference = {stem}_d.png\n"
			 "[b]\nuse = rows\nfrom = a.difference\n" SAVE,
		   1);
	stage = &shop.pipeline.stages[0];
	assert_int_equal(stage->saves[0].output, 1);
	for (size_t i = 0; i < stage->n_feeds; i++)
		if (stage->feeds[i].kind == FEED_COMPANION)
			assert_int_equal(stage->feeds[i].input, 1);
	assert_int_equal(shop.pipeline.stages[1].feeds[0].from_output, 1);
	shop_finish(&shop);
}

static void a_port_that_is_not_there_is_named(void **state)
{
	(void)state;
	assert_bound(
		INPUT "[a]\nuse = two-ports\nfrom.second = input\n"
		      "from.fourth = input\n"
		      "save.product = {stem}_p.png\n"
		      "[b]\nuse = rows\nfrom = a.quotient\n" SAVE,
		"[a] save.product: two-ports has no port \"product\"; it has "
		"sum, difference\n"
		"[a] from.fourth: two-ports has no port \"fourth\"; it has "
		"first, second, third\n"
		"[b] from: two-ports has no port \"quotient\"; it has "
		"sum, difference\n");
}

static void every_port_that_is_not_optional_is_fed(void **state)
{
	(void)state;
	assert_bound(INPUT "[a]\nuse = two-ports\n" SAVE,
		     "[a] nothing feeds port second of two-ports; add "
		     "from.second = ...\n");
}

static void a_port_is_fed_once(void **state)
{
	(void)state;
	assert_bound(INPUT "[a]\nuse = two-ports\nfrom = input\n"
			   "from.first = input\nfrom.second = input\n" SAVE,
		     "[a] from.first: that port is fed already\n");
}

static void converters_are_loaded_only_when_wanted(void **state)
{
	struct shop shop;

	(void)state;
	shop_start(&shop, INPUT "[a]\nuse = rows\n" SAVE, 1);
	assert_null(shop.pipeline.fft_module);
	assert_null(shop.pipeline.ifft_module);
	shop_finish(&shop);
	shop_start(&shop, INPUT "[a]\nuse = inplace-mask\n" SAVE, 1);
	assert_string_equal(shop.pipeline.fft_module->id, "fft2d");
	assert_string_equal(shop.pipeline.ifft_module->id, "ifft2d");
	shop_finish(&shop);
}

static void a_complex_file_wants_a_spectrum(void **state)
{
	struct shop shop;

	(void)state;
	shop_start(&shop,
		   INPUT "[a]\nuse = rows\ndepth = complex\n"
			 "save = {stem}.tif\n",
		   1);
	assert_non_null(shop.pipeline.fft_module);
	shop_finish(&shop);
}

static void a_converter_must_convert(void **state)
{
	(void)state;
	assert_bound(INPUT "[pipeline]\nfft = rows\nifft = settings\n"
			   "[a]\nuse = inplace-mask\n" SAVE,
		     "[pipeline] fft: rows does not turn an image into a "
		     "spectrum without being told more\n"
		     "[pipeline] ifft: settings does not turn a spectrum into "
		     "an image without being told more\n");
}

static void a_missing_converter_is_a_problem_of_the_pipeline(void **state)
{
	struct shop shop;

	(void)state;
	shop_bind(&shop,
		  INPUT "[pipeline]\nfft = my-fft\n[a]\nuse = rows\n" SAVE, 1);
	assert_int_equal(shop.problems.count, 1);
	assert_int_equal(shop.problems.list[0].place.line, 4);
	assert_non_null(strstr(shop.problems.list[0].text,
			       "[pipeline] fft: no plugin \"my-fft\" in "));
	shop_finish(&shop);
}

static void a_converter_that_only_a_file_asks_for_is_found_later(void **state)
{
	struct shop shop;

	(void)state;
	shop_start(&shop, INPUT "[a]\nuse = rows\n" SAVE, 1);
	assert_non_null(
		pipeline_converter(&shop.pipeline, &shop.workshop.modules,
				   FFTPIPE_SPECTRUM, &shop.workshop.outcome));
	assert_string_equal(shop.pipeline.fft_module->id, "fft2d");
	shop.pipeline.ifft = "nowhere";
	assert_null(pipeline_converter(&shop.pipeline, &shop.workshop.modules,
				       FFTPIPE_IMAGE, &shop.workshop.outcome));
	assert_int_equal(shop.workshop.outcome.status, FFTPIPE_EPARAM);
	assert_non_null(strstr(shop.workshop.outcome.reason,
			       "[pipeline] ifft: no plugin \"nowhere\""));
	shop_finish(&shop);
}

/* ---- the digest --------------------------------------------------------- */

static void digest_of(const char *text, char digest[DIGEST_SIZE])
{
	struct shop shop;

	shop_start(&shop, text, 1);
	memcpy(digest, shop.workshop.digest, DIGEST_SIZE);
	shop_finish(&shop);
	assert_int_equal(strlen(digest), DIGEST_SIZE - 1);
}

static bool same_digest(const char *text, const char *other)
{
	char a[DIGEST_SIZE], b[DIGEST_SIZE];

	digest_of(text, a);
	digest_of(other, b);
	return !strcmp(a, b);
}

#define PLAIN INPUT "[a]\nuse = rows\nfactor = 2\n" SAVE

static void the_digest_does_not_know_names(void **state)
{
	(void)state;
	assert_true(same_digest(PLAIN, PLAIN));
	assert_true(same_digest(PLAIN,
				"[pipeline]\ndescription = words\n"
				"[limits]\npixels = 1k\n"
				"[input]\nfiles = other/*.tif\n"
				"[b]\nuse = rows\nfactor = 2.0\nfrom = input\n"
				"save = elsewhere/{name}.png\n"));
}

static void a_default_is_the_same_as_its_value(void **state)
{
	(void)state;
	assert_true(same_digest(INPUT "[a]\nuse = rows\n" SAVE,
				INPUT "[a]\nuse = rows\nfactor = 1\n" SAVE));
}

static void the_digest_knows_what_changes_a_picture(void **state)
{
	static const char *const others[] = {
		INPUT "[a]\nuse = rows\nfactor = 3\n" SAVE,
		INPUT "[a]\nuse = rows\nfactor = 2\ndepth = 16\n" SAVE,
		INPUT "[a]\nuse = rows\nfactor = 2\nrange = minmax\n" SAVE,
		INPUT "[a]\nuse = rows\nfactor = 2\nrange = 0..9\n" SAVE,
		INPUT "[a]\nuse = rows\nfactor = 2\nrange = 0..8\n" SAVE,
		INPUT "[a]\nuse = rows\nfactor = 2\nround = down\n" SAVE,
		INPUT "[a]\nuse = rows\nfactor = 2\ncompress = small\n" SAVE,
		INPUT "[a]\nuse = rows\nfactor = 2\nsave = {stem}.tif\n",
		INPUT "color = gray\n[a]\nuse = rows\nfactor = 2\n" SAVE,
		INPUT "page = 2\n[a]\nuse = rows\nfactor = 2\n" SAVE,
		INPUT "range = 0..9\n[a]\nuse = rows\nfactor = 2\n" SAVE,
		INPUT "[a]\nuse = bands\n" SAVE,
		INPUT "[a]\nuse = bands\n[b]\nuse = rows\nfactor = 2\n" SAVE,
		INPUT "[a]\nuse = bands\n" SAVE_B
		      "[b]\nuse = rows\nfactor = 2\nfrom = input\n" SAVE,
		INPUT "[a]\nuse = bands\n" SAVE_B
		      "[b]\nuse = rows\nfactor = 2\n" SAVE,
	};
	char digests[sizeof others / sizeof *others + 1][DIGEST_SIZE];
	const size_t n = sizeof others / sizeof *others;

	(void)state;
	for (size_t i = 0; i < n; i++)
		digest_of(others[i], digests[i]);
	digest_of(PLAIN, digests[n]);
	for (size_t i = 0; i <= n; i++)
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(digests[i], digests[k]);
}

static void the_digest_knows_words(void **state)
{
	(void)state;
	assert_false(same_digest(
		INPUT "[a]\nuse = settings\ncount = 1\nlabel = x\n" SAVE,
		INPUT "[a]\nuse = settings\ncount = 1\nlabel = y\n" SAVE));
	assert_false(same_digest(
		INPUT "[a]\nuse = settings\ncount = 1\nside = left\n" SAVE,
		INPUT "[a]\nuse = settings\ncount = 1\nside = right\n" SAVE));
}

static void the_digest_knows_which_port_is_fed_by_what(void **state)
{
	static const char swapped[] =
		INPUT "[input.more]\nfile = x.png\n[a]\nuse = two-ports\n"
		      "from.second = input\nfrom.first = input.more\n" SAVE;
	static const char straight[] =
		INPUT "[input.more]\nfile = x.png\n[a]\nuse = two-ports\n"
		      "from.first = input\nfrom.second = input.more\n" SAVE;

	(void)state;
	assert_false(same_digest(swapped, straight));
}

/* A label could otherwise spell out what follows it. */
static void words_do_not_run_into_each_other(void **state)
{
	(void)state;
	assert_false(same_digest(
		INPUT "[a]\nuse = settings\ncount = 1\nlabel = x\n" SAVE SAVE_B,
		INPUT "[a]\nuse = settings\ncount = 1\n"
		      "label = x save 0 as 0\n" SAVE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parameters_are_typed_and_defaults_filled_in),
		cmocka_unit_test(a_parameter_without_a_default_must_be_given),
		cmocka_unit_test(bad_values_are_all_reported),
		cmocka_unit_test(an_unknown_key_lists_what_there_is),
		cmocka_unit_test(
			a_near_key_is_proposed_where_there_are_several),
		cmocka_unit_test(
			missing_plugins_do_not_end_the_search_for_mistakes),
		cmocka_unit_test(a_problem_of_a_set_says_so),
		cmocka_unit_test(ports_are_found_by_name),
		cmocka_unit_test(a_port_that_is_not_there_is_named),
		cmocka_unit_test(every_port_that_is_not_optional_is_fed),
		cmocka_unit_test(a_port_is_fed_once),
		cmocka_unit_test(converters_are_loaded_only_when_wanted),
		cmocka_unit_test(a_complex_file_wants_a_spectrum),
		cmocka_unit_test(a_converter_must_convert),
		cmocka_unit_test(
			a_missing_converter_is_a_problem_of_the_pipeline),
		cmocka_unit_test(
			a_converter_that_only_a_file_asks_for_is_found_later),
		cmocka_unit_test(the_digest_does_not_know_names),
		cmocka_unit_test(a_default_is_the_same_as_its_value),
		cmocka_unit_test(the_digest_knows_what_changes_a_picture),
		cmocka_unit_test(the_digest_knows_words),
		cmocka_unit_test(the_digest_knows_which_port_is_fed_by_what),
		cmocka_unit_test(words_do_not_run_into_each_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
