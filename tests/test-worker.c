/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-worker.c - what is said of workers whose plugins misbehave */
#define _GNU_SOURCE
#include "shift.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define INPUT "[input]\nfiles = *.png\n"

/* A job with this plugin breaks its worker, and this is said of it. */
static void assert_breaks(const char *plugin, const char *reason)
{
	struct shift shift;
	char text[128];

	snprintf(text, sizeof text,
		 INPUT "[a]\nuse = %s\nsave = {stem}_a.png\n", plugin);
	shift_start(&shift, text);
	assert_problems(&shift.shop.problems, "");
	shift_ask(&shift, ASK_JOB, 60);
	assert_false(shift.answered);
	assert_false(shift.hand.alive);
	assert_int_equal(shift.outcome.status, FFTPIPE_EINTERNAL);
	assert_non_null(shift.outcome.reason);
	assert_string_equal(shift.outcome.reason, reason);
	assert_string_equal(shift.hand.last.stage, "a");
	assert_string_equal(shift.hand.last.plugin, plugin);
	shift_finish(&shift);
}

static void a_crash_names_stage_and_plugin(void **state)
{
	(void)state;
	assert_breaks("crash", "[a] crash: "
			       "crashed with signal 11 (Segmentation fault)");
}

static void a_crash_while_planning_is_named(void **state)
{
	(void)state;
	assert_breaks("crash-in-open",
		      "[a] crash-in-open: "
		      "crashed with signal 11 (Segmentation fault)");
}

static void an_abort_is_named(void **state)
{
	(void)state;
	assert_breaks("aborts", "[a] aborts: crashed with signal 6 (Aborted)");
}

static void a_full_stack_is_named(void **state)
{
	(void)state;
	assert_breaks("stack-overflow",
		      "[a] stack-overflow: "
		      "crashed with signal 11 (Segmentation fault)");
}

static void an_exit_is_named(void **state)
{
	(void)state;
	if (getenv("FFTPIPE_VALGRIND"))
		skip(); /* which ends with a status of its own */
	assert_breaks("exits", "[a] exits: ended the worker process with exit "
			       "status 3");
}

static void a_worker_that_lost_its_channel_is_killed(void **state)
{
	(void)state;
	assert_breaks("closes-files",
		      "[a] closes-files: its worker process could not be "
		      "heard and was ended");
}

static void noise_in_the_channel_is_no_answer(void **state)
{
	(void)state;
	assert_breaks("scribbles",
		      "[a] scribbles: its worker process could not be heard "
		      "and was ended");
}

/* A job in which the plugin says that to the owner. */
static void assert_misunderstood(int word, int number, const char *reason)
{
	struct shift shift;
	char text[128];

	snprintf(text, sizeof text,
		 INPUT "[a]\nuse = talks\nword = %d\nnumber = %d\n"
		       "save = {stem}_a.png\n",
		 word, number);
	shift_start(&shift, text);
	assert_problems(&shift.shop.problems, "");
	shift_ask(&shift, ASK_JOB, 60);
	assert_int_equal(shift.outcome.status, FFTPIPE_EINTERNAL);
	assert_string_equal(shift.outcome.reason, reason);
	shift_finish(&shift);
}

static void an_unknown_word_ends_the_worker(void **state)
{
	(void)state;
	assert_misunderstood(99, 0,
			     "its worker process said what nobody understands");
}

static void half_an_answer_is_a_failure(void **state)
{
	(void)state;
	assert_misunderstood(DONE, FFTPIPE_OK,
			     "its worker process did not finish its answer");
}

static void an_answer_with_no_status_is_a_failure(void **state)
{
	(void)state;
	assert_misunderstood(DONE, 77, "out of memory");
}

static void a_worker_that_died_is_noticed(void **state)
{
	struct shift shift;

	(void)state;
	shift_start(&shift, INPUT "[a]\nuse = rows\nsave = {stem}_a.png\n");
	assert_int_equal(kill(shift.hand.worker.pid, SIGKILL), 0);
	for (int again = 0; again < 2; again++) {
		usleep(50000);
		shift_ask(&shift, ASK_JOB, 60);
		assert_false(shift.answered);
		assert_false(shift.hand.alive);
		assert_string_equal(shift.outcome.reason,
				    "crashed with signal 9 (Killed)");
	}
	shift_finish(&shift);
}

