/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * module-common.h - what the tests of modules share: a process's modules, and
 * folders of plugins below the scratch folder
 */
#ifndef MODULE_COMMON_H
#define MODULE_COMMON_H

#include "core-common.h"
#include "inputs-run.h"

/* Afresh for each test. */
struct bench {
	struct arena arena;
	struct module_path path;
	struct modules modules;
	struct outcome outcome;
	char *complaint; /* of the last find() */
};

extern struct bench bench;

int bench_setup(void **state);
int bench_teardown(void **state);

#define BENCH_TEST(function) \
	cmocka_unit_test_setup_teardown(function, bench_setup, bench_teardown)

const struct module *find(const char *id);

/* It is not found, and this is why. */
void assert_refused(const char *id, const char *format, ...) PRINTF_LIKE(2, 3);

/* The path of one of the tests' plugins, as it is said in complaints. */
const char *real_path(const char *id);

/* A copy of a test plugin in a new folder below the scratch one. */
const char *copy_plugin(const char *id, const char *folder);

/* From now on only these are searched; the second may be NULL. */
void search(const char *first, const char *second);

#endif /* MODULE_COMMON_H */
