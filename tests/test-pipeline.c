/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-pipeline.c - a pipeline file understood */
#include "pipeline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reading {
	struct config config;
	struct pipeline pipeline;
	struct problems problems;
};

/* Read `text` and some --set, up to NULL. */
static void reading_start(struct reading *reading, const char *text,
			  const char *const *sets)
{
	*reading = (struct reading){ 0 };
	config_read_text(&reading->config, "t.ini", text, strlen(text),
			 &reading->problems);
	for (unsigned i = 0; sets && sets[i]; i++)
		config_set(&reading->config, i + 1, sets[i],
			   &reading->problems);
	pipeline_parse(&reading->pipeline, &reading->config,
		       &reading->problems);
}

static void reading_finish(struct reading *reading)
{
	problems_finish(&reading->problems);
	pipeline_finish(&reading->pipeline);
	config_finish(&reading->config);
}

/* All that is printed about `text` and one --set. */
static void assert_problems(const char *text, const char *set,
			    const char *expected)
{
	const char *const sets[] = { set, NULL };
	struct reading reading;
	char *printed = NULL;
	size_t length;
	FILE *stream = open_memstream(&printed, &length);

	assert_non_null(stream);
	reading_start(&reading, text, sets);
	problems_print(&reading.problems, stream);
	fclose(stream);
	assert_string_equal(printed, expected);
	free(printed);
	reading_finish(&reading);
}

static const char spectra[] = "[input]\n"
			      "files = photos/*.png\n"
			      "files = scans/*.tif\n"
			      "color = gray\n"
			      "[magnitude]\n"
			      "use  = fft2d-magnitude\n"
			      "scale = sqrt\n"
			      "save = {dir}/{stem}_magnitude.png\n"
			      "[phase]\n"
			      "use  = fft2d-phase\n"
			      "from = input\n"
			      "save = {dir}/{stem}_phase.png\n";

static const char reconstruct[] = "[input]\n"
				  "files = *_magnitude.png\n"
				  "[picture]\n"
				  "use = ifft-reconstruct\n"
				  "from.magnitude = input\n"
				  "from.phase = input.phase\n"
				  "save = {dir}/{*}_rebuilt.{ext}\n"
				  "[input.phase]\n"
				  "file = {*}_phase.{ext}\n";

static void understands_stages_and_inputs(void **state)
{
	struct reading reading;
	const struct stage *stages;

	(void)state;
	reading_start(&reading, spectra, NULL);
	assert_false(problems_any(&reading.problems));
	assert_true(reading.pipeline.gray);
	assert_int_equal(reading.pipeline.n_files, 2);
	assert_int_equal(reading.pipeline.n_stages, 2);
	assert_int_equal(pipeline_stage(&reading.pipeline, "phase"), 1);
	assert_int_equal(pipeline_stage(&reading.pipeline, "x"), 2);
	assert_false(pipeline_uses_star(&reading.pipeline));
	stages = reading.pipeline.stages;
	assert_string_equal(stages[0].use, "fft2d-magnitude");
	assert_int_equal(stages[0].use_place.line, 6);
	assert_int_equal(stages[0].n_feeds, 1);
	assert_true(stages[0].feeds[0].implied);
	assert_int_equal(stages[0].feeds[0].kind, FEED_INPUT);
	assert_int_equal(stages[0].n_settings, 1);
	assert_string_equal(stages[0].settings[0].key, "scale");
	assert_int_equal(stages[0].saves[0].format, FORMAT_PNG);
	assert_false(stages[1].feeds[0].implied);
	assert_int_equal(stages[1].feeds[0].kind, FEED_INPUT);
	reading_finish(&reading);
}

static void has_defaults(void **state)
{
	struct reading reading;
	const struct limits *limits = &reading.pipeline.limits;

	(void)state;
	reading_start(&reading, "[a]\nsave = x.png\n", NULL);
	assert_false(problems_any(&reading.problems));
	assert_string_equal(reading.pipeline.fft, "fft2d");
	assert_string_equal(reading.pipeline.ifft, "ifft2d");
	assert_null(reading.pipeline.fft_place.source);
	assert_int_equal(reading.pipeline.page, PAGE_FIRST);
	assert_int_equal(limits->pixels, 400000000);
	assert_int_equal(limits->memory, memory_default());
	assert_true(limits->seconds == 600);
	assert_int_equal(limits->files, 1000000);
	assert_int_equal(limits->pages, 10000);
	assert_int_equal(limits->text, 8000000);
	assert_int_equal(limits->profile, 8000000);
	reading_finish(&reading);
}

