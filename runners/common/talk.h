/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * talk.h - what a run says on standard error while its jobs end
 */
#ifndef TALK_H
#define TALK_H

#include "call.h"
#include "progress.h"
#include "tally.h"

struct talk {
	const struct call *call;
	bool color;
	struct texts said; /* notes that are said once per run */
	struct arena arena;
	struct progress progress;
	struct tally tally;
};

void talk_init(struct talk *talk, const struct call *call);
void talk_finish(struct talk *talk);

/* For batch_options: how far it is. */
void talk_tick(void *context, const struct batch_progress *progress);

/* How one job ended. */
void talk_result(struct talk *talk, const struct result *result);

/* How all of them ended. */
void talk_summary(struct talk *talk, const struct batch_summary *summary,
		  double seconds);

#endif
