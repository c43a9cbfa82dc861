/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-stream-failures.c - a band that fails ends its job, and says why */
#include "core-common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stream.h"

#define INPUT "[input]\nfiles = *.png\n"

static void assert_fails(const char *text, int status, const char *reason)
{
	for (unsigned threads = 1; threads < 8; threads += 3) {
		struct shop shop;

		shop_start(&shop, text, threads);
		assert_int_equal(shop_run_one(&shop,
					      picture_file(301, 700, 1, 1)),
				 status);
		assert_outcome(&shop, status, reason);
		shop_finish(&shop);
	}
}

static void a_failure_ends_those_who_wait_for_their_mirrors(void **state)
{
	(void)state;
	assert_fails(INPUT "[a]\nuse = claims-even\nfails = 100\n"
			   "save = {stem}_a.png\n",
		     FFTPIPE_EDATA, "[a] claims-even: that row");
	assert_fails(INPUT "[a]\nuse = claims-even\nfails = 340\n"
			   "save = {stem}_a.png\n",
		     FFTPIPE_EDATA, "[a] claims-even: that row");
}

static void a_failure_in_the_middle_of_a_stream_ends_it(void **state)
{
	(void)state;
	assert_fails(INPUT "[a]\nuse = fails-late\nrow = 400\n"
			   "save = {stem}_a.png\n",
		     FFTPIPE_EDATA, "[a] fails-late: that row");
}

static void a_failure_above_in_a_stream_is_named(void **state)
{
	(void)state;
	assert_fails(INPUT "[a]\nuse = fails-late\nrow = 400\n"
			   "[b]\nuse = rows\nsave = {stem}_b.png\n",
		     FFTPIPE_EDATA, "[a] fails-late: that row");
}

/* It begins with that line, not with the file that could not be written. */
static void a_wrong_parameter_is_told_with_its_line(void **state)
{
	struct shop shop;

	(void)state;
	shop_start(&shop,
		   INPUT "[a]\nuse = fails-eparam\nwidth = 1000\n"
			 "late = yes\nsave = {stem}_a.png\n",
		   1);
	assert_int_equal(shop_run_one(&shop, picture_file(301, 700, 1, 1)),
			 FFTPIPE_EPARAM);
	assert_outcome(&shop, FFTPIPE_EPARAM,
		       "t.ini:5: [a] fails-eparam: width: too wide");
	assert_null(strstr(shop.workshop.outcome.reason, "save"));
	shop_finish(&shop);
}

static void a_failure_in_held_bands_ends_the_job(void **state)
{
	(void)state;
	assert_fails(INPUT "[a]\nuse = fails-late\nrow = 400\n"
			   "[b]\nuse = whole\nsave = {stem}_b.png\n",
		     FFTPIPE_EDATA, "[a] fails-late: that row");
}

static void a_failure_while_measuring_ends_the_job(void **state)
{
	(void)state;
	assert_fails(INPUT "[a]\nuse = fails-late\nrow = 400\nrange = minmax\n"
			   "save = {stem}_a.png\n",
		     FFTPIPE_EDATA, "[a] fails-late: that row");
}

static void a_picture_after_a_failed_one_is_made(void **state)
{
	struct shop shop;

	(void)state;
	shop_start(&shop,
		   INPUT "[a]\nuse = fails-late\nrow = 650\n"
			 "save = {stem}_a.png\n",
		   3);
	assert_int_equal(shop_run_one(&shop, picture_file(301, 700, 1, 1)),
			 FFTPIPE_EDATA);
	assert_int_equal(shop_run_one(&shop, picture_file(301, 600, 1, 1)),
			 FFTPIPE_OK);
	assert_outcome(&shop, FFTPIPE_OK, NULL);
	shop_finish(&shop);
}

/* No file can be written there. */
static void an_encoder_that_fails_ends_the_job(void **state)
{
	static const enum format formats[] = { FORMAT_PNG, FORMAT_PNG };
	struct job_file file = { .name = "first" };
	int outputs[2] = { -1, -1 };
	struct job job = { .files = &file,
			   .page = 1,
			   .outputs = outputs,
			   .formats = formats,
			   .n_outputs = 2 };
	struct shop shop;
	int pipe_ends[2];

	(void)state;
	shop_start(&shop, INPUT "[a]\nuse = bands\nsave = {stem}_a.png\n", 3);
	assert_int_equal(pipe(pipe_ends), 0);
	outputs[0] = pipe_ends[0]; /* its reading end */
	file.fd = picture_file(301, 700, 1, 1);
	assert_int_equal(job_run(&shop.workshop, &job), FFTPIPE_EDATA);
	assert_non_null(strstr(shop.workshop.outcome.reason, "cannot write"));
	close(pipe_ends[0]);
	close(pipe_ends[1]);
	close(file.fd);
	shop_finish(&shop);
}

static void bands_are_told_to_stop_when_another_has_failed(void **state)
{
	(void)state;
	assert_fails(INPUT "[a]\nuse = stops-when-told\n"
			   "save = {stem}_a.png\n",
		     FFTPIPE_EDATA, "[a] stops-when-told: not this band");
}

static void a_defect_counts_though_another_band_was_only_stopped(void **state)
{
	struct shop shop;

	(void)state;
	shop_start(&shop,
		   INPUT "[a]\nuse = stops-when-told\nbehind = yes\n"
			 "save = {stem}_a.png\n",
		   2);
	assert_int_equal(shop_run_one(&shop, picture_file(301, 700, 1, 1)),
			 FFTPIPE_EINTERNAL);
	assert_outcome(&shop, FFTPIPE_EINTERNAL,
		       "[a] stops-when-told: a defect");
	assert_false(shop.workshop.planned);
	shop_finish(&shop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_failure_ends_those_who_wait_for_their_mirrors),
		cmocka_unit_test(a_failure_in_the_middle_of_a_stream_ends_it),
		cmocka_unit_test(a_failure_above_in_a_stream_is_named),
		cmocka_unit_test(a_wrong_parameter_is_told_with_its_line),
		cmocka_unit_test(a_failure_in_held_bands_ends_the_job),
		cmocka_unit_test(a_failure_while_measuring_ends_the_job),
		cmocka_unit_test(a_picture_after_a_failed_one_is_made),
		cmocka_unit_test(an_encoder_that_fails_ends_the_job),
		cmocka_unit_test(
			bands_are_told_to_stop_when_another_has_failed),
		cmocka_unit_test(
			a_defect_counts_though_another_band_was_only_stopped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
