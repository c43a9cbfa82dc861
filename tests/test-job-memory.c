/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-job-memory.c - a batch that runs out of memory at the first allocation,
 * the second, and so on
 *
 * The linker sends the core's allocations through here.
 */
#include "works.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

/* How many allocations succeed before one fails; negative: all. */
static atomic_long left = -1;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
int __real_posix_memalign(void **memory, size_t alignment, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
int __wrap_posix_memalign(void **memory, size_t alignment, size_t size);

/* Only one fails: what comes after it must still be safe. */
static bool allowed(void)
{
	return left < 0 || atomic_fetch_sub(&left, 1) > 0;
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

int __wrap_posix_memalign(void **memory, size_t alignment, size_t size)
{
	return allowed() ? __real_posix_memalign(memory, alignment, size) : 12;
}

/* Everything of a batch but reading its pipeline and gathering its inputs. */
static void run(const char *text, long allocations)
{
	struct problems problems = { 0 };
	struct works works;
	int there;

	works_gather(&works, text, NULL, 2, true);
	left = allocations;
	works.batch = batch_create(&works.shop.pipeline, &works.options,
				   works.inputs.count);
	if (works.batch)
		batch_bind(works.batch, &problems);
	if (works.batch && !problems_any(&problems))
		batch_run(works.batch, &works.inputs, &works.summary);
	/* Nothing is said to be done that is not there. */
	there = !access("out/p0_a.png", F_OK) + !access("out/p1_a.png", F_OK) +
		!access("out/0001/p0_a.png", F_OK) +
		!access("out/0001/p1_a.png", F_OK);
	assert_true(works.summary.done <= (size_t)there);
	/* What nobody noticed had to be something that may be lost. */
	if (allocations < 0) {
		assert_problems(&problems, "");
		assert_summary(&works, 2, 0, 0);
	}
	problems_finish(&problems);
	works_finish(&works);
}

/* Each allocation of `text` fails once; under valgrind some do. */
static void run_out_everywhere(const char *text)
{
	long step = getenv("FFTPIPE_VALGRIND") ? 29 : 1, last = -1;

	run(text, -1);
	for (long i = 0; last < 0; i += step) {
		run(text, i);
		if (left >= 0)
			last = i;
		left = -1;
		remove_below("out");
	}
	assert_true(last > 50);
}

static void a_stream_without_memory_is_a_failed_input(void **state)
{
	(void)state;
	write_pictures(2, 99);
	run_out_everywhere("[input]\nfiles = *.png\n"
			   "[a]\nuse = rows\nsave = out/{stem}_a.png\n"
			   "metadata = out/{stem}.json\n");
}

static void a_spectrum_without_memory_is_a_failed_input(void **state)
{
	(void)state;
	write_pictures(2, 99);
	run_out_everywhere("[input]\nfiles = *.png\n"
			   "[f]\nuse = inplace-mask\n"
			   "[a]\nuse = two-ports\nfrom.first = f\n"
			   "from.second = f\nsave = out/{stem}_a.png\n"
			   "save.difference = out/{stem}_b.png\n"
			   "range = minmax\n");
}

static void pages_without_memory_are_a_failed_input(void **state)
{
	(void)state;
	write_pictures(2, 99);
	run_out_everywhere("[input]\nfiles = *.png\npage = all\n"
			   "[input.more]\nfile = {stem}.png\n"
			   "[a]\nuse = two-ports\nfrom.second = input.more\n"
			   "save = out/{page}/{stem}_a.png\n"
			   "save.difference = out/{stem}_{page}.png\n");
}

static void mistakes_without_memory_are_still_mistakes(void **state)
{
	static const char text[] =
		"[input]\nfiles = *.png\n[a]\nuse = nowhere\n"
		"[b]\nuse = settings\nsyde = left\nsize = x\n"
		"[c]\nuse = two-ports\nfrom.fourth = b\n"
		"save.third = out/{stem}.png\n";

	(void)state;
	write_pictures(1, 99);
	for (long i = 0; i < 400; i++) {
		struct problems problems = { 0 };
		struct works works;

		works_gather(&works, text, NULL, 1, true);
		left = i;
		works.batch =
			batch_create(&works.shop.pipeline, &works.options, 1);
		if (works.batch)
			batch_bind(works.batch, &problems);
		left = -1;
		if (works.batch)
			assert_true(problems_any(&problems));
		problems_finish(&problems);
		works_finish(&works);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_stream_without_memory_is_a_failed_input),
		TEST(a_spectrum_without_memory_is_a_failed_input),
		TEST(pages_without_memory_are_a_failed_input),
		TEST(mistakes_without_memory_are_still_mistakes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
