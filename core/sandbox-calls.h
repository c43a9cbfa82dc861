/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sandbox-calls.h - which system calls a process can make, by seccomp; false
 * where kernel or build have none
 */
#ifndef SANDBOX_CALLS_H
#define SANDBOX_CALLS_H

#include <stdbool.h>

/* All but network, programs, processes, and what reaches into others. */
bool sandbox_calls_for_loading(void);

/* Only memory, threads, time, and files that are open. */
bool sandbox_calls_for_work(void);

#endif
