/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sandbox-files.h - which files a process can open, by landlock; false where
 * the kernel has none
 */
#ifndef SANDBOX_FILES_H
#define SANDBOX_FILES_H

#include "module.h"

#include <stdbool.h>

/* Read plugins and libraries; write, make and run nothing. */
bool sandbox_files_for_loading(const struct module_path *path);

/* Nothing that is not open already. */
bool sandbox_no_files(void);

#endif
