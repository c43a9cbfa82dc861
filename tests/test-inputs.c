/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-inputs.c - which inputs a run has, and the place where they live */
#include "inputs-run.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char copy[] = "[input]\nfiles = photos/*/**/s*.png\n"
			   "files = *.tif\n"
			   "[copy]\nsave = {dir}/{stem}_copy.png\n"
			   "metadata = {name}.json\n";

static void globs_give_dir_stem_and_star(void **state)
{
	const struct input *input;
	struct run run;

	(void)state;
	touch("photos/x/y/s.1.png");
	touch("photos/x/s.2.png");
	touch("a.tif");
	run_start(&run, copy, NULL, "out/");
	assert_paths(&run, "photos/x/s.2.png photos/x/y/s.1.png a.tif ");
	input = &run.inputs.list[1];
	assert_string_equal(input->dir, "x/y");
	assert_string_equal(input->stem, "s.1");
	assert_string_equal(input->ext, "png");
	assert_string_equal(input->name, "s.1.png");
	assert_string_equal(input->star, ".1");
	assert_int_equal(input->page, 0);
	assert_int_equal(inputs_outputs(&run.pipeline), 2);
	assert_string_equal(input->outputs[0], "out/x/y/s.1_copy.png");
	assert_int_equal(input->formats[0], FORMAT_PNG);
	assert_string_equal(input->outputs[1], "out/s.1.png.json");
	assert_string_equal(run.inputs.list[2].outputs[0], "out/a_copy.png");
	run_finish(&run);
}

static void a_name_is_one_input_however_it_is_written(void **state)
{
	char absolute[100];
	const char *names[] = { "sub/a.png",  "./sub/../sub//a.png", absolute,
				"link/a.png", "sub/b.png",           NULL };
	struct run run;

	(void)state;
	touch("sub/a.png");
	assert_int_equal(symlink("sub", "link"), 0);
	assert_int_equal(symlink("a.png", "sub/b.png"), 0);
	snprintf(absolute, sizeof absolute, "%s/sub/a.png", scratch);
	run_start(&run, copy, names, NULL);
	assert_paths(&run, "sub/a.png sub/b.png ");
	assert_string_equal(run.inputs.list[0].dir, "");
	run_finish(&run);
}

static void names_may_hold_any_byte(void **state)
{
	const char *names[] = { "a\nb\xff.png", ".hidden", "..", "d/", NULL };
	struct run run;

	(void)state;
	run_start(&run, copy, names, NULL);
	assert_int_equal(run.problems.count, 0);
	assert_string_equal(run.inputs.list[0].outputs[0], "a\nb\xff_copy.png");
	assert_string_equal(run.inputs.list[1].stem, ".hidden");
	assert_string_equal(run.inputs.list[1].ext, "");
	assert_string_equal(run.inputs.list[2].outputs[0], "._copy.png");
	assert_string_equal(run.inputs.list[3].name, "d");
	run_finish(&run);
}

static void a_missing_named_input_is_a_job(void **state)
{
	const char *names[] = { "nowhere.png", NULL };
	struct run run;

	(void)state;
	run_start(&run, copy, names, NULL);
	assert_paths(&run, "nowhere.png ");
	assert_null(run.inputs.list[0].failure);
	run_finish(&run);
}

static void standard_input_is_called_stdin(void **state)
{
	const char *names[] = { "-", "-", NULL };
	struct run run;

	(void)state;
	touch("stdin.json");
	run_start(&run, copy, names, NULL);
	assert_paths(&run, "- ");
	assert_string_equal(run.inputs.list[0].stem, "stdin");
	assert_string_equal(run.inputs.list[0].outputs[0], "stdin_copy.png");
	assert_null(run.inputs.list[0].beside[0]);
	run_finish(&run);
}

