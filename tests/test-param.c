/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-param.c - words into numbers, choices and the rest */
#include "param.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const scales[] = { "log", "linear", "sqrt", "power", NULL };

static const fftpipe_param count = { "count", "", FFTPIPE_INT, 0,   "3",
				     -2,      10, NULL,        NULL };
static const fftpipe_param any = { "any", "", FFTPIPE_INT, 0,   NULL,
				   0,     0,  NULL,        NULL };
static const fftpipe_param factor = { "factor", "", FFTPIPE_FLOAT, 0,   "0.25",
				      0.01,     1,  NULL,          "px" };
static const fftpipe_param center = { "center", "", FFTPIPE_BOOL, 0,   "yes",
				      0,        0,  NULL,         NULL };
static const fftpipe_param scale = { "scale", "", FFTPIPE_CHOICE, 0,   "log",
				     0,       0,  scales,         NULL };
static const fftpipe_param title = { "title", "", FFTPIPE_TEXT, 0,   "",
				     0,       0,  NULL,         NULL };

static void assert_complaint(const fftpipe_param *param, const char *text,
			     const char *expected)
{
	fftpipe_value value;
	char *complaint;

	assert_false(param_parse(param, text, &value, &complaint));
	assert_string_equal(complaint, expected);
	free(complaint);
}

static fftpipe_value parsed(const fftpipe_param *param, const char *text)
{
	fftpipe_value value;
	char *complaint;

	assert_true(param_parse(param, text, &value, &complaint));
	assert_null(complaint);
	return value;
}

static void takes_what_each_type_allows(void **state)
{
	static const char text[] = "a text";

	(void)state;
	assert_int_equal(parsed(&count, "-2").i, -2);
	assert_int_equal(parsed(&count, "+10").i, 10);
	assert_int_equal(parsed(&any, "9223372036854775807").i, INT64_MAX);
	assert_true(parsed(&factor, "0.01").f == 0.01);
	assert_true(parsed(&factor, "1e-1").f == 0.1);
	assert_int_equal(parsed(&scale, "power").i, 3);
	assert_ptr_equal(parsed(&title, text).s, text);
	for (const char *const *word =
		     (const char *const[]){ "yes", "true", "on", "1", NULL };
	     *word; word++)
		assert_int_equal(parsed(&center, *word).i, 1);
	for (const char *const *word =
		     (const char *const[]){ "no", "false", "off", "0", NULL };
	     *word; word++)
		assert_int_equal(parsed(&center, *word).i, 0);
}

static void says_what_would_have_been_right(void **state)
{
	const fftpipe_param strange = { .key = "k", .type = 77 };

	(void)state;
	assert_complaint(&scale, "lgo",
			 "\"lgo\" is not one of log, linear, sqrt, power; did "
			 "you mean log?");
	assert_complaint(&scale, "",
			 "\"\" is not one of log, linear, sqrt, power");
	assert_complaint(&factor, "400", "400 is above the largest, 1");
	assert_complaint(&factor, "0", "0 is below the smallest, 0.01");
	assert_complaint(&factor, "1,5", "\"1,5\" is not a number");
	assert_complaint(&factor, "nan", "\"nan\" is not a number");
	assert_complaint(&count, "11", "11 is above the largest, 10");
	assert_complaint(&count, "-3", "-3 is below the smallest, -2");
	assert_complaint(&count, "1.5", "\"1.5\" is not a whole number");
	assert_complaint(&count, "", "\"\" is not a whole number");
	assert_complaint(&count, "-", "\"-\" is not a whole number");
	assert_complaint(&count, "0x1", "\"0x1\" is not a whole number");
	assert_complaint(&any, "9223372036854775808",
			 "9223372036854775808 does not fit in 64 bits");
	assert_complaint(&center, "maybe", "\"maybe\" is not yes or no");
	assert_complaint(&strange, "1",
			 "the plugin gives it a type that this version does "
			 "not know");
}

static void takes_defaults(void **state)
{
	fftpipe_param open = factor;
	fftpipe_value value;

	(void)state;
	assert_true(param_default(&count, &value));
	assert_int_equal(value.i, 3);
	assert_false(param_default(&any, &value));
	open.def = "nan";
	assert_true(param_default(&open, &value));
	assert_true(isnan(value.f));
	open.def = "2";
	assert_false(param_default(&open, &value));
}

static void describes_what_it_wants(void **state)
{
	fftpipe_param half = count;
	const struct {
		const fftpipe_param *param;
		const char *expected;
	} cases[] = {
		{ &count, "int, -2 to 10" },
		{ &any, "int" },
		{ &factor, "float, 0.01 to 1, px" },
		{ &center, "yes or no" },
		{ &scale, "one of log, linear, sqrt, power" },
		{ &title, "text" },
	};
	char *text;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		text = param_describe(cases[i].param);
		assert_string_equal(text, cases[i].expected);
		free(text);
	}
	half.max = INFINITY;
	text = param_describe(&half);
	assert_string_equal(text, "int, at least -2");
	free(text);
	half.min = -DBL_MAX;
	half.max = 5;
	text = param_describe(&half);
	assert_string_equal(text, "int, at most 5");
	free(text);
}

