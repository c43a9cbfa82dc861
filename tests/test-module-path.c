/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-module-path.c - the folders that plugins are found in */
#include "module-common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void the_first_folder_wins_and_the_other_is_named(void **state)
{
	const char *first = copy_plugin("rows", "a");
	const char *second = copy_plugin("rows", "b");
	const struct module *module;
	char note[512];

	(void)state;
	search("a", "b");
	module = find("rows");
	assert_non_null(module);
	assert_string_equal(module->path, first);
	snprintf(note, sizeof note,
		 "plugin rows is taken from %s; the one at %s is hidden by it",
		 first, second);
	assert_int_equal(bench.outcome.n_notes, 1);
	assert_string_equal(bench.outcome.notes[0].text, note);
}

static void a_refused_plugin_hides_the_ones_behind_it(void **state)
{
	const char *first = copy_plugin("rows", "a");

	(void)state;
	copy_plugin("rows", "b");
	search("a", "b");
	assert_int_equal(chmod(first, 0666), 0);
	assert_null(find("rows"));
}

static void names_are_sorted_and_said_once(void **state)
{
	const char *const *names;

	(void)state;
	touch("a/zeta.so");
	touch("a/beta.so");
	touch("a/.hidden.so");
	touch("a/notes.txt");
	touch("a/.so");
	touch("b/beta.so");
	touch("b/alpha.so");
	search("a", "b");
	names = module_names(&bench.path, &bench.arena);
	assert_non_null(names);
	assert_string_equal(names[0], "alpha");
	assert_string_equal(names[1], "beta");
	assert_string_equal(names[2], "zeta");
	assert_null(names[3]);
	search("nowhere", NULL);
	names = module_names(&bench.path, &bench.arena);
	assert_non_null(names);
	assert_null(names[0]);
}

/* Sets a variable for one test, and puts it back. */
static char *set_variable(const char *name, const char *value)
{
	const char *before = getenv(name);
	char *kept = before ? strdup(before) : NULL;

	if (value)
		setenv(name, value, 1);
	else
		unsetenv(name);
	return kept;
}

static void reset_variable(const char *name, char *before)
{
	free(set_variable(name, before));
	free(before);
}

static void folders_are_searched_in_the_documented_order(void **state)
{
	char *list = set_variable("FFTPIPE_PLUGIN_PATH", ":/one::/two:");
	char *home = set_variable("HOME", "/home/me");
	struct module_path made;

	(void)state;
	assert_true(module_path_init(&made, &bench.arena, "/given"));
	reset_variable("FFTPIPE_PLUGIN_PATH", list);
	reset_variable("HOME", home);
	assert_int_equal(made.count, 5);
	assert_string_equal(made.folders[0], "/given");
	assert_string_equal(made.folders[1], "/one");
	assert_string_equal(made.folders[2], "/two");
	assert_string_equal(made.folders[3], "/home/me/.local/lib/fftpipe-1");
	assert_string_equal(made.folders[4], PLUGINDIR);
	assert_null(made.folders[5]);
}

static void the_installed_folder_is_always_searched(void **state)
{
	char *list = set_variable("FFTPIPE_PLUGIN_PATH", NULL);
	char *home = set_variable("HOME", "");
	struct module_path made;

	(void)state;
	assert_true(module_path_init(&made, &bench.arena, NULL));
	reset_variable("FFTPIPE_PLUGIN_PATH", list);
	reset_variable("HOME", home);
	assert_int_equal(made.count, 1);
	assert_string_equal(made.folders[0], PLUGINDIR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(the_first_folder_wins_and_the_other_is_named),
		BENCH_TEST(a_refused_plugin_hides_the_ones_behind_it),
		BENCH_TEST(names_are_sorted_and_said_once),
		BENCH_TEST(folders_are_searched_in_the_documented_order),
		BENCH_TEST(the_installed_folder_is_always_searched),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
