/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-inputs-place.c - inputs where prefixes take the place of folders */
#include "inputs-run.h"

#include <fftpipe/plugin.h>
#include <stdlib.h>
#include <string.h>

/* What is in the box, in byte order. */
static const char *const objects[] = {
	"box://b/in/a.png",
	"box://b/in/deep/er/c.tif",
	"box://b/in/my_magnitude.png",
	"box://b/in/my_phase.png",
	"box://b/in/notes.txt",
	"box://b/in/.x.png",
};
#define N_OBJECTS (sizeof objects / sizeof *objects)

static size_t looks;

static bool box_exists(void *context, const char *path)
{
	(void)context;
	looks++;
	for (size_t i = 0; i < N_OBJECTS; i++)
		if (!strcmp(objects[i], path))
			return true;
	return false;
}

static const char *box_identity(void *context, struct arena *arena,
				const char *path)
{
	(void)context;
	return arena_strdup(arena, path);
}

static bool box_expand(void *context, struct arena *arena, const char *name,
		       size_t most, struct place_objects *found,
		       struct outcome *outcome)
{
	size_t length = strlen(name);

	(void)context;
	if (!strcmp(name, "box://broken/"))
		outcome_fail(outcome, FFTPIPE_EDATA, "the box is broken");
	if (outcome->status || name[length - 1] != '/')
		return false;
	for (size_t i = 0; i < N_OBJECTS && found->count <= most; i++) {
		const char *rest = objects[i] + length;
		const char *slash = strrchr(rest, '/');
		struct place_object *object;

		if (strncmp(objects[i], name, length))
			continue;
		object = arena_append(arena, &found->list, &found->count,
				      sizeof *object);
		object->path = objects[i];
		object->dir = slash ? arena_strndup(arena, rest,
						    (size_t)(slash - rest))
				    : "";
	}
	return true;
}

static const char *box_locate(void *context, struct arena *arena,
			      const char *input, const char *name, bool output)
{
	(void)context;
	if (strncmp(input, "box://", 6) != 0)
		return name;
	return arena_printf(arena, "box://b/%s%s", output ? "out/" : "", name);
}

static const struct input_place box = {
	.exists = box_exists,
	.identity = box_identity,
	.expand = box_expand,
	.locate = box_locate,
};

/* Who may not list is told 403 of what is not there, too. */
static bool anything_exists(void *context, const char *path)
{
	(void)context, (void)path;
	return true;
}

static const struct input_place closed_box = {
	.exists = anything_exists,
	.shows = box_exists,
	.identity = box_identity,
	.expand = box_expand,
	.locate = box_locate,
};

static int use_box(void **state)
{
	run_place = &box;
	looks = 0;
	return folder_setup(state);
}

static int leave_box(void **state)
{
	run_place = NULL;
	return folder_teardown(state);
}

static const char copy[] = "[input]\nfiles = some/*.png\nfiles = *.tif\n"
			   "[copy]\nsave = {dir}/{stem}_copy.png\n";

static void a_prefix_stands_for_what_the_patterns_match(void **state)
{
	const char *names[] = { "box://b/in/", NULL };
	const struct input *last;
	struct run run;

	(void)state;
	run_start(&run, copy, names, NULL);
	assert_paths(&run, "box://b/in/a.png box://b/in/deep/er/c.tif "
			   "box://b/in/my_magnitude.png "
			   "box://b/in/my_phase.png ");
	last = &run.inputs.list[1];
	assert_string_equal(last->dir, "deep/er");
	assert_string_equal(last->outputs[0], "box://b/out/deep/er/c_copy.png");
	/* Only for a JSON beside the magnitude, by its two names. */
	assert_int_equal(looks, 2);
	run_finish(&run);
}

static void without_patterns_it_is_what_can_be_read(void **state)
{
	const char *names[] = { "box://b/in/", NULL };
	struct run run;

	(void)state;
	run_start(&run, "[copy]\nsave = {stem}_copy.png\n", names, "here");
	assert_int_equal(run.inputs.count, 4);
	assert_string_equal(run.inputs.list[0].outputs[0], "here/a_copy.png");
	run_finish(&run);
}

