/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-companions.c - companions, and inputs that stand for others */
#include "inputs-run.h"

#include <stdio.h>
#include <string.h>

static const char reconstruct[] = "[input]\n"
				  "files = **/*_magnitude.png\n"
				  "files = **/*_magnitude.tif\n"
				  "[input.phase]\n"
				  "file = {*}_phase.{ext}\n"
				  "[picture]\n"
				  "use = ifft-reconstruct\n"
				  "from.phase = input.phase\n"
				  "save = {dir}/{*}_rebuilt.{ext}\n";

static void companions_are_beside_their_main_input(void **state)
{
	const struct input *input;
	struct run run;

	(void)state;
	touch("a/x_magnitude.png");
	touch("a/x_phase.png");
	touch("b/y_magnitude.tif");
	run_start(&run, reconstruct, NULL, NULL);
	assert_paths(&run, "a/x_magnitude.png b/y_magnitude.tif ");
	input = run.inputs.list;
	assert_string_equal(input[0].companions[0], "a/x_phase.png");
	assert_string_equal(input[0].outputs[0], "a/x_rebuilt.png");
	assert_int_equal(input[0].formats[0], FORMAT_PNG);
	assert_null(input[0].failure);
	assert_int_equal(input[1].formats[0], FORMAT_TIFF);
	assert_string_equal(input[1].failure,
			    "its companion [input.phase] is missing: no "
			    "\"b/y_phase.tif\"");
	run_finish(&run);
}

static void a_companion_stands_for_its_main_input(void **state)
{
	const char *names[] = { "a/x_phase.png", "a/x_magnitude.png",
				"./a/x_phase.png", NULL };
	struct run run;

	(void)state;
	touch("a/x_magnitude.png");
	touch("a/x_phase.png");
	run_start(&run, reconstruct, names, NULL);
	assert_paths(&run, "a/x_magnitude.png ");
	assert_string_equal(run.inputs.list[0].star, "x");
	assert_string_equal(run.inputs.list[0].companions[0], "a/x_phase.png");
	run_finish(&run);
}

static void a_companion_whose_main_input_is_missing_is_no_job(void **state)
{
	const char *names[] = { "x_phase.png", "y_magnitude.png", NULL };
	struct run run;

	(void)state;
	touch("x_phase.png");
	run_start(&run, reconstruct, names, NULL);
	assert_paths(&run, "y_magnitude.png ");
	run_finish(&run);
	names[1] = NULL;
	run_start(&run, reconstruct, names, NULL);
	assert_one_problem(&run, "no input: \"x_phase.png\" stands for "
				 "\"x_magnitude.png\", which is missing");
}

static void a_name_below_a_prefix_has_a_folder(void **state)
{
	static const char *const names[] = { "in/a/b/x_phase.png", "y/z.png",
					     "in/z_magnitude.png", NULL };
	const struct input *input;
	struct run run;

	(void)state;
	run_below = "in/";
	touch("in/a/b/x_magnitude.png");
	touch("in/a/b/x_phase.png");
	run_start(&run, reconstruct, names, "out");
	input = run.inputs.list;
	assert_paths(&run, "in/a/b/x_magnitude.png y/z.png "
			   "in/z_magnitude.png ");
	assert_string_equal(input[0].dir, "a/b");
	assert_string_equal(input[0].outputs[0], "out/a/b/x_rebuilt.png");
	assert_false(input[0].idle);
	assert_string_equal(input[1].dir, "");
	assert_true(input[1].idle); /* matches no pattern */
	assert_string_equal(input[2].dir, "");
	run_finish(&run);
	run_below = NULL;
}

static void a_name_without_star_fails_with_both_names(void **state)
{
	const char *names[] = { "x.png", NULL };
	struct run run;

	(void)state;
	touch("x.png");
	run_start(&run, reconstruct, names, NULL);
	assert_paths(&run, "x.png ");
	assert_string_equal(run.inputs.list[0].failure,
			    "\"x.png\" does not match files = "
			    "**/*_magnitude.png, **/*_magnitude.tif, so {*} "
			    "stands for nothing");
	run_finish(&run);
}

static const char fixed[] = "[input]\nfiles = *.png\n"
			    "[input.psf]\nfile = {dir}/psf.png\n"
			    "[copy]\nsave = {stem}.tif\n";

