/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-outputs.c - what a run writes, and what it refuses to overwrite */
#include "inputs-run.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char flat[] = "[input]\nfiles = **/*.*\n"
			   "[copy]\nsave = {stem}.png\n";

static void an_output_that_is_an_input_is_refused(void **state)
{
	const char *names[] = { "a.tif", "sub/../a.png", NULL };
	struct run run;

	(void)state;
	touch("sub/x");
	touch("a.tif");
	touch("a.png");
	run_start(&run, flat, names, NULL);
	assert_int_equal(run.problems.count, 2);
	assert_string_equal(run.problems.list[0].text,
			    "[copy] save: \"a.png\" is an input too; write "
			    "elsewhere, with -o or another name");
	assert_int_equal(run.problems.list[0].place.line, 4);
	run_finish(&run);
	run_start(&run, flat, names, "sub");
	assert_one_problem(&run, "[copy] save: \"a.tif\" and \"sub/../a.png\" "
				 "lead to \"sub/a.png\"; add {ext} to it");
}

/* Replacing the target would change what the link shows. */
static void an_output_behind_a_link_is_still_an_input(void **state)
{
	const char *names[] = { "a.tif", NULL };
	struct run run;

	(void)state;
	touch("a.png");
	assert_int_equal(symlink("a.png", "a.tif"), 0);
	run_start(&run, flat, names, NULL);
	assert_one_problem(&run, "[copy] save: \"a.png\" is an input too; "
				 "write elsewhere, with -o or another name");
}

static void two_inputs_that_lead_to_one_output_are_refused(void **state)
{
	const char *names[] = { "a/x.tif", "b/x.tif", NULL };
	struct run run;

	(void)state;
	touch("a/x.tif");
	touch("b/x.tif");
	run_start(&run, flat, NULL, "out");
	assert_one_problem(&run, "[copy] save: \"a/x.tif\" and \"b/x.tif\" "
				 "lead to \"out/x.png\"; add {dir} to it");
	run_start(&run, flat, names, "out");
	assert_one_problem(&run,
			   "[copy] save: \"a/x.tif\" and \"b/x.tif\" lead to "
			   "\"out/x.png\"; find them with --set input.files "
			   "and **, so that {dir} tells them apart");
	run_start(&run,
		  "[input]\nfiles = *\n[copy]\nsave = all.png\n"
		  "[again]\nsave = ./all.png\n",
		  names, NULL);
	assert_int_equal(run.problems.count, 3);
	assert_string_equal(run.problems.list[0].text,
			    "[again] save: leads to \"./all.png\" as [copy] "
			    "save does; change one of them");
	run_finish(&run);
}

static void says_no_more_than_ten_times_that_outputs_collide(void **state)
{
	const char *names[51] = { NULL };
	char text[50][20];
	struct run run;

	(void)state;
	for (size_t i = 0; i < 50; i++) {
		snprintf(text[i], sizeof text[i], "%zu.tif", i);
		names[i] = text[i];
	}
	run_start(&run, "[copy]\nsave = all.png\n", names, NULL);
	assert_int_equal(run.problems.count, 11);
	assert_string_equal(run.problems.list[0].text,
			    "[copy] save: \"0.tif\" and \"1.tif\" lead to "
			    "\"all.png\"; add {stem} to it");
	assert_string_equal(run.problems.list[10].text,
			    "39 more outputs collide with inputs or each "
			    "other");
	run_finish(&run);
}

static void an_author_may_write_anywhere(void **state)
{
	static const char text[] = "[copy]\nsave = /abs/{stem}.png\n"
				   "save = ../{stem}.tif\n";
	const char *names[] = { "a/x.tif", NULL };
	struct run run;

	(void)state;
	run_start(&run, text, names, "out");
	assert_int_equal(run.problems.count, 0);
	assert_string_equal(run.inputs.list[0].outputs[0], "/abs/x.png");
	assert_string_equal(run.inputs.list[0].outputs[1], "out/../x.tif");
	run_finish(&run);
}

