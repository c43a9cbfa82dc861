/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-config.c - pipeline files as sections, keys and values; --set */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What most tests need. */
struct reading {
	struct config config;
	struct problems problems;
	int result;
};

static void reading_start(struct reading *reading, const char *text)
{
	*reading = (struct reading){ 0 };
	reading->result = config_read_text(&reading->config, "t.ini", text,
					   strlen(text), &reading->problems);
}

static void reading_finish(struct reading *reading)
{
	problems_finish(&reading->problems);
	config_finish(&reading->config);
}

/* The value of the one entry of the one section of `text`. */
static void assert_value(const char *text, const char *key, const char *value)
{
	struct reading reading;

	reading_start(&reading, text);
	assert_int_equal(reading.result, 0);
	assert_int_equal(reading.config.n_sections, 1);
	assert_int_equal(reading.config.sections[0].n_entries, 1);
	assert_string_equal(reading.config.sections[0].entries[0].key, key);
	assert_string_equal(reading.config.sections[0].entries[0].value, value);
	reading_finish(&reading);
}

/* The one problem of `text`. */
static void assert_refused(const char *text, unsigned line, const char *why)
{
	struct reading reading;

	reading_start(&reading, text);
	assert_int_equal(reading.result, -1);
	assert_int_equal(reading.problems.count, 1);
	assert_int_equal(reading.problems.list[0].place.line, line);
	assert_string_equal(reading.problems.list[0].place.source, "t.ini");
	assert_string_equal(reading.problems.list[0].text, why);
	reading_finish(&reading);
}

static void keeps_sections_keys_and_lines(void **state)
{
	struct reading reading;
	const struct section *section;

	(void)state;
	reading_start(&reading, "; first\n[input]\n\nfiles = *.png\n"
				"files = *.tif\n[empty]\n[last]\nuse=x\n");
	assert_int_equal(reading.result, 0);
	assert_string_equal(reading.config.name, "t.ini");
	assert_int_equal(reading.config.n_sections, 3);
	section = &reading.config.sections[0];
	assert_string_equal(section->name, "input");
	assert_int_equal(section->place.line, 2);
	assert_int_equal(section->n_entries, 2);
	assert_string_equal(section->entries[1].key, "files");
	assert_string_equal(section->entries[1].value, "*.tif");
	assert_int_equal(section->entries[1].place.line, 5);
	assert_int_equal(section[1].n_entries, 0);
	assert_int_equal(section[1].place.line, 6);
	assert_string_equal(section[2].entries[0].value, "x");
	reading_finish(&reading);
}

static void reads_values_whole(void **state)
{
	static const struct {
		const char *line, *key, *value;
	} cases[] = {
		{ "save = a:b.png", "save", "a:b.png" },
		{ "save = a;b.png", "save", "a;b.png" },
		{ "save = a.png ; a comment", "save", "a.png" },
		{ "save = a.png\t; a comment", "save", "a.png" },
		{ "save = a.png # none", "save", "a.png # none" },
		{ "save=a=b.png", "save", "a=b.png" },
		{ "save\t=  two words  ", "save", "two words" },
		{ "save =", "save", "" },
		{ "save = ; nothing", "save", "" },
		{ "save = \"quoted\"", "save", "\"quoted\"" },
		{ "save = \xc3\xa4.png", "save", "\xc3\xa4.png" },
		{ "from.phase = input", "from.phase", "input" },
	};
	char text[100];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(text, sizeof text, "[s]\n%s\n", cases[i].line);
		assert_value(text, cases[i].key, cases[i].value);
		snprintf(text, sizeof text, "[s]\r\n%s\r\n", cases[i].line);
		assert_value(text, cases[i].key, cases[i].value);
		snprintf(text, sizeof text, "\xef\xbb\xbf[s]\n%s",
			 cases[i].line);
		assert_value(text, cases[i].key, cases[i].value);
	}
}

/* inih would cut the 199th character off without a word. */
static void reads_lines_of_198_bytes_and_no_longer_ones(void **state)
{
	char text[220] = "[s]\nk=", value[200];

	(void)state;
	memset(value, 'v', sizeof value);
	value[196] = '\0';
	strcpy(text + 6, value);
	assert_value(text, "k", value);
	strcat(text, "v\r\n");
	assert_refused(text, 2,
		       "line of 199 bytes; the longest is 198; longer "
		       "values take --set");
}