static void a_prefix_and_its_object_are_one_input(void **state)
{
	const char *names[] = { "box://b/in/deep/er/c.tif", "box://b/in/deep/",
				NULL };
	struct run run;

	(void)state;
	run_start(&run, copy, names, NULL);
	assert_paths(&run, "box://b/in/deep/er/c.tif ");
	assert_string_equal(run.inputs.list[0].outputs[0],
			    "box://b/out/c_copy.png");
	run_finish(&run);
}

static void pairs_below_a_prefix_are_found(void **state)
{
	static const char pair[] = "[input]\nfiles = *_magnitude.png\n"
				   "[input.phase]\nfile = {*}_phase.png\n"
				   "[input.mask]\nfile = in/a.png\n"
				   "[copy]\nsave = {*}.png\n";
	const char *names[] = { "box://b/in/", NULL };
	const char *phase[] = { "box://b/in/my_phase.png", NULL };
	struct run run;

	(void)state;
	for (int i = 0; i < 2; i++) {
		run_start(&run, pair, i ? phase : names, NULL);
		assert_paths(&run, "box://b/in/my_magnitude.png ");
		assert_null(run.inputs.list[0].failure);
		assert_string_equal(run.inputs.list[0].companions[0],
				    "box://b/in/my_phase.png");
		assert_string_equal(run.inputs.list[0].companions[1],
				    "box://b/in/a.png");
		run_finish(&run);
	}
}

static void a_prefix_without_pictures_is_a_problem(void **state)
{
	const char *names[] = { "box://b/out/", NULL };
	struct run run;

	(void)state;
	run_start(&run, copy, names, NULL);
	assert_one_problem(&run,
			   "no input: nothing below \"box://b/out/\" matches "
			   "files = some/*.png, *.tif (0 objects are there)");
}

static void a_place_that_fails_fails_that_input(void **state)
{
	const char *names[] = { "box://broken/", "box://b/in/a.png", NULL };
	struct run run;

	(void)state;
	run_start(&run, copy, names, "x");
	assert_int_equal(run.problems.count, 0);
	assert_int_equal(run.inputs.count, 2);
	assert_string_equal(run.inputs.list[0].failure, "the box is broken");
	assert_null(run.inputs.list[1].failure);
	run_finish(&run);
}

static void names_that_say_all_are_left_alone(void **state)
{
	const char *names[] = { "box://b/in/a.png", NULL };
	struct run run;

	(void)state;
	run_start(&run,
		  "[copy]\nsave = box://c/{stem}_1.png\n"
		  "save = /tmp/{stem}_2.png\nsave = {stem}:_3.png\n",
		  names, "x");
	assert_string_equal(run.inputs.list[0].outputs[0], "box://c/a_1.png");
	assert_string_equal(run.inputs.list[0].outputs[1], "/tmp/a_2.png");
	assert_string_equal(run.inputs.list[0].outputs[2], "x/a:_3.png");
	run_finish(&run);
}

static void of_several_main_inputs_one_that_shows_is_taken(void **state)
{
	const char *names[] = { "box://b/in/deep/er/c_mask.png", NULL };
	struct run run;

	(void)state;
	run_place = &closed_box;
	run_start(&run,
		  "[input]\nfiles = *.png\nfiles = *.tif\n"
		  "[input.mask]\nfile = {stem}_mask.png\n"
		  "[copy]\nsave = {stem}_copy.png\n",
		  names, NULL);
	assert_paths(&run, "box://b/in/deep/er/c.tif ");
	run_finish(&run);
}

#undef TEST
#define TEST(function) \
	cmocka_unit_test_setup_teardown(function, use_box, leave_box)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_prefix_stands_for_what_the_patterns_match),
		TEST(without_patterns_it_is_what_can_be_read),
		TEST(a_prefix_and_its_object_are_one_input),
		TEST(pairs_below_a_prefix_are_found),
		TEST(of_several_main_inputs_one_that_shows_is_taken),
		TEST(a_prefix_without_pictures_is_a_problem),
		TEST(a_place_that_fails_fails_that_input),
		TEST(names_that_say_all_are_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