static void reads_numbers(void **state)
{
	static const struct {
		const char *text;
		bool ok;
		double expected;
	} cases[] = {
		{ "1", true, 1 },
		{ "-1.5", true, -1.5 },
		{ "+.5", true, 0.5 },
		{ "5.", true, 5 },
		{ "1e3", true, 1000 },
		{ "1E-3", true, 0.001 },
		{ "0e-999", true, 0 },
		{ "4.9e-324", true, 4.9e-324 },
		{ "1e308", true, 1e308 },
		{ "1e309", false, 0 },
		{ "1e-999", false, 0 },
		{ "", false, 0 },
		{ ".", false, 0 },
		{ "-", false, 0 },
		{ "e3", false, 0 },
		{ "1e", false, 0 },
		{ "1e+", false, 0 },
		{ "1,5", false, 0 }, /* a comma is never a decimal point */
		{ "1.5.1", false, 0 },
		{ "1 ", false, 0 },
		{ " 1", false, 0 },
		{ "--1", false, 0 },
		{ "nan", false, 0 },
		{ "inf", false, 0 },
		{ "-infinity", false, 0 },
		{ "0x10", false, 0 },
		{ "1_000", false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		double number = 7;

		assert_int_equal(number_parse(cases[i].text, &number),
				 cases[i].ok);
		assert_true(number == (cases[i].ok ? cases[i].expected : 7));
	}
}

static void reads_counts(void **state)
{
	static const struct {
		const char *text;
		bool ok;
		uint64_t expected;
	} cases[] = {
		{ "0", true, 0 },
		{ "12", true, 12 },
		{ "12k", true, 12000 },
		{ "400M", true, 400000000 },
		{ "1.5G", true, 1500000000 },
		{ "2.50k", true, 2500 },
		{ "1.0", true, 1 },
		{ "18446744073709551615", true, UINT64_MAX },
		{ "18446744073709551616", false, 0 },
		{ "18446744073709552k", false, 0 },
		{ "1.5", false, 0 },
		{ "1.0005k", false, 0 },
		{ "1.", false, 0 },
		{ ".5k", false, 0 },
		{ "1.k", false, 0 },
		{ "1K", false, 0 },
		{ "1m", false, 0 },
		{ "1kk", false, 0 },
		{ "k", false, 0 },
		{ "", false, 0 },
		{ "-1", false, 0 },
		{ "+1", false, 0 },
		{ "1e3", false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint64_t found = 7;

		assert_int_equal(count_parse(cases[i].text, &found),
				 cases[i].ok);
		assert_true(found == (cases[i].ok ? cases[i].expected : 7));
	}
}

static void prints_the_shortest_text_that_reads_back(void **state)
{
	static const struct {
		double number;
		const char *expected;
	} cases[] = {
		{ 0, "0" },
		{ 1, "1" },
		{ 100, "100" },
		{ -400, "-400" },
		{ 0.1, "0.1" },
		{ 0.01, "0.01" },
		{ 1.0 / 3, "0.3333333333333333" },
		{ 1234567.5, "1234567.5" },
		{ 1e20, "1e+20" },
		{ 1e-7, "1e-07" },
		{ 3.141592653589793, "3.141592653589793" },
		{ -DBL_MAX, "-1.7976931348623157e+308" },
		{ NAN, "nan" },
		{ -INFINITY, "-inf" },
	};
	char text[NUMBER_NBYTES];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		number_print(text, sizeof text, cases[i].number);
		assert_string_equal(text, cases[i].expected);
	}
}

static void numbers_are_the_same_in_every_locale(void **state)
{
	static const char *const locales[] = { "de_DE.UTF-8", "de_DE.utf8",
					       "fr_FR.UTF-8", "ps_AF.UTF-8" };
	bool any_found = false;

	(void)state;
	for (size_t i = 0; i < sizeof locales / sizeof *locales; i++) {
		if (!setlocale(LC_NUMERIC, locales[i]))
			continue;
		any_found = true;
		reads_numbers(state);
		reads_counts(state);
		prints_the_shortest_text_that_reads_back(state);
	}
	setlocale(LC_NUMERIC, "C");
	if (!any_found)
		skip();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_what_each_type_allows),
		cmocka_unit_test(says_what_would_have_been_right),
		cmocka_unit_test(takes_defaults),
		cmocka_unit_test(describes_what_it_wants),
		cmocka_unit_test(reads_numbers),
		cmocka_unit_test(reads_counts),
		cmocka_unit_test(prints_the_shortest_text_that_reads_back),
		cmocka_unit_test(numbers_are_the_same_in_every_locale),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
