/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-s3-names.c - URIs, keys, and the texts of XML elements */
#include "uri.h"
#include "xml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static struct arena arena;

static int tear_down(void **state)
{
	(void)state;
	arena_finish(&arena);
	return 0;
}

/* ---- URIs --------------------------------------------------------------- */

static void assert_uri(const char *text, const char *bucket, const char *key)
{
	struct s3_uri uri;

	assert_null(uri_parse(&arena, text, &uri));
	assert_string_equal(uri.bucket, bucket);
	assert_string_equal(uri.key, key);
}

static void a_uri_is_a_bucket_and_raw_bytes(void **state)
{
	(void)state;
	assert_uri("s3://bkt/a/b.png", "bkt", "a/b.png");
	assert_uri("s3://bkt//a%20b+c?d#e", "bkt", "/a%20b+c?d#e");
	assert_uri("s3://my.bucket_1/", "my.bucket_1", "");
	assert_uri("s3://bkt", "bkt", "");
}

static void what_is_no_uri_is_told(void **state)
{
	static const char *const wrong[] = { "bkt/key",     "s3:/bkt/key",
					     "s3:///key",   "s3://",
					     "s3://b kt/",  "s3://-bkt/a",
					     "s3://bkt\n/", "s3://b:1/a" };
	struct s3_uri uri;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_non_null(uri_parse(&arena, wrong[i], &uri));
}

static void keys_are_refused_only_for_a_reason(void **state)
{
	static char longest[1026];

	(void)state;
	assert_null(key_refusal("a"));
	assert_null(key_refusal("a//b/"));
	assert_null(key_refusal("..a/b../.c/...."));
	assert_non_null(key_refusal("\xff"));
	assert_non_null(key_refusal("a/.."));
	memset(longest, 'k', 1025);
	assert_non_null(key_refusal(longest));
	longest[1024] = '\0';
	assert_null(key_refusal(longest));
}

static void encoding_is_strict_and_in_capitals(void **state)
{
	(void)state;
	assert_string_equal(uri_encode(&arena, "aZ09-_.~/ +%\xC3\xA9*'", true),
			    "aZ09-_.~/%20%2B%25%C3%A9%2A%27");
	assert_string_equal(uri_encode(&arena, "a/b", false), "a%2Fb");
	assert_string_equal(uri_encode(&arena, "", false), "");
}

static void keys_of_events_are_decoded(void **state)
{
	(void)state;
	assert_string_equal(uri_decode_form(&arena, "a+b%2B%2f%C3%A9"),
			    "a b+/\xC3\xA9");
	assert_null(uri_decode_form(&arena, "a%"));
	assert_null(uri_decode_form(&arena, "a%2"));
	assert_null(uri_decode_form(&arena, "a%zz"));
	assert_null(uri_decode_form(&arena, "a%00b"));
}

/* ---- XML ---------------------------------------------------------------- */

static struct xml_range range(const char *text)
{
	return (struct xml_range){ text, text + strlen(text) };
}

static void elements_are_found_one_after_the_other(void **state)
{
	struct xml_range all =
		range("<?xml version='1.0'?><R xmlns=\"x\"><KeyCount>2"
		      "</KeyCount><Key>a</Key><Key a='b'>c</Key><Key/></R>");
	struct xml_range inside;

	(void)state;
	assert_string_equal(xml_value(&arena, &all, "KeyCount"), "2");
	assert_true(xml_next(&all, "Key", &inside));
	assert_string_equal(xml_text(&arena, &inside), "a");
	assert_true(xml_next(&all, "Key", &inside));
	assert_string_equal(xml_text(&arena, &inside), "c");
	assert_false(xml_next(&all, "Key", &inside));
}

static void entities_are_replaced(void **state)
{
	struct xml_range text = range(
		"&lt;&amp;lt;&gt;&quot;&apos;&#9;&#xE9;&#28450;&#x1F332;");

	(void)state;
	assert_string_equal(xml_text(&arena, &text),
			    "<&lt;>\"'\t\xC3\xA9\xE6\xBC\xA2\xF0\x9F\x8C\xB2");
}

static void broken_xml_is_no_text(void **state)
{
	static const char *const wrong[] = {
		"&",    "&;",    "&nbsp;",   "&#;",        "&#0;",
		"&#x;", "&#-5;", "&#xD800;", "&#x110000;", "&#99999999999;",
		"&lt",  "& lt;", "&#x 41;",
	};
	struct xml_range inside, all = range("<Key>a</Kex>");

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct xml_range text = range(wrong[i]);

		assert_null(xml_text(&arena, &text));
	}
	assert_false(xml_find(&all, "Key", &inside));
	all = range("<Key");
	assert_false(xml_find(&all, "Key", &inside));
	all = range("<Key ");
	assert_false(xml_find(&all, "Key", &inside));
}

#define TEST(function) cmocka_unit_test_teardown(function, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_uri_is_a_bucket_and_raw_bytes),
		TEST(what_is_no_uri_is_told),
		TEST(keys_are_refused_only_for_a_reason),
		TEST(encoding_is_strict_and_in_capitals),
		TEST(keys_of_events_are_decoded),
		TEST(elements_are_found_one_after_the_other),
		TEST(entities_are_replaced),
		TEST(broken_xml_is_no_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
