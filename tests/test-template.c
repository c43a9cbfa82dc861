/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-template.c - names with variables, which no value leads astray */
#include "template.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static const struct template_values plain = {
	.stem = "x",
	.name = "x.png",
	.ext = "png",
	.dir = "a/b",
	.star = "s",
	.page = 7,
};

/* What `source` becomes. */
static void assert_expands(const char *source,
			   const struct template_values *values,
			   const char *expected)
{
	struct arena arena = { 0 };
	struct problems problems = { 0 };
	struct template *template =
		template_parse(&arena, source, (struct place){ "t", 1 }, "save",
			       &problems);

	assert_non_null(template);
	assert_false(problems_any(&problems));
	assert_string_equal(template_expand(&arena, template, values),
			    expected);
	arena_finish(&arena);
}

static void fills_variables_in(void **state)
{
	struct template_values whole = plain;

	(void)state;
	assert_expands("{dir}/{stem}_m.{ext}", &plain, "a/b/x_m.png");
	assert_expands("{name}", &plain, "x.png");
	assert_expands("{*}{page}", &plain, "s0007");
	assert_expands("out/{stem}", &plain, "out/x");
	assert_expands("no variable", &plain, "no variable");
	assert_expands("{{stem}", &plain, "{stem}");
	assert_expands("{{{stem}}}", &plain, "{x}}");
	assert_expands("}{{", &plain, "}{");
	whole.page = 0;
	assert_expands("{page}", &whole, "0001");
	whole.page = 12345;
	assert_expands("{page}", &whole, "12345");
}

static void an_empty_dir_takes_its_slash_along(void **state)
{
	struct template_values values = plain;

	(void)state;
	values.dir = "";
	assert_expands("{dir}/{stem}", &values, "x");
	assert_expands("out/{dir}/{stem}", &values, "out/x");
	assert_expands("/out/{dir}/{stem}", &values, "/out/x");
	assert_expands("{dir}{stem}", &values, "x");
	assert_expands("{dir}//{stem}", &values, "x");
	assert_expands("{dir}", &values, "");
}

static void keeps_what_the_author_wrote(void **state)
{
	(void)state;
	assert_expands("../{stem}", &plain, "../x");
	assert_expands("/abs/./{stem}", &plain, "/abs/./x");
	assert_expands("a//b/{stem}", &plain, "a/b/x");
	assert_expands("..", &plain, "..");
	assert_expands("{stem}/../y", &plain, "x/../y");
}

static void values_cannot_leave_the_folder(void **state)
{
	static const struct {
		const char *source, *value, *expected;
	} cases[] = {
		{ "{stem}", "..", "__" },
		{ "{stem}/y", "..", "__/y" },
		{ "{stem}/y", ".", "y" },
		{ "{stem}/y", "", "y" },
		{ "{stem}/y", "/etc", "etc/y" },
		{ "{stem}/y", "//", "y" },
		{ "{stem}/y", "../../a/./..", "__/__/a/__/y" },
		{ "{stem}{stem}/y", ".", "__/y" },
		{ ".{stem}/y", ".", "__/y" },
		{ "{stem}./y", ".", "__/y" },
		{ "out/{stem}", "/etc/passwd", "out/etc/passwd" },
		{ "out/{stem}", "..", "out/__" },
		{ "{stem}", "...", "..." },
		{ "{stem}", "a..b", "a..b" },
		{ "{stem}", "{dir}", "{dir}" },
		{ "{stem}", "a\nb", "a\nb" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct template_values values = plain;

		values.stem = cases[i].value;
		assert_expands(cases[i].source, &values, cases[i].expected);
	}
}

static void no_value_makes_a_name_absolute(void **state)
{
	struct template_values values = plain;

	(void)state;
	values.star = "";
	assert_expands("{*}/x", &values, "x");
	values.dir = "/";
	assert_expands("{dir}/x", &values, "x");
	values.dir = "/../..";
	assert_expands("{dir}/x", &values, "__/__/x");
	values.dir = "s3://evil";
	assert_expands("{dir}/x", &values, "s3:/evil/x");
	values.stem = "//evil";
	assert_expands("s3:{stem}/x", &values, "s3:/evil/x");
}

static void a_scheme_of_the_author_stays(void **state)
{
	struct template_values values = plain;

	(void)state;
	values.dir = "/a//b";
	assert_expands("s3://bucket//x", &values, "s3://bucket/x");
	assert_expands("s3://bucket/{dir}/x", &values, "s3://bucket/a/b/x");
	assert_expands("://x", &values, ":/x");
}

static void assert_refused(const char *source, const char *why)
{
	struct arena arena = { 0 };
	struct problems problems = { 0 };

	assert_null(template_parse(&arena, source, (struct place){ "t", 3 },
				   "[p] save", &problems));
	assert_int_equal(problems.count, 1);
	assert_string_equal(problems.list[0].text, why);
	assert_int_equal(problems.list[0].place.line, 3);
	problems_finish(&problems);
	arena_finish(&arena);
}

static void refuses_what_is_no_template(void **state)
{
	(void)state;
	assert_refused("", "[p] save: no name is given");
	assert_refused("{stm}", "[p] save: unknown variable {stm}; did you "
				"mean {stem}?");
	assert_refused("{}", "[p] save: unknown variable {}; there are "
			     "{stem}, {name}, {ext}, {dir}, {page}, {*}");
	assert_refused("a{stem", "[p] save: \"{stem\" has no \"}\"; a brace "
				 "itself is written {{");
	assert_refused("{Stem }x", "[p] save: unknown variable {Stem }; there "
				   "are {stem}, {name}, {ext}, {dir}, {page}, "
				   "{*}");
}

static void knows_which_variables_it_has(void **state)
{
	struct arena arena = { 0 };
	struct problems problems = { 0 };
	struct template *template =
		template_parse(&arena, "{dir}/{*}x", (struct place){ "t", 1 },
			       "save", &problems);

	(void)state;
	assert_non_null(template);
	assert_int_equal(template->used,
			 1 << TEMPLATE_DIR | 1 << TEMPLATE_STAR);
	arena_finish(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fills_variables_in),
		cmocka_unit_test(an_empty_dir_takes_its_slash_along),
		cmocka_unit_test(keeps_what_the_author_wrote),
		cmocka_unit_test(values_cannot_leave_the_folder),
		cmocka_unit_test(no_value_makes_a_name_absolute),
		cmocka_unit_test(a_scheme_of_the_author_stays),
		cmocka_unit_test(refuses_what_is_no_template),
		cmocka_unit_test(knows_which_variables_it_has),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