static void reads_section_names_of_48_characters_and_no_longer_ones(
	void **state)
{
	char text[80] = "[", name[60];
	struct reading reading;

	(void)state;
	memset(name, 'n', sizeof name);
	name[48] = '\0';
	strcat(strcat(text, name), "]");
	reading_start(&reading, text);
	assert_int_equal(reading.result, 0);
	assert_string_equal(reading.config.sections[0].name, name);
	reading_finish(&reading);
	strcpy(text + 49, "n]\n");
	assert_refused(text, 1,
		       "section name of 49 characters; the longest is 48");
}

static void comments_may_be_long_and_indented(void **state)
{
	char text[400] = "[s]\nk = v\n   # ";

	(void)state;
	memset(text + strlen(text), 'c', 300);
	assert_value(text, "k", "v");
}

/* Keys of a section that was refused must not land in the one above. */
static void passes_over_the_keys_of_a_refused_section(void **state)
{
	static const char *const bad[] = { "[b",   "[b c]", "[]",     "[a]",
					   " [b]", "[b] c", "[b\xff]" };
	char text[100];

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct reading reading;

		snprintf(text, sizeof text, "[a]\nk = 1\n%s\nk = 2\n", bad[i]);
		reading_start(&reading, text);
		assert_int_equal(reading.result, -1);
		assert_int_equal(reading.problems.count, 1);
		assert_int_equal(reading.config.n_sections, 1);
		assert_int_equal(reading.config.sections[0].n_entries, 1);
		reading_finish(&reading);
	}
}

static void refuses_bytes_that_are_no_text(void **state)
{
	struct reading reading = { 0 };

	(void)state;
	assert_int_equal(config_read_text(&reading.config, "t.ini",
					  "[s]\nk\0 = 1\n", 11,
					  &reading.problems),
			 -1);
	assert_string_equal(reading.problems.list[0].text,
			    "control character 0; remove it");
	reading_finish(&reading);
	assert_refused("[s]\nk = a\rb\n", 2, "control character 13; remove it");
	assert_refused("[s]\nk = \xff\n", 2,
		       "byte \"\\xff\" is not UTF-8; write it in UTF-8");
}

static void refuses_huge_files(void **state)
{
	struct reading reading = { 0 };
	size_t length = ((size_t)1 << 20) + 1;
	char *text = malloc(length);

	(void)state;
	assert_non_null(text);
	memset(text, '\n', length);
	assert_int_equal(config_read_text(&reading.config, "t.ini", text,
					  length - 1, &reading.problems),
			 0);
	assert_int_equal(config_read_text(&reading.config, "t.ini", text,
					  length, &reading.problems),
			 -1);
	assert_string_equal(
		reading.problems.list[0].text,
		"larger than 1048576 bytes; this is no pipeline file");
	free(text);
	reading_finish(&reading);
}

static void refuses_more_sections_than_anyone_writes(void **state)
{
	size_t size = 1001 * 10;
	char *text = calloc(size, 1), *end = text;

	(void)state;
	assert_non_null(text);
	for (int i = 0; i <= 1000; i++)
		end += sprintf(end, "[s%d]\n", i);
	assert_refused(text, 1001,
		       "[s1000] is one section too many; the most is 1000");
	free(text);
}

static void says_why_a_file_cannot_be_read(void **state)
{
	struct reading reading = { 0 };

	(void)state;
	assert_int_equal(config_read(&reading.config, "/nowhere/x.ini",
				     &reading.problems),
			 -1);
	assert_int_equal(config_read(&reading.config, "/", &reading.problems),
			 -1);
	assert_string_equal(reading.problems.list[0].text,
			    "can't be read: No such file or directory");
	assert_int_equal(reading.problems.list[0].place.line, 0);
	assert_string_equal(reading.problems.list[1].text,
			    "can't be read: Is a directory");
	reading_finish(&reading);
}

static void reads_a_file(void **state)
{
	static const char text[] = "[s]\nk = v\n";
	char path[] = "/tmp/test-config-XXXXXX";
	struct reading reading = { 0 };
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	assert_int_equal(config_read(&reading.config, path, &reading.problems),
			 0);
	assert_string_equal(reading.config.sections[0].entries[0].value, "v");
	reading_finish(&reading);
	unlink(path);
}

/* ---- --set --------------------------------------------------------------- */

