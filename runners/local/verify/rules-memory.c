/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules-memory.c - memory that runs out, and memory that is not given back
 */
#define _GNU_SOURCE /* mallinfo2 */
#include "allocations.h"
#include "bench.h"
#include "rules.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MOST_FAILURES = 150, WARM = 20, CYCLES = 1000, GROWTH = 65536 };

static const struct shape small[] = { { 16, 16, 0, 0 } };

/* ---- out of memory ------------------------------------------------------- */

/* Does the work with the n-th allocation failing; returns the status. */
static int work_short(struct bench *bench, unsigned n, bool onward)
{
	int status;

	allocations_fail(n, onward);
	status = bench_work(bench);
	allocations_fail(0, false);
	return status;
}

static bool survives_shortage(struct trial *trial, const struct scene *scene,
			      unsigned n, bool onward)
{
	size_t live = allocations_live();
	struct bench bench;
	char text[200];
	const char *call;
	int status;

	bench_init(&bench, trial, scene);
	status = work_short(&bench, n, onward);
	call = bench.call;
	bench_close(&bench);
	scene_describe(trial, scene, text, sizeof text);
	if (status && status != FFTPIPE_ENOMEM && status != FFTPIPE_EDATA)
		trial_broken(trial,
			     "%s returned %s when allocation %u failed, "
			     "not ENOMEM; %s",
			     call, status_word(status), n, text);
	else if (status && allocations_live() > live)
		trial_broken(trial,
			     "%zu block%s not freed when allocation %u failed; "
			     "%s",
			     allocations_live() - live,
			     allocations_live() - live > 1 ? "s were" : " was",
			     n, text);
	bench_finish(&bench);
	return trial->verdict->is != VERDICT_BROKEN;
}

static bool runs_out(struct trial *trial, const struct scene *scene)
{
	struct bench bench;
	unsigned n;
	int status;

	/* Twice: what is kept for the whole process is made once. */
	for (int i = 0; i < 2; i++) {
		bench_init(&bench, trial, scene);
		status = work_short(&bench, 0, false);
		bench_finish(&bench);
		if (status)
			return true;
		allocations_fail(0, false);
	}
	bench_init(&bench, trial, scene);
	allocations_fail(0, false);
	bench_work(&bench);
	n = allocations_count();
	bench_finish(&bench);
	n = n < MOST_FAILURES ? n : MOST_FAILURES;
	for (unsigned i = 1; i <= n; i++)
		if (!survives_shortage(trial, scene, i, false) ||
		    !survives_shortage(trial, scene, i, true))
			return false;
	return true;
}

static bool check_shortage(struct trial *trial)
{
	if (!allocations_watch(trial->handle))
		return trial_skip(trial, "it does not ask for memory itself");
	return scenes_shapes(trial, small, 1, runs_out);
}

/* ---- growth -------------------------------------------------------------- */

static size_t in_use(void)
{
#if defined(__GLIBC__) && !defined(FFTPIPE_SANITIZED)
	struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
#else
	return 0;
#endif
}

static size_t resident(void)
{
	char line[128] = "", *end = line;
	FILE *file = fopen("/proc/self/statm", "r");
	size_t pages;

	if (file && !fgets(line, sizeof line, file))
		*line = '\0';
	if (file)
		fclose(file);
	strtoul(line, &end, 10);
	pages = strtoul(end, NULL, 10);
	return pages * (size_t)sysconf(_SC_PAGESIZE);
}

static void cycle(struct trial *trial, const struct scene *scene, int n)
{
	struct bench bench;

	bench_init(&bench, trial, scene);
	for (int i = 0; i < n; i++) {
		bench_work(&bench);
		bench_close(&bench);
	}
	bench_finish(&bench);
}

static bool stays_small(struct trial *trial, const struct scene *scene)
{
	size_t live, used, pages, live_now, used_now, pages_now;
	char text[200];

	cycle(trial, scene, WARM);
	live = allocations_live();
	used = in_use();
	pages = resident();
	cycle(trial, scene, CYCLES);
	live_now = allocations_live();
	used_now = in_use();
	pages_now = resident();
	scene_describe(trial, scene, text, sizeof text);
	if (live_now > live)
		return trial_broken(trial,
				    "%zu blocks were not freed in %d rounds of "
				    "open, run and close; %s",
				    live_now - live, CYCLES, text);
	if (used_now > used + GROWTH)
		return trial_broken(trial,
				    "%zu bytes were not freed in %d rounds of "
				    "open, run and close; %s",
				    used_now - used, CYCLES, text);
#ifndef FFTPIPE_SANITIZED
	if (pages_now > pages + 16 * GROWTH)
		return trial_broken(trial,
				    "the process grew by %zu bytes in %d "
				    "rounds of open, run and close; %s",
				    pages_now - pages, CYCLES, text);
#else
	(void)pages, (void)pages_now;
#endif
	return true;
}

static bool check_growth(struct trial *trial)
{
	allocations_watch(trial->handle);
	return scenes_shapes(trial, small, 1, stays_small);
}

const struct rule rules_memory[] = {
	{ "out-of-memory", "failing malloc() is survived, and nothing lost",
	  "Words, FFTPIPE_ENOMEM, and What a plugin offers, open()",
	  check_shortage, 0 },
	{ "growth", "1000 rounds of open and close leave nothing behind",
	  "What a plugin offers, close()", check_growth, 0 },
	{ 0 },
};