/* An upload of the one brings the job back, one of the other does not. */
static void only_a_name_that_leads_back_is_waited_for(void **state)
{
	const char *names[] = { "x_magnitude.png", NULL };
	const struct input *input;
	struct run run;

	(void)state;
	touch("x_magnitude.png");
	run_start(&run, reconstruct, names, NULL);
	input = run.inputs.list;
	assert_true(input->idle);
	assert_string_equal(input->lacks, "x_phase.png");
	run_finish(&run);
	run_start(&run, fixed, names, NULL);
	input = run.inputs.list;
	assert_false(input->idle);
	assert_string_equal(input->lacks, "psf.png");
	assert_string_equal(input->failure,
			    "its companion [input.psf] is missing: no "
			    "\"psf.png\"");
	run_finish(&run);
}

static const char masked[] = "[input]\nfiles = **/*.png\n"
			     "[input.mask]\nfile = {stem}_mask.png\n"
			     "[copy]\nsave = {dir}/{stem}.tif\n";

/* A glob finds main inputs and companions alike. */
static void globbed_companions_are_no_inputs(void **state)
{
	struct run run;

	(void)state;
	touch("x.png");
	touch("x_mask.png");
	touch("x_mask_mask.png");
	touch("sub/y.png");
	touch("sub/y_mask.png");
	touch("lonely_mask.png");
	run_start(&run, masked, NULL, NULL);
	assert_paths(&run, "sub/y.png x.png ");
	run_finish(&run);
}

static void companions_in_a_folder_of_their_own(void **state)
{
	static const char text[] = "[input]\nfiles = in/*.png\n"
				   "[input.mask]\nfile = masks/{name}\n"
				   "[copy]\nsave = {stem}.tif\n";
	const char *names[] = { "./masks/a.png", NULL };
	struct run run;

	(void)state;
	touch("in/a.png");
	touch("masks/a.png");
	run_start(&run, text, NULL, NULL);
	assert_paths(&run, "in/a.png ");
	assert_string_equal(run.inputs.list[0].companions[0], "masks/a.png");
	run_finish(&run);
	run_start(&run, text, names, NULL);
	assert_paths(&run, "in/a.png ");
	run_finish(&run);
}

/* From masks/a.png alone nobody can tell where its main input is. */
static void companions_found_by_the_same_glob(void **state)
{
	static const char text[] = "[input]\nfiles = **/*.png\n"
				   "[input.mask]\nfile = masks/{name}\n"
				   "[copy]\nsave = {stem}.tif\n";
	struct run run;

	(void)state;
	touch("in/a.png");
	touch("masks/a.png");
	run_start(&run, text, NULL, NULL);
	assert_paths(&run, "in/a.png ");
	run_finish(&run);
}

static void a_companion_without_variables_is_an_ordinary_input(void **state)
{
	static const char text[] = "[input]\nfiles = *.png\n"
				   "[input.kernel]\nfile = kernel.png\n"
				   "[copy]\nsave = {stem}.tif\n";
	struct run run;

	(void)state;
	touch("a.png");
	touch("kernel.png");
	run_start(&run, text, NULL, NULL);
	assert_paths(&run, "a.png kernel.png ");
	run_finish(&run);
}