static const char pipeline_text[] = "[input]\nfiles = a\nfiles = b\n"
				    "[input.mask]\nfile = m\n"
				    "[phase]\nuse = x\nsave = c\n"
				    "save.left = d\n";

static void set_replaces_all_lines_of_a_key(void **state)
{
	struct reading reading;
	const struct section *input;

	(void)state;
	reading_start(&reading, pipeline_text);
	assert_int_equal(config_set(&reading.config, 1, " input.files = y z ",
				    &reading.problems),
			 0);
	input = &reading.config.sections[0];
	assert_int_equal(input->n_entries, 1);
	assert_string_equal(input->entries[0].value, "y z");
	assert_string_equal(input->entries[0].place.source, "--set 1");
	assert_int_equal(input->entries[0].place.line, 0);
	assert_int_equal(config_set(&reading.config, 2, "input.files=w ;v",
				    &reading.problems),
			 0);
	assert_int_equal(input->n_entries, 2);
	assert_string_equal(input->entries[1].value, "w ;v");
	reading_finish(&reading);
}

static void set_knows_keys_and_sections_with_dots(void **state)
{
	struct reading reading;
	const struct section *sections;

	(void)state;
	reading_start(&reading, pipeline_text);
	config_set(&reading.config, 1, "phase.save.left=e=f.png",
		   &reading.problems);
	config_set(&reading.config, 2, "input.mask.file=n", &reading.problems);
	config_set(&reading.config, 3, "input.new.file=o", &reading.problems);
	config_set(&reading.config, 4, "limits.files=3", &reading.problems);
	assert_false(problems_any(&reading.problems));
	sections = reading.config.sections;
	assert_string_equal(sections[2].entries[2].key, "save.left");
	assert_string_equal(sections[2].entries[2].value, "e=f.png");
	assert_string_equal(sections[1].entries[0].value, "n");
	assert_int_equal(reading.config.n_sections, 5);
	assert_string_equal(sections[3].name, "input.new");
	assert_string_equal(sections[4].name, "limits");
	reading_finish(&reading);
}

static void set_refuses_what_it_cannot_place(void **state)
{
	static const struct {
		const char *assignment, *why;
	} cases[] = {
		{ "phase", "\"phase\" is not section.key=value" },
		{ "phase=x", "\"phase\" is not section.key=value" },
		{ "phase.=x", "\"phase.\" is not section.key=value" },
		{ "phase.a.b", "\"phase.a.b\" is not section.key=value" },
		{ "", "\"\" is not section.key=value" },
		{ "=", "\"\" is not section.key=value" },
		{ ".a=b", "section without a name" },
		{ "phse.use=x", "no section [phse]; did you mean phase?" },
		{ "other.use=x",
		  "no section [other]; there are input, input.mask, phase" },
		{ "input.a b.file=x",
		  "section name \"input.a b\" may have letters, digits, \"-\" "
		  "and \"_\" only" },
		{ "phase.use=a\nb", "control character 10; remove it" },
		{ "phase.use=\xe9",
		  "byte \"\\xe9\" is not UTF-8; write it in UTF-8" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct reading reading;

		reading_start(&reading, pipeline_text);
		assert_int_equal(config_set(&reading.config, 7,
					    cases[i].assignment,
					    &reading.problems),
				 -1);
		assert_int_equal(reading.problems.count, 1);
		assert_string_equal(reading.problems.list[0].text,
				    cases[i].why);
		assert_string_equal(reading.problems.list[0].place.source,
				    "--set 7");
		reading_finish(&reading);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_sections_keys_and_lines),
		cmocka_unit_test(reads_values_whole),
		cmocka_unit_test(reads_lines_of_198_bytes_and_no_longer_ones),
		cmocka_unit_test(
			reads_section_names_of_48_characters_and_no_longer_ones),
		cmocka_unit_test(comments_may_be_long_and_indented),
		cmocka_unit_test(passes_over_the_keys_of_a_refused_section),
		cmocka_unit_test(refuses_bytes_that_are_no_text),
		cmocka_unit_test(refuses_huge_files),
		cmocka_unit_test(refuses_more_sections_than_anyone_writes),
		cmocka_unit_test(says_why_a_file_cannot_be_read),
		cmocka_unit_test(reads_a_file),
		cmocka_unit_test(set_replaces_all_lines_of_a_key),
		cmocka_unit_test(set_knows_keys_and_sections_with_dots),
		cmocka_unit_test(set_refuses_what_it_cannot_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
