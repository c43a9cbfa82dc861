/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-json-watch.c - JSON read while memory is missing at the first
 * allocation, the second, and so on
 *
 * The linker sends the core's allocations through here, and by it jansson's.
 */
#include "json-watch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

/* How many allocations succeed before one, or all, fail; negative: all do. */
static long left = -1;
static bool onward;

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);

void *__wrap_malloc(size_t size)
{
	if (left < 0)
		return __real_malloc(size);
	if (left > 0) {
		left--;
		return __real_malloc(size);
	}
	if (!onward)
		left = -1;
	return NULL;
}

static const char text[] =
	"{\"a text that is longer than what a reader begins with\": [1, 2.5, "
	"\"another text that has to grow, and more than once, before its "
	"end\"],"
	"\"levels\": {\"mag_min\": -0.5, \"mag_max\": 12}}";

/* Read with a fault at `allocations`; true: it was never reached. */
static bool read_with(long allocations)
{
	json_error_t error;
	json_t *json;
	bool reached;

	left = allocations;
	json_watch_begin();
	json = json_watch_load(text, strlen(text), 0, &error);
	reached = left < 0 || (onward && !left);
	left = -1;
	/* All of it, or nothing and the reason: never a part. */
	if (json)
		assert_int_equal(json_object_size(json), 2);
	assert_int_equal(json == NULL, json_watch_failed());
	json_decref(json);
	return json || !reached;
}

static void read_until_all_is_there(void)
{
	long allocations = 0;

	while (!read_with(allocations))
		allocations++;
	assert_true(allocations > 10);
}

static void memory_that_is_missing_once_is_told(void **state)
{
	(void)state;
	onward = false;
	read_until_all_is_there();
}

static void so_is_memory_that_stays_missing(void **state)
{
	(void)state;
	onward = true;
	read_until_all_is_there();
}

static void the_reserve_is_there_again_afterwards(void **state)
{
	(void)state;
	onward = true;
	for (int i = 0; i < 20000; i++)
		assert_false(read_with(0));
}

static void a_mistake_of_the_text_is_no_want_of_memory(void **state)
{
	json_error_t error;

	(void)state;
	json_watch_begin();
	assert_null(json_watch_load("{\"a\": ", 6, 0, &error));
	assert_false(json_watch_failed());
	json_watch_note();
	assert_true(json_watch_failed());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_that_is_missing_once_is_told),
		cmocka_unit_test(so_is_memory_that_stays_missing),
		cmocka_unit_test(the_reserve_is_there_again_afterwards),
		cmocka_unit_test(a_mistake_of_the_text_is_no_want_of_memory),
	};

	json_watch_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
