/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-inputs.c - globs, named inputs, companions and names of outputs */
#include "inputs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "glob.h"

/* Each test works in a folder of its own. */
static char start[4096], scratch[64];

/* Make an empty file and the folders that it is in. */
static void touch(const char *path)
{
	char folder[512];
	FILE *file;

	snprintf(folder, sizeof folder, "%s", path);
	for (char *slash = folder; (slash = strchr(slash + 1, '/'));) {
		*slash = '\0';
		mkdir(folder, 0777);
		*slash = '/';
	}
	file = fopen(path, "w");
	assert_non_null(file);
	fclose(file);
}

static void remove_below(const char *folder)
{
	DIR *stream = opendir(folder);
	const struct dirent *entry;
	char path[1024];

	while (stream && (entry = readdir(stream))) {
		struct stat status;

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		if (!lstat(path, &status) && S_ISDIR(status.st_mode)) {
			chmod(path, 0777);
			remove_below(path);
			rmdir(path);
		} else {
			unlink(path);
		}
	}
	if (stream)
		closedir(stream);
}

static int folder_setup(void **state)
{
	(void)state;
	strcpy(scratch, "/tmp/test-inputs-XXXXXX");
	return !mkdtemp(scratch) || chdir(scratch);
}

static int folder_teardown(void **state)
{
	(void)state;
	remove_below(scratch);
	return chdir(start) || rmdir(scratch);
}

struct run {
	struct config config;
	struct pipeline pipeline;
	struct problems problems;
	struct inputs inputs;
	struct input_options options;
};

/* Gather with names up to NULL, and -o. */
static void run_start(struct run *run, const char *text,
		      const char *const *names, const char *output)
{
	*run = (struct run){ .options = { names, 0, output, NULL } };
	while (names && names[run->options.n_names])
		run->options.n_names++;
	config_read_text(&run->config, "t.ini", text, strlen(text),
			 &run->problems);
	pipeline_parse(&run->pipeline, &run->config, &run->problems);
	assert_false(problems_any(&run->problems));
	inputs_gather(&run->inputs, &run->pipeline, &run->options,
		      &run->problems);
}

static void run_finish(struct run *run)
{
	inputs_finish(&run->inputs);
	problems_finish(&run->problems);
	pipeline_finish(&run->pipeline);
	config_finish(&run->config);
}

/* The inputs' paths, each with a blank behind it. */
static void assert_paths(const struct run *run, const char *expected)
{
	char paths[2048] = "";

	assert_int_equal(run->problems.count, 0);
	for (size_t i = 0; i < run->inputs.count; i++) {
		strcat(paths, run->inputs.list[i].path);
		strcat(paths, " ");
	}
	assert_string_equal(paths, expected);
}

static void assert_one_problem(struct run *run, const char *text)
{
	assert_int_equal(run->problems.count, 1);
	assert_string_equal(run->problems.list[0].text, text);
	run_finish(run);
}

/* ---- patterns ------------------------------------------------------------ */

