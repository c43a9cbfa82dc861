/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-memory.c - out of memory at the first allocation, the second, and so on
 *
 * The linker sends malloc, calloc, realloc and strdup of the core through here.
 */
#include "inputs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "param.h"

/* How many allocations succeed before one fails; -1: all. */
static long left = -1;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);

/* Only one fails: what comes after it must still be safe. */
static bool allowed(void)
{
	return left < 0 || left-- > 0;
}

void *__wrap_malloc(size_t size)
{
	return allowed() ? __real_malloc(size) : NULL;
}

void *__wrap_calloc(size_t count, size_t size)
{
	return allowed() ? __real_calloc(count, size) : NULL;
}

void *__wrap_realloc(void *memory, size_t size)
{
	return allowed() ? __real_realloc(memory, size) : NULL;
}

static const char text[] =
	"[input]\nfiles = *_m.png\npage = all\ncolour = gray\n"
	"[input.p]\nfile = {*}_p.png\n"
	"[a]\nuse = x\nkey = 1\nkey = 2\nsave = {*}.{ext}\nfrom.y = input.p\n"
	"[b]\nfrom = ab\nsave = {stm}.png\ndepth = 7\n"
	"[limits]\npages = lots\n";

/* Everything once; returns whether memory sufficed. */
static bool run(const char *pipeline_text)
{
	const char *const names[] = { "x_p.png", "x_m.png", "y", NULL };
	const struct input_options options = { .names = names,
					       .n_names = 3,
					       .output = "out" };
	struct config config = { 0 };
	struct pipeline pipeline = { 0 };
	struct inputs inputs = { 0 };
	struct problems problems = { 0 };
	bool fine, paged = true;

	config_read_text(&config, "t.ini", pipeline_text, strlen(pipeline_text),
			 &problems);
	config_set(&config, 1, "b.range=1..2", &problems);
	config_set(&config, 2, "bb.range=1..2", &problems);
	if (config.name) {
		pipeline_parse(&pipeline, &config, &problems);
		inputs_gather(&inputs, &pipeline, &options, &problems);
	}
	if (inputs.count)
		paged = input_page(&inputs, &pipeline, &options, inputs.list,
				   2);
	fine = paged && !problems.out_of_memory;
	inputs_finish(&inputs);
	pipeline_finish(&pipeline);
	problems_finish(&problems);
	config_finish(&config);
	return fine;
}

static void running_out_of_memory_is_a_problem_and_nothing_worse(void **state)
{
	long count = 0;

	(void)state;
	for (bool fine = false; !fine; count++) {
		left = count;
		fine = run(text);
		/* All succeeded only if none was refused. */
		assert_true(fine == (left >= 0));
	}
	left = -1;
	assert_true(count > 20);
}

static void a_complaint_without_memory_is_null(void **state)
{
	static const char *const words[] = { "a", "b", NULL };
	const fftpipe_param param = { .key = "k",
				      .type = FFTPIPE_CHOICE,
				      .choices = words };
	fftpipe_value value;
	char *complaint;

	(void)state;
	for (long i = 0; i < 2; i++) {
		left = i;
		assert_false(param_parse(&param, "c", &value, &complaint));
		assert_null(complaint);
	}
	left = 0;
	assert_null(param_describe(&param));
	left = 0;
	assert_null(text_printable("x"));
	left = -1;
}

static void an_outcome_without_memory_still_fails(void **state)
{
	struct outcome outcome;

	(void)state;
	left = 0;
	assert_false(outcome_init(&outcome));
	outcome_finish(&outcome);
	left = -1;
	assert_true(outcome_init(&outcome));
	left = 0;
	outcome_fail(&outcome, FFTPIPE_EDATA, "reason");
	left = 0;
	outcome_note(&outcome, FFTPIPE_INFO, "note");
	left = -1;
	assert_int_equal(outcome.status, FFTPIPE_EDATA);
	assert_null(outcome.reason);
	assert_int_equal(outcome.n_notes, 0);
	outcome_finish(&outcome);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			running_out_of_memory_is_a_problem_and_nothing_worse),
		cmocka_unit_test(a_complaint_without_memory_is_null),
		cmocka_unit_test(an_outcome_without_memory_still_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