static void stands_for_what_patterns_with_extensions_allow(void **state)
{
	static const struct {
		const char *files, *companion, *name, *main;
	} cases[] = {
		{ "*_m.*", "{*}_p.{ext}", "x_p.tif", "x_m.tif" },
		{ "m_*.png", "p_{*}.tif", "p_x.tif", "m_x.png" },
		{ "*.png", "{stem}_p.tif", "x_p.tif", "x.png" },
		{ "*", "{name}.mask", "x.png.mask", "x.png" },
		{ "one.png", "p.{ext}", "p.png", "one.png" },
		{ "d/*/*.png", "masks/{dir}/{name}", "masks/x.png", "d/x.png" },
		{ "*_m?.png", "{*}_p.png", "x_p.png", NULL },
		{ "*.png", "{stem}.png", "x.png", NULL },
		{ "*.png", "{stem}{stem}{stem}_p.png", "xyxyxy_p.png",
		  "xy.png" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *names[] = { cases[i].name, NULL };
		struct inputs inputs = { 0 };
		struct input_options options = { .names = names, .n_names = 1 };
		struct problems problems = { 0 };
		struct pipeline pipeline = { 0 };
		struct config config = { 0 };
		char text[200];

		if (cases[i].main)
			touch(cases[i].main);
		snprintf(text, sizeof text,
			 "[input]\nfiles = %s\n[input.p]\nfile = %s\n"
			 "[copy]\nsave = {stem}_copy.tif\n",
			 cases[i].files, cases[i].companion);
		config_read_text(&config, "t.ini", text, strlen(text),
				 &problems);
		pipeline_parse(&pipeline, &config, &problems);
		inputs_gather(&inputs, &pipeline, &options, &problems);
		assert_int_equal(inputs.count, 1);
		assert_string_equal(inputs.list[0].path,
				    cases[i].main ? cases[i].main
						  : cases[i].name);
		inputs_finish(&inputs);
		pipeline_finish(&pipeline);
		config_finish(&config);
		problems_finish(&problems);
		remove_below(".");
	}
}

static void each_others_companions_are_both_inputs(void **state)
{
	const char *names[] = { "a.b", "b.a", NULL };
	struct run run;

	(void)state;
	touch("a.b");
	touch("b.a");
	run_start(&run,
		  "[input]\nfiles = *\n[input.p]\nfile = {ext}.{stem}\n"
		  "[copy]\nsave = {name}.png\n",
		  names, NULL);
	assert_paths(&run, "a.b b.a ");
	run_finish(&run);
}

static void finds_the_json_beside_inputs(void **state)
{
	struct run run;
	const struct input *inputs;

	(void)state;
	touch("a_magnitude.png");
	touch("a_phase.png");
	touch("a_magnitude.json");
	touch("a.json");
	touch("a_phase.json");
	touch("b_magnitude.png");
	touch("b_phase.png");
	touch("b.json");
	touch("_magnitude.png");
	touch("_phase.png");
	touch(".json");
	run_start(&run, reconstruct, NULL, NULL);
	assert_paths(&run, "_magnitude.png a_magnitude.png b_magnitude.png ");
	inputs = run.inputs.list;
	assert_null(inputs[0].beside[0]);
	assert_string_equal(inputs[1].beside[0], "a_magnitude.json");
	assert_string_equal(inputs[1].beside[1], "a_phase.json");
	assert_string_equal(inputs[2].beside[0], "b.json");
	assert_null(inputs[2].beside[1]);
	run_finish(&run);
}

/* It may well be what this very pipeline said of its outputs. */
static void a_json_beside_another_picture_is_none_of_its(void **state)
{
	struct run run;

	(void)state;
	touch("photo.png");
	touch("photo_truth.png");
	touch("photo.json");
	touch("photo_truth.json");
	run_start(&run,
		  "[input]\nfiles = photo.png\n"
		  "[input.truth]\nfile = {stem}_truth.png\n"
		  "[d]\nuse = compare\nfrom = input\n"
		  "from.truth = input.truth\nsave = {stem}_d.png\n"
		  "metadata = {stem}.json\n",
		  NULL, NULL);
	assert_paths(&run, "photo.png ");
	assert_null(run.inputs.list[0].beside[0]);
	assert_null(run.inputs.list[0].beside[1]);
	run_finish(&run);
}

static void a_half_may_have_any_name(void **state)
{
	struct run run;

	(void)state;
	touch("a.png");
	touch("a.angle.png");
	touch("a.json");
	touch("a.angle.json");
	run_start(&run,
		  "[input]\nfiles = a.png\n"
		  "[input.angle]\nfile = {stem}.angle.png\n"
		  "[m]\nfrom = input\nsave = {stem}_m.png\n"
		  "[d]\nuse = ifft-reconstruct\nfrom.magnitude = m\n"
		  "from.phase = input.angle\nsave = {stem}_r.png\n",
		  NULL, NULL);
	assert_paths(&run, "a.png ");
	assert_string_equal(run.inputs.list[0].beside[0], "a.json");
	assert_string_equal(run.inputs.list[0].beside[1], "a.angle.json");
	run_finish(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(companions_are_beside_their_main_input),
		TEST(a_companion_stands_for_its_main_input),
		TEST(a_companion_whose_main_input_is_missing_is_no_job),
		TEST(a_name_below_a_prefix_has_a_folder),
		TEST(a_name_without_star_fails_with_both_names),
		TEST(only_a_name_that_leads_back_is_waited_for),
		TEST(globbed_companions_are_no_inputs),
		TEST(companions_in_a_folder_of_their_own),
		TEST(companions_found_by_the_same_glob),
		TEST(a_companion_without_variables_is_an_ordinary_input),
		TEST(stands_for_what_patterns_with_extensions_allow),
		TEST(each_others_companions_are_both_inputs),
		TEST(finds_the_json_beside_inputs),
		TEST(a_json_beside_another_picture_is_none_of_its),
		TEST(a_half_may_have_any_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
