/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-message.c - what is shown to users, and arenas and tables behind it */
#include "message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "fftpipe/plugin.h"
#include "table.h"

/* What problems_print() writes; to be freed. */
static char *printed(struct problems *problems)
{
	char *text = NULL;
	size_t length;
	FILE *stream = open_memstream(&text, &length);

	assert_non_null(stream);
	problems_print(problems, stream);
	fclose(stream);
	return text;
}

static void assert_printed(struct problems *problems, const char *expected)
{
	char *text = printed(problems);

	assert_string_equal(text, expected);
	free(text);
	problems_finish(problems);
}

static void prints_files_before_set_and_in_the_order_of_lines(void **state)
{
	struct problems problems = { 0 };

	(void)state;
	problems_add(&problems, (struct place){ "--set 10", 0 }, "ten");
	problems_add(&problems, (struct place){ "--set 2", 0 }, "two");
	problems_add(&problems, (struct place){ "a.ini", 12 }, "late");
	problems_add(&problems, (struct place){ "a.ini", 3 }, "%s", "b");
	problems_add(&problems, (struct place){ "a.ini", 3 }, "%s", "a");
	problems_add(&problems, (struct place){ "a.ini", 0 }, "whole");
	assert_true(problems_any(&problems));
	assert_printed(&problems, "a.ini: whole\n"
				  "a.ini:3: b\n"
				  "a.ini:3: a\n"
				  "a.ini:12: late\n"
				  "--set 2: two\n"
				  "--set 10: ten\n");
	assert_false(problems_any(&problems));
}

static void prints_equal_problems_once(void **state)
{
	struct problems problems = { 0 };

	(void)state;
	for (unsigned i = 0; i < 40; i++)
		problems_add(&problems, (struct place){ "a", 1 + i % 2 }, "%u",
			     i % 3);
	assert_printed(&problems,
		       "a:1: 0\na:1: 2\na:1: 1\na:2: 1\na:2: 0\na:2: 2\n");
}

static void says_when_memory_ran_out(void **state)
{
	struct problems problems = { .out_of_memory = true };

	(void)state;
	assert_true(problems_any(&problems));
	assert_printed(&problems, "fftpipe: out of memory\n");
}

static void names_keys_as_they_were_written(void **state)
{
	const struct place file = { "a.ini", 1 }, set = { "--set 1", 0 };
	struct problems problems = { 0 };

	(void)state;
	problems_add_key(&problems, file, "magnitude", "scale", "\"%s\"", "l");
	problems_add_key(&problems, set, "magnitude", "scale", "\"%s\"", "l");
	assert_printed(&problems, "a.ini:1: [magnitude] scale: \"l\"\n"
				  "--set 1: magnitude.scale: \"l\"\n");
}

static void proposes_keys_for_unknown_ones(void **state)
{
	static const char *const one[] = { "center", NULL };
	static const char *const two[] = { "scale", "exponent", NULL };
	static const char *const none[] = { NULL };
	static const char *const host[] = { "save", NULL };
	const struct place set = { "--set 1", 0 };
	struct problems problems = { 0 };
	unsigned line = 1;

	(void)state;
	problems_add_unknown_key(&problems, (struct place){ "a", line++ }, "p",
				 "centre", "fft2d-phase", one, host);
	problems_add_unknown_key(&problems, (struct place){ "a", line++ }, "p",
				 "scal", "x", two, host);
	problems_add_unknown_key(&problems, (struct place){ "a", line++ }, "p",
				 "sav", "x", two, host);
	problems_add_unknown_key(&problems, (struct place){ "a", line++ }, "p",
				 "scale", "fft2d", none, NULL);
	problems_add_unknown_key(&problems, set, "p", "b", NULL, one, NULL);
	assert_printed(
		&problems,
		"a:1: [p] unknown key \"centre\"; fft2d-phase takes center\n"
		"a:2: [p] unknown key \"scal\"; x takes scale, exponent; did "
		"you mean scale?\n"
		"a:3: [p] unknown key \"sav\"; x takes scale, exponent; did "
		"you mean save?\n"
		"a:4: [p] unknown key \"scale\"; fft2d takes no parameters\n"
		"--set 1: p.b: unknown key; it takes center\n");
}

static void escapes_what_comes_from_files(void **state)
{
	struct problems problems = { 0 };

	(void)state;
	problems_add(&problems, (struct place){ "\033.ini", 1 }, "\"%s\"",
		     "a\nb");
	assert_printed(&problems, "\\x1b.ini:1: \"a\\x0ab\"\n");
}

