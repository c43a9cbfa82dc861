/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-batch-run.c - pages, memory and signals of a batch, and questions to it
 */
#define _GNU_SOURCE
#include "clock.h"
#include "works.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define INPUT "[input]\nfiles = *.png\n"

/* ---- pages --------------------------------------------------------------- */

#define PAGES                                  \
	"[input]\nfiles = *.png\npage = all\n" \
	"[a]\nuse = crash\nsave = out/{stem}_{page}.png\n"

static void every_page_of_every_input_is_a_job(void **state)
{
	(void)state;
	write_pictures(6, 99);
	for (unsigned workers = 0; workers < 4; workers++) {
		struct works works;

		works_start(&works, PAGES, NULL, workers ? workers : 1,
			    !workers);
		works_run(&works);
		assert_summary(&works, 6, 0, 0);
		assert_int_equal(access("out/p5_0001.png", F_OK), 0);
		works_finish(&works);
		remove_below("out");
	}
}

static void pages_are_counted_after_a_crash(void **state)
{
	(void)state;
	write_pictures(6, 1);
	for (unsigned workers = 1; workers < 4; workers++) {
		struct works works;

		works_start(&works, PAGES, NULL, workers, false);
		works_run(&works);
		assert_summary(&works, 5, 1, 0);
		works_finish(&works);
	}
}

static void a_file_whose_pages_cannot_be_counted_fails_alone(void **state)
{
	(void)state;
	write_pictures(4, 99);
	touch("p2.png");
	for (unsigned workers = 0; workers < 3; workers++) {
		struct works works;

		works_start(&works, PAGES, NULL, workers ? workers : 1,
			    !workers);
		works_run(&works);
		assert_summary(&works, 3, 1, 0);
		assert_string_not_equal(reason_of(&works, "p2.png"), "");
		works_finish(&works);
	}
}

static void more_pages_than_the_limit_are_refused(void **state)
{
	struct works works;

	(void)state;
	write_pictures(2, 99);
	works_start(&works, PAGES, NULL, 1, false);
	works.shop.pipeline.limits.pages = 0;
	works_run(&works);
	assert_summary(&works, 0, 2, 0);
	assert_string_equal(reason_of(&works, "p1.png"),
			    "it has 1 pages, over the limit of 0; raise it "
			    "with [limits] pages");
	works_finish(&works);
}

/* ---- memory, signals, standard output -------------------------------------
 */

static void workers_take_turns_when_memory_is_short(void **state)
{
	struct works works;
	char text[256];
	uint64_t peak;

	(void)state;
	write_pictures(6, 99);
	works_start(&works, INPUT "[a]\nuse = whole\nsave = out/{stem}.png\n",
		    NULL, 1, true);
	works_run(&works);
	peak = works.batch->workshop.plan.peak;
	works_finish(&works);
	snprintf(text, sizeof text,
		 "[limits]\nmemory = %llu\n" INPUT
		 "[a]\nuse = whole\nsave = out/{stem}.png\n",
		 (unsigned long long)(peak * 3 / 2));
	works_start(&works, text, NULL, 3, false);
	works_run(&works);
	assert_summary(&works, 6, 0, 0);
	works_finish(&works);
}

static void a_plan_over_the_limit_fails_each_input(void **state)
{
	struct works works;

	(void)state;
	write_pictures(3, 99);
	works_start(&works,
		    INPUT "[limits]\nmemory = 10k\n"
			  "[a]\nuse = rows\nsave = out/{stem}.png\n",
		    NULL, 2, false);
	works_run(&works);
	assert_summary(&works, 0, 3, 0);
	assert_false(works.summary.refused);
	assert_non_null(
		strstr(reason_of(&works, "p2.png"), "over the limit of 10000"));
	works_finish(&works);
}

static void wishes_that_cannot_be_are_refused(void **state)
{
	static const int numbers[] = { -1, 0 };

	(void)state;
	write_pictures(1, 99);
	for (size_t i = 0; i < 2; i++) {
		struct works works;
		char text[128];

		snprintf(text, sizeof text,
			 INPUT "[a]\nuse = talks\nword = %d\nnumber = %d\n"
			       "save = out/{stem}.png\n",
			 NEED, numbers[i]);
		works_start(&works, text, NULL, 1, false);
		works_run(&works);
		assert_summary(&works, 0, 1, 0);
		assert_string_equal(
			reason_of(&works, "p0.png"),
			"its worker process asks for what it may not have");
		works_finish(&works);
	}
}

static void words_that_nobody_understands_cost_their_input(void **state)
{
	struct works works;

	(void)state;
	write_pictures(1, 99);
	works_start(&works,
		    INPUT "[a]\nuse = talks\nword = 99\n"
			  "save = out/{stem}.png\n",
		    NULL, 1, false);
	works_run(&works);
	assert_summary(&works, 0, 1, 0);
	assert_string_equal(reason_of(&works, "p0.png"),
			    "its worker process said what nobody understands");
	works_finish(&works);
}

