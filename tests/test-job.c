/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-job.c - one input through the whole plan, from file to file */
#include "core-common.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define INPUT "[input]\nfiles = *.png\n"

static void a_picture_is_decoded_worked_on_and_encoded(void **state)
{
	struct shop shop;

	(void)state;
	shop_run_gray(&shop, INPUT "[a]\nuse = rows\nfactor = 2\n"
				   "save = {stem}_a.png\n");
	assert_levels(&shop, 0, clipped_double);
	assert_true(common_noted(&shop.workshop.outcome, "clipped"));
	shop_finish(&shop);
}

static void the_input_itself_can_be_saved(void **state)
{
	struct shop shop;

	(void)state;
	shop_run_gray(&shop, INPUT "[a]\nsave = {stem}_a.png\n"
				   "[b]\nuse = inplace\nfrom = input\n"
				   "save = {stem}_b.png\n");
	assert_levels(&shop, 0, picture_level);
	assert_levels(&shop, 2, clipped_successor);
	shop_finish(&shop);
}

static void a_spectrum_and_back_is_the_picture(void **state)
{
	struct shop shop;

	(void)state;
	shop_run_gray(&shop, INPUT "[f]\nuse = inplace-mask\n"
				   "save = {stem}_f.png\n");
	assert_levels(&shop, 0, picture_level);
	shop_finish(&shop);
}

static void colors_stay_when_a_spectrum_is_masked(void **state)
{
	struct embedded embedded;
	struct shop shop;

	(void)state;
	shop_start(&shop,
		   INPUT "[f]\nuse = inplace-mask\nsave = {stem}_f.png\n", 2);
	shop_run_one(&shop, picture_file(50, 40, 3, 1));
	assert_outcome(&shop, FFTPIPE_OK, NULL);
	assert_levels(&shop, 0, picture_level);
	shop_embedded(&shop, 0, &embedded);
	assert_int_equal(embedded.color, FFTPIPE_RGB);
	embedded_finish(&embedded);
	shop_finish(&shop);
}

static void a_plan_runs_picture_after_picture(void **state)
{
	struct shop shop;

	(void)state;
	shop_run_gray(&shop, INPUT "[a]\nuse = inplace\nsave = {stem}_a.png\n");
	for (int i = 0; i < 3; i++) {
		shop_run_one(&shop, picture_file(50, 40, 1, 1));
		assert_outcome(&shop, FFTPIPE_OK, NULL);
		assert_levels(&shop, 0, clipped_successor);
	}
	shop_run_one(&shop, picture_file(41, 30, 3, 1));
	assert_outcome(&shop, FFTPIPE_OK, NULL);
	assert_levels(&shop, 0, clipped_successor);
	shop_finish(&shop);
}

static void companions_are_read_too(void **state)
{
	int fds[] = { picture_file(50, 40, 1, 1), picture_file(50, 40, 1, 1),
		      -1 };
	struct shop shop;

	(void)state;
	shop_start(&shop,
		   INPUT "[input.more]\nfile = {stem}.x.png\n"
			 "[a]\nuse = two-ports\nfrom.second = input.more\n"
			 "save = {stem}_s.png\n",
		   2);
	shop_run(&shop, fds);
	assert_outcome(&shop, FFTPIPE_OK, NULL);
	assert_levels(&shop, 0, clipped_double);
	shop_finish(&shop);
}

static void a_companions_failure_says_which_file(void **state)
{
	int fds[] = { picture_file(50, 40, 1, 1), common_file(), -1 };
	struct shop shop;

	(void)state;
	shop_start(&shop,
		   INPUT "[input.more]\nfile = {stem}.x.png\n"
			 "[a]\nuse = two-ports\nfrom.second = input.more\n"
			 "save = {stem}_s.png\n",
		   2);
	assert_int_equal(shop_run(&shop, fds), FFTPIPE_EDATA);
	assert_memory_equal(shop.workshop.outcome.reason, "second: ", 8);
	shop_finish(&shop);
}

