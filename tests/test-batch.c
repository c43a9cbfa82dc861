/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-batch.c - what one input of many costs when it fails */
#define _GNU_SOURCE
#include "works.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define INPUT "[input]\nfiles = *.png\n"

/* ---- one input is one unit of failure ------------------------------------ */

static void one_crash_of_ten_costs_one(void **state)
{
	(void)state;
	for (unsigned workers = 1; workers < 4; workers++) {
		struct works works;

		write_pictures(10, 4);
		works_start(&works,
			    INPUT "[a]\nuse = crash\nsave = out/{stem}.png\n",
			    NULL, workers, false);
		works_run(&works);
		assert_summary(&works, 9, 1, 0);
		assert_false(works.summary.refused);
		assert_memory_equal(reason_of(&works, "p4.png"),
				    "[a] crash: ", 11);
		assert_string_equal(reason_of(&works, "p5.png"), "");
		assert_int_equal(access("out/p9.png", F_OK), 0);
		assert_int_not_equal(access("out/p4.png", F_OK), 0);
		works_finish(&works);
		assert_int_equal(chdir("out"), 0);
		assert_int_equal(count_files(""), 9 + 2);
		assert_int_equal(chdir(".."), 0);
		remove_below("out");
	}
}

static void the_first_input_may_crash_too(void **state)
{
	struct works works;

	(void)state;
	write_pictures(3, 0);
	works_start(&works, INPUT "[a]\nuse = crash\nsave = out/{stem}.png\n",
		    NULL, 2, false);
	works_run(&works);
	assert_summary(&works, 2, 1, 0);
	works_finish(&works);
}

static void a_bad_file_costs_its_input(void **state)
{
	(void)state;
	for (int in_process = 0; in_process < 2; in_process++) {
		struct works works;

		write_pictures(10, 99);
		touch("p4.png");
		assert_int_equal(truncate("p4.png", 100), 0);
		works_start(&works,
			    INPUT "[a]\nuse = rows\nsave = out/{stem}.png\n",
			    NULL, 2, in_process);
		works_run(&works);
		assert_summary(&works, 9, 1, 0);
		assert_string_not_equal(reason_of(&works, "p4.png"), "");
		works_finish(&works);
	}
}

static void a_missing_input_fails_alone(void **state)
{
	const char *const names[] = { "p0.png", "nowhere.png", "p1.png", NULL };

	(void)state;
	write_pictures(2, 99);
	for (int in_process = 0; in_process < 2; in_process++) {
		struct works works;

		works_start(&works,
			    INPUT "[a]\nuse = rows\nsave = out/{stem}.png\n",
			    names, 2, in_process);
		works_run(&works);
		assert_summary(&works, 2, 1, 0);
		assert_string_equal(
			reason_of(&works, "nowhere.png"),
			"cannot open it: No such file or directory");
		works_finish(&works);
	}
}

static void a_missing_companion_is_named(void **state)
{
	const char *const names[] = { "p0.png", NULL };
	struct works works;

	(void)state;
	write_pictures(1, 99);
	works_start(&works,
		    INPUT "[input.more]\nfile = {stem}_x.tif\n"
			  "[a]\nuse = two-ports\nfrom.second = input.more\n"
			  "save = out/{stem}.png\n",
		    names, 1, false);
	works_run(&works);
	assert_summary(&works, 0, 1, 0);
	assert_non_null(strstr(reason_of(&works, "p0.png"), "p0_x.tif"));
	works_finish(&works);
}

static void an_output_that_cannot_be_written_fails_its_input(void **state)
{
	struct works works;

	(void)state;
	write_pictures(3, 99);
	assert_int_equal(mkdir("out", 0777), 0);
	assert_int_equal(mkdir("out/p1.png", 0777), 0);
	works_start(&works, INPUT "[a]\nuse = rows\nsave = out/{stem}.png\n",
		    NULL, 2, false);
	works_run(&works);
	assert_summary(&works, 2, 1, 0);
	assert_string_equal(reason_of(&works, "p1.png"),
			    "cannot write out/p1.png: Is a directory");
	works_finish(&works);
}

static void a_hang_costs_its_input(void **state)
{
	struct works works;

	(void)state;
	write_pictures(2, 99);
	works_start(&works,
		    INPUT "[limits]\nseconds = 0.3\n"
			  "[a]\nuse = hangs\nsave = out/{stem}.png\n",
		    NULL, 2, false);
	works_run(&works);
	assert_summary(&works, 0, 2, 0);
	assert_string_equal(reason_of(&works, "p1.png"),
			    "[a] hangs: took longer than 0.3 seconds; raise it "
			    "with [limits] seconds");
	works_finish(&works);
}

static void a_dead_idle_worker_is_no_jobs_fault(void **state)
{
	struct works works;

	(void)state;
	write_pictures(3, 99);
	works_start(&works, INPUT "[a]\nuse = rows\nsave = out/{stem}.png\n",
		    NULL, 1, false);
	assert_int_equal(kill(works.batch->hands[0].worker.pid, SIGKILL), 0);
	usleep(50000);
	works_run(&works);
	assert_summary(&works, 3, 0, 0);
	works_finish(&works);
}