/* Room for what is read, what is written and its lock, and for no channel. */
static void an_input_without_a_worker_fails(void **state)
{
	struct rlimit before, few;
	struct works works;
	int next;

	(void)state;
	if (getenv("FFTPIPE_VALGRIND"))
		skip(); /* which has descriptors of its own */
	write_pictures(1, 99);
	works_start(&works, INPUT "[a]\nuse = rows\nsave = out/{stem}.png\n",
		    NULL, 1, false);
	assert_int_equal(kill(works.batch->hands[0].worker.pid, SIGKILL), 0);
	usleep(50000);
	next = dup(STDIN_FILENO);
	close(next);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	few = before;
	few.rlim_cur = (rlim_t)next + 3;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	works_run(&works);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_summary(&works, 0, 1, 0);
	assert_string_equal(reason_of(&works, "p0.png"),
			    "no worker process for it: cannot start a worker "
			    "process: Too many open files");
	works_finish(&works);
}

/* Somebody removes it between the look and the job. */
static void a_companion_that_vanished_is_named(void **state)
{
	const char *const names[] = { "p0.png", NULL };
	struct works works;

	(void)state;
	write_pictures(1, 99);
	write_picture("p0_x.tif", 1);
	works_start(&works,
		    INPUT "[input.more]\nfile = {stem}_x.tif\n"
			  "[a]\nuse = two-ports\nfrom.second = input.more\n"
			  "save = out/{stem}.png\n",
		    names, 1, false);
	assert_int_equal(unlink("p0_x.tif"), 0);
	works_run(&works);
	assert_string_equal(reason_of(&works, "p0.png"),
			    "p0_x.tif: cannot open it: No such file or "
			    "directory");
	works_finish(&works);
}

static void write_text(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

/* What the levels of p_magnitude.png are taken for. */
static enum meaning meaning_of_magnitude(void)
{
	const char *const names[] = { "p_magnitude.png", NULL };
	struct embedded embedded;
	struct works works;

	works_start(&works, INPUT "[a]\nuse = rows\nsave = out.png\n", names, 1,
		    false);
	works_run(&works);
	assert_summary(&works, 1, 0, 0);
	works.shop.outputs[0] = open("out.png", O_RDONLY);
	shop_embedded(&works.shop, 0, &embedded);
	embedded_finish(&embedded);
	works_finish(&works);
	return embedded.meaning;
}

static void a_text_beside_a_magnitude_is_read(void **state)
{
	(void)state;
	write_picture("p_magnitude.png", 1);
	assert_int_equal(meaning_of_magnitude(), MEANING_PICTURE);
	write_text("p_magnitude.json", "{\"mag_min\": 1, \"mag_max\": 9}");
	assert_int_equal(meaning_of_magnitude(), MEANING_DATA);
	write_text("p_magnitude.json", "no such text");
	assert_int_equal(meaning_of_magnitude(), MEANING_PICTURE);
}

static void a_signal_ends_the_run_and_leaves_no_half_files(void **state)
{
	(void)state;
	write_pictures(10, 99);
	for (int in_process = 0; in_process < 2; in_process++) {
		struct works works;

		works_start(&works,
			    INPUT "[a]\nuse = rows\nsave = out/{stem}.png\n",
			    NULL, 2, in_process);
		works.raise_at = SIGTERM;
		works_run(&works);
		assert_int_equal(works.summary.interrupted, SIGTERM);
		assert_in_range(works.summary.done, 1, 3);
		assert_int_equal(chdir("out"), 0);
		assert_int_equal(count_files(".tmp"), 0);
		assert_int_equal(count_files(".png"), works.summary.done);
		assert_int_equal(chdir(".."), 0);
		works_finish(&works);
		remove_below("out");
	}
}

/* Its worker is stopped, as if there were no end of pages. */
static void a_signal_ends_the_counting_of_pages(void **state)
{
	const pid_t owner = getpid();
	struct works works;
	double start;
	pid_t other;

	(void)state;
	write_pictures(2, 9);
	works_start(&works, PAGES, NULL, 1, false);
	works.shop.pipeline.limits.seconds = 20;
	assert_int_equal(kill(works.batch->hands[0].worker.pid, SIGSTOP), 0);
	other = fork();
	if (!other) {
		usleep(300000);
		kill(owner, SIGTERM);
		_exit(0);
	}
	start = clock_seconds();
	works_run(&works);
	assert_true(clock_seconds() - start < 10);
	assert_int_equal(waitpid(other, NULL, 0), other);
	assert_int_equal(works.summary.interrupted, SIGTERM);
	assert_int_equal(works.summary.left, 2);
	assert_summary(&works, 0, 0, 0);
	works_finish(&works);
}

static void a_plugins_words_do_not_reach_standard_output(void **state)
{
	const char *const names[] = { "p0.png", NULL };
	fftpipe_image *image;
	struct works works;
	int fd, before;

	(void)state;
	write_pictures(1, 99);
	fflush(stdout);
	before = dup(STDOUT_FILENO);
	fd = open("out", O_RDWR | O_CREAT, 0666);
	assert_true(before >= 0 && fd >= 0);
	dup2(fd, STDOUT_FILENO);
	works_start(&works,
		    INPUT "[a]\nuse = writes-stdout\nsave = {stem}_a.png\n",
		    names, 1, false);
	works.inputs.list[0].outputs[0] = "-";
	batch_run(works.batch, &works.inputs, &works.summary);
	dup2(before, STDOUT_FILENO);
	close(before);
	assert_summary(&works, 1, 0, 0);
	works_finish(&works);
	assert_true(outcome_init(&works.shop.workshop.outcome));
	assert_int_equal(common_decode(fd, &common_plainly, &image,
				       &works.shop.workshop.outcome),
			 FFTPIPE_OK);
	outcome_finish(&works.shop.workshop.outcome);
	common_image_destroy(image);
	close(fd);
}

/* ---- questions ------------------------------------------------------------
 */

static void a_plan_is_described_both_ways(void **state)
{
	(void)state;
	write_pictures(1, 99);
	for (int in_process = 0; in_process < 2; in_process++) {
		struct outcome outcome;
		struct works works;
		char *text;

		assert_true(outcome_init(&outcome));
		works_start(&works,
			    INPUT "[a]\nuse = rows\nsave = out/{stem}.png\n",
			    NULL, 1, in_process);
		text = batch_describe(works.batch, &works.inputs.list[0],
				      &outcome);
		assert_non_null(text);
		assert_non_null(strstr(text, "1. [a] rows of input"));
		assert_int_not_equal(access("out", F_OK), 0);
		free(text);
		works_finish(&works);
		outcome_finish(&outcome);
	}
}

static void a_plan_that_fails_is_explained_each_time(void **state)
{
	static const struct {
		const char *plugin, *blame;
		bool in_process;
	} cases[] = {
		{ "fails-eparam", "t.ini:3: [a] fails-eparam: ", false },
		{ "fails-eparam", "t.ini:3: [a] fails-eparam: ", true },
		{ "crash-in-open", "[a] crash-in-open: ", false },
	};

	(void)state;
	write_pictures(1, 99);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct works works;
		const char *blame = cases[i].blame;
		char text[128];

		snprintf(text, sizeof text,
			 INPUT "[a]\nuse = %s\nsave = out/{stem}.png\n",
			 cases[i].plugin);
		works_start(&works, text, NULL, 1, cases[i].in_process);
		for (int again = 0; again < 2; again++) {
			struct outcome outcome;

			assert_true(outcome_init(&outcome));
			assert_null(batch_describe(works.batch,
						   &works.inputs.list[0],
						   &outcome));
			assert_memory_equal(outcome.reason, blame,
					    strlen(blame));
			outcome_finish(&outcome);
		}
		works_finish(&works);
	}
}