static void a_companions_samples_fail_by_name_too(void **state)
{
	int fds[] = { picture_file(50, 40, 1, 1), picture_file(50, 40, 1, 1),
		      -1 };
	struct shop shop;

	(void)state;
	assert_int_equal(ftruncate(fds[1], 300), 0);
	shop_start(&shop,
		   INPUT "[input.more]\nfile = {stem}.x.png\n"
			 "[a]\nuse = two-ports\nfrom.second = input.more\n"
			 "save = {stem}_s.png\n",
		   2);
	assert_int_equal(shop_run(&shop, fds), FFTPIPE_EDATA);
	assert_memory_equal(shop.workshop.outcome.reason, "second: ", 8);
	shop_finish(&shop);
}

static void what_is_no_picture_fails(void **state)
{
	struct shop shop;
	int fd = common_file();

	(void)state;
	assert_int_equal(write(fd, "no picture", 10), 10);
	shop_start(&shop, INPUT "[a]\nuse = rows\nsave = {stem}_a.png\n", 2);
	assert_int_equal(shop_run_one(&shop, fd), FFTPIPE_EDATA);
	assert_non_null(shop.workshop.outcome.reason);
	shop_finish(&shop);
}

static void outputs_that_nobody_wants_are_not_written(void **state)
{
	static const enum format formats[] = { FORMAT_PNG, FORMAT_BY_NAME };
	const int outputs[] = { -1, -1 };
	struct job_file file = { .name = "first" };
	struct job job = { .files = &file,
			   .page = 1,
			   .outputs = outputs,
			   .formats = formats,
			   .n_outputs = 2 };
	struct shop shop;

	(void)state;
	shop_start(&shop, INPUT "[a]\nuse = whole\nsave = {stem}_a.png\n", 2);
	file.fd = picture_file(50, 40, 1, 1);
	assert_int_equal(job_run(&shop.workshop, &job), FFTPIPE_OK);
	close(file.fd);
	shop_finish(&shop);
}

/* ---- what the files remember -------------------------------------------- */

static void files_say_where_they_come_from(void **state)
{
	int fd = picture_file(50, 40, 1, 1);
	char digest[DIGEST_SIZE];
	struct embedded embedded;
	struct shop shop;

	(void)state;
	assert_true(digest_files(&fd, 1, digest));
	shop_start(&shop,
		   INPUT "[f]\nuse = fft2d\n"
			 "[m]\nuse = fft2d-magnitude\n"
			 "save = {stem}_m.png\n",
		   2);
	shop_run_one(&shop, fd);
	assert_outcome(&shop, FFTPIPE_OK, NULL);
	shop_embedded(&shop, 1, &embedded);
	assert_int_equal(embedded.meaning, MEANING_DATA);
	assert_int_equal(embedded.origin.depth, 8);
	assert_int_equal(embedded.origin.width, 50);
	assert_int_equal(embedded.origin.height, 40);
	assert_true(embedded.origin.lo == 0 && embedded.origin.hi == 255);
	assert_string_equal(embedded.origin.sha256, digest);
	assert_string_equal(embedded.pipeline, shop.workshop.digest);
	assert_string_equal(meta_get(embedded.versions, "fftpipe"), VERSION);
	assert_string_equal(meta_get(embedded.versions, "fft2d"), "1.0.0");
	embedded_finish(&embedded);
	shop_finish(&shop);
}

