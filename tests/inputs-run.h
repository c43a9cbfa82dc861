/* SPDX-License-Identifier: GPL-3.0-or-later */
/* inputs-run.h - a folder of its own for each test, and a run of gathering */
#ifndef TESTS_INPUTS_RUN_H
#define TESTS_INPUTS_RUN_H

#include "inputs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The folder that the running test has, absolute. */
extern char scratch[64];

/* Make an empty file and the folders that it is in. */
void touch(const char *path);

void remove_below(const char *folder);

int folder_setup(void **state);
int folder_teardown(void **state);

#define TEST(function) \
	cmocka_unit_test_setup_teardown(function, folder_setup, folder_teardown)

struct run {
	struct config config;
	struct pipeline pipeline;
	struct problems problems;
	struct inputs inputs;
	struct input_options options;
};

/* The prefix below which names have a {dir}, or NULL. */
extern const char *run_below;

/* Where inputs live; NULL: in the folder. */
extern const struct input_place *run_place;

/* Gather with names up to NULL, and -o. */
void run_start(struct run *run, const char *text, const char *const *names,
	       const char *output);
void run_finish(struct run *run);

/* The inputs' paths, each with a blank behind it. */
void assert_paths(const struct run *run, const char *expected);

/* There is this problem and no other; then run_finish(). */
void assert_one_problem(struct run *run, const char *text);

#endif
