/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-job-plugins.c - what plugins may do in a job, and what becomes of those
 * that do more
 */
#include "core-common.h"

#include <stdio.h>

#define INPUT "[input]\nfiles = *.png\n"

static void a_plugins_sentence_is_the_reason(void **state)
{
	(void)state;
	assert_run_fails(INPUT "[a]\nuse = fails-edata\nsave = {stem}_a.png\n",
			 FFTPIPE_EDATA, "[a] fails-edata: not this picture");
	assert_run_fails(INPUT
			 "[a]\nuse = fails-prepare\nsave = {stem}_a.png\n",
			 FFTPIPE_EDATA, "[a] fails-prepare: nothing to see");
}

static void a_silent_failure_gets_a_sentence(void **state)
{
	(void)state;
	assert_run_fails(
		INPUT "[a]\nuse = fails-silently\nsave = {stem}_a.png\n",
		FFTPIPE_EDATA,
		"[a] fails-silently: run failed with status 2 and did not "
		"say why");
}

static void a_failure_that_was_said_counts(void **state)
{
	(void)state;
	assert_run_fails(INPUT
			 "[a]\nuse = fails-and-goes-on\nsave = {stem}_a.png\n",
			 FFTPIPE_EDATA,
			 "[a] fails-and-goes-on: not this picture");
}

static void what_is_no_status_is_a_defect(void **state)
{
	(void)state;
	assert_run_fails(INPUT "[a]\nuse = bad-status\nsave = {stem}_a.png\n",
			 FFTPIPE_EINTERNAL,
			 "[a] bad-status: run returned 77, which is no status");
}

static void a_failed_instance_is_not_used_again(void **state)
{
	struct shop shop;

	(void)state;
	shop_start(&shop, INPUT "[a]\nuse = bad-status\nsave = {stem}_a.png\n",
		   1);
	assert_int_equal(shop_run_one(&shop, picture_file(5, 4, 1, 1)),
			 FFTPIPE_EINTERNAL);
	assert_false(shop.workshop.planned);
	shop_finish(&shop);
}

static void what_a_plugin_writes_over_its_output_is_ignored(void **state)
{
	struct shop shop;

	(void)state;
	shop_run_gray(&shop, INPUT "[a]\nuse = changes-geometry\n"
				   "[b]\nuse = rows\nsave = {stem}_b.png\n");
	assert_levels(&shop, 1, picture_level);
	shop_finish(&shop);
}

static void bands_leave_no_entries_and_no_range(void **state)
{
	struct embedded embedded;
	struct shop shop;

	(void)state;
	shop_run_gray(&shop, INPUT "[a]\nuse = oversteps\nsave = {stem}_a.png\n"
				   "[b]\nuse = whole\nfrom = a\n"
				   "save = {stem}_b.png\n");
	shop_embedded(&shop, 0, &embedded);
	assert_null(meta_get(embedded.meta, "band"));
	embedded_finish(&embedded);
	assert_levels(&shop, 0, picture_level);
	shop_finish(&shop);
}

static void a_canceled_job_ends(void **state)
{
	static const volatile sig_atomic_t cancel = 1;
	struct shop shop;

	(void)state;
	shop_start(&shop, INPUT "[a]\nuse = waits\nsave = {stem}_a.png\n", 1);
	shop.workshop.services.cancel = &cancel;
	assert_int_equal(shop_run_one(&shop, picture_file(5, 4, 1, 1)),
			 FFTPIPE_ECANCELED);
	shop_finish(&shop);
}

/* ---- what the host offers ------------------------------------------------ */

static void logs_name_stage_and_plugin(void **state)
{
	struct shop shop;

	(void)state;
	shop_run_gray(&shop, INPUT "[a]\nuse = whole\nsave = {stem}_a.png\n");
	assert_true(common_noted(&shop.workshop.outcome, "[a] whole: 2"));
	assert_true(common_noted(&shop.workshop.outcome, "[a] whole: coarse"));
	assert_false(common_noted(&shop.workshop.outcome, "measured"));
	shop_finish(&shop);
}

static void open_learns_what_will_be_measured(void **state)
{
	struct shop shop;

	(void)state;
	shop_run_gray(&shop, INPUT "[a]\nuse = whole\nsave = {stem}_a.png\n"
				   "range = minmax\ndepth = 16\n");
	assert_true(common_noted(&shop.workshop.outcome, "measured"));
	assert_false(common_noted(&shop.workshop.outcome, "coarse"));
	shop_finish(&shop);
}

static void finer_readers_are_not_coarse(void **state)
{
	static const char *const readers[] = {
		"[b]\nuse = rows\n",
		"[b]\ndepth = 16\n",
		"[c]\nsave = {stem}_c.png\n[b]\nuse = rows\nfrom = a\n",
		"[c]\nsave = {stem}_c.png\n[b]\ndepth = 16\nfrom = c\n",
		"[c]\nsave = {stem}_c.png\n[b]\nuse = rows\nfrom = c\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
		struct shop shop;
		char text[256];

		snprintf(text, sizeof text,
			 INPUT "[a]\nuse = whole\n%ssave = {stem}_b.png\n",
			 readers[i]);
		shop_run_gray(&shop, text);
		assert_false(common_noted(&shop.workshop.outcome, "coarse"));
		shop_finish(&shop);
	}
}

/* ---- the interface over time ----------------------------------------------
 */

static void a_plugin_of_the_frozen_header_runs(void **state)
{
	struct shop shop;

	(void)state;
	shop_run_gray(&shop, INPUT "[a]\nuse = frozen-1-0\nfactor = 2\n"
				   "save = {stem}_a.png\n");
	assert_levels(&shop, 0, clipped_double);
	shop_finish(&shop);
}

static void a_plugin_with_longer_structs_runs(void **state)
{
	struct shop shop;

	(void)state;
	shop_run_gray(&shop, INPUT "[a]\nuse = longer-structs\n"
				   "from.second = input\nsecond-factor = 1\n"
				   "save.sum = {stem}_s.png\n");
	assert_levels(&shop, 0, clipped_double);
	shop_finish(&shop);
}

#define TEST(function) cmocka_unit_test(function)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_plugins_sentence_is_the_reason),
		TEST(a_silent_failure_gets_a_sentence),
		TEST(a_failure_that_was_said_counts),
		TEST(what_is_no_status_is_a_defect),
		TEST(a_failed_instance_is_not_used_again),
		TEST(what_a_plugin_writes_over_its_output_is_ignored),
		TEST(bands_leave_no_entries_and_no_range),
		TEST(a_canceled_job_ends),
		TEST(logs_name_stage_and_plugin),
		TEST(open_learns_what_will_be_measured),
		TEST(finer_readers_are_not_coarse),
		TEST(a_plugin_of_the_frozen_header_runs),
		TEST(a_plugin_with_longer_structs_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
