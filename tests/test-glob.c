/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-glob.c - patterns of file names, and what they find */
#include "inputs-run.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "glob.h"

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
	assert_finds("*/", "");
	assert_finds("sub/*/", "");
	assert_finds("sub/**/", "");
	assert_finds("a.png/", "");
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
	run_start(&run,
		  "[input]\nfiles = private/*.png\n[m]\nsave = {stem}.tif\n",
		  NULL, NULL);
	assert_one_problem(&run, "[input] files: \"private\" can't be read: "
				 "Permission denied");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(matches_names),
		TEST(finds_files_in_byte_order),
		TEST(finds_absolute_names),
		TEST(links_to_folders_above_do_not_hang),
		TEST(stops_behind_the_most),
		TEST(says_which_folder_is_unreadable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