static void formats_by_name_are_known_per_input(void **state)
{
	static const char text[] = "[copy]\nsave = out/{stem}.{ext}\n"
				   "depth = 32\n";
	const char *names[] = { "a.tif", "b.jpg", "c.png", "d", NULL };
	const struct input *inputs;
	struct run run;

	(void)state;
	run_start(&run, text, names, NULL);
	assert_int_equal(run.problems.count, 0);
	inputs = run.inputs.list;
	assert_null(inputs[0].failure);
	assert_int_equal(inputs[0].formats[0], FORMAT_TIFF);
	assert_string_equal(inputs[1].failure,
			    "[copy] save: no format has the extension of "
			    "\"out/b.jpg\"; end it in .png, .tif, .tiff or "
			    ".csv");
	assert_string_equal(inputs[2].failure,
			    "[copy] depth: 32 does not go with \"out/c.png\", "
			    "which takes 8 or 16");
	assert_non_null(inputs[3].failure);
	run_finish(&run);
}

static void one_output_goes_to_standard_output(void **state)
{
	static const char one[] = "[copy]\nsave = {stem}.{ext}\n";
	static const char two[] = "[input]\npage = all\n"
				  "[copy]\nsave = {page}.png\n"
				  "metadata = {page}.json\n";
	const char *names[] = { "a.tif", "b.tif", NULL };
	struct run run;

	(void)state;
	run_start(&run, two, names, "-");
	assert_int_equal(run.problems.count, 3);
	assert_string_equal(run.problems.list[0].place.source, "-o -");
	assert_string_equal(run.problems.list[0].text,
			    "takes a pipeline with one output; t.ini has 2");
	assert_string_equal(run.problems.list[1].text,
			    "takes one input; there are 2");
	run_finish(&run);
	names[1] = NULL;
	run_start(&run, one, names, "-");
	assert_int_equal(run.problems.count, 0);
	assert_string_equal(run.inputs.list[0].outputs[0], "-");
	assert_int_equal(run.inputs.list[0].formats[0], FORMAT_TIFF);
	run_finish(&run);
}

static void pages_have_names_of_their_own(void **state)
{
	static const char text[] = "[input]\nfiles = *.tif\npage = all\n"
				   "[input.mask]\nfile = mask{page}.tif\n"
				   "[copy]\nsave = {stem}_{page}.tif\n";
	const char *names[] = { "a.tif", "a_0003.tif", NULL };
	const struct input *page;
	struct run run;

	(void)state;
	touch("a.tif");
	touch("a_0003.tif");
	touch("mask0001.tif");
	run_start(&run, text, names, NULL);
	assert_int_equal(run.problems.count, 0);
	assert_int_equal(run.inputs.list[0].page, 1);
	assert_string_equal(run.inputs.list[0].outputs[0], "a_0001.tif");
	page = input_page(&run.inputs, &run.pipeline, &run.options,
			  &run.inputs.list[0], 2);
	assert_int_equal(page->page, 2);
	assert_string_equal(page->outputs[0], "a_0002.tif");
	assert_string_equal(page->companions[0], "mask0002.tif");
	assert_null(page->failure);
	page = input_page(&run.inputs, &run.pipeline, &run.options,
			  &run.inputs.list[0], 3);
	assert_string_equal(page->failure,
			    "page 3 would be written to \"a_0003.tif\", which "
			    "the run itself reads or writes");
	run_finish(&run);
}

static void a_page_by_number_says_so(void **state)
{
	const char *names[] = { "a.tif", NULL };
	struct run run;

	(void)state;
	run_start(&run, "[input]\npage = 12\n[copy]\nsave = {page}.png\n",
		  names, NULL);
	assert_string_equal(run.inputs.list[0].outputs[0], "0012.png");
	assert_int_equal(run.inputs.list[0].page, 0);
	run_finish(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_output_that_is_an_input_is_refused),
		TEST(an_output_behind_a_link_is_still_an_input),
		TEST(two_inputs_that_lead_to_one_output_are_refused),
		TEST(says_no_more_than_ten_times_that_outputs_collide),
		TEST(an_author_may_write_anywhere),
		TEST(formats_by_name_are_known_per_input),
		TEST(one_output_goes_to_standard_output),
		TEST(pages_have_names_of_their_own),
		TEST(a_page_by_number_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
