/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-module.c - plugins checked and loaded */
#include "module-common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void a_plugin_is_found_by_its_name(void **state)
{
	const struct module *module = find("rows");

	(void)state;
	assert_non_null(module);
	assert_null(bench.complaint);
	assert_string_equal(module->id, "rows");
	assert_string_equal(module->path, real_path("rows"));
	assert_string_equal(module_input(module, 0)->name, "picture");
	assert_string_equal(module_output(module, 0)->name, "picture");
	assert_string_equal(module_param(module, 0)->key, "factor");
	assert_int_equal(bench.outcome.n_notes, 0);
}

static void a_plugin_is_loaded_once(void **state)
{
	const struct module *module = find("rows");

	(void)state;
	assert_non_null(module);
	assert_ptr_equal(find("rows"), module);
	assert_null(bench.modules.list->next);
}

static void a_missing_plugin_has_a_near_name(void **state)
{
	char folders[2100];

	(void)state;
	snprintf(folders, sizeof folders, "%s, %s", bench.path.folders[0],
		 bench.path.folders[1]);
	assert_refused("two-prots",
		       "no plugin \"two-prots\" in %s; did you mean two-ports?",
		       folders);
	assert_refused("utterly-unknown", "no plugin \"utterly-unknown\" in %s",
		       folders);
}

static void a_plugin_is_named_without_a_folder(void **state)
{
	(void)state;
	assert_refused("../rows", "a plugin is named without a folder; "
				  "--plugin-dir says where it lies");
}

static void a_shared_object_without_our_symbol_is_no_plugin(void **state)
{
	(void)state;
	assert_refused("no-symbol",
		       "%s is not an fftpipe plugin: it does not export "
		       "fftpipe_transform_v1",
		       real_path("no-symbol"));
}

static void a_symbol_of_a_dependency_is_not_the_plugins(void **state)
{
	(void)state;
	assert_non_null(find("rows"));
	assert_refused("borrows-symbol",
		       "%s is not an fftpipe plugin: it does not export "
		       "fftpipe_transform_v1",
		       real_path("borrows-symbol"));
}

static void a_file_that_is_no_shared_object_is_refused(void **state)
{
	(void)state;
	touch("a/text.so");
	search("a", NULL);
	assert_null(find("text"));
	assert_non_null(strstr(bench.complaint, "cannot load it: "));
}

static void a_folder_is_no_plugin(void **state)
{
	char expected[128];

	(void)state;
	touch("a/folder.so/file");
	search("a", NULL);
	snprintf(expected, sizeof expected, "%s/a/folder.so", scratch);
	assert_refused("folder", "%s is no file", expected);
}

static void a_file_that_is_gone_is_no_plugin(void **state)
{
	(void)state;
	assert_null(module_load(&bench.modules, "nowhere/rows.so",
				&bench.complaint));
	assert_string_equal(bench.complaint, "cannot read nowhere/rows.so: "
					     "No such file or directory");
}

static void another_major_version_is_refused(void **state)
{
	(void)state;
	assert_refused("other-major",
		       "%s is for plugin ABI 2, this fftpipe loads ABI 1; "
		       "rebuild the plugin or install a newer fftpipe",
		       real_path("other-major"));
}

static void a_newer_minor_version_is_refused(void **state)
{
	(void)state;
	assert_refused("newer-minor",
		       "it needs plugin ABI 1.9, this fftpipe has 1.0; "
		       "install a newer fftpipe");
}

static void the_id_is_the_files_stem(void **state)
{
	(void)state;
	assert_refused("wrong-id",
		       "it says that it is \"right-id\", but its file is "
		       "wrong-id.so; the two must agree");
}

static void a_file_that_anybody_may_write_is_refused(void **state)
{
	const char *file = copy_plugin("rows", "a");

	(void)state;
	search("a", NULL);
	assert_int_equal(chmod(file, 0777), 0);
	assert_refused("rows",
		       "%s is writable by everybody: anyone could put code "
		       "there; chmod o-w it",
		       file);
	assert_int_equal(chmod(file, 0775), 0);
	assert_non_null(find("rows"));
}

static void a_folder_that_anybody_may_write_is_refused(void **state)
{
	char folder[100];

	(void)state;
	copy_plugin("rows", "a");
	search("a", NULL);
	snprintf(folder, sizeof folder, "%s/a", scratch);
	assert_int_equal(chmod(folder, 01777), 0);
	assert_refused("rows",
		       "%s is writable by everybody: anyone could put code "
		       "there; chmod o-w it",
		       folder);
}

/* Only root can give a file away. */
static void a_strangers_file_is_refused(void **state)
{
	const char *file = copy_plugin("rows", "a");

	(void)state;
	search("a", NULL);
	if (geteuid() || chown(file, 12345, (gid_t)-1))
		skip();
	assert_refused("rows",
		       "%s belongs to user 12345, neither root nor you: code "
		       "from there is not run",
		       file);
}

static void a_strangers_folder_is_refused(void **state)
{
	char folder[100];

	(void)state;
	copy_plugin("rows", "a");
	search("a", NULL);
	snprintf(folder, sizeof folder, "%s/a", scratch);
	if (geteuid() || chown(folder, 12345, (gid_t)-1))
		skip();
	assert_refused("rows",
		       "%s belongs to user 12345, neither root nor you: code "
		       "from there is not run",
		       folder);
}