static void matches_names(void **state)
{
	static const struct {
		const char *pattern, *name, *star; /* NULL: no match */
	} cases[] = {
		{ "*.png", "a.png", "a" },
		{ "*.png", ".png", NULL },
		{ ".*", ".png", "png" },
		{ "*.png", "a.png.tif", NULL },
		{ "x_*_*.png", "x_a_b_c.png", "a" },
		{ "*_magnitude.png", "a_magnitude.png_magnitude.png",
		  "a_magnitude.png" },
		{ "*", "abc", "abc" },
		{ "**", "abc", "abc" },
		{ "a*", "a", "" },
		{ "?.png", "\xc3\xa4.png", "" },
		{ "?.png", "\xe4.png", "" },
		{ "??.png", "\xc3\xa4.png", NULL },
		{ "[a-c]x", "bx", "" },
		{ "[!a-c]x", "bx", NULL },
		{ "[^a-c]x", "dx", "" },
		{ "[]a]x", "]x", "" },
		{ "[a-]x", "-x", "" },
		{ "[\xc3\xa0-\xc3\xb6]x", "\xc3\xa4x", "" },
		{ "[ab", "[ab", "" },
		{ "[", "[", "" },
		{ "[*]", "*", "" },
		{ "", "", "" },
		{ "", "a", NULL },
		{ "a", "", NULL },
		{ "*a*b", "xaxxb", "x" },
		{ "*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *star = NULL;
		size_t length = 0;
		bool match = glob_match(cases[i].pattern, cases[i].name, &star,
					&length);

		assert_int_equal(match, cases[i].star != NULL);
		if (!match)
			continue;
		assert_int_equal(length, strlen(cases[i].star));
		assert_memory_equal(star, cases[i].star, length);
	}
}

/* What `pattern` finds, each with a blank behind it. */
static void assert_finds(const char *pattern, const char *expected)
{
	struct arena arena = { 0 };
	struct glob_result result;
	char paths[2048] = "";

	assert_true(glob_find(&arena, pattern, 1000, &result));
	for (size_t i = 0; i < result.count; i++) {
		strcat(paths, result.paths[i]);
		strcat(paths, " ");
	}
	assert_string_equal(paths, expected);
	assert_null(result.unreadable);
	arena_finish(&arena);
}

static void finds_files_in_byte_order(void **state)
{
	(void)state;
	touch("b.png");
	touch("B.png");
	touch("a.png");
	touch(".hidden.png");
	touch("sub/c.png");
	touch("sub/deep/d.png");
	touch("sub/.git/e.png");
	touch("sub.png/f.tif");
	assert_finds("*.png", "B.png a.png b.png ");
	assert_finds("./*.png", "./B.png ./a.png ./b.png ");
	assert_finds("*/*.png", "sub/c.png ");
	assert_finds("**/*.png", "B.png a.png b.png sub/c.png sub/deep/d.png ");
	assert_finds("sub/**", "sub/c.png sub/deep/d.png ");
	assert_finds("**/**/d.png", "sub/deep/d.png ");
	assert_finds("**/deep/**/*.png", "sub/deep/d.png ");
	assert_finds("s*//d*/*", "sub/deep/d.png ");
	assert_finds(".h*", ".hidden.png ");
	assert_finds("sub/.git/*", "sub/.git/e.png ");
	assert_finds("[ab].png", "a.png b.png ");
	assert_finds("a.png", "a.png ");
	assert_finds("nowhere/*.png", "");
	assert_finds("a.png/*", "");
	assert_finds("sub", "");
	assert_finds("/", "");
}

static void finds_absolute_names(void **state)
{
	char pattern[100], expected[100];

	(void)state;
	touch("x/a.png");
	snprintf(pattern, sizeof pattern, "%s/**/*.png", scratch);
	snprintf(expected, sizeof expected, "%s/x/a.png ", scratch);
	assert_finds(pattern, expected);
}

static void links_to_folders_above_do_not_hang(void **state)
{
	(void)state;
	touch("a/b/x.png");
	assert_int_equal(symlink("..", "a/b/up"), 0);
	assert_int_equal(symlink("b/x.png", "a/link.png"), 0);
	assert_int_equal(symlink("nowhere", "a/broken.png"), 0);
	assert_int_equal(symlink("loop.png", "a/loop.png"), 0);
	assert_int_equal(mkfifo("a/pipe.png", 0666), 0);
	assert_finds("**/*.png", "a/b/x.png a/broken.png a/link.png "
				 "a/loop.png ");
	assert_finds("a/b/*/link.png", "a/b/up/link.png ");
}

static void stops_behind_the_most(void **state)
{
	struct arena arena = { 0 };
	struct glob_result result;

	(void)state;
	touch("a");
	touch("b");
	touch("c");
	touch("d");
	assert_true(glob_find(&arena, "**/*", 2, &result));
	assert_int_equal(result.count, 3);
	arena_finish(&arena);
}

static void says_which_folder_is_unreadable(void **state)
{
	struct run run;

	(void)state;
	touch("a.png");
	touch("private/b.png");
	if (!geteuid())
		skip(); /* root may read everything */
	chmod("private", 0);
	run_start(&run, "[input]\nfiles = **/*.png\n[m]\nsave = {stem}.tif\n",
		  NULL, NULL);
	assert_one_problem(&run, "[input] files: \"private\" can't be read: "
				 "Permission denied");
}

/* ---- inputs -------------------------------------------------------------- */

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
	assert_one_problem(&run, "[limits] files: 2 inputs are more than the "
				 "limit, 1; raise it");
	touch("a.tif");
	touch("b.tif");
	touch("c.tif");
	run_start(&run, text, NULL, NULL);
	assert_one_problem(&run, "[limits] files: at least 2 inputs are more "
				 "than the limit, 1; raise it");
}

/* ---- companions ---------------------------------------------------------- */

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
		struct input_options options = { names, 1, NULL, NULL };
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

/* ---- outputs ------------------------------------------------------------- */

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
			    "is an input too");
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

/* ---- the place ----------------------------------------------------------- */

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

#define TEST(function) \
	cmocka_unit_test_setup_teardown(function, folder_setup, folder_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(matches_names),
		TEST(finds_files_in_byte_order),
		TEST(finds_absolute_names),
		TEST(links_to_folders_above_do_not_hang),
		TEST(stops_behind_the_most),
		TEST(says_which_folder_is_unreadable),
		TEST(globs_give_dir_stem_and_star),
		TEST(a_name_is_one_input_however_it_is_written),
		TEST(names_may_hold_any_byte),
		TEST(a_missing_named_input_is_a_job),
		TEST(standard_input_is_called_stdin),
		TEST(no_input_is_a_problem),
		TEST(a_name_without_wildcards_must_be_there),
		TEST(more_inputs_than_the_limit_are_refused),
		TEST(companions_are_beside_their_main_input),
		TEST(a_companion_stands_for_its_main_input),
		TEST(a_companion_whose_main_input_is_missing_is_no_job),
		TEST(a_name_without_star_fails_with_both_names),
		TEST(globbed_companions_are_no_inputs),
		TEST(companions_in_a_folder_of_their_own),
		TEST(companions_found_by_the_same_glob),
		TEST(a_companion_without_variables_is_an_ordinary_input),
		TEST(stands_for_what_patterns_with_extensions_allow),
		TEST(each_others_companions_are_both_inputs),
		TEST(finds_the_json_beside_inputs),
		TEST(an_output_that_is_an_input_is_refused),
		TEST(an_output_behind_a_link_is_still_an_input),
		TEST(two_inputs_that_lead_to_one_output_are_refused),
		TEST(says_no_more_than_ten_times_that_outputs_collide),
		TEST(an_author_may_write_anywhere),
		TEST(formats_by_name_are_known_per_input),
		TEST(one_output_goes_to_standard_output),
		TEST(pages_have_names_of_their_own),
		TEST(a_page_by_number_says_so),
		TEST(identity_is_one_text_for_all_names),
	};

	if (!getcwd(start, sizeof start))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
