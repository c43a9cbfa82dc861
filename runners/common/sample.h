/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sample.h - the picture that is planned for when none is given: gray and black
 */
#ifndef SAMPLE_H
#define SAMPLE_H

#include "call.h"
#include "store.h"

#include <stdbool.h>

enum { SAMPLE_SIDE = 512 };

/* Whatever is opened in it is the sample. */
extern const struct store sample_store;

/*
 * An input without names, all of whose files are the sample; false without
 * memory.
 */
bool sample_input(struct prepared *prepared, struct input *input);

#endif