static void companions_may_stand_below(void **state)
{
	struct reading reading;
	const struct stage *stage;

	(void)state;
	reading_start(&reading, reconstruct, NULL);
	assert_false(problems_any(&reading.problems));
	assert_int_equal(reading.pipeline.n_companions, 1);
	assert_string_equal(reading.pipeline.companions[0].name, "phase");
	assert_true(pipeline_uses_star(&reading.pipeline));
	stage = &reading.pipeline.stages[0];
	assert_int_equal(stage->n_feeds, 3);
	assert_true(stage->feeds[0].implied);
	assert_string_equal(stage->feeds[1].port, "magnitude");
	assert_int_equal(stage->feeds[2].kind, FEED_COMPANION);
	assert_int_equal(stage->feeds[2].index, 0);
	assert_int_equal(stage->saves[0].format, FORMAT_BY_NAME);
	reading_finish(&reading);
}

static void the_stage_above_feeds_by_default(void **state)
{
	struct reading reading;
	const struct stage *stages;

	(void)state;
	reading_start(&reading,
		      "[a]\nuse = x\n[limits]\npages = 3\n[input.m]\nfile = m\n"
		      "[b]\nuse = y\nfrom.mask = a.left\nsave = x.csv\n",
		      NULL);
	assert_false(problems_any(&reading.problems));
	stages = reading.pipeline.stages;
	assert_int_equal(stages[1].feeds[0].kind, FEED_STAGE);
	assert_int_equal(stages[1].feeds[0].index, 0);
	assert_null(stages[1].feeds[0].output);
	assert_string_equal(stages[1].feeds[1].output, "left");
	assert_int_equal(stages[1].saves[0].format, FORMAT_CSV);
	reading_finish(&reading);
}

static void understands_how_to_save(void **state)
{
	struct reading reading;
	const struct stage *stage;

	(void)state;
	reading_start(
		&reading,
		"[input]\nfiles = *.png\npage = 3\nrange = -1..1.5\n"
		"[a]\nuse = x\nsave = {name}\nsave = {*}.TIFF\n"
		"save.left = y.tif\ndepth = complex\nrange = 0...5\n"
		"round = down\ncompress = small\nmetadata = {stem}.json\n",
		NULL);
	assert_false(problems_any(&reading.problems));
	assert_int_equal(reading.pipeline.page, PAGE_NUMBER);
	assert_int_equal(reading.pipeline.page_number, 3);
	assert_true(reading.pipeline.has_range);
	assert_true(reading.pipeline.range_lo == -1);
	assert_true(reading.pipeline.range_hi == 1.5);
	stage = &reading.pipeline.stages[0];
	assert_int_equal(stage->n_saves, 3);
	assert_int_equal(stage->saves[0].format, FORMAT_BY_NAME);
	assert_int_equal(stage->saves[1].format, FORMAT_TIFF);
	assert_string_equal(stage->saves[2].port, "left");
	assert_int_equal(stage->options.depth, DEPTH_COMPLEX);
	assert_int_equal(stage->options.range, RANGE_GIVEN);
	assert_true(stage->options.lo == 0 && stage->options.hi == 0.5);
	assert_true(stage->options.round_down);
	assert_true(stage->options.small);
	assert_non_null(stage->metadata);
	reading_finish(&reading);
}

static void a_set_is_one_more_source(void **state)
{
	static const char *const sets[] = { "input.color=keep",
					    "limits.memory=2G",
					    "limits.seconds=1.5",
					    "magnitude.save={stem}.tif",
					    "magnitude.save={stem}.png",
					    "pipeline.fft=other",
					    "phase.depth=16",
					    NULL };
	struct reading reading;

	(void)state;
	reading_start(&reading, spectra, sets);
	assert_false(problems_any(&reading.problems));
	assert_false(reading.pipeline.gray);
	assert_int_equal(reading.pipeline.limits.memory, 2000000000);
	assert_true(reading.pipeline.limits.seconds == 1.5);
	assert_int_equal(reading.pipeline.stages[0].n_saves, 2);
	assert_int_equal(reading.pipeline.stages[1].options.depth, DEPTH_16);
	assert_string_equal(reading.pipeline.fft, "other");
	assert_string_equal(reading.pipeline.fft_place.source, "--set 6");
	reading_finish(&reading);
}

