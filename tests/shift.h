/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shift.h - a worker at work, and how its last job ended */
#ifndef SHIFT_H
#define SHIFT_H

#include "core-common.h"
#include "crew.h"
#include "worker-parcels.h"

/* A pipeline, a worker for it, how its last job ended. */
struct shift {
	struct shop shop;
	struct worker_setup setup;
	struct hand hand;
	struct outcome outcome;
	struct account account;
	char text[4096];
	uint64_t number;
	bool answered;
	bool granted; /* its plan has its memory */
};

/* Start a worker and let it bind; problems stay to be looked at. */
void shift_start(struct shift *shift, const char *text);
void shift_finish(struct shift *shift);

/* Ask for a job with a small gray picture; memory is granted. */
void shift_ask(struct shift *shift, enum worker_word word, double seconds);

#endif /* SHIFT_H */