static void no_input_is_a_problem(void **state)
{
	struct run run;

	(void)state;
	run_start(&run, "[copy]\nsave = {stem}.png\n", NULL, NULL);
	assert_one_problem(&run, "no input: name files on the command line, "
				 "or give [input] files");
	run_start(&run, "[input]\nfiles = *.png\n[copy]\nsave = {stem}.tif\n",
		  NULL, NULL);
	assert_int_equal(run.problems.list[0].place.line, 2);
	assert_one_problem(&run,
			   "[input] files: \"*.png\" matches no file here; "
			   "name files on the command line, or with --set "
			   "input.files");
}

/* With several patterns one is enough; but a name is meant. */
static void a_name_without_wildcards_must_be_there(void **state)
{
	struct run run;

	(void)state;
	touch("a.tif");
	run_start(&run, copy, NULL, NULL);
	assert_paths(&run, "a.tif ");
	run_finish(&run);
	run_start(&run,
		  "[input]\nfiles = a.tif\nfiles = b.tif\n"
		  "[copy]\nsave = {stem}.png\n",
		  NULL, NULL);
	assert_one_problem(&run,
			   "[input] files: \"b.tif\" matches no file here; "
			   "name files on the command line, or with --set "
			   "input.files");
}

static void more_inputs_than_the_limit_are_refused(void **state)
{
	const char *names[] = { "a.tif", "b.tif", NULL };
	static const char text[] = "[input]\nfiles = *.tif\n"
				   "[limits]\nfiles = 1\n"
				   "[copy]\nsave = {stem}.png\n";
	struct run run;

	(void)state;
	run_start(&run, text, names, NULL);
	assert_int_equal(run.problems.list[0].place.line, 4);
	assert_one_problem(&run, "[limits] files: 2 inputs are more than the "
				 "limit, 1; raise it");
	touch("a.tif");
	touch("b.tif");
	touch("c.tif");
	run_start(&run, text, NULL, NULL);
	assert_one_problem(&run, "[limits] files: at least 2 inputs are more "
				 "than the limit, 1; raise it");
}

static void identity_is_one_text_for_all_names(void **state)
{
	static const struct {
		const char *path, *expected; /* below the scratch folder */
	} cases[] = {
		{ "a/x", "a/x" },
		{ "./a//x", "a/x" },
		{ "link/x", "a/x" },
		{ "a/../a/x", "a/x" },
		{ "new/y", "new/y" },
		{ "new/../a/x", "a/x" },
		{ "link/new/./z", "a/new/z" },
		{ "a/dangling", "a/dangling" },
		{ "a/to-x", "a/x" },
		{ "new/../../up", NULL },
	};
	struct arena arena = { 0 };
	char real[4096], expected[5000];

	(void)state;
	touch("a/x");
	assert_int_equal(symlink("a", "link"), 0);
	assert_int_equal(symlink("nowhere", "a/dangling"), 0);
	assert_int_equal(symlink("x", "a/to-x"), 0);
	assert_non_null(getcwd(real, sizeof real));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		if (cases[i].expected)
			snprintf(expected, sizeof expected, "%s/%s", real,
				 cases[i].expected);
		else
			snprintf(expected, sizeof expected, "/tmp/up");
		assert_string_equal(local_place.identity(NULL, &arena,
							 cases[i].path),
				    expected);
	}
	assert_string_equal(local_place.identity(NULL, &arena, "/"), "/");
	assert_string_equal(local_place.identity(NULL, &arena, "/nowhere/.."),
			    "/");
	assert_true(local_place.exists(NULL, "a/x"));
	assert_false(local_place.exists(NULL, "a/y"));
	assert_false(local_place.exists(NULL, "a/x/y"));
	arena_finish(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(globs_give_dir_stem_and_star),
		TEST(a_name_is_one_input_however_it_is_written),
		TEST(names_may_hold_any_byte),
		TEST(a_missing_named_input_is_a_job),
		TEST(standard_input_is_called_stdin),
		TEST(no_input_is_a_problem),
		TEST(a_name_without_wildcards_must_be_there),
		TEST(more_inputs_than_the_limit_are_refused),
		TEST(identity_is_one_text_for_all_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