static void problems_of_a_set_say_so(void **state)
{
	(void)state;
	assert_problems(spectra, "phase.from=magnitud",
			"--set 1: phase.from: no stage \"magnitud\" above "
			"[phase]; did you mean magnitude?\n");
	assert_problems(spectra, "input.colour=gray",
			"--set 1: input.colour: unknown key; it takes files, "
			"color, page, range; did you mean color?\n");
	assert_problems(spectra, "phase.save={stm}.png",
			"--set 1: phase.save: unknown variable {stm}; did you "
			"mean {stem}?\n");
	assert_problems(spectra, "phase.depth=32",
			"--set 1: phase.depth: 32 does not go with "
			"\"{dir}/{stem}_phase.png\", which takes 8 or 16\n");
	assert_problems(spectra, "input.page=all",
			"--set 1: input.page: all needs {page} in every save; "
			"add --set "
			"magnitude.save={dir}/{stem}_{page}_magnitude.png "
			"--set phase.save={dir}/{stem}_{page}_phase.png\n");
}

static void a_key_is_given_once_by_set_too(void **state)
{
	static const char *const sets[] = { "phase.depth=8", "phase.depth=16",
					    NULL };
	struct reading reading;

	(void)state;
	reading_start(&reading, spectra, sets);
	assert_int_equal(reading.problems.count, 1);
	assert_string_equal(
		reading.problems.list[0].text,
		"phase.depth: given already by --set 1; keep one of them");
	reading_finish(&reading);
}

/* A stage that was meant would seem to be read by nobody. */
static void a_broken_from_brings_no_second_problem(void **state)
{
	(void)state;
	assert_problems("[spectrum]\nuse = fft2d\n"
			"[phase]\nuse = fft2d-phase\nfrom = spectrm\n"
			"save = {stem}.png\n",
			NULL,
			"t.ini:5: [phase] from: no stage \"spectrm\" above "
			"this line; did you mean spectrum?\n");
}

static void outputs_of_one_name_are_refused(void **state)
{
	(void)state;
	assert_problems("[a]\nuse = fft2d\nsave = {stem}.tif\n"
			"[b]\nuse = crop\nfrom = input\n"
			"save = {stem}_b.png\nmetadata = {stem}.tif\n",
			"b.save={stem}.tif",
			"t.ini:8: [b] metadata: \"{stem}.tif\" is what "
			"[a] save writes, too; change one of them\n"
			"--set 1: b.save: \"{stem}.tif\" is what [a] save "
			"writes, too; change one of them\n");
	assert_problems("[a]\nuse = fft2d\nsave = {stem}_a.tif\n"
			"[b]\nuse = crop\nfrom = input\n"
			"save = {stem}_b.png\nmetadata = {stem}.json\n",
			NULL, "");
}

static void formats_go_by_extension_in_any_case(void **state)
{
	static const struct {
		const char *path;
		int format; /* -1: none */
	} cases[] = {
		{ "a.png", FORMAT_PNG },
		{ "a.PNG", FORMAT_PNG },
		{ "d/a.tif", FORMAT_TIFF },
		{ "a.b.Tiff", FORMAT_TIFF },
		{ "a.csv", FORMAT_CSV },
		{ "a.jpg", -1 },
		{ "png", -1 },
		{ ".png", -1 },
		{ "d/.png", -1 },
		{ "d.png/a", -1 },
		{ "a.", -1 },
		{ "", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		enum format format = FORMAT_BY_NAME;

		assert_int_equal(format_named(cases[i].path, &format),
				 cases[i].format >= 0);
		if (cases[i].format >= 0)
			assert_int_equal(format, cases[i].format);
	}
}

static void default_memory_is_three_quarters_of_something(void **state)
{
	uint64_t memory = memory_default();

	(void)state;
	assert_true(memory > 1000000);
	assert_true(memory < UINT64_MAX / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(understands_stages_and_inputs),
		cmocka_unit_test(has_defaults),
		cmocka_unit_test(companions_may_stand_below),
		cmocka_unit_test(the_stage_above_feeds_by_default),
		cmocka_unit_test(understands_how_to_save),
		cmocka_unit_test(a_set_is_one_more_source),
		cmocka_unit_test(problems_of_a_set_say_so),
		cmocka_unit_test(a_key_is_given_once_by_set_too),
		cmocka_unit_test(a_broken_from_brings_no_second_problem),
		cmocka_unit_test(outputs_of_one_name_are_refused),
		cmocka_unit_test(formats_go_by_extension_in_any_case),
		cmocka_unit_test(default_memory_is_three_quarters_of_something),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
