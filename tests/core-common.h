/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * core-common.h - what the tests of planning and running share: a pipeline's
 * text made ready to run, pictures as files without names
 */
#ifndef CORE_COMMON_H
#define CORE_COMMON_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "codec-common.h"
#include "job.h"

enum { MOST_OUTPUTS = 16 };

/* A pipeline in a workshop.  Start, use, finish. */
struct shop {
	struct arena arena;
	struct config config;
	struct pipeline pipeline;
	struct problems problems;
	struct module_path path;
	struct workshop workshop;
	int outputs[MOST_OUTPUTS]; /* of the last run; -1: none */
	enum format formats[MOST_OUTPUTS];
};

/* The tests' plugins and ours, and no other folder. */
void common_path(struct module_path *path, struct arena *arena);

/* Understand `text` without a problem; nothing is loaded. */
void shop_parse(struct shop *shop, const char *text);

/* The same and load the plugins; problems stay to be looked at. */
void shop_bind(struct shop *shop, const char *text, unsigned threads);

/* The same, without a problem. */
void shop_start(struct shop *shop, const char *text, unsigned threads);
void shop_finish(struct shop *shop);

/*
 * Crashes of processes forked from now on kill them, rather than end up in
 * cmocka's hands.
 */
void crash_plainly(void);

/* The texts of all problems, one a line, are exactly these. */
void assert_problems(const struct problems *problems, const char *expected);

/*
 * An 8-bit PNG file of gray (1 channel) or color (3): gray levels that differ
 * from row to row and column to column, `first` in the first pixel.
 */
int picture_file(uint32_t width, uint32_t height, uint32_t channels,
		 unsigned first);

/* The level that picture_file() puts there. */
unsigned picture_level(uint32_t x, uint32_t y, uint32_t channel);

/* Plan for these files (up to -1), which stay open. */
int shop_plan(struct shop *shop, const int *fds);

/*
 * Run with these files (up to -1), all outputs going to shop->outputs.
 * Closes the files.
 */
int shop_run(struct shop *shop, const int *fds);

/* The same with one file. */
int shop_run_one(struct shop *shop, int fd);

/* An output of the last run, decoded; to be destroyed. */
fftpipe_image *shop_output(struct shop *shop, size_t i);

/* The text embedded in an output. */
void shop_embedded(struct shop *shop, size_t i, struct embedded *embedded);

/* How the last call ended: the status and its whole reason. */
void assert_outcome(const struct shop *shop, int status, const char *reason);

/* The slot that a stage's first output is, in the plan at hand. */
const struct slot *shop_slot(const struct shop *shop, const char *stage);

/* The step of the n-th node (from 0) of this plugin, or NULL. */
const struct node *shop_node(const struct shop *shop, const char *plugin,
			     size_t n);

/* How many nodes of the plan are this plugin's. */
size_t shop_count(const struct shop *shop, const char *plugin);

/* Start and run with a gray picture of 50 x 40, which must succeed. */
void shop_run_gray(struct shop *shop, const char *text);

/* A run with such a picture fails, and this is why. */
void assert_run_fails(const char *text, int status, const char *reason);

/* Below its first row, an output holds what `expected` says. */
void assert_levels(struct shop *shop, size_t output,
		   unsigned (*expected)(uint32_t x, uint32_t y,
					uint32_t channel));

/* What picture_level() says, times 2 or plus 1, as 8 bits hold it. */
unsigned clipped_double(uint32_t x, uint32_t y, uint32_t channel);
unsigned clipped_successor(uint32_t x, uint32_t y, uint32_t channel);

#endif /* CORE_COMMON_H */