static void shows_text_without_control_characters(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{ "", "" },
		{ "plain \\ text", "plain \\ text" },
		{ "\xc3\xa4\xe2\x82\xac\xf0\x9f\x99\x82",
		  "\xc3\xa4\xe2\x82\xac\xf0\x9f\x99\x82" },
		{ "\t\r\n\033[2J\x7f", "\\x09\\x0d\\x0a\\x1b[2J\\x7f" },
		{ "\xc2\x85|\xc2\x9f|\xc2\xa0",
		  "\\xc2\\x85|\\xc2\\x9f|\xc2\xa0" },
		{ "\xe2\x80\xae", "\\xe2\\x80\\xae" },
		{ "\xe2\x81\xa6", "\\xe2\\x81\\xa6" },
		{ "\xe2\x80\xa9", "\xe2\x80\xa9" },
		{ "caf\xe9", "caf\\xe9" },
		{ "\xc0\xaf", "\\xc0\\xaf" },
		{ "\xe0\x80\xaf", "\\xe0\\x80\\xaf" },
		{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },
		{ "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80" },
		{ "\xe2\x82", "\\xe2\\x82" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *text = text_printable(cases[i].text);

		assert_string_equal(text, cases[i].expected);
		free(text);
	}
}

static void finds_the_word_that_was_meant(void **state)
{
	static const char *const words[] = { "log",      "linear", "spectrum",
					     "exponent", "a",      NULL };
	static const struct {
		const char *word, *nearest;
	} cases[] = {
		{ "lgo", "log" },
		{ "lg", "log" },
		{ "logg", "log" },
		{ "lot", "log" },
		{ "gol", NULL },
		{ "spectrm", "spectrum" },
		{ "spcetrmu", "spectrum" },
		{ "spektral", NULL },
		{ "ex", NULL },
		{ "b", NULL },
		{ "", NULL },
		{ "log", "log" },
		{ "exponentially", NULL },
	};
	char word[100];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *nearest = word_nearest(cases[i].word, words);

		if (cases[i].nearest)
			assert_string_equal(nearest, cases[i].nearest);
		else
			assert_null(nearest);
	}
	memset(word, 'l', sizeof word - 1);
	word[sizeof word - 1] = '\0';
	assert_null(word_nearest(word, words));
}

static void joins_words(void **state)
{
	static const char *const words[] = { "a", "bc", "d", NULL };
	char *text = words_join(words);

	(void)state;
	assert_string_equal(text, "a, bc, d");
	free(text);
	text = words_join(words + 3);
	assert_string_equal(text, "");
	free(text);
}

static void keeps_the_first_failure(void **state)
{
	struct outcome outcome;

	(void)state;
	assert_true(outcome_init(&outcome));
	assert_int_equal(outcome_fail(&outcome, FFTPIPE_EDATA, "%s", "a\tb"),
			 FFTPIPE_EDATA);
	assert_int_equal(outcome_fail(&outcome, FFTPIPE_ENOMEM, "later"),
			 FFTPIPE_ENOMEM);
	assert_int_equal(outcome.status, FFTPIPE_EDATA);
	assert_string_equal(outcome.reason, "a\\x09b");
	outcome_clear(&outcome);
	assert_int_equal(outcome.status, FFTPIPE_OK);
	assert_null(outcome.reason);
	outcome_fail(&outcome, FFTPIPE_EPARAM, "again");
	assert_string_equal(outcome.reason, "again");
	outcome_finish(&outcome);
}

static void takes_back_what_was_set_aside(void **state)
{
	struct outcome outcome;
	struct failure first = { 0 };

	(void)state;
	assert_true(outcome_init(&outcome));
	outcome_take_back(&outcome, &first);
	assert_int_equal(outcome.status, FFTPIPE_OK);
	for (int i = 1; i <= 3; i++) {
		outcome_fail(&outcome, FFTPIPE_EPARAM, "%d", i);
		outcome_set_aside(&outcome, &first);
		assert_int_equal(outcome.status, FFTPIPE_OK);
	}
	outcome_fail(&outcome, FFTPIPE_ENOMEM, "later");
	outcome_take_back(&outcome, &first);
	assert_int_equal(outcome.status, FFTPIPE_EPARAM);
	assert_string_equal(outcome.reason, "1");
	assert_int_equal(outcome.n_notes, 2);
	assert_string_equal(outcome.notes[0].text, "2");
	assert_int_equal(outcome.notes[1].level, FFTPIPE_ERROR);
	outcome_finish(&outcome);
}

