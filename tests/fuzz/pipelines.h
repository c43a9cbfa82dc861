/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pipelines.h - for targets that read pipeline files: the plugins, and changes
 * that respect lines, keys and words
 */
#ifndef PIPELINES_H
#define PIPELINES_H

#include "module.h"

#include <stddef.h>
#include <stdint.h>

/* The plugins of this build, kept from run to run. */
struct modules *fuzz_modules(void);
const struct module_path *fuzz_module_path(void);

#ifdef FFTPIPE_FUZZING
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t length, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t length, size_t most,
			       unsigned seed);

/* Change the text at `bytes`, whose room is `most`; returns its new length. */
size_t pipeline_mutate(uint8_t *bytes, size_t length, size_t most,
		       unsigned seed);
#endif

#endif