static void a_worker_that_cannot_start_is_a_problem(void **state)
{
	struct rlimit before, none = { 0 };
	struct shift shift;

	(void)state;
	if (getenv("FFTPIPE_VALGRIND"))
		skip(); /* which has descriptors of its own */
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	none.rlim_max = before.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	shift_start(&shift, INPUT "[a]\nuse = rows\nsave = {stem}_a.png\n");
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_problems(&shift.shop.problems, "cannot start a worker process: "
					      "Too many open files\n");
	assert_false(shift.hand.alive);
	shift_finish(&shift);
}

static void a_hang_is_ended_and_named(void **state)
{
	struct shift shift;

	(void)state;
	shift_start(&shift, INPUT "[a]\nuse = hangs\nsave = {stem}_a.png\n");
	shift_ask(&shift, ASK_JOB, 0.3);
	assert_false(shift.answered);
	assert_false(shift.hand.alive);
	assert_string_equal(shift.outcome.reason,
			    "[a] hangs: took longer than 0.3 seconds; raise it "
			    "with [limits] seconds");
	assert_string_equal(shift.hand.last.plugin, "hangs");
	shift_finish(&shift);
}

static void a_hang_while_planning_is_ended(void **state)
{
	struct shift shift;

	(void)state;
	shift_start(&shift,
		    INPUT "[a]\nuse = hangs-in-open\nsave = {stem}_a.png\n");
	shift_ask(&shift, ASK_PLAN, 0.3);
	assert_false(shift.answered);
	assert_string_equal(shift.outcome.reason,
			    "[a] hangs-in-open: took longer than 0.3 seconds; "
			    "raise it with [limits] seconds");
	shift_finish(&shift);
}

static void memory_has_an_end(void **state)
{
	struct shift shift;

	(void)state;
#ifdef FFTPIPE_SANITIZED
	skip(); /* no limit can be set */
#endif
	if (getenv("FFTPIPE_VALGRIND"))
		skip(); /* which has a memory of its own */
	shift_start(&shift, INPUT "[limits]\nmemory = 100M\n"
				  "[a]\nuse = eats-memory\n"
				  "save = {stem}_a.png\n");
	shift_ask(&shift, ASK_JOB, 60);
	assert_true(shift.answered);
	assert_int_equal(shift.outcome.status, FFTPIPE_ENOMEM);
	assert_string_equal(shift.outcome.reason,
			    "[a] eats-memory: out of memory in run");
	shift_finish(&shift);
}

static void a_crash_while_loading_is_a_problem_of_the_pipeline(void **state)
{
	struct shift shift;

	(void)state;
	shift_start(&shift,
		    INPUT "[a]\nuse = crash-at-load\nsave = {stem}_a.png\n");
	assert_problems(&shift.shop.problems,
			"plugin crash-at-load: "
			"crashed with signal 11 (Segmentation fault)"
			"\n");
	assert_int_equal(shift.shop.problems.list[0].place.line, 4);
	assert_false(shift.hand.alive);
	shift_finish(&shift);
}

static void a_crash_in_no_stage_has_the_pipelines_place(void **state)
{
	struct shift shift;

	(void)state;
	shift_start(&shift, INPUT "[pipeline]\nfft = crash-at-load\n"
				  "[a]\nuse = rows\nsave = {stem}_a.png\n");
	assert_int_equal(shift.shop.problems.count, 1);
	assert_string_equal(shift.shop.problems.list[0].place.source, "t.ini");
	shift_finish(&shift);
}

static void a_worker_reports_the_pipelines_mistakes(void **state)
{
	struct shift shift;

	(void)state;
	shift_start(&shift, INPUT "[a]\nuse = rows\nfactor = x\n"
				  "save = {stem}_a.png\n");
	assert_problems(&shift.shop.problems,
			"[a] factor: \"x\" is not a number\n");
	assert_int_equal(shift.shop.problems.list[0].place.line, 5);
	assert_true(shift.hand.alive);
	shift_finish(&shift);
}

