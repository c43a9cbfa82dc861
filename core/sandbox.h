/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sandbox.h - what the kernel keeps from a process that runs strangers' code on
 * strangers' pictures
 *
 * Two fences, both for good.  The first stands before plugins are loaded: no
 * network, no other program or process, nothing written, files read only where
 * plugins and libraries lie.  The second stands before the first picture: no
 * file at all, and of the system's calls those that computing needs.
 */
#ifndef SANDBOX_H
#define SANDBOX_H

#include "worker-main.h"

extern const struct worker_fence sandbox;

#endif