static void root_and_the_caller_are_trusted(void **state)
{
	const char *file = copy_plugin("rows", "a");

	(void)state;
	search("a", NULL);
	assert_int_equal(chown(file, geteuid(), (gid_t)-1), 0);
	assert_non_null(find("rows"));
}

#define OWN_KEY                                                               \
	" is not lower case letters, digits and '-', or is one of fftpipe's " \
	"own"

static const struct {
	const char *sin, *complaint;
} sins[] = {
	{ "key-none", "parameter key \"(null)\"" OWN_KEY },
	{ "key-empty", "parameter key \"\"" OWN_KEY },
	{ "key-upper", "parameter key \"Big\"" OWN_KEY },
	{ "key-dot", "parameter key \"a.b\"" OWN_KEY },
	{ "key-host", "parameter key \"save\"" OWN_KEY },
	{ "param-doc", "parameter a has no doc" },
	{ "param-type", "parameter a has unknown type 9" },
	{ "param-size",
	  "its port_size or param_size is smaller than ABI 1.0 has it" },
	{ "param-list", "it counts 1 parameters and lists none" },
	{ "choices", "choice a has no choices" },
	{ "choiceless", "choice a has no choices" },
	{ "default", "the default of a, \"ten\", is not a value it takes" },
	{ "default-range",
	  "the default of a, \"10\", is not a value it takes" },
	{ "id", "it says that it is \"(null)\", but its file is "
		"bad-description.so; the two must agree" },
	{ "doc", "version, vendor, license, url, doc or run is missing from "
		 "its description" },
	{ "run", "version, vendor, license, url, doc or run is missing from "
		 "its description" },
	{ "port-size",
	  "its port_size or param_size is smaller than ABI 1.0 has it" },
	{ "inputs", "it describes no input" },
	{ "input-list", "it describes no input" },
	{ "outputs", "it describes no output" },
	{ "port-name", "input 1 lacks a name, a doc or a kind" },
	{ "port-doc", "output 1 lacks a name, a doc or a kind" },
	{ "port-kind", "output 1 lacks a name, a doc or a kind" },
	{ "same-inputs", "two of its inputs are called \"a\"" },
	{ "same-outputs", "two of its outputs are called \"a\"" },
	{ "same-keys", "two of its parameters are called \"a\"" },
};

static void each_wrong_description_is_told_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof sins / sizeof *sins; i++) {
		setenv("FFTPIPE_TEST_SIN", sins[i].sin, 1);
		assert_refused("bad-description", "%s", sins[i].complaint);
	}
	setenv("FFTPIPE_TEST_SIN", "struct-size", 1);
	assert_refused("bad-description",
		       "its description has 8 bytes, fewer than the %zu of ABI "
		       "1.0",
		       sizeof(fftpipe_transform));
	setenv("FFTPIPE_TEST_SIN", "nothing", 1);
	assert_refused("bad-description",
		       "fftpipe_transform_v1 of %s returns nothing",
		       real_path("bad-description"));
	setenv("FFTPIPE_TEST_SIN", "none", 1);
	assert_non_null(find("bad-description"));
}

static void what_is_refused_is_not_remembered(void **state)
{
	(void)state;
	setenv("FFTPIPE_TEST_SIN", "doc", 1);
	assert_null(find("bad-description"));
	assert_null(bench.modules.list);
	setenv("FFTPIPE_TEST_SIN", "none", 1);
	assert_non_null(find("bad-description"));
}

static void longer_structs_are_stepped_over(void **state)
{
	const struct module *module = find("longer-structs");

	(void)state;
	assert_non_null(module);
	assert_string_equal(module_input(module, 1)->name, "second");
	assert_string_equal(module_output(module, 1)->name, "nothing");
	assert_string_equal(module_param(module, 1)->key, "second-factor");
}

static void the_board_names_who_is_loaded(void **state)
{
	struct board board = { .stage = "x", .plugin = "y" };

	(void)state;
	bench.modules.board = &board;
	assert_non_null(find("rows"));
	assert_string_equal(board.plugin, "");
	assert_string_equal(board.stage, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(a_plugin_is_found_by_its_name),
		BENCH_TEST(a_plugin_is_loaded_once),
		BENCH_TEST(a_missing_plugin_has_a_near_name),
		BENCH_TEST(a_plugin_is_named_without_a_folder),
		BENCH_TEST(a_shared_object_without_our_symbol_is_no_plugin),
		BENCH_TEST(a_symbol_of_a_dependency_is_not_the_plugins),
		BENCH_TEST(a_file_that_is_no_shared_object_is_refused),
		BENCH_TEST(a_folder_is_no_plugin),
		BENCH_TEST(a_file_that_is_gone_is_no_plugin),
		BENCH_TEST(another_major_version_is_refused),
		BENCH_TEST(a_newer_minor_version_is_refused),
		BENCH_TEST(the_id_is_the_files_stem),
		BENCH_TEST(a_file_that_anybody_may_write_is_refused),
		BENCH_TEST(a_folder_that_anybody_may_write_is_refused),
		BENCH_TEST(a_strangers_file_is_refused),
		BENCH_TEST(a_strangers_folder_is_refused),
		BENCH_TEST(root_and_the_caller_are_trusted),
		BENCH_TEST(each_wrong_description_is_told_apart),
		BENCH_TEST(what_is_refused_is_not_remembered),
		BENCH_TEST(longer_structs_are_stepped_over),
		BENCH_TEST(the_board_names_who_is_loaded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