static void a_missing_input_cannot_be_described(void **state)
{
	const char *const names[] = { "nowhere.png", NULL };
	struct outcome outcome;
	struct works works;

	(void)state;
	assert_true(outcome_init(&outcome));
	works_start(&works, INPUT "[a]\nuse = rows\nsave = out/{stem}.png\n",
		    names, 1, false);
	assert_null(
		batch_describe(works.batch, &works.inputs.list[0], &outcome));
	assert_string_equal(outcome.reason,
			    "cannot open it: No such file or directory");
	works_finish(&works);
	outcome_finish(&outcome);
}

static void cores_are_shared_among_workers(void **state)
{
	struct pipeline pipeline = { 0 };
	struct batch_options options = { .workers = 1 };
	struct batch *batch = batch_create(&pipeline, &options, 5);

	(void)state;
	assert_true(processors() >= 1);
	assert_non_null(batch);
	assert_int_equal(batch->n_hands, 1);
	assert_int_equal(batch->setup.threads, processors());
	batch_destroy(batch);
	options.workers = 1000;
	batch = batch_create(&pipeline, &options, 3);
	assert_int_equal(batch->n_hands, 3);
	assert_true(batch->setup.threads >= 1);
	batch_destroy(batch);
	batch = batch_create(&pipeline, &options, 0);
	assert_int_equal(batch->n_hands, 1);
	batch_destroy(batch);
	batch_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_page_of_every_input_is_a_job),
		TEST(pages_are_counted_after_a_crash),
		TEST(a_file_whose_pages_cannot_be_counted_fails_alone),
		TEST(more_pages_than_the_limit_are_refused),
		TEST(workers_take_turns_when_memory_is_short),
		TEST(a_plan_over_the_limit_fails_each_input),
		TEST(wishes_that_cannot_be_are_refused),
		TEST(words_that_nobody_understands_cost_their_input),
		TEST(an_input_without_a_worker_fails),
		TEST(a_companion_that_vanished_is_named),
		TEST(a_text_beside_a_magnitude_is_read),
		TEST(a_signal_ends_the_run_and_leaves_no_half_files),
		TEST(a_signal_ends_the_counting_of_pages),
		TEST(a_plugins_words_do_not_reach_standard_output),
		TEST(a_plan_is_described_both_ways),
		TEST(a_plan_that_fails_is_explained_each_time),
		TEST(a_missing_input_cannot_be_described),
		TEST(cores_are_shared_among_workers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
