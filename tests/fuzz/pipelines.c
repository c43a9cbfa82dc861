/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pipelines.c - the plugins, and changes to pipeline files that make sense
 *
 * Random bytes hardly ever make a second stage.  So lines are put in, taken
 * out, doubled and swapped, and values replaced by words that some key takes;
 * every fourth change is the fuzzer's own.
 */
#define _GNU_SOURCE /* memrchr */
#include "pipelines.h"
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct module_path *fuzz_module_path(void)
{
	static struct arena arena;
	static struct module_path path;

	if (!path.count)
		MUST(module_path_init(&path, &arena,
				      getenv("FFTPIPE_PLUGIN_PATH") ? NULL
								    : ".libs"));
	return &path;
}

struct modules *fuzz_modules(void)
{
	static struct modules modules;

	modules.path = fuzz_module_path();
	return &modules;
}

#ifdef FFTPIPE_FUZZING

static const char *const lines[] = {
	"[input]",
	"[input.second]",
	"[limits]",
	"[pipeline]",
	"[a]",
	"[b]",
	"[c]",
	"color = gray",
	"page = all",
	"range = 0..255",
	"file = {stem}_phase.png",
	"from = input",
	"from = a",
	"from.phase = input.second",
	"from.picture = input",
	"from.reference = input",
	"from.truth = a",
	"from.kernel = input",
	"from.mask = input",
	"save = {stem}.png",
	"save = {dir}/{stem}_a.tif",
	"save = {stem}.csv",
	"save.angular = {stem}.csv",
	"metadata = {stem}.json",
	"depth = 16",
	"depth = complex",
	"range = minmax",
	"round = down",
	"compress = small",
	"use = fft2d",
	"use = ifft2d",
	"use = fft2d-magnitude",
	"use = fft2d-phase",
	"use = ifft-reconstruct",
	"use = grayscale",
	"use = crop",
	"use = pad",
	"use = normalize",
	"use = window",
	"use = periodic-smooth",
	"use = colormap",
	"use = compare",
	"use = lowpass",
	"use = highpass",
	"use = bandpass",
	"use = bandstop",
	"use = notch",
	"use = auto-notch",
	"use = wedge",
	"use = multiply",
	"use = convolve",
	"use = wiener",
	"use = power-spectrum",
	"use = phase-correlate",
	"use = frc",
	"cutoff = 0.1",
	"low = 0.1",
	"high = 0.3",
	"order = 3",
	"shape = gaussian",
	"frequencies = 0.1,0.2 -0.3,0",
	"width = 20",
	"height = 7",
	"x = 3",
	"sigma = 1.5",
	"mode = reflect",
	"scale = sqrt",
	"center = false",
};

static const char *const words[] = {
	"0",      "1",     "-1",    "0.5",      "1e9",      "nan",
	"inf",    "input", "a",     "b",        "{*}",      "{page}",
	"gray",   "true",  "false", "gaussian", "kaiser",   "radial",
	"linear", "all",   "8",     "complex",  "0..65535", "1e-30",
};

/* Where the line around `at` begins and where the next one does. */
static void line_around(const uint8_t *bytes, size_t length, size_t at,
			size_t *first, size_t *next)
{
	const uint8_t *before = memrchr(bytes, '\n', at);
	const uint8_t *after = memchr(bytes + at, '\n', length - at);

	*first = before ? (size_t)(before - bytes) + 1 : 0;
	*next = after ? (size_t)(after - bytes) + 1 : length;
}

/* Replace [first, next) by `text`; the old length if there is no room. */
static size_t replace(uint8_t *bytes, size_t length, size_t most, size_t first,
		      size_t next, const void *text, size_t size)
{
	if (length - (next - first) + size > most)
		return length;
	memmove(bytes + first + size, bytes + next, length - next);
	memcpy(bytes + first, text, size);
	return length - (next - first) + size;
}

static size_t insert_line(uint8_t *bytes, size_t length, size_t most, size_t at)
{
	char line[64];
	int size = snprintf(
		line, sizeof line, "%s\n",
		lines[(size_t)rand() % (sizeof lines / sizeof *lines)]);

	return replace(bytes, length, most, at, at, line, (size_t)size);
}

static size_t copy_line(uint8_t *bytes, size_t length, size_t most,
			size_t first, size_t next, size_t to)
{
	char copy[512];
	size_t size = next - first;

	if (size > sizeof copy)
		return length;
	memcpy(copy, bytes + first, size);
	return replace(bytes, length, most, to, to, copy, size);
}

static size_t change_value(uint8_t *bytes, size_t length, size_t most,
			   size_t first, size_t next)
{
	const char *word =
		words[(size_t)rand() % (sizeof words / sizeof *words)];
	const uint8_t *equals = memchr(bytes + first, '=', next - first);
	size_t end = next > first && bytes[next - 1] == '\n' ? next - 1 : next;

	if (!equals)
		return length;
	return replace(bytes, length, most, (size_t)(equals - bytes) + 1, end,
		       word, strlen(word));
}

size_t pipeline_mutate(uint8_t *bytes, size_t length, size_t most,
		       unsigned seed)
{
	size_t first, next, to, ignored;

	srand(seed);
	if (!length || rand() % 4 == 0)
		return LLVMFuzzerMutate(bytes, length, most);
	line_around(bytes, length, (size_t)rand() % length, &first, &next);
	line_around(bytes, length, (size_t)rand() % length, &to, &ignored);
	switch (rand() % 4) {
	case 0:
		return insert_line(bytes, length, most, first);
	case 1:
		return copy_line(bytes, length, most, first, next, to);
	case 2:
		return replace(bytes, length, most, first, next, "", 0);
	default:
		return change_value(bytes, length, most, first, next);
	}
}

#endif
