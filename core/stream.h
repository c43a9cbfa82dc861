/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stream.h - images band by band, over the pool's threads: made, measured,
 * turned into a file's bytes
 */
#ifndef STREAM_H
#define STREAM_H

#include "codec.h"
#include "plan.h"

/* The smallest and largest finite sample; lowest > highest: there is none. */
struct extremes {
	double lowest, highest;
};

/*
 * Make the output slots of `node` that are held: in bands over the pool when it
 * can, else in one call.  Its inputs and its outputs' data are there.
 */
int stream_make(struct plan *plan, struct node *node);

/* Measure a slot, held or not. */
int stream_measure(struct plan *plan, struct slot *slot,
		   struct extremes *extremes);

/* Send a slot, held or not, through an open encoder, in order. */
int stream_encode(struct plan *plan, struct slot *slot,
		  struct encoder *encoder);

/* Free what threads kept from band to band. */
void lanes_destroy(struct plan *plan);

#endif