static void a_job_that_goes_well_says_all(void **state)
{
	struct shift shift;

	(void)state;
	shift_start(&shift, INPUT "[a]\nuse = whole\nsave = {stem}_a.png\n");
	shift_ask(&shift, ASK_JOB, 60);
	assert_true(shift.answered);
	assert_int_equal(shift.outcome.status, FFTPIPE_OK);
	assert_true(common_noted(&shift.outcome, "[a] whole: 2"));
	assert_int_equal(shift.account.timings.count, 4);
	assert_string_equal(shift.account.timings.list[2].what, "whole");
	shift_finish(&shift);
}

static void a_job_that_fails_says_why(void **state)
{
	struct shift shift;

	(void)state;
	shift_start(&shift,
		    INPUT "[a]\nuse = fails-edata\nsave = {stem}_a.png\n");
	for (int i = 0; i < 2; i++) {
		outcome_clear(&shift.outcome);
		shift_ask(&shift, ASK_JOB, 60);
		assert_true(shift.answered);
		assert_int_equal(shift.outcome.status, FFTPIPE_EDATA);
		assert_string_equal(shift.outcome.reason,
				    "[a] fails-edata: not this picture");
	}
	shift_finish(&shift);
}

static void a_plan_is_described(void **state)
{
	struct shift shift;

	(void)state;
	shift_start(&shift, INPUT "[a]\nuse = rows\nsave = {stem}_a.png\n");
	shift_ask(&shift, ASK_PLAN, 60);
	assert_true(shift.answered);
	assert_memory_equal(shift.text, "stages, in order:\n", 18);
	shift_finish(&shift);
}

static void pages_are_counted(void **state)
{
	struct shift shift;

	(void)state;
	shift_start(&shift, INPUT "[a]\nuse = rows\nsave = {stem}_a.png\n");
	shift_ask(&shift, ASK_PAGES, 60);
	assert_true(shift.answered);
	assert_int_equal(shift.number, 1);
	shift_finish(&shift);
}

/* What an earlier job said must not be said of it again. */
static void a_job_that_cannot_be_read_is_refused(void **state)
{
	struct parcel question = { .type = ASK_JOB }, answer;
	struct outcome outcome;
	struct shift shift;
	const char *text;

	(void)state;
	shift_start(&shift,
		    INPUT "[a]\nuse = fails-edata\nsave = {stem}_a.png\n");
	shift_ask(&shift, ASK_JOB, 60);
	assert_true(outcome_init(&outcome));
	for (int i = 0; i < 5; i++)
		parcel_put_number(&question, 1000000);
	assert_true(
		hand_ask(&shift.hand, &question, DONE, &answer, 60, &outcome));
	parcel_get_outcome(&answer, &outcome, &shift.shop.arena, &shift.account,
			   &text, &shift.number);
	assert_int_equal(outcome.status, FFTPIPE_ENOMEM);
	assert_string_equal(outcome.reason, "out of memory");
	parcel_finish(&question);
	parcel_finish(&answer);
	outcome_finish(&outcome);
	shift_finish(&shift);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_crash_names_stage_and_plugin),
		cmocka_unit_test(a_crash_while_planning_is_named),
		cmocka_unit_test(an_abort_is_named),
		cmocka_unit_test(a_full_stack_is_named),
		cmocka_unit_test(an_exit_is_named),
		cmocka_unit_test(a_worker_that_lost_its_channel_is_killed),
		cmocka_unit_test(noise_in_the_channel_is_no_answer),
		cmocka_unit_test(an_unknown_word_ends_the_worker),
		cmocka_unit_test(half_an_answer_is_a_failure),
		cmocka_unit_test(an_answer_with_no_status_is_a_failure),
		cmocka_unit_test(a_worker_that_died_is_noticed),
		cmocka_unit_test(a_worker_that_cannot_start_is_a_problem),
		cmocka_unit_test(a_hang_is_ended_and_named),
		cmocka_unit_test(a_hang_while_planning_is_ended),
		cmocka_unit_test(memory_has_an_end),
		cmocka_unit_test(
			a_crash_while_loading_is_a_problem_of_the_pipeline),
		cmocka_unit_test(a_crash_in_no_stage_has_the_pipelines_place),
		cmocka_unit_test(a_worker_reports_the_pipelines_mistakes),
		cmocka_unit_test(a_job_that_goes_well_says_all),
		cmocka_unit_test(a_job_that_fails_says_why),
		cmocka_unit_test(a_plan_is_described),
		cmocka_unit_test(pages_are_counted),
		cmocka_unit_test(a_job_that_cannot_be_read_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
