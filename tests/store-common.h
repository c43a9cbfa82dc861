/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store-common.h - what the tests of the file store share: an output in the
 * scratch folder
 */
#ifndef STORE_COMMON_H
#define STORE_COMMON_H

#include "inputs-run.h"
#include "store.h"

/* Afresh for each test. */
extern struct outcome outcome;
extern struct store_output output;

int store_setup(void **state);
int store_teardown(void **state);

#define STORE_TEST(function) \
	cmocka_unit_test_setup_teardown(function, store_setup, store_teardown)

/* The call failed with EDATA, and this is why. */
void assert_reason(const char *expected);

/* How many files and folders of any name a folder holds. */
size_t count_files(const char *folder);

void write_file(const char *path, const char *text);
void assert_holds(const char *path, const char *text);

/* Begin the output and write "new" into it. */
void begin_output(const char *path);

/* Put `fd` in the place of `standard` for a while; returns what was there. */
int replace(int standard, int fd);

#endif /* STORE_COMMON_H */