static void meanings_follow_colors(void **state)
{
	static const struct {
		const char *stage;
		enum meaning meaning;
	} cases[] = {
		{ "use = rows\n", MEANING_PICTURE },
		{ "use = to-data\n", MEANING_DATA },
		{ "use = to-data\ncolor = angle\n", MEANING_ANGLE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct embedded embedded;
		struct shop shop;
		char text[128];

		snprintf(text, sizeof text,
			 INPUT "[a]\n%ssave = {stem}_a.png\n", cases[i].stage);
		shop_run_gray(&shop, text);
		shop_embedded(&shop, 0, &embedded);
		assert_int_equal(embedded.meaning, cases[i].meaning);
		embedded_finish(&embedded);
		shop_finish(&shop);
	}
}

static void entries_of_plugins_reach_the_file(void **state)
{
	struct embedded embedded;
	struct shop shop;

	(void)state;
	shop_run_gray(&shop, INPUT "[a]\nuse = whole\n[b]\nuse = frozen-1-0\n"
				   "save = {stem}_b.png\n");
	shop_embedded(&shop, 1, &embedded);
	assert_string_equal(meta_get(embedded.meta, "note"), "whole");
	assert_string_equal(meta_get(embedded.meta, "frozen"), "1.0");
	embedded_finish(&embedded);
	shop_finish(&shop);
}

static void metadata_is_the_pictures_text(void **state)
{
	struct embedded embedded, beside;
	struct shop shop;
	uint8_t *bytes;
	size_t length;
	char *text;

	(void)state;
	shop_run_gray(&shop, INPUT "[a]\nuse = whole\nsave = {stem}_a.png\n"
				   "metadata = {stem}.json\n");
	length = common_file_bytes(shop.outputs[1], &bytes);
	assert_int_equal(bytes[length - 1], '\n');
	assert_true(embedded_parse(&beside, (char *)bytes, length - 1));
	shop_embedded(&shop, 0, &embedded);
	text = embedded_print(&embedded);
	assert_int_equal(strlen(text), length - 1);
	assert_memory_equal(text, bytes, length - 1);
	free(text);
	free(bytes);
	embedded_finish(&beside);
	embedded_finish(&embedded);
	shop_finish(&shop);
}

static void metadata_needs_no_picture(void **state)
{
	struct embedded beside;
	struct shop shop;
	uint8_t *bytes;
	size_t length;

	(void)state;
	shop_run_gray(&shop,
		      INPUT "[a]\nuse = whole\nmetadata = {stem}.json\n");
	length = common_file_bytes(shop.outputs[0], &bytes);
	assert_true(embedded_parse(&beside, (char *)bytes, length - 1));
	assert_false(beside.has_levels);
	assert_string_equal(meta_get(beside.meta, "note"), "whole");
	embedded_finish(&beside);
	free(bytes);
	shop_finish(&shop);
}

static void timings_name_stages_and_what_they_did(void **state)
{
	static const char *const expected[] = { "plan", "input", "a",
						"a",    "a",     NULL };
	struct shop shop;

	(void)state;
	shop_run_gray(&shop, INPUT "[a]\nuse = whole\nsave = {stem}_a.png\n"
				   "metadata = {stem}.json\n");
	assert_int_equal(shop.workshop.account.timings.count, 5);
	for (size_t i = 0; expected[i]; i++) {
		assert_string_equal(shop.workshop.account.timings.list[i].stage,
				    expected[i]);
		assert_true(shop.workshop.account.timings.list[i].seconds >= 0);
	}
	assert_string_equal(shop.workshop.account.timings.list[2].what,
			    "whole");
	assert_string_equal(shop.workshop.account.timings.list[4].what,
			    "metadata");
	/* The picture's text and the file beside it say the same. */
	assert_int_equal(shop.workshop.account.n_facts, 2);
	assert_non_null(strstr(shop.workshop.account.facts[0], "\"pipeline\""));
	assert_string_equal(shop.workshop.account.facts[0],
			    shop.workshop.account.facts[1]);
	shop_finish(&shop);
}

/* ---- memory ------------------------------------------------------------- */

static void a_job_over_the_limit_is_refused_with_both_figures(void **state)
{
	char expected[256];
	struct shop shop;

	(void)state;
	shop_start(&shop,
		   INPUT "[limits]\nmemory = 10k\n"
			 "[a]\nuse = rows\nsave = {stem}_a.png\n",
		   2);
	assert_int_equal(shop_run_one(&shop, picture_file(50, 40, 1, 1)),
			 FFTPIPE_EDATA);
	snprintf(expected, sizeof expected,
		 "needs %llu bytes of memory, over the limit of 10000; raise "
		 "it with [limits] memory",
		 (unsigned long long)shop.workshop.plan.peak);
	assert_outcome(&shop, FFTPIPE_EDATA, expected);
	shop_finish(&shop);
}

struct grants {
	int asked, status;
	uint64_t bytes;
};

static int grant(void *context, uint64_t bytes, struct outcome *outcome)
{
	struct grants *grants = context;

	grants->asked++;
	grants->bytes = bytes;
	return grants->status
		       ? outcome_fail(outcome, grants->status, "not granted")
		       : FFTPIPE_OK;
}

static void what_a_plan_holds_is_not_asked_for_again(void **state)
{
	struct grants grants = { 0 };
	struct shop shop;

	(void)state;
	shop_start(&shop, INPUT "[a]\nuse = rows\nsave = {stem}_a.png\n", 2);
	shop.workshop.grant = grant;
	shop.workshop.grant_context = &grants;
	shop_run_one(&shop, picture_file(50, 40, 1, 1));
	assert_outcome(&shop, FFTPIPE_OK, NULL);
	assert_int_equal(grants.asked, 1);
	assert_true(grants.bytes == shop.workshop.plan.peak);
	shop_run_one(&shop, picture_file(50, 40, 1, 1));
	assert_int_equal(grants.asked, 1);
	shop_run_one(&shop, picture_file(50, 41, 1, 1));
	assert_int_equal(grants.asked, 2);
	assert_true(grants.bytes == shop.workshop.plan.peak);
	shop_finish(&shop);
}

static void memory_that_is_not_granted_is_not_taken(void **state)
{
	struct grants grants = { .status = FFTPIPE_ENOMEM };
	struct shop shop;

	(void)state;
	shop_start(&shop, INPUT "[a]\nuse = rows\nsave = {stem}_a.png\n", 2);
	shop.workshop.grant = grant;
	shop.workshop.grant_context = &grants;
	assert_int_equal(shop_run_one(&shop, picture_file(50, 40, 1, 1)),
			 FFTPIPE_ENOMEM);
	assert_outcome(&shop, FFTPIPE_ENOMEM, "not granted");
	grants.status = FFTPIPE_OK;
	assert_int_equal(shop_run_one(&shop, picture_file(50, 40, 1, 1)),
			 FFTPIPE_OK);
	assert_int_equal(grants.asked, 2);
	shop_finish(&shop);
}

/* ---- pages -------------------------------------------------------------- */

static void pages_are_counted(void **state)
{
	struct job_file file = { .name = "first" };
	struct shop shop;

	(void)state;
	shop_start(&shop, INPUT "[a]\nuse = rows\nsave = {stem}_a.png\n", 1);
	file.fd = picture_file(5, 4, 1, 1);
	assert_int_equal(job_pages(&shop.workshop, &file), 1);
	assert_int_equal(ftruncate(file.fd, 0), 0);
	assert_int_equal(job_pages(&shop.workshop, &file), 0);
	assert_int_equal(shop.workshop.outcome.status, FFTPIPE_EDATA);
	close(file.fd);
	shop_finish(&shop);
}

static void a_page_that_is_not_there_fails(void **state)
{
	static const enum format formats[] = { FORMAT_PNG, FORMAT_BY_NAME };
	const int outputs[] = { -1, -1 };
	struct job_file file = { .name = "first" };
	struct job job = { .files = &file,
			   .page = 2,
			   .outputs = outputs,
			   .formats = formats,
			   .n_outputs = 2 };
	struct shop shop;

	(void)state;
	shop_start(&shop, INPUT "[a]\nuse = rows\nsave = {stem}_a.png\n", 1);
	file.fd = picture_file(5, 4, 1, 1);
	assert_int_equal(job_run(&shop.workshop, &job), FFTPIPE_EDATA);
	close(file.fd);
	shop_finish(&shop);
}

#define TEST(function) cmocka_unit_test(function)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_picture_is_decoded_worked_on_and_encoded),
		TEST(the_input_itself_can_be_saved),
		TEST(a_spectrum_and_back_is_the_picture),
		TEST(colors_stay_when_a_spectrum_is_masked),
		TEST(a_plan_runs_picture_after_picture),
		TEST(companions_are_read_too),
		TEST(a_companions_failure_says_which_file),
		TEST(a_companions_samples_fail_by_name_too),
		TEST(what_is_no_picture_fails),
		TEST(outputs_that_nobody_wants_are_not_written),
		TEST(files_say_where_they_come_from),
		TEST(meanings_follow_colors),
		TEST(entries_of_plugins_reach_the_file),
		TEST(metadata_is_the_pictures_text),
		TEST(metadata_needs_no_picture),
		TEST(timings_name_stages_and_what_they_did),
		TEST(a_job_over_the_limit_is_refused_with_both_figures),
		TEST(what_a_plan_holds_is_not_asked_for_again),
		TEST(memory_that_is_not_granted_is_not_taken),
		TEST(pages_are_counted),
		TEST(a_page_that_is_not_there_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
