/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-meta.c - the entries that travel with an image
 */
#include "meta.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static void keys_are_letters_digits_and_dashes(void **state)
{
	char key[70] = "";

	(void)state;
	assert_true(meta_key_valid("pixel-size"));
	assert_true(meta_key_valid("mag_min2"));
	assert_false(meta_key_valid(""));
	assert_false(meta_key_valid(NULL));
	assert_false(meta_key_valid("a.b"));
	assert_false(meta_key_valid("a b"));
	assert_false(meta_key_valid("\xc3\xa4"));
	memset(key, 'k', 64);
	assert_true(meta_key_valid(key));
	key[64] = 'k';
	assert_false(meta_key_valid(key));
}

static void sets_replaces_and_removes(void **state)
{
	fftpipe_meta *meta = meta_create();

	(void)state;
	assert_non_null(meta);
	assert_null(meta_get(meta, "a"));
	assert_int_equal(meta_set(meta, "a", "1"), FFTPIPE_OK);
	assert_int_equal(meta_set(meta, "b", "2"), FFTPIPE_OK);
	assert_int_equal(meta_set(meta, "c", ""), FFTPIPE_OK);
	assert_int_equal(meta_set(meta, "a", "3"), FFTPIPE_OK);
	assert_string_equal(meta_get(meta, "a"), "3");
	assert_string_equal(meta->entries[0].key, "a");
	assert_int_equal(meta_set(meta, "b", NULL), FFTPIPE_OK);
	assert_int_equal(meta_set(meta, "b", NULL), FFTPIPE_OK);
	assert_null(meta_get(meta, "b"));
	assert_string_equal(meta_get(meta, "c"), "");
	assert_int_equal(meta->count, 2);
	assert_null(meta_get(NULL, "a"));
	meta_destroy(meta);
	meta_destroy(NULL);
}

static void refuses_what_is_not_utf8(void **state)
{
	static const char *const bad[] = {
		"\x80",
		"\xc3",
		"\xc0\x80",
		"\xe2\x82",
		"\xed\xa0\x80",
		"\xe0\x80\x80",
		"\xff",
		"a\xc3(",
		"\xf4\x90\x80\x80",
		"\xf0\x80\x80\x80",
	};
	static const char *const good[] = { "\xc3\xa4", "\xe2\x82\xac",
					    "\xf0\x9f\x98\x80", "\x01 plain" };
	fftpipe_meta *meta = meta_create();

	(void)state;
	assert_non_null(meta);
	for (size_t i = 0; i < FFTPIPE_COUNT(bad); i++)
		assert_int_equal(meta_set(meta, "k", bad[i]), FFTPIPE_EPARAM);
	assert_int_equal(meta_set(meta, "k k", "v"), FFTPIPE_EPARAM);
	assert_int_equal(meta->count, 0);
	for (size_t i = 0; i < FFTPIPE_COUNT(good); i++) {
		assert_int_equal(meta_set(meta, "k", good[i]), FFTPIPE_OK);
		assert_string_equal(meta_get(meta, "k"), good[i]);
	}
	meta_destroy(meta);
}

static void a_copy_is_equal_and_apart(void **state)
{
	fftpipe_meta *from = meta_create(), *to = meta_create();

	(void)state;
	assert_non_null(from);
	assert_non_null(to);
	meta_set(from, "a", "1");
	meta_set(from, "b", "2");
	meta_set(to, "old", "x");
	assert_true(meta_copy(to, from));
	assert_true(meta_copy(to, to));
	meta_set(from, "a", "changed");
	assert_null(meta_get(to, "old"));
	assert_string_equal(meta_get(to, "a"), "1");
	assert_string_equal(meta_get(to, "b"), "2");
	assert_int_equal(to->count, 2);
	meta_destroy(from);
	meta_destroy(to);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_letters_digits_and_dashes),
		cmocka_unit_test(sets_replaces_and_removes),
		cmocka_unit_test(refuses_what_is_not_utf8),
		cmocka_unit_test(a_copy_is_equal_and_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