/* ---- a wrong pipeline ---------------------------------------------------- */

static void a_wrong_pipeline_runs_nothing(void **state)
{
	(void)state;
	write_pictures(5, 99);
	for (int in_process = 0; in_process < 2; in_process++) {
		struct works works;

		works_start(&works,
			    INPUT "[a]\nuse = fails-eparam\n"
				  "save = out/{stem}.png\n",
			    NULL, 3, in_process);
		works_run(&works);
		assert_true(works.summary.refused);
		assert_int_equal(works.summary.done, 0);
		assert_int_equal(works.n_results, 1);
		assert_string_equal(
			works.results[0].reason,
			"t.ini:3: [a] fails-eparam: wrong for every "
			"picture");
		works_finish(&works);
	}
}

static void later_it_is_wrong_for_that_input_alone(void **state)
{
	(void)state;
	write_pictures(3, 99);
	write_wide("p1.png", 80, 1);
	for (int in_process = 0; in_process < 2; in_process++) {
		struct works works;

		works_start(&works,
			    INPUT "[a]\nuse = fails-eparam\nwidth = 70\n"
				  "save = out/{stem}.png\n",
			    NULL, 1, in_process);
		works_run(&works);
		assert_false(works.summary.refused);
		assert_summary(&works, 2, 1, 0);
		assert_string_equal(
			reason_of(&works, "p1.png"),
			"t.ini:3: [a] fails-eparam: wrong for every picture");
		works_finish(&works);
	}
}

/* What it is shows only when it is opened. */
static void a_file_of_data_gets_no_fft(void **state)
{
	const char *const names[] = { "data/p0.png", "p1.png", NULL };
	const char *const first[] = { "p0.png", NULL };
	struct works works;

	(void)state;
	write_pictures(2, 99);
	works_start(&works,
		    INPUT "[a]\nuse = to-data\nsave = data/{stem}.png\n", first,
		    1, false);
	works_run(&works);
	assert_summary(&works, 1, 0, 0);
	works_finish(&works);
	works_start(&works,
		    INPUT "[a]\nuse = fft2d-magnitude\nsave = out/{stem}.png\n",
		    names, 1, false);
	works_run(&works);
	assert_false(works.summary.refused);
	assert_summary(&works, 1, 1, 0);
	assert_string_equal(
		reason_of(&works, "data/p0.png"),
		"[a] needs a spectrum, and this file holds data, no "
		"picture; use = fft2d puts an FFT behind it all the "
		"same");
	works_finish(&works);
}

static void binding_finds_mistakes_both_ways(void **state)
{
	(void)state;
	write_pictures(1, 99);
	for (int in_process = 0; in_process < 2; in_process++) {
		struct works works;

		works_start(&works,
			    INPUT "[a]\nuse = rows\nfactor = x\n"
				  "save = out/{stem}.png\n",
			    NULL, 1, in_process);
		assert_problems(&works.shop.problems,
				"[a] factor: \"x\" is not a number\n");
		works_finish(&works);
	}
}

/* ---- outputs that exist -------------------------------------------------- */

static long size_of(const char *path)
{
	struct stat status;

	assert_int_equal(stat(path, &status), 0);
	return (long)status.st_size;
}

static void no_clobber_makes_only_what_is_missing(void **state)
{
	(void)state;
	write_pictures(3, 99);
	for (int in_process = 0; in_process < 2; in_process++) {
		struct works works;

		touch("out/p0_a.png");
		touch("out/p0_b.png");
		touch("out/p1_a.png");
		works_start(&works,
			    INPUT "[a]\nuse = rows\nsave = out/{stem}_a.png\n"
				  "[b]\nuse = bands\nsave = out/{stem}_b.png\n",
			    NULL, 2, in_process);
		works.batch->options.existing = EXISTING_KEPT;
		works_run(&works);
		assert_summary(&works, 2, 0, 1);
		assert_int_equal(size_of("out/p0_a.png"), 0);
		assert_int_equal(size_of("out/p0_b.png"), 0);
		assert_int_equal(size_of("out/p1_a.png"), 0);
		assert_true(size_of("out/p1_b.png") > 0);
		assert_true(size_of("out/p2_a.png") > 0);
		for (size_t i = 0; i < works.n_results; i++)
			assert_int_equal(works.results[i].skipped,
					 !strcmp(works.results[i].path,
						 "p0.png"));
		works_finish(&works);
		remove_below("out");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(one_crash_of_ten_costs_one),
		TEST(the_first_input_may_crash_too),
		TEST(a_bad_file_costs_its_input),
		TEST(a_missing_input_fails_alone),
		TEST(a_missing_companion_is_named),
		TEST(an_output_that_cannot_be_written_fails_its_input),
		TEST(a_hang_costs_its_input),
		TEST(a_dead_idle_worker_is_no_jobs_fault),
		TEST(a_wrong_pipeline_runs_nothing),
		TEST(later_it_is_wrong_for_that_input_alone),
		TEST(a_file_of_data_gets_no_fft),
		TEST(binding_finds_mistakes_both_ways),
		TEST(no_clobber_makes_only_what_is_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