static void keeps_equal_notes_once(void **state)
{
	struct outcome outcome;

	(void)state;
	assert_true(outcome_init(&outcome));
	outcome_note(&outcome, FFTPIPE_WARNING, "clipped %d", 3);
	outcome_note(&outcome, FFTPIPE_WARNING, "clipped %d", 3);
	outcome_note(&outcome, FFTPIPE_INFO, "clipped %d", 3);
	assert_int_equal(outcome.n_notes, 2);
	assert_int_equal(outcome.status, FFTPIPE_OK);
	outcome_finish(&outcome);
}

static void keeps_no_more_notes_than_anyone_reads(void **state)
{
	struct outcome outcome;

	(void)state;
	assert_true(outcome_init(&outcome));
	for (int i = 0; i < 2000; i++)
		outcome_note(&outcome, FFTPIPE_WARNING, "%d", i);
	assert_int_equal(outcome.n_notes, 1000);
	outcome_finish(&outcome);
}

static void an_arena_gives_zeroed_aligned_memory(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	for (size_t size = 0; size < 40000; size = size * 2 + 1) {
		unsigned char *memory = arena_alloc(&arena, size);

		assert_non_null(memory);
		assert_int_equal((uintptr_t)memory % sizeof(double), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(memory[i], 0);
		memset(memory, 0xff, size);
	}
	assert_null(arena_alloc(&arena, SIZE_MAX));
	assert_null(arena_alloc(&arena, SIZE_MAX - 64));
	assert_null(arena_array(&arena, SIZE_MAX / 2, 3));
	assert_null(arena_strndup(&arena, "", SIZE_MAX));
	arena_finish(&arena);
	arena_finish(&arena);
}

static void an_arena_appends_and_keeps_what_was_there(void **state)
{
	struct arena arena = { 0 };
	int *numbers = NULL;
	size_t count = 0;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		int *slot =
			arena_append(&arena, &numbers, &count, sizeof *slot);

		assert_ptr_equal(slot, &numbers[i]);
		assert_int_equal(*slot, 0);
		*slot = i;
	}
	assert_int_equal(count, 1000);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(numbers[i], i);
	assert_string_equal(arena_printf(&arena, "%d%s", 1, "x"), "1x");
	assert_string_equal(arena_strndup(&arena, "abc", 2), "ab");
	arena_finish(&arena);
}

static void a_table_finds_what_was_added(void **state)
{
	struct arena arena = { 0 };
	struct table table = { .arena = &arena };
	char *keys[500];

	(void)state;
	assert_null(table_find(&table, "0"));
	for (size_t i = 0; i < 500; i++) {
		keys[i] = arena_printf(&arena, "%zu", i);
		assert_true(table_add(&table, keys[i], &keys[i]));
	}
	for (size_t i = 0; i < 500; i++)
		assert_ptr_equal(table_find(&table, keys[i]), &keys[i]);
	assert_null(table_find(&table, "500"));
	assert_true(table_add(&table, "7", &table));
	assert_ptr_equal(table_find(&table, "7"), &table);
	assert_int_equal(table.count, 500);
	arena_finish(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			prints_files_before_set_and_in_the_order_of_lines),
		cmocka_unit_test(prints_equal_problems_once),
		cmocka_unit_test(says_when_memory_ran_out),
		cmocka_unit_test(names_keys_as_they_were_written),
		cmocka_unit_test(proposes_keys_for_unknown_ones),
		cmocka_unit_test(escapes_what_comes_from_files),
		cmocka_unit_test(shows_text_without_control_characters),
		cmocka_unit_test(finds_the_word_that_was_meant),
		cmocka_unit_test(joins_words),
		cmocka_unit_test(keeps_the_first_failure),
		cmocka_unit_test(takes_back_what_was_set_aside),
		cmocka_unit_test(keeps_equal_notes_once),
		cmocka_unit_test(keeps_no_more_notes_than_anyone_reads),
		cmocka_unit_test(an_arena_gives_zeroed_aligned_memory),
		cmocka_unit_test(an_arena_appends_and_keeps_what_was_there),
		cmocka_unit_test(a_table_finds_what_was_added),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
