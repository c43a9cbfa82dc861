/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-s3-facts.c - what objects say of themselves, into metadata and back */
#include "facts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct arena arena;
static struct aws_header metadata[FACTS_METADATA_MAX];
static struct aws_header headers[FACTS_METADATA_MAX];
static struct s3_about about;

static int tear_down(void **state)
{
	(void)state;
	arena_finish(&arena);
	return 0;
}

static char *text_back(void)
{
	char *text;

	assert_true(facts_from_metadata(&about, &text));
	return text;
}

/* As an upload sends it and a download brings it. */
static size_t travel(const char *facts, const struct facts_source *source)
{
	size_t n;

	assert_true(facts_to_metadata(&arena, facts, source, metadata, &n));
	for (size_t i = 0; i < n; i++)
		headers[i] = (struct aws_header){
			arena_printf(&arena, "X-Amz-Meta-%s", metadata[i].name),
			metadata[i].value
		};
	about = (struct s3_about){ .answer.headers = headers,
				   .answer.n_headers = n };
	return n;
}

static void the_text_comes_back(void **state)
{
	static const struct facts_source source = { "a b/\xC3\xA9.png", "e7" };
	char *text;

	(void)state;
	assert_int_equal(travel("{\"pipeline\": \"d1\", \"mag_min\": -0.5, "
				"\"mag_max\": 12, \"meta\": {\"long\": \"x\"}}",
				&source),
			 6);
	text = text_back();
	assert_string_equal(text, "{\"pipeline\":\"d1\",\"mag_min\":-0.5,"
				  "\"mag_max\":12}");
	free(text);
	assert_string_equal(facts_marker(&about), "d1");
	assert_string_equal(s3_metadata(&about, "mag_min"), "-0.5");
	assert_string_equal(s3_metadata(&about, "mag_max"), "12");
	assert_string_equal(s3_metadata(&about, "source-key"),
			    "a%20b/%C3%A9.png");
	assert_string_equal(s3_metadata(&about, "source-etag"), "e7");
}

/* {"k": "xxxxx  xxxxx"}, so many bytes inside the quotes. */
static const char *text_of(size_t length)
{
	char *text = arena_alloc(&arena, length + 20);

	strcpy(text, "{\"k\":\"");
	for (size_t i = 0; i < length; i++)
		text[6 + i] = i % 7 < 5 ? 'x' : ' ';
	strcpy(text + 6 + length, "\"}");
	return text;
}

static void long_texts_come_in_pieces_without_loss(void **state)
{
	static const struct facts_source nobody = { 0 };

	(void)state;
	for (size_t length = 100; length < 890; length += 7) {
		const char *facts = text_of(length);
		size_t n = travel(facts, &nobody), used = 0;
		char *text = text_back();

		assert_string_equal(text, facts);
		free(text);
		for (size_t i = 0; i < n; i++) {
			const char *value = metadata[i].value;
			size_t size = strlen(value);

			assert_in_range(size, 1, 256);
			assert_true(value[0] != ' ' && value[size - 1] != ' ');
			used += size + strlen(metadata[i].name);
		}
		assert_in_range(used, 1, 1500);
	}
}

static void what_does_not_fit_is_left_out(void **state)
{
	char key[1025];
	const struct facts_source source = { key, NULL };

	(void)state;
	memset(key, '%', sizeof key - 1);
	key[sizeof key - 1] = '\0';
	assert_int_equal(travel(text_of(2000), &source), 0);
	assert_null(text_back());
	assert_null(facts_marker(&about));
}

static void a_bare_range_will_do(void **state)
{
	static struct aws_header bare[] = { { "x-amz-meta-mag_min", "0.5" },
					    { "x-amz-meta-mag_max", "1e3" } };
	char *text;

	(void)state;
	about = (struct s3_about){ .answer.headers = bare,
				   .answer.n_headers = 2 };
	text = text_back();
	assert_string_equal(text, "{\"mag_min\":0.5,\"mag_max\":1000.0}");
	free(text);
	bare[0].name = "x-amz-meta-mag-min";
	bare[1].name = "x-amz-meta-mag-max";
	text = text_back();
	assert_string_equal(text, "{\"mag_min\":0.5,\"mag_max\":1000.0}");
	free(text);
	bare[1].value = "nan";
	assert_null(text_back());
	bare[1].value = "";
	assert_null(text_back());
}

static void what_is_no_json_says_nothing(void **state)
{
	static const struct facts_source nobody = { 0 };

	(void)state;
	assert_int_equal(travel(NULL, &nobody), 0);
	assert_int_equal(travel("x", &nobody), 0);
	assert_int_equal(travel("", &nobody), 0);
}

#define TEST(function) cmocka_unit_test_teardown(function, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_text_comes_back),
		TEST(long_texts_come_in_pieces_without_loss),
		TEST(what_does_not_fit_is_left_out),
		TEST(a_bare_range_will_do),
		TEST(what_is_no_json_says_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
